"""What an encoder is: it reads texts as numbers, and gives training a score per label.

Two stand behind it: the sentence encoder, whose numbers are the log-odds of labels, and the static one,
whose numbers are vectors over which training fits heads of its own.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.core.text import plain_words

TOKENIZER = "tokenizer.json"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """What the encoder makes of texts."""

    logits: Floats  # (n_texts, n_numbers) what the coder looks at, columns as in Encoder.names
    vectors: Floats  # (n_texts, n_dimensions); texts that say alike lie close


@dataclass(frozen=True)
class Seen:
    """What encoders that had *not* seen a training statement make of it.

    The sentence encoder was tuned on the training statements and knows them too well to say how sure
    it would be of a new one; these come from sisters, each tuned without one part of them.

    Attributes
    ----------
    rows : text key (see :func:`key`) -> row.
    logits : (n_seen, n_labels)
    vectors : (n_seen, n_short) of the encoder itself, shortened, each of length 1: for likeness.
    """

    rows: Mapping[str, int]
    logits: Floats
    vectors: Floats

    def rows_of(self, texts: Iterable[str]) -> list[int]:
        """The row of each text, -1 for one that is not here."""
        return [self.rows.get(key(text), -1) for text in texts]


NOTHING_SEEN = Seen({}, *(np.zeros((0, 0), dtype=np.float32) for _ in range(2)))


@dataclass(frozen=True)
class LabelScores:
    """What an encoder says of the labels of training statements that it had not seen.

    Attributes
    ----------
    names : of the labels, as :func:`named` gives them.
    unseen : (n_texts, n_labels)
    weights, offsets : (n_numbers, n_labels), (n_labels,); scores = numbers @ weights + offsets.
        None where the encoder's numbers are the scores.
    """

    names: tuple[str, ...]
    unseen: Floats
    weights: Floats | None = None
    offsets: Floats | None = None


FitHeads = Callable[[Floats], LabelScores]  # from vectors (n_texts, n_numbers)


class Encoder(Protocol):
    """Reads texts; a text's outcome rests on that text alone."""

    @property
    def version(self) -> str:
        """Which encoder this is."""

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each number that :meth:`read` gives as ``logits``."""

    @property
    def seen(self) -> Seen:
        """The training statements that it was made with."""

    def read(self, texts: Sequence[str]) -> Reading:
        """Read texts, in any number."""

    def unseen(self, texts: Sequence[str]) -> Floats:
        """(n_texts, n_numbers) what :meth:`read` gives, as of texts never seen."""

    def short(self, vectors: Floats) -> npt.NDArray[np.floating[Any]]:
        """(n_texts, n_short) vectors of length 1, for likeness; in double precision, in which it is no matter
        which texts are shortened together.
        """

    def fit(self, texts: Sequence[str], fit_heads: FitHeads) -> LabelScores:
        """What it says of the labels of training texts; ``fit_heads`` serves one that knows no labels."""


def named(kind: str, label: str) -> str:
    """Name of a label's score: a theme and a category may be called alike."""
    return f"{kind}: {label}"


def slices(sizes: Mapping[str, int]) -> dict[str, slice]:
    """Where each of several blocks of columns lies, one after another."""
    ends = list(accumulate(sizes.values(), initial=0))
    return {name: slice(*span) for name, span in zip(sizes, pairwise(ends), strict=True)}


def key(text: str) -> str:
    """Name of a text in :class:`Seen`: the same for texts that differ in signs and capitals only."""
    return hashlib.sha256(" ".join(plain_words(text)).encode()).hexdigest()[:16]


def unit(rows: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Each row at length 1; a row of noughts stays so."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float64)


def version_of(*files: bytes) -> str:
    """Which encoder these files make."""
    return hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in files)).hexdigest()[:12]


def as_npz(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Arrays as an npz file; the same arrays, the same bytes.

    Not by numpy: what it writes into the frame differs between releases of Python.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for name, values in arrays.items():
            own = io.BytesIO()
            np.lib.format.write_array(own, np.asanyarray(values), allow_pickle=False)
            parts.writestr(zipfile.ZipInfo(f"{name}.npy"), own.getvalue(), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def from_npz(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """The arrays again; :class:`ValueError` where it is no npz file, or holds more than plain arrays."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return dict(arrays)
    except (zipfile.BadZipFile, EOFError, OSError, TypeError, ValueError) as problem:
        raise ValueError("it is not an npz file of plain arrays") from problem
