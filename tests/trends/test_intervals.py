from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.intervals import adjusted, difference, p_value, share

counts = st.integers(1, 300).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(
    ("n", "total", "low", "high"),
    [
        # R.G. Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
        pytest.param(81, 263, 0.2553, 0.3662, id="81 of 263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="15 of 148"),
        pytest.param(0, 20, 0.0000, 0.1611, id="none of 20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1 of 29"),
        pytest.param(20, 20, 0.8389, 1.0000, id="all of 20"),
    ],
)
def test_the_interval_of_a_share_is_wilsons(n: int, total: int, low: float, high: float) -> None:
    estimate = share(n, total)

    assert estimate.value == n / total
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    [
        # R.G. Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
        pytest.param((56, 70), (48, 80), 0.0524, 0.3339, id="56/70 - 48/80"),
        pytest.param((9, 10), (3, 10), 0.1705, 0.8090, id="9/10 - 3/10"),
        pytest.param((6, 7), (2, 7), 0.0582, 0.8062, id="6/7 - 2/7"),
        pytest.param((5, 56), (0, 29), -0.0381, 0.1926, id="5/56 - 0/29"),
        pytest.param((0, 10), (0, 20), -0.1611, 0.2775, id="0/10 - 0/20"),
        pytest.param((10, 10), (0, 20), 0.6791, 1.0000, id="10/10 - 0/20"),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    estimate = difference(now, before)

    assert (round(estimate.low, 4), round(estimate.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("now", "before", "p"),
    [
        # (56, 70) against (48, 80): pooled 104/150, difference .2; z^2 = 6.9808 after (N-1)/N.
        pytest.param((56, 70), (48, 80), 0.0083, id="N - 1 chi-square"),
        # 3 of 3 against 0 of 97: expected .09; one of the C(100, 3) = 161,700 ways, all others likelier.
        pytest.param((3, 3), (0, 97), 0.0000, id="Fisher, sure"),
        # 1 of 4 against 0 of 4: expected .5; both ways to place the one are as likely.
        pytest.param((1, 4), (0, 4), 1.0, id="Fisher, nothing known"),
        # 1 of 2 against 0 of 8: expected .2; the one is among these two in 2 of 10 ways.
        pytest.param((1, 2), (0, 8), 0.2, id="Fisher, by hand"),
        pytest.param((0, 30), (0, 40), 1.0, id="no one in either"),
        pytest.param((30, 30), (40, 40), 1.0, id="everyone in both"),
    ],
)
def test_the_p_value(now: tuple[int, int], before: tuple[int, int], p: float) -> None:
    assert round(p_value(now, before), 4) == p


def test_benjamini_hochberg_by_hand() -> None:
    # Sorted .01 .02 .03 .04 .5; times 5/rank: .05 .05 .05 .05 .5, each at most the next.
    assert [round(p, 6) for p in adjusted([0.04, 0.01, 0.5, 0.03, 0.02])] == [0.05, 0.05, 0.5, 0.05, 0.05]
    # Sorted .001 .02 .9: .003, .03, .9.
    assert [round(p, 6) for p in adjusted([0.9, 0.001, 0.02])] == [0.9, 0.003, 0.03]
    assert adjusted([]) == []


@settings(deadline=None)
@given(counts, counts)
def test_a_difference_turned_round_is_its_mirror(now: tuple[int, int], before: tuple[int, int]) -> None:
    there, back = difference(now, before), difference(before, now)

    assert there.value == pytest.approx(-back.value)
    assert there.low == pytest.approx(-back.high)
    assert -1 <= round(there.low, 9) <= round(there.value, 9) <= round(there.high, 9) <= 1
    assert p_value(now, before) == pytest.approx(p_value(before, now))
    assert 0 <= p_value(now, before) <= 1


@settings(deadline=None)
@given(counts)
def test_a_share_lies_in_its_interval(pair: tuple[int, int]) -> None:
    estimate = share(*pair)

    assert 0 <= round(estimate.low, 9) <= estimate.value <= round(estimate.high, 9) <= 1
