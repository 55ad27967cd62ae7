"""Training statements most like a text, by a likeness of one's choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, key
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.features import Features

SHOWN = 3
_MOST_READ = 300  # texts that the encoder does not know yet and reads for one explanation: about two seconds
_UNLIKE = 0.1  # likeness below which two texts share nothing worth showing

# From a text to its likeness to each training statement: (n_examples,), 1 = alike in all that counts.
Likeness = Callable[[str], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Neighbour:
    """A training statement, its labels, and how like the text it is (cosine, at most 1)."""

    id: str
    text: str
    category: str
    stance: str
    themes: tuple[str, ...]
    likeness: float


def nearest(text: str, examples: Sequence[Example], likeness: Likeness) -> list[Neighbour]:
    """The training statements most like a text, the likest first; none that has nothing in common."""
    alike = np.round(likeness(text), 4)
    best = sorted(range(len(examples)), key=lambda n: (-alike[n], examples[n].id))[:SHOWN]
    return [
        Neighbour(e.id, e.text, e.category, e.stance, e.themes, float(alike[n]))
        for n, e in ((n, examples[n]) for n in best)
        if alike[n] >= _UNLIKE
    ]


def likeness_to(texts: Sequence[str], coder: Coder, encoder: Encoder) -> Likeness:
    """Likeness by meaning, or by shared words as long as the encoder was not made with most of the texts."""
    new = sum(key(text) not in encoder.seen.rows for text in texts)
    return by_meaning(encoder, texts) if new <= _MOST_READ else by_shared_words(coder.features, texts)


def by_shared_words(features: Features, texts: Sequence[str]) -> Likeness:
    """Likeness by the words and runs of characters that texts share: cosine of their TF-IDF rows."""
    if not texts:
        return lambda _: np.zeros(0)
    rows = _unit_rows(features, texts)

    def likeness(text: str) -> npt.NDArray[np.float64]:
        return np.asarray((rows @ _unit_rows(features, [text]).T).todense(), dtype=np.float64).ravel()

    return likeness


def by_meaning(encoder: Encoder, texts: Sequence[str]) -> Likeness:
    """Likeness of what texts say, whatever their words: cosine of the encoder's vectors.

    Those of texts that the encoder was tuned on are kept with it; others are read.
    """
    rows = [encoder.seen.rows.get(key(text), -1) for text in texts]
    new = [text for text, row in zip(texts, rows, strict=True) if row < 0]
    read = iter(encoder.short(encoder.read(new).vectors))
    vectors = np.array([next(read) if row < 0 else encoder.seen.vectors[row] for row in rows])

    def likeness(text: str) -> npt.NDArray[np.float64]:
        return np.asarray(vectors @ encoder.short(encoder.read([text]).vectors)[0], dtype=np.float64)

    return likeness


def _unit_rows(features: Features, texts: Sequence[str]) -> sp.csr_matrix:
    unread = np.zeros((len(texts), len(features.encoder)), dtype=np.float32)
    rows = features.transform(texts, [[] for _ in texts], unread)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64)).ravel()
    return sp.diags(1 / np.maximum(lengths, 1e-9)) @ rows
