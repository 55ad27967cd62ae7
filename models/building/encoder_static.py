"""The vectors of the fast encoder: what the sentence encoder makes of each piece by itself.

Shortened by principal components and kept in 8 bits. A piece counts the less the commoner it is
(smooth inverse frequency, Arora et al. 2017); how common, the tokenizer knows.
"""

from __future__ import annotations

import io
import json

import numpy as np
import numpy.typing as npt

from pipeline.coder.encoder.sentence import SentenceEncoder

SHORT = 64  # numbers of a vector
_BATCH = 256  # pieces at once
_BEGIN, _END = 0, 2  # pieces around every text
_COMMON = 1e-3  # share of all pieces from which a piece counts half
_STEPS = 127
_SPREAD = 4.0  # deviations that the steps span; what is beyond is cut off

Array = npt.NDArray[np.float32]


def static_vectors(encoder: SentenceEncoder) -> bytes:
    """Content of ``static.npz``: ``vectors`` (n_pieces, SHORT) int8 and ``weights`` (n_pieces,) uint8."""
    content = io.BytesIO()
    vectors = shortened(_piece_vectors(encoder))
    np.savez_compressed(content, allow_pickle=False, vectors=vectors, weights=piece_weights(encoder))
    return content.getvalue()


def piece_weights(encoder: SentenceEncoder) -> npt.NDArray[np.uint8]:
    """(n_pieces,) 1 for the commonest pieces, 127 for the rarest."""
    scores = np.array([score for _, score in json.loads(encoder.tokenizer.to_str())["model"]["vocab"]])
    weights = _COMMON / (_COMMON + np.exp(scores))
    return np.asarray(np.clip(np.round(_STEPS * weights), 1, _STEPS), dtype=np.uint8)


def shortened(rows: Array) -> npt.NDArray[np.int8]:
    """Rows (n_rows, width) along their first principal components, all made to spread alike."""
    centred = rows.astype(np.float64) - rows.mean(axis=0)
    spreads, axes = np.linalg.eigh(centred.T @ centred / len(rows))
    axes, deviations = axes[:, ::-1][:, :SHORT], np.sqrt(np.maximum(spreads[::-1][:SHORT], 1e-12))
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    steps = np.round(centred @ axes / deviations / _SPREAD * _STEPS)
    return np.asarray(np.clip(steps, -_STEPS, _STEPS), dtype=np.int8)


def _piece_vectors(encoder: SentenceEncoder) -> Array:
    pieces = range(encoder.tokenizer.get_vocab_size())
    parts = []
    for start in range(0, len(pieces), _BATCH):
        ids = np.array([[_BEGIN, piece, _END] for piece in pieces[start : start + _BATCH]])
        _, vectors = encoder.session.run(None, {"ids": ids})
        parts.append(vectors)
    return np.concatenate(parts)
