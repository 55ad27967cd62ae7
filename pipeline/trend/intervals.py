"""How sure a share and a difference of shares are, and how small a difference could be shown.

A share is built from parts: a sum of weighted proportions, each known as well as the number of
statements that it rests on allows. Nothing here knows what was counted or corrected.

Sources
-------
Interval of one proportion: E.B. Wilson (1927), JASA 22:209-212; from a small sample Jeffreys's, which is
shorter where none or nearly none has it: L.D. Brown, T.T. Cai, A. DasGupta (2001), Statistical Science
16:101-133, who recommend both; in a difference P.J. Laud (2017), Pharmaceutical Statistics 16:334-348 (MOVER-J).
Interval of a sum or difference (MOVER): R.G. Newcombe (1998), Statistics in Medicine 17:873-890,
method 10; for any linear combination, also of estimates that hang together, G.Y. Zou, A. Donner (2008), Statistics
in Medicine 27:1693-1702.
Difference of two of the parts that one whole falls into, such as praise and criticism, which rule each other
out: the same with their correlation (Zou, Donner; for paired proportions R.G. Newcombe (1998), Statistics in
Medicine 17:2635-2650). Its limits are those of the two parts, so that it has width also where no one praised
or criticised, where a normal interval has none.
Correction: Y. Benjamini, Y. Hochberg (1995), JRSS B 57:289-300; what could not be shown whatever was said is left
out of it: R.E. Tarone (1990), Biometrics 46:515-522, for false discoveries P.B. Gilbert (2005), JRSS C 54:143-158.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from pipeline.measures.bootstrap import Floats

ALPHA = 0.05  # intervals are 95%
Z = float(ndtri(1 - ALPHA / 2))
_LARGEST_Z = 6.0  # a p-value is rounded to six decimals, which z = 5 passes; from z = 8 betaincinv may give nan
_CLOSE = 1e-9  # standard errors; a p-value is rounded to six decimals
_NOTHING = 1e-9  # statements


@dataclass(frozen=True)
class Estimate:
    """A share or a difference of shares with the ends of its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Component:
    """A proportion that adds to what is not known of a share.

    Attributes
    ----------
    weight : how much of the share it is, 0-1.
    share : the proportion, 0-1.
    size : how many independent statements it rests on; need not be whole.
    """

    weight: float
    share: float
    size: float

    def reach(self, z: float) -> tuple[float, float]:
        """Distance from the weighted proportion down and up to its Wilson limits; ``z`` in standard errors."""
        p, n = self.share, self.size
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return self.weight * (p - max(0.0, middle - half)), self.weight * (min(1.0, middle + half) - p)


@dataclass(frozen=True)
class Share:
    """A share, 0-1, and the parts that make it uncertain, which are independent of each other.

    Attributes
    ----------
    lowest : what it can be at least; -1 for a balance.
    common : standard error that it shares with other rounds, so that it is not in the difference with them.
    """

    value: float
    parts: "tuple[Component | Balance, ...]"
    lowest: float = 0.0
    common: float = 0.0

    def reach(self, z: float = Z) -> tuple[float, float]:
        """Distance down and up to the limits of the interval."""
        down, up = self.reach_apart(z)
        return math.hypot(down, z * self.common), math.hypot(up, z * self.common)

    def reach_apart(self, z: float) -> tuple[float, float]:
        """The same without what it has in common with other rounds."""
        return self._usual_reach if z == Z else self._joined(z)

    @cached_property
    def _usual_reach(self) -> tuple[float, float]:
        """Kept, as every comparison of a share asks for it."""
        return self._joined(Z)

    def _joined(self, z: float) -> tuple[float, float]:
        reaches = [part.reach(z) for part in self.parts]
        return math.hypot(*(down for down, _ in reaches)), math.hypot(*(up for _, up in reaches))

    def estimate(self) -> Estimate:
        """The share with its 95% interval, which stays between ``lowest`` and 1."""
        down, up = self.reach()
        return Estimate(self.value, max(self.lowest, self.value - down), min(1.0, self.value + up))


@dataclass(frozen=True)
class Sampled(Component):
    """A proportion known from the few statements of an audit, or that is often none."""

    def reach(self, z: float) -> tuple[float, float]:
        """Distance from the weighted proportion down and up to its Jeffreys limits."""
        having, lacking = self.share * self.size, (1 - self.share) * self.size
        tail = float(ndtr(-z))
        low = 0.0 if having < _NOTHING else float(betaincinv(having + 0.5, lacking + 0.5, tail))
        high = 1.0 if lacking < _NOTHING else float(1 - betaincinv(lacking + 0.5, having + 0.5, tail))
        return self.weight * max(0.0, self.share - low), self.weight * max(0.0, high - self.share)


@dataclass(frozen=True)
class Balance:
    """One proportion less another of the same statements, no statement being of both."""

    plus: Component
    minus: Component

    def reach(self, z: float) -> tuple[float, float]:
        """Distance down and up to the limits; ``z`` in standard errors."""
        p, q = self.plus.share, self.minus.share
        # Of two parts of one whole: -sqrt(odds * odds), which cannot pass -1.
        together = min(1.0, math.sqrt(p * q / ((1 - p) * (1 - q)))) if p < 1 and q < 1 else 0.0
        (less, more), (less_minus, more_minus) = self.plus.reach(z), self.minus.reach(z)
        down = less**2 + more_minus**2 + 2 * together * less * more_minus
        up = more**2 + less_minus**2 + 2 * together * more * less_minus
        return math.sqrt(down), math.sqrt(up)


