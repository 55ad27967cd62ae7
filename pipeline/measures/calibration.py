"""How sound confidences are: whether what is said to be 80% sure is right eight times in ten. Lower is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.measures.bootstrap import Bools, Floats

BINS = 10  # of equal width, as in Guo et al. 2017, On calibration of modern neural networks


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


def brier(truth: Bools, probabilities: Floats) -> float:
    """Mean squared distance between probability and outcome (Brier 1950); 0 is perfect."""
    return float(np.mean((probabilities - truth) ** 2))


def reliability(right: Bools, confidence: Floats) -> list[Bin]:
    """The reliability curve, ten bins; arrays of any one shape. A sound coder has confidence ≈ right in each."""
    flat, outcome = confidence.ravel(), right.ravel()
    place = np.minimum((flat * BINS).astype(int), BINS - 1)
    n = np.bincount(place, minlength=BINS)
    expected, came = (np.bincount(place, weights=values, minlength=BINS) for values in (flat, outcome))
    few = np.maximum(n, 1)
    return [Bin(b / BINS, int(n[b]), float(expected[b] / few[b]), float(came[b] / few[b])) for b in range(BINS)]


def calibration_error(right: Bools, confidence: Floats) -> float:
    """Expected calibration error: mean gap between confidence and share that is right, over ten bins."""
    gaps = [b.n * abs(b.confidence - b.right) for b in reliability(right, confidence)]
    return sum(gaps) / confidence.size if confidence.size else 0.0
