"""How sure a share and a difference of shares are.

All take counts and return unrounded floats; nothing here knows what was counted, so that
shares corrected for the coder's errors can use the same verdicts.

Sources
-------
Wilson interval: E.B. Wilson (1927), JASA 22:209-212; recommended for all n and p by
L.D. Brown, T.T. Cai, A. DasGupta (2001), Statistical Science 16:101-133.
Newcombe interval: R.G. Newcombe (1998), Statistics in Medicine 17:873-890, method 10.
Test: the "N - 1" chi-square, and Fisher-Irwin where an expected count is below 1:
I. Campbell (2007), Statistics in Medicine 26:3661-3675.
Correction: Y. Benjamini, Y. Hochberg (1995), JRSS B 57:289-300.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import fisher_exact, norm
from statsmodels.stats.multitest import fdrcorrection
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

ALPHA = 0.05  # intervals are 95%
_SMALLEST_EXPECTED = 1.0  # Campbell 2007: below it the chi-square test is too eager


@dataclass(frozen=True)
class Estimate:
    """A share or a difference of shares with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def share(n: int, total: int) -> Estimate:
    """The share n / total with its Wilson interval; total must be above 0."""
    low, high = proportion_confint(n, total, alpha=ALPHA, method="wilson")
    return Estimate(n / total, float(low), float(high))


def difference(now: tuple[int, int], before: tuple[int, int]) -> Estimate:
    """Share now minus share before, with Newcombe's interval for independent samples.

    Parameters
    ----------
    now, before : (n, total); totals must be above 0.
    """
    low, high = confint_proportions_2indep(*now, *before, method="newcomb", compare="diff", alpha=ALPHA)
    return Estimate(now[0] / now[1] - before[0] / before[1], float(low), float(high))


def p_value(now: tuple[int, int], before: tuple[int, int]) -> float:
    """Two-sided chance of a difference this large when both rounds share one true share.

    1.0 when everyone or no one has it in both rounds: nothing differs.
    """
    (a, n), (b, m) = now, before
    size, having = n + m, a + b
    if having in (0, size):
        return 1.0
    if min(n, m) * min(having, size - having) / size < _SMALLEST_EXPECTED:
        return float(fisher_exact([[a, n - a], [b, m - b]]).pvalue)
    pooled = having / size
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m) * size / (size - 1))
    return float(2 * norm.sf(abs(a / n - b / m) / spread))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The p-values after Benjamini-Hochberg's correction for looking at all of them."""
    if not p_values:
        return []
    return [float(p) for p in fdrcorrection(np.asarray(p_values, dtype=float))[1]]
