"""How good the coder is: agreement, calibration and their intervals, from truth and answers.

All figures are 0–1. Higher is better for precision, recall and F1; lower for Brier and ECE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]

BINS = 10  # of equal width, as in Guo et al. 2017, On calibration of modern neural networks


@dataclass(frozen=True)
class Agreement:
    """Of one label: precision, recall, F1 and support (true cases); 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float
    support: int


def agreement(truth: Bools, said: Bools) -> Agreement:
    """Of one label, or of all together when given matrices (micro average)."""
    hit, wrong, missed = int((truth & said).sum()), int((~truth & said).sum()), int((truth & ~said).sum())
    return Agreement(
        precision=_ratio(hit, hit + wrong),
        recall=_ratio(hit, hit + missed),
        f1=_ratio(2 * hit, 2 * hit + wrong + missed),
        support=hit + missed,
    )


def micro_f1(truth: Bools, said: Bools) -> float:
    """F1 over all (statement, label) pairs; frequent labels weigh most."""
    return agreement(truth, said).f1


def macro_f1(truth: Bools, said: Bools) -> float:
    """Mean F1 of the labels that truth or coder uses; rare labels weigh as much as frequent ones."""
    used = [j for j in range(truth.shape[1]) if truth[:, j].any() or said[:, j].any()]
    return float(np.mean([micro_f1(truth[:, [j]], said[:, [j]]) for j in used])) if used else 0.0


def brier(truth: Bools, probabilities: Floats) -> float:
    """Mean squared distance between probability and outcome (Brier 1950); 0 is perfect."""
    return float(np.mean((probabilities - truth) ** 2))


def calibration_error(truth: Bools, probabilities: Floats) -> float:
    """Expected calibration error: mean gap between probability and share of hits, over ten bins."""
    flat, outcome = probabilities.ravel(), truth.ravel()
    bins = np.minimum((flat * BINS).astype(int), BINS - 1)
    gaps = [abs(float((flat[bins == b] - outcome[bins == b]).sum())) for b in range(BINS)]
    return sum(gaps) / flat.size if flat.size else 0.0


def counts_interval(
    truth: Bools, said: Bools, families: Ints, *, samples: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """95% intervals of F1 per label and, last, of micro F1: (2, n_labels + 1) low and high.

    Whole families of statements are drawn (cluster bootstrap): statements of one family are alike.

    Returns
    -------
    low, high : (n_labels + 1,), labels in the order of the columns, then all together.
    """
    families = np.unique(families, return_inverse=True)[1]
    n_families, n_labels = int(families.max()) + 1, truth.shape[1]
    counts = np.zeros((3, n_families, n_labels))
    for kind, cells in enumerate((truth & said, ~truth & said, truth & ~said)):
        np.add.at(counts[kind], families, cells)
    generator = np.random.default_rng(seed)
    f1 = np.empty((samples, n_labels + 1))
    for sample in range(samples):
        times = np.bincount(generator.integers(0, n_families, n_families), minlength=n_families)
        drawn = np.einsum("f,kfl->kl", times, counts)
        drawn = np.column_stack([drawn, drawn.sum(axis=1)])
        f1[sample] = 2 * drawn[0] / np.maximum(2 * drawn[0] + drawn[1] + drawn[2], 1)
    low, high = np.quantile(f1, [0.025, 0.975], axis=0)
    return low, high


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def rounded(values: Sequence[float]) -> list[float]:
    """For reports: four decimals."""
    return [round(float(value), 4) for value in values]
