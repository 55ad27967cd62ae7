"""How good answers are: agreement with the truth, calibration, and their intervals.

All figures are 0–1. Higher is better for precision, recall and F1; lower for Brier and ECE.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]

BINS = 10  # of equal width, as in Guo et al. 2017, On calibration of modern neural networks
_ENDS = (0.025, 0.975)  # of a 95% interval


@dataclass(frozen=True)
class Counts:
    """Of each label how often it was rightly said, wrongly said, and missed.

    Attributes
    ----------
    hit, wrong, missed : (..., n_labels), for example one row a bootstrap draw.
    """

    hit: Floats
    wrong: Floats
    missed: Floats

    @classmethod
    def of(cls, truth: Bools, said: Bools) -> Counts:
        """Over all statements; ``truth`` and ``said`` are (n_statements, n_labels)."""
        return cls(*(cells.sum(axis=0).astype(float) for cells in _cells(truth, said)))

    def together(self) -> Counts:
        """All labels as one: (..., 1); its figures are the micro averages."""
        return Counts(*(part.sum(axis=-1, keepdims=True) for part in (self.hit, self.wrong, self.missed)))

    @cached_property
    def precision(self) -> Floats:
        """Share of what was said that is right; nan where nothing was said."""
        return _share(self.hit, self.hit + self.wrong)

    @cached_property
    def recall(self) -> Floats:
        """Share of what is true that was said; nan where nothing is true."""
        return _share(self.hit, self.hit + self.missed)

    @cached_property
    def f1(self) -> Floats:
        """Harmonic mean of the two; nan for a label that is neither true nor said."""
        return _share(2 * self.hit, 2 * self.hit + self.wrong + self.missed)

    @cached_property
    def macro_f1(self) -> Floats:
        """(...); mean F1 of the labels that are true or said at all, 0 without any."""
        used = ~np.isnan(self.f1)
        return _share(np.where(used, self.f1, 0.0).sum(axis=-1), np.maximum(used.sum(axis=-1), 1))


def micro_f1(truth: Bools, said: Bools) -> float:
    """F1 over all (statement, label) pairs; frequent labels weigh most. Without any: 0."""
    return float(np.nan_to_num(Counts.of(truth, said).together().f1[0]))


def macro_f1(truth: Bools, said: Bools) -> float:
    """Mean F1 of the labels that are true or said; rare labels weigh as much as frequent ones."""
    return float(Counts.of(truth, said).macro_f1)


@dataclass(frozen=True)
class Draws:
    """Bootstrap draws of whole families (cluster bootstrap): statements of one family are alike.

    Attributes
    ----------
    member : (n_families, n_statements), 1 where a statement is of a family.
    times : (n_draws, n_families), how often a draw has a family.
    """

    member: sp.csr_matrix
    times: Floats

    @classmethod
    def of(cls, families: Ints, *, samples: int, seed: int) -> Draws:
        """Draw as many families as there are, with replacement; ``families`` is (n_statements,)."""
        own = np.unique(families, return_inverse=True)[1]
        n_families = int(own.max(initial=-1)) + 1
        member = sp.csr_matrix((np.ones(len(own)), (own, np.arange(len(own)))), shape=(n_families, len(own)))
        drawn = np.random.default_rng(seed).integers(0, n_families, (samples, n_families))
        times = np.array([np.bincount(row, minlength=n_families) for row in drawn], dtype=float)
        return cls(member, times)

    def sums(self, cells: npt.NDArray[np.generic]) -> Floats:
        """(n_draws, n_columns): the sum of ``cells`` (n_statements, n_columns) in each draw."""
        return np.asarray(self.times @ (self.member @ cells.astype(float)))

    def counts(self, truth: Bools, said: Bools) -> Counts:
        """(n_draws, n_labels)."""
        return Counts(*(self.sums(cells) for cells in _cells(truth, said)))


def interval(values: Floats) -> list[float] | None:
    """The middle 95% of ``values`` (n_draws,), rounded; None when all are nan.

    Draws without a figure (nan) are left out.
    """
    known = values[~np.isnan(values)]
    return rounded(np.quantile(known, _ENDS)) if known.size else None


def brier(truth: Bools, probabilities: Floats) -> float:
    """Mean squared distance between probability and outcome (Brier 1950); 0 is perfect."""
    return float(np.mean((probabilities - truth) ** 2))


@dataclass(frozen=True)
class Bin:
    """Answers whose confidence is at least ``low`` and under the next bin's.

    Attributes
    ----------
    confidence, right : mean confidence, and share that was right; 0 in an empty bin.
    """

    low: float
    n: int
    confidence: float
    right: float


def reliability(right: Bools, confidence: Floats) -> list[Bin]:
    """The reliability curve, ten bins; arrays of any one shape. A sound coder has confidence ≈ right in each."""
    flat, outcome = confidence.ravel(), right.ravel()
    place = np.minimum((flat * BINS).astype(int), BINS - 1)
    n = np.bincount(place, minlength=BINS)
    expected, came = (np.bincount(place, weights=values, minlength=BINS) for values in (flat, outcome))
    few = np.maximum(n, 1)
    return [Bin(b / BINS, int(n[b]), float(expected[b] / few[b]), float(came[b] / few[b])) for b in range(BINS)]


def calibration_error(right: Bools, confidence: Floats) -> float:
    """Expected calibration error: mean gap between confidence and share of hits, over ten bins."""
    gaps = [b.n * abs(b.confidence - b.right) for b in reliability(right, confidence)]
    return sum(gaps) / confidence.size if confidence.size else 0.0


def rounded(values: Iterable[float]) -> list[float]:
    """For reports: four decimals."""
    return [round(float(value), 4) for value in values]


def _cells(truth: Bools, said: Bools) -> tuple[Bools, Bools, Bools]:
    return truth & said, ~truth & said, truth & ~said


def _share(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    part, whole = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    shares: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return shares
