"""Whether the coder errs alike in a round: by hand, and as statsmodels has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from pipeline.trend.error_pattern import chance_of_same

COUNTS = st.tuples(*[st.integers(0, 12)] * 4)


def test_as_much_found_here_as_elsewhere_is_the_same_and_half_is_not() -> None:
    # 8 of 10 against 40 of 50 in each of two items; then 4 of 10: 4 less than the 7.33 that are expected, twice.
    alike = chance_of_same(*(np.array(each, dtype=float) for each in ([8, 8], [10, 10], [40, 40], [50, 50])))
    less = chance_of_same(*(np.array(each, dtype=float) for each in ([4, 4], [10, 10], [40, 40], [50, 50])))

    assert alike == pytest.approx(1.0)
    z = 2 * (10 * 44 / 60 - 4) / (2 * 10 * 50 * 44 * 16 / (60**2 * 59)) ** 0.5
    assert z == pytest.approx(3.66, abs=0.005)
    assert less == pytest.approx(0.00025, abs=1e-5)  # the chance beyond 3.66 on either side


def test_where_nobody_named_anything_nothing_is_told() -> None:
    assert chance_of_same(*[np.zeros(3)] * 4) == 1.0


@given(st.lists(COUNTS, min_size=1, max_size=6))
@settings(max_examples=30)
def test_it_is_the_test_of_statsmodels(tables: list[tuple[int, int, int, int]]) -> None:
    a, b, c, d = (np.array(each, dtype=float) for each in zip(*tables, strict=True))
    given = (a + c > 0) & (b + d > 0) & (a + b > 0) & (c + d > 0)
    if not given.any():
        return
    kept = [np.array([[a[k], b[k]], [c[k], d[k]]]) for k in np.flatnonzero(given)]
    theirs = StratifiedTable(kept).test_null_odds(correction=False)

    assert chance_of_same(a, a + b, c, c + d) == pytest.approx(float(theirs.pvalue), abs=1e-9)