def difference(now: Share, before: Share, likeness: float = 0.0) -> Estimate:
    """Share now minus share before.

    Parameters
    ----------
    likeness : correlation, -1 to 1, of the errors of both; 0 of independent samples.
    """
    return combined((now, before), (1.0, -1.0), pair_of(likeness))


def pair_of(likeness: float) -> Floats:
    """(2, 2) the correlations of two shares."""
    return np.array([[1.0, likeness], [likeness, 1.0]])


def combined(shares: Sequence[Share], factors: Sequence[float] | Floats, likeness: Floats) -> Estimate:
    """The sum of shares, each times its factor, with its interval, which stays within what the sum can be.

    Parameters
    ----------
    likeness : (shares, shares) correlations of their errors; 1 on the diagonal.
    """
    value = _sum(shares, factors)
    down, up = (_reach(shares, factors, likeness, Z, side) for side in (-1, 1))
    ends = [
        sorted((f * s.lowest, f)) for f, s in zip(factors, shares, strict=True)
    ]  # of each at least and at most
    least, most = (float(sum(end)) for end in zip(*ends, strict=True))
    return Estimate(value, max(least, value - down), min(most, value + up))


def _sum(shares: Sequence[Share], factors: Sequence[float] | Floats) -> float:
    return float(sum(factor * share.value for factor, share in zip(factors, shares, strict=True)))


def _reach(
    shares: Sequence[Share], factors: Sequence[float] | Floats, likeness: Floats, z: float, side: int
) -> float:
    """Distance from the sum to its lower (side -1) or upper (1) limit; ``z`` in standard errors.

    A share of which the factor is below 0 pulls the sum down where it is itself at its upper limit.
    """
    pulls = [f * s.reach_apart(z)[int(f * side > 0)] for f, s in zip(factors, shares, strict=True)]
    common = z * sum(f * s.common for f, s in zip(factors, shares, strict=True))
    return math.sqrt(max(0.0, float(np.dot(np.dot(likeness, pulls), pulls))) + common**2)


def furthest(now: Share, before: Share) -> float:
    """The largest change there can be: 1, and 2 of a balance."""
    return 1 - min(now.lowest, before.lowest)


def p_value(now: Share, before: Share, likeness: float = 0.0) -> float:
    """Two-sided chance of a difference this large when both rounds share one true share;
    ``likeness`` as of :func:`difference`.
    """
    return p_of_sum((now, before), (1.0, -1.0), pair_of(likeness))


def p_of_sum(shares: Sequence[Share], factors: Sequence[float] | Floats, likeness: Floats) -> float:
    """Two-sided chance of a sum this far from 0 when in truth it is 0; parameters as of :func:`combined`.

    It is 1 minus the coverage of the interval that just holds zero, so that the p-value and the
    interval never say two things.
    """
    from scipy.optimize import brentq  # Not at the top: heavy, and a first round is compared with none.

    moved = _sum(shares, factors)
    side = -1 if moved >= 0 else 1  # the limit that lies towards zero

    def beyond(z: float) -> float:
        return _reach(shares, factors, likeness, z, side) - abs(moved)

    if beyond(0.0) >= 0:
        return 1.0
    z = _LARGEST_Z if beyond(_LARGEST_Z) < 0 else float(brentq(beyond, 0.0, _LARGEST_Z, xtol=_CLOSE))
    return 2 * float(ndtr(-z))


def least_p(mentions: float, now: int, before: int) -> float:
    """The smallest two-sided p-value that so many mentions can have: all of them in the smaller of two rounds.

    Which round a mention is of is, when nothing moved, a matter of their sizes alone (the binomial test given the
    total). It says nothing of which way a theme moves, so leaving out on it what cannot be shown takes no side.

    Parameters
    ----------
    now, before : how many statements the two rounds have, both above 0.
    """
    smaller = min(now, before) / (now + before)
    return min(1.0, 2 * math.pow(smaller, mentions))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The p-values after Benjamini-Hochberg's correction for looking at all of them.

    That of SciPy gives the same (tests); it is not used, as the part of SciPy that has it takes longer to be read
    than all shares of a small corpus.
    """
    number = len(p_values)
    raised = np.sort(p_values)[::-1] * (number / np.arange(number, 0, -1))
    corrected = np.minimum(np.minimum.accumulate(raised), 1.0)
    order = np.argsort(p_values, kind="stable")[::-1]
    return [float(corrected[place]) for place in np.argsort(order)]


def standard_errors(comparisons: int, false_discovery_rate: float, power: float) -> float:
    """By how many standard errors a change must differ from nought to be shown.

    For the hardest case: of all that is compared this change is the only one, so that its p-value
    must be below the false discovery rate divided by their number.

    Parameters
    ----------
    power : chance, 0-1, that the change is then shown.
    """
    return float(ndtri(power) - ndtri(false_discovery_rate / (2 * comparisons)))


def smallest_shown(
    moved: Estimate, comparisons: int, false_discovery_rate: float, power: float, *, most: float = 1.0
) -> float:
    """The smallest true change that a comparison with this interval would mostly have shown.

    Parameters
    ----------
    most : as :func:`furthest` says; there is no larger change.
    """
    error = (moved.high - moved.low) / (2 * Z)
    return min(most, standard_errors(comparisons, false_discovery_rate, power) * error)
