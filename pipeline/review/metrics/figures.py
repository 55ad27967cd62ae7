"""One figure of metrics.json: its value, its interval, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from pipeline.core.params import Evaluate
from pipeline.measures.bootstrap import DECIMALS, Bootstrap, Floats, interval

UNDEFINED = "not defined: there is nothing to divide by"

Measure = Callable[[Floats], Floats]  # of sums over statements, with any leading axes


@dataclass(frozen=True)
class Sample:
    """What each statement of a sample adds to a measure.

    Every measure is a ratio of sums. Where statements were drawn with different chances each counts
    1 / chance times, so that the ratio is that of all statements drawn from (J. Hájek's estimator; C.-E.
    Särndal, B. Swensson and J. Wretman, 1992, Model assisted survey sampling, ch. 5.7).

    Attributes
    ----------
    cells : (n_statements, …)
    settings : of the bootstrap.
    absent : why there is no figure when there are no statements.
    """

    cells: Floats
    settings: Evaluate
    absent: str

    def weighted(self, weights: Floats) -> Sample:
        """The sample with each statement ``weights`` (n_statements,) times."""
        return replace(self, cells=self.cells * weights.reshape(-1, *[1] * (self.cells.ndim - 1)))

    def figure(self, measure: Measure) -> dict[str, Any]:
        """A measure on the sample with its percentile interval; null with the reason when not measured.

        Draws in which the measure is not defined are left out of its interval.
        """
        n = len(self.cells)
        value = float(measure(self.cells.sum(axis=0))) if n else np.nan
        if np.isnan(value):
            return {"value": None, "low": None, "high": None, "reason": UNDEFINED if n else self.absent}
        bootstrap = _bootstrap(n, self.settings.bootstrap_samples, self.settings.seed)
        spread = measure(bootstrap.sums(self.cells))
        low, high = interval(spread, self.settings.interval) or (value, value)
        return {"value": round(value, DECIMALS), "low": low, "high": high}


@lru_cache(maxsize=1)  # the figures of one sample follow each other, and the draws of a large one are large
def _bootstrap(n: int, samples: int, seed: int) -> Bootstrap:
    return Bootstrap.of_statements(n, samples=samples, seed=seed)
