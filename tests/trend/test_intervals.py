from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from pipeline.trend.intervals import (
    Balance,
    Component,
    Estimate,
    Sampled,
    Share,
    adjusted,
    combined,
    difference,
    furthest,
    least_p,
    p_of_sum,
    p_value,
    smallest_shown,
)
from tests.cases import cases
from tests.trend.settings import counted

counts = st.integers(1, 300).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))
PARTS = {"Component": Component, "Sampled": Sampled}


def limits(estimate: Estimate, decimals: int = 4) -> tuple[float, float]:
    return round(estimate.low, decimals), round(estimate.high, decimals)


@pytest.mark.parametrize(("n", "total", "part", "low", "high"), cases(__file__, "proportions"))
def test_the_interval_of_a_share_is_wilsons_and_that_of_an_audit_jeffreys(
    n: int, total: int, part: str, low: float, high: float
) -> None:
    estimate = Share(n / total, (PARTS[part](1.0, n / total, total),)).estimate()

    assert estimate.value == n / total
    assert limits(estimate) == (low, high)


def balance(plus: int, minus: int, total: int) -> Share:
    parts = Balance(Component(1.0, plus / total, total), Component(1.0, minus / total, total))
    return Share((plus - minus) / total, (parts,), lowest=-1.0)


@pytest.mark.parametrize(("plus", "minus", "low", "high"), cases(__file__, "tones"))
def test_the_interval_of_a_tone(plus: int, minus: int, low: float, high: float) -> None:
    estimate = balance(plus, minus, 20).estimate()

    assert estimate.value == (plus - minus) / 20
    assert limits(estimate) == (low, high)


def test_a_tone_that_turns_whole_moves_by_two() -> None:
    moved = difference(balance(20, 0, 20), balance(0, 20, 20))

    assert (moved.value, moved.high) == (2.0, 2.0)
    assert moved.low == pytest.approx(2 - (4 * 0.1611**2) ** 0.5, abs=1e-4)
    assert p_value(balance(20, 0, 20), balance(0, 20, 20)) < 1e-6
    assert p_value(balance(3, 3, 20), balance(0, 0, 20)) == pytest.approx(1.0)


@pytest.mark.parametrize(("now", "before", "low", "high"), cases(__file__, "differences"))
def test_the_interval_of_a_difference_is_newcombes(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    assert limits(difference(counted(*now), counted(*before))) == (low, high)


@pytest.mark.parametrize(
    ("now", "before"), [((56, 70), (48, 80)), ((9, 10), (3, 10)), ((5, 56), (0, 29)), ((0, 10), (10, 10))]
)
def test_the_p_value_belongs_to_the_interval_that_just_holds_zero(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    p = p_value(counted(*now), counted(*before))

    # Newcombe's interval of that coverage, from scipy's own Wilson limits.
    one, two = (binomtest(*pair).proportion_ci(1 - p, method="wilson") for pair in (now, before))
    share, earlier = now[0] / now[1], before[0] / before[1]
    low = share - earlier - math.hypot(share - one.low, two.high - earlier)
    high = share - earlier + math.hypot(one.high - share, earlier - two.low)
    assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("pair", [((0, 30), (0, 40)), ((30, 30), (40, 40)), ((3, 30), (4, 40))])
def test_nothing_differs(pair: tuple[tuple[int, int], tuple[int, int]]) -> None:
    now, before = (counted(*one) for one in pair)
    assert p_value(now, before) == pytest.approx(1)


@pytest.mark.parametrize("likeness", [0.0, 0.5, 1.0])
def test_the_difference_of_what_hangs_together(likeness: float) -> None:
    # Newcombe's limits: of 56/70 (.6918, .8774), of 48/80 (.4904, .7003).
    moved = difference(counted(56, 70), counted(48, 80), likeness)

    down, up = (
        math.sqrt(one**2 + other**2 - 2 * likeness * one * other)
        for one, other in ((0.8 - 0.6918, 0.7003 - 0.6), (0.8774 - 0.8, 0.6 - 0.4904))
    )
    assert [moved.low, moved.high] == pytest.approx([0.2 - down, 0.2 + up], abs=5e-4)


@given(counts, counts, counts, st.floats(0, 0.9), st.permutations([1.0, -2.0, 1.0]))
def test_a_sum_is_shown_where_its_interval_excludes_zero(
    one: tuple[int, int], two: tuple[int, int], three: tuple[int, int], likeness: float, factors: list[float]
) -> None:
    shares = [counted(*each) for each in (one, two, three)]
    alike = np.full((3, 3), likeness) + (1 - likeness) * np.eye(3)

    estimate, p = combined(shares, factors, alike), p_of_sum(shares, factors, alike)

    assert estimate.low <= estimate.value <= estimate.high
    assert max(abs(estimate.low), abs(estimate.high)) <= 2
    if abs(p - 0.05) > 1e-6:
        assert (p < 0.05) == (estimate.low > 0 or estimate.high < 0)


def test_parts_add_up_by_their_squares() -> None:
    # Half of it .4 of 100 (Wilson .3094, .4980), half .2 of 100 (.1334, .2888): .3 - hypot(.0453, .0333).
    estimate = Share(0.3, (Component(0.5, 0.4, 100), Component(0.5, 0.2, 100))).estimate()

    assert limits(estimate, 3) == (0.244, 0.366)


def test_the_smallest_change_that_would_have_been_shown() -> None:
    # One comparison, 5%, seen in 80 of 100: 1.960 + .842 standard errors; with twenty 3.023 + .842.
    moved = Estimate(0.0, -0.1 * 1.959964, 0.1 * 1.959964)

    assert smallest_shown(moved, 1, 0.05, 0.8) == pytest.approx(0.2802, abs=1e-4)
    assert smallest_shown(moved, 20, 0.05, 0.8) == pytest.approx(0.3865, abs=1e-4)
    assert smallest_shown(Estimate(0.0, -0.9, 0.9), 20, 0.05, 0.8) == 1.0


def test_a_tone_may_need_a_change_of_more_than_one() -> None:
    # 3.865 standard errors of .7 / 1.96 = 1.380; of .9 / 1.96 more than from all criticism to all praise.
    most = furthest(balance(10, 10, 20), balance(0, 20, 20))

    assert (most, furthest(counted(1, 2), counted(1, 3))) == (2.0, 1.0)
    assert smallest_shown(Estimate(0.0, -0.7, 0.7), 20, 0.05, 0.8, most=most) == pytest.approx(1.3804, abs=1e-4)
    assert smallest_shown(Estimate(0.0, -1.8, 1.8), 20, 0.05, 0.8, most=most) == 2.0


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 5000))
def test_a_p_value_is_of_limits_that_can_be_computed(one: float, other: float, size: float) -> None:
    """Deeper in the tail there may be none: a part without a limit would count as known without error."""
    now, before = (Share(share, (Sampled(1.0, share, size),)) for share in (one, other))

    assert all(math.isfinite(end) for z in (1.0, 6.0) for end in now.reach(z))
    assert all(shallow <= deep for shallow, deep in zip(now.reach(1.0), now.reach(6.0), strict=True))
    assert 0 < p_value(now, before) <= 1


