from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.classification import Bools, Draws
from pipeline.measures.krippendorff_interval import alpha

LABELS = "abc"


def sets(*cells: str) -> Bools:
    """Rows of labels, each written as its letters."""
    return np.array([[label in cell for label in LABELS] for cell in cells])


def draws(n: int) -> Draws:
    return Draws.of(np.arange(n), samples=100, seed=1)


def test_nominal_alpha_by_hand() -> None:
    """Ten statements, a or b; two apart. Of the twenty labels six are b: chance has 2·14·6 / (20·19) apart."""
    one = sets(*"aaaaaaabbb")
    other = sets(*"aaaaaabbba")  # the seventh and the tenth differ

    found = alpha(one, other, draws(10))

    assert found.alpha == pytest.approx(1 - 0.2 / (168 / 380), abs=5e-5)
    assert found.interval is not None
    assert found.interval[0] < 0.5474 < found.interval[1]


def test_alpha_of_sets_by_hand() -> None:
    """Distances: a–a 0, ab–a 2/3, none–none 0. Labels used: a three times, ab once, none twice.

    Chance, over ordered pairs of the six: a–ab 3·1·2 at 2/3, a–none 3·2·2 at 1, ab–none 1·2·2 at 1: 20 / 30.
    """
    found = alpha(sets("a", "ab", ""), sets("a", "a", ""), draws(3))

    assert found.alpha == pytest.approx(1 - (2 / 3 / 3) / (20 / 30), abs=5e-5)


def test_who_always_says_the_same_has_no_alpha() -> None:
    found = alpha(sets("a", "a"), sets("a", "a"), draws(2))

    assert found.alpha is None
    assert found.interval is None


@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b", "ab", "abc"]), st.sampled_from(["", "a", "c"])), min_size=2)
)
def test_alpha_knows_no_order_and_is_full_only_between_equals(rows: list[tuple[str, str]]) -> None:
    one, other = sets(*(pair[0] for pair in rows)), sets(*(pair[1] for pair in rows))

    found = alpha(one, other, draws(len(rows))).alpha

    assert found == alpha(other[::-1], one[::-1], draws(len(rows))).alpha
    assert found is None or (found == 1) == bool((one == other).all())
