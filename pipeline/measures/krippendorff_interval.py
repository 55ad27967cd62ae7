"""Krippendorff's alpha between two coders of one set of statements, with an interval over families."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.measures.classification import Bools, Draws, interval
from pipeline.measures.krippendorff import alpha as alpha_of
from pipeline.measures.krippendorff import cells


@dataclass(frozen=True)
class Alpha:
    """One figure and its 95% interval; None where chance alone would already agree fully."""

    alpha: float | None
    interval: list[float] | None


def alpha(one: Bools, other: Bools, draws: Draws) -> Alpha:
    """Between two coders that each gave every statement a set of labels, (n_statements, n_labels)."""
    n = len(one)
    sums, distances = cells(np.vstack([one, other]), np.tile(np.arange(n), 2), n)
    value = float(alpha_of(sums.sum(axis=0), distances))
    spread = interval(alpha_of(draws.sums(sums), distances))
    return Alpha(None if np.isnan(value) else round(value, 4), spread)
