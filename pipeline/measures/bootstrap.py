"""Intervals by the bootstrap: how far a figure may vary when other statements had been drawn.

The bootstrap of Efron and Tibshirani (1993): from n units n are drawn with replacement, many times, by a
seeded generator; the spread of a measure over the draws gives its interval.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # most stages that import this draw no groups
    import scipy.sparse as sp

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]

DECIMALS = 4  # of a figure in a report


@dataclass(frozen=True)
class Bootstrap:
    """Draws of statements.

    Attributes
    ----------
    times : (n_draws, n_units), how often a draw has a unit.
    members : (n_units, n_statements), 1 where a statement is of a unit; None where each statement is a unit.
    """

    times: Floats
    members: "sp.csr_matrix | None" = None

    @classmethod
    def of_groups(cls, groups: Ints, *, samples: int, seed: int) -> "Bootstrap":
        """Draw as many whole groups as there are, as statements of one group are alike (cluster bootstrap);
        ``groups`` (n_statements,) is the number of the group of each.
        """
        import scipy.sparse as sp  # Not at the top: heavy.

        unit = np.unique(groups, return_inverse=True)[1]
        n_units = int(unit.max(initial=-1)) + 1
        members = sp.csr_matrix((np.ones(len(unit)), (unit, np.arange(len(unit)))), shape=(n_units, len(unit)))
        drawn = np.random.default_rng(seed).integers(0, n_units, (samples, n_units))
        return cls(np.array([np.bincount(row, minlength=n_units) for row in drawn], dtype=float), members)

    @classmethod
    def of_statements(cls, n: int, *, samples: int, seed: int) -> "Bootstrap":
        """Draw as many statements as there are."""
        drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=samples)
        return cls(drawn.astype(np.float64))

    def sums(self, cells: npt.NDArray[np.generic]) -> Floats:
        """(n_draws, …): the sum of ``cells`` (n_statements, …) in each draw."""
        flat = cells.reshape(len(cells), math.prod(cells.shape[1:])).astype(float)
        per_unit = flat if self.members is None else self.members @ flat
        return np.asarray(self.times @ per_unit).reshape(len(self.times), *cells.shape[1:])


def interval(values: Floats, coverage: float = 0.95) -> list[float] | None:
    """The middle 95% of ``values`` (n_draws,), rounded; None when all are nan.

    Draws without a figure (nan) are left out.
    """
    defined, tail = values[~np.isnan(values)], (1 - coverage) / 2
    return rounded(np.quantile(defined, [tail, 1 - tail])) if defined.size else None


def rounded(values: Iterable[float]) -> list[float]:
    """For reports: four decimals."""
    return [round(float(value), DECIMALS) for value in values]
