"""One question over all rounds: does a theme move? Asked once of three rounds or more, beside all pairs.

The slope
---------
The shares of a theme are put on a straight line over the rounds, by generalised least squares (A.C. Aitken, 1935,
Proceedings of the Royal Society of Edinburgh 55:42-48). It is the question of the test for trend of W.G. Cochran,
1954, Biometrics 10:417-451, and P. Armitage, 1955, Biometrics 11:375-386, of shares that are estimates. With X
a column of ones beside the number of each round (0, 1, 2 ...; not its date, so that one late round does not
decide) and Omega the covariance of the shares:

    factors = the second row of (X' Omega^-1 X)^-1 X' Omega^-1
    slope = sum of factors * shares

Omega has one variance per round, the mean over what is judged together: that of a rare theme alone would be noise,
and would pull its line to the rounds in which it is rarest. Its correlations are those of respondents who return
(:mod:`pipeline.trend.returning`). How sure a slope is follows from the intervals of its own shares, as with a
difference, which is the slope of two rounds (:func:`pipeline.trend.intervals.combined`). The p-values are
corrected by Benjamini-Hochberg over what is judged together.

Where other groups were asked, the same is asked of the shares at one mix (:mod:`pipeline.trend.composition`).

A straight line sees what keeps rising, and what rose and stayed. What rose and fell again only the pairs show.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np

from pipeline.core.codes import COMPARISONS, FEW
from pipeline.core.params import Trend
from pipeline.measures.bootstrap import Floats, Ints
from pipeline.trend.by_text import each_way, held_back
from pipeline.trend.comparing import (
    TONE,
    CountedRounds,
    RoundResult,
    RoundShares,
    decimal,
    hanging_together,
    testable,
    verdict,
)
from pipeline.trend.composition import weighed_to
from pipeline.trend.correcting import EstimatedShare
from pipeline.trend.groups import common_mix
from pipeline.trend.intervals import Estimate, Z, adjusted, combined, least_p, p_of_sum
from pipeline.trend.returning import who_return
from pipeline.trend.round_design import comparability

_SHRUNK = 0.95
FEWEST_ROUNDS = 3  # with two the slope is their difference, which the comparison of the two tells


class Course(NamedTuple):
    """How a share went over the rounds.

    Attributes
    ----------
    used : numbers of the rounds that could be used.
    slope : from round to round; above 0 it rises. None with fewer than FEWEST_ROUNDS.
    p, p_corrected : two-sided chance of such a slope by accident; corrected for all that is judged at once. None
        where it is not tested: too few rounds, or so few mentions that nothing could show a slope.
    verdict : a value of CHANGES.
    """

    used: tuple[int, ...]
    slope: Estimate | None = None
    p: float | None = None
    p_corrected: float | None = None
    verdict: str = FEW


def courses(
    rounds: Sequence[RoundShares], params: Trend, *, audit: bool, likeness: Sequence[Floats]
) -> list[list[Course]]:
    """Per family and item how it went.

    Parameters
    ----------
    rounds : oldest first, of one audience.
    audit : whether any of the corpus was audited; a share that is then not corrected is left out.
    likeness : per family (rounds, rounds) the correlation of the errors of two rounds.
    """
    found, rate = [], params.false_discovery_rate
    totals = np.array([each.total for each in rounds])
    for family, alike in enumerate(likeness):
        shares = [each.shares[family] for each in rounds]
        usable = np.array(
            [
                [testable(each, each, {made}, params, audit=audit) for _, made in of]
                for each, of in zip(rounds, shares, strict=True)
            ]
        )
        variances = np.array([_variance(of, may) for of, may in zip(shares, usable, strict=True)])
        mentions = np.array([each.mentions(family) for each in rounds])
        asked = []
        for item, may in enumerate(usable.T):
            used = np.flatnonzero(may)
            asked.append(_slope(used, [of[item] for of in shares], variances, alike))
            if asked[-1].p is not None and _least_p(totals[used], mentions[used, item]) > rate:
                asked[-1] = asked[-1]._replace(p=None)
        found.append(_judged(asked, rate))
    return found


def _least_p(totals: Ints, mentions: Floats) -> float:
    """The smallest p-value there can be: of all mentions in the first or last round, whichever is smaller."""
    end = int(min(totals[0], totals[-1]))
    return least_p(float(mentions.sum()), end, int(totals.sum()) - end)


def _variance(shares: Sequence[EstimatedShare], usable: Sequence[bool]) -> float:
    """That of the average share of one round, as if each had the interval of a normal distribution."""
    estimates = [share.estimate() for (share, _), may in zip(shares, usable, strict=True) if may]
    return float(np.mean([((one.high - one.low) / (2 * Z)) ** 2 for one in estimates])) if estimates else 1.0


def _slope(used: Ints, shares: Sequence[EstimatedShare], variances: Floats, likeness: Floats) -> Course:
    places = tuple(int(place) for place in used)
    if len(used) < FEWEST_ROUNDS:
        return Course(places)
    alike, these = likeness[np.ix_(used, used)], [shares[place][0] for place in places]
    factors = slope_factors(used, variances[used], alike)
    # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
    return Course(places, combined(these, factors, alike), round(p_of_sum(these, factors, alike), 6))


def slope_factors(places: Ints, variances: Floats, likeness: Floats) -> Floats:
    """(rounds,) By what each share counts in the slope: they add up to 0, and times ``places`` to 1.

    Parameters
    ----------
    places : (rounds,) on the line. variances : (rounds,) of the shares. likeness : (rounds, rounds) correlations.
    """
    spread = np.sqrt(variances)
    line = np.stack([np.ones(len(places)), places], axis=1)
    weighed = np.linalg.solve(likeness * np.outer(spread, spread), line)
    factors: Floats = np.linalg.solve(line.T @ weighed, weighed.T)[1]
    return factors


def _judged(asked: Sequence[Course], false_discovery_rate: float) -> list[Course]:
    corrected = iter(adjusted([course.p for course in asked if course.p is not None]))
    judged = []
    for course in asked:
        if course.slope and course.p is not None:
            p = round(next(corrected), 4)
            course = course._replace(p_corrected=p, verdict=verdict(course.slope, p, false_discovery_rate))
        judged.append(course)
    return judged


def rows_over_all(counted: CountedRounds) -> Iterator[dict[str, str]]:
    """The rows of TREND_ROUNDS, of audiences with three rounds or more that can be placed."""
    counted = counted.without_stances()
    for audience in counted.results:
        series = counted.series(audience)
        if len(series) < FEWEST_ROUNDS:
            continue
        results = [result for _, result in series]
        mix = common_mix([(each.sample, each.groups) for each in results], counted.params)
        evened = [weighed_to(counted, each, mix) for each in results] if mix and mix.parts else []
        at_mix: list[Course | None] = [*_courses(counted, evened)] or [None] * len(counted.items)
        found = _courses(counted, results)
        ways = {course.used for course in found}
        returned = {used: who_return([results[place].sample for place in used]) for used in ways}
        for (theme, stance, _), course, even in zip(counted.items, found, at_mix, strict=True):
            used = [series[place] for place in course.used]
            words = TONE if stance else {}
            same = _cells(even, words) if even else {}
            yield {
                "thema": theme,
                "thema_naam": counted.themes[theme],
                "oordeel": stance,
                "doelgroep": audience,
                "rondes": str(len(used)),
                **({"eerste_ronde": used[0][0].name, "laatste_ronde": used[-1][0].name} if used else {}),
                **_cells(course, words),
                **{f"{column}_gelijke_mix": cell for column, cell in same.items()},
                "vergelijking": _least_alike([result for _, result in used], counted.params),
                "respondenten_terug": str(len(returned[course.used]) or ""),
            }


def _courses(counted: CountedRounds, results: Sequence[RoundResult]) -> list[Course]:
    """Of each item; none without results."""
    if not results:
        return []
    # Shrunk, so that the covariance can be inverted whoever returns when.
    together = _SHRUNK * np.array([[hanging_together(one, other) for other in results] for one in results])
    together[range(len(results)), range(len(results))] = 1.0
    likeness = [*np.moveaxis(together, -1, 0)]
    as_sent, *by_text = (
        [*chain(*courses(way, counted.params, audit=counted.audit, likeness=likeness))]
        for way in each_way(counted, results)
    )
    return [
        course._replace(verdict=held_back(course.verdict, *[way[place].verdict for way in by_text]))
        for place, course in enumerate(as_sent)
    ]


def _cells(course: Course, words: Mapping[str, str]) -> dict[str, str]:
    numbers = {"p_waarde": course.p, "p_aangepast": course.p_corrected}
    if course.slope:
        ends = (course.slope.value, course.slope.low, course.slope.high)
        numbers |= dict(zip(("per_ronde", "per_ronde_ondergrens", "per_ronde_bovengrens"), ends, strict=True))
    cells = {column: decimal(number) for column, number in numbers.items() if number is not None}
    return {**cells, "verloop": words.get(course.verdict, course.verdict)}


def _least_alike(rounds: Sequence[RoundResult], params: Trend) -> str:
    """The most serious way in which a round differs from the one before; "" of fewer than two rounds."""
    found = {comparability(before.design, now.design, params) for before, now in pairwise(rounds)}
    return next((each for each in (*COMPARISONS[1:-1], COMPARISONS[0]) if each in found), "")
