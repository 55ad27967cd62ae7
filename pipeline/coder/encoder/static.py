"""The fast encoder: each piece of a word has a vector that never changes, a text has their mean.

Reads ``models/encoder/static.npz`` and the tokenizer beside it. The vectors are what the sentence
encoder makes of each piece by itself, shortened (see models/building/encoder_static.py), in the
manner of model2vec (Tulkens & van Dongen 2024). It knows no order and no context, and is some
hundred times as fast.

All sums are of whole numbers, so that a text has the same vector in any batch and on any machine.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from tokenizers import Tokenizer

from pipeline.coder.encoder.encoder import (
    NOTHING_SEEN,
    TOKENIZER,
    FitHeads,
    Floats,
    LabelScores,
    Reading,
    Seen,
    from_npz,
    unit,
    version_of,
)
from pipeline.core.errors import InputError
from pipeline.core.files import read_bytes
from pipeline.core.text import remembered

STATIC = "static.npz"
_MAKE = "take models/encoder from the project again, or choose coder.encoder: sentence in params.yaml"
_KNOWN_WORDS = 50_000  # of which the sums are remembered; about 30 MB
# Length of a text's vector. The heads' strength is that of the other views: longer vectors are
# followed more closely; 2, 8 and 16 are no better.
_LENGTH = 4.0


@dataclass(frozen=True)
class StaticEncoder:
    """A loaded table of pieces.

    Attributes
    ----------
    vectors : (n_pieces, n_short) whole numbers; their scale means nothing.
    weights : (n_pieces,) whole numbers above 0: how much a piece counts in the mean.
    version : which table this is.
    """

    tokenizer: Tokenizer
    vectors: npt.NDArray[np.int8]
    weights: npt.NDArray[np.uint8]
    version: str
    seen: Seen = NOTHING_SEEN

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name of each number of a vector."""
        return tuple(f"static {number}" for number in range(self.vectors.shape[1]))

    def read(self, texts: Sequence[str]) -> Reading:
        """The texts' vectors, of one length; of a text without words all nought. They serve as logits too."""
        cut = [text.split() for text in texts]
        words: defaultdict[str, int] = defaultdict()  # each of them once, with its row in `sums`
        words.default_factory = words.__len__
        places, ends = [*map(words.__getitem__, chain.from_iterable(cut))], np.cumsum([0, *map(len, cut)])
        sums = np.frombuffer(b"".join(map(self._sum, words)), dtype=np.int64).reshape(-1, self.vectors.shape[1])
        ones = np.ones(len(places), dtype=np.int64)
        found = (csr_matrix((ones, places, ends), shape=(len(texts), len(words))) @ sums).astype(np.float64)
        # The mean's length says how much the words agree, not what they say.
        lengths = np.sqrt((found * found).sum(axis=1, keepdims=True))
        vectors = np.asarray(np.round(_LENGTH * found / np.maximum(lengths, 1.0), 4), dtype=np.float32)
        return Reading(vectors, vectors)

    def unseen(self, texts: Sequence[str]) -> Floats:
        """As :meth:`read`: the table was made without the training statements."""
        return self.read(texts).logits

    def short(self, vectors: Floats) -> npt.NDArray[np.float64]:
        """(n_texts, n_short) the vectors at length 1."""
        return unit(vectors.astype(np.float64))

    def fit(self, texts: Sequence[str], fit_heads: FitHeads) -> LabelScores:
        """Heads over the vectors, which know no labels."""
        return fit_heads(self.read(texts).vectors)

    @cached_property
    def _sum(self) -> Callable[[str], bytes]:
        # A word has the same pieces in every text: their sum is remembered.
        return remembered(self._new_sum, _KNOWN_WORDS)

    def _new_sum(self, word: str) -> bytes:
        ids = self.tokenizer.encode(word, add_special_tokens=False).ids
        counted = self.vectors[ids].astype(np.int64) * self.weights[ids, None]
        return bytes(counted.sum(axis=0, dtype=np.int64).tobytes())


def read_static(folder: Path) -> StaticEncoder:
    """Open the table of pieces in a folder; :class:`InputError` when a file is missing or not as it should be."""
    table, tokenizer = (read_bytes(folder / name, todo=_MAKE) for name in (STATIC, TOKENIZER))
    try:
        arrays = from_npz(table)
        vectors, weights = arrays["vectors"], arrays["weights"]
        cutter = Tokenizer.from_str(tokenizer.decode())
        if not len(vectors) == len(weights) == cutter.get_vocab_size():
            raise ValueError(f"{len(vectors)} vectors for {cutter.get_vocab_size()} pieces")
    except Exception as problem:  # noqa: BLE001 - tokenizers raises bare exceptions
        raise InputError(f"this is not a usable encoder: {problem}", where=str(folder), todo=_MAKE) from None
    return StaticEncoder(cutter, vectors, weights, f"static {version_of(table, tokenizer)}")
