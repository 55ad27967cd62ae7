"""Whether a theme moves over all rounds, on shares small enough to do by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import GLS

from pipeline.trend.all_rounds import Course, courses, slope_factors
from pipeline.trend.comparing import RoundShares
from pipeline.trend.intervals import Share, difference, p_value
from tests.trend.settings import PARAMS, counted

MADE, AS_IS, FEW, SAME = "gecorrigeerd", "niet gecorrigeerd", "te weinig gegevens", "geen aantoonbaar verschil"


def over(*items: list[Share | None], total: int = 100, undecided: int = 0, audit: bool = True) -> list[Course]:
    """Each item by round; None where it was not corrected."""
    rounds = [
        RoundShares(total, undecided, [[(share or counted(1, 100), MADE if share else AS_IS) for share in of]])
        for of in zip(*items, strict=True)
    ]
    [found] = courses(rounds, PARAMS, audit=audit, likeness=[np.eye(len(rounds))])
    return found


def series(*n: int) -> list[Share | None]:
    return [counted(one, 100) for one in n]


def steep(course: Course) -> float:
    assert course.slope
    return course.slope.value


def test_the_slope_by_hand() -> None:
    # Rounds alike in size: factors -.3, -.1, .1 and .3, of .10, .25, .20 and .35: -.03 - .025 + .02 + .105.
    [found] = over(series(10, 25, 20, 35))

    assert found.used == (0, 1, 2, 3)
    assert steep(found) == pytest.approx(0.07, abs=0.005)
    assert found.verdict == "gestegen"
    assert found.p_corrected == pytest.approx(found.p, abs=1e-4)


@pytest.mark.parametrize(
    ("n", "verdict"),
    [((35, 25, 20, 10), "gedaald"), ((20, 21, 19, 20), SAME), ((10, 30, 30, 10), SAME), ((1, 1, 2), SAME)],
)
def test_which_way(n: tuple[int, ...], verdict: str) -> None:
    assert over(series(*n))[0].verdict == verdict


def test_steps_that_no_pair_shows_add_up() -> None:
    shares = series(14, 19, 24, 29, 34)
    steps = [p_value(now, before) for before, now in pairwise(shares) if now and before]

    assert min(steps) > 0.3
    assert over(shares)[0].verdict == "gestegen"


def test_more_themes_ask_for_more() -> None:
    alone, among = over(series(20, 25, 33)), over(series(20, 25, 33), *[series(20, 20, 20)] * 19)

    assert (alone[0].verdict, among[0].verdict) == ("gestegen", SAME)
    assert alone[0].p_corrected
    assert among[0].p_corrected
    assert among[0].p_corrected > alone[0].p_corrected


def test_what_hardly_anybody_named_is_not_tested() -> None:
    # Of three rounds alike all 3 mentions in the last have p = 2 / 3 ** 3 = .07, all 4 p = .02.
    rounds = [RoundShares(100, 0, [[(counted(n, 100), MADE)]], [[n]]) for n in (0, 0, 3)]
    more = [*rounds[:2], RoundShares(100, 0, [[(counted(4, 100), MADE)]], [[4]])]

    found = [courses(each, PARAMS, audit=True, likeness=[np.eye(3)])[0][0] for each in (rounds, more)]

    assert [(one.verdict, one.p is None) for one in found] == [(FEW, True), (SAME, False)]
    assert steep(found[0]) == pytest.approx(0.015, abs=0.01)


def test_a_round_that_is_not_corrected_is_left_out() -> None:
    whole, without = series(10, 20, 30, 40), [*series(10, 20), None, *series(40)]

    first, second = over(whole, without)
    assert (first.used, second.used) == ((0, 1, 2, 3), (0, 1, 3))
    # It keeps its place: 0, 1 and 3, so that the line is as steep.
    assert [steep(first), steep(second)] == pytest.approx([0.1, 0.1])

    assert over([*series(10, 40), None])[0] == Course((0, 1))
    assert over(series(10, 40))[0].verdict == FEW


@pytest.mark.parametrize(("total", "undecided", "audit"), [(19, 0, True), (100, 26, False), (100, 0, True)])
def test_too_little_is_no_trend(total: int, undecided: int, audit: bool) -> None:
    uncorrected: list[Share | None] = [None] * 3
    made = uncorrected if total == 100 else series(10, 20, 30)

    assert over(made, total=total, undecided=undecided, audit=audit)[0].verdict == FEW


def test_of_two_rounds_the_slope_is_the_difference() -> None:
    factors = slope_factors(np.array([0, 1]), np.array([0.01, 0.04]), np.array([[1.0, 0.3], [0.3, 1.0]]))

    assert factors == pytest.approx([-1, 1])
    before, now = counted(20, 100), counted(30, 100)
    assert difference(now, before).value == pytest.approx(factors @ [before.value, now.value])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(1e-4, 1)), min_size=3, max_size=6),
    st.floats(0, 0.8),
)
def test_the_slope_is_that_of_statsmodels(rounds: list[tuple[float, float]], likeness: float) -> None:
    shares, variances = map(np.array, zip(*rounds, strict=True))
    places = np.arange(len(rounds))
    alike = np.full((len(rounds), len(rounds)), likeness) + (1 - likeness) * np.eye(len(rounds))
    omega = alike * np.sqrt(np.outer(variances, variances))

    factors = slope_factors(places, variances, alike)
    oracle = GLS(shares, np.stack([np.ones(len(places)), places], axis=1), sigma=omega).fit()

    assert factors @ shares == pytest.approx(oracle.params[1], abs=1e-9)
    # Of known Omega the variance of the slope: statsmodels scales it by what is left over.
    assert factors @ omega @ factors == pytest.approx(oracle.normalized_cov_params[1, 1], rel=1e-9)
    assert [factors.sum(), factors @ places] == pytest.approx([0, 1])