def test_the_least_p_value_is_as_nothing_in_six_decimals() -> None:
    # Jeffreys's limits may be nan from z = 8.3, which the search stays below.
    sure = p_value(Share(1.0, (Sampled(1.0, 1.0, 5000),)), Share(0.0, (Sampled(1.0, 0.0, 5000),)))

    assert sure == pytest.approx(2 * 9.866e-10, rel=1e-3)
    assert round(sure, 6) == 0


def test_benjamini_hochberg_by_hand() -> None:
    # Sorted .01 .02 .03 .04 .5; times 5/rank: .05 .05 .05 .05 .5, each at most the next.
    assert [round(p, 6) for p in adjusted([0.04, 0.01, 0.5, 0.03, 0.02])] == [0.05, 0.05, 0.5, 0.05, 0.05]
    # Sorted .001 .02 .9: .003, .03, .9.
    assert [round(p, 6) for p in adjusted([0.9, 0.001, 0.02])] == [0.9, 0.003, 0.03]
    assert adjusted([]) == []


@given(st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.01, 0.05, 1.0])), min_size=1, max_size=90))
def test_benjamini_hochberg_is_that_of_scipy(p_values: list[float]) -> None:
    assert adjusted(p_values) == false_discovery_control(p_values).tolist()


@given(counts, counts)
def test_a_difference_turned_round_is_its_mirror(now: tuple[int, int], before: tuple[int, int]) -> None:
    there, back = difference(counted(*now), counted(*before)), difference(counted(*before), counted(*now))

    assert there.value == pytest.approx(-back.value)
    assert there.low == pytest.approx(-back.high)
    assert -1 <= round(there.low, 9) <= round(there.value, 9) <= round(there.high, 9) <= 1
    assert p_value(counted(*now), counted(*before)) == pytest.approx(p_value(counted(*before), counted(*now)))
    assert 0 <= p_value(counted(*now), counted(*before)) <= 1


@given(counts)
def test_a_share_lies_in_its_interval(pair: tuple[int, int]) -> None:
    estimate = counted(*pair).estimate()

    assert 0 <= round(estimate.low, 9) <= estimate.value <= round(estimate.high, 9) <= 1


@pytest.mark.parametrize(
    ("mentions", "now", "before", "p"),
    # Two of equal size: as a coin that falls on one side each time. All in the smaller one is the rarest.
    [(0, 100, 100, 1.0), (5, 100, 100, 2 / 32), (6, 100, 100, 2 / 64), (2, 10, 90, 0.02), (2, 90, 10, 0.02)],
)
def test_so_few_mentions_can_have_no_smaller_p(mentions: int, now: int, before: int, p: float) -> None:
    assert least_p(mentions, now, before) == pytest.approx(p)
    if now == before and mentions:
        assert least_p(mentions, now, before) == pytest.approx(binomtest(mentions, mentions).pvalue)
