from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.agreement import alpha, between_two, cells, masi
from pipeline.measures.bootstrap import Bools, Bootstrap

LABELS = "abc"


def sets(*cells: str) -> Bools:
    """Rows of labels, each written as its letters."""
    return np.array([[label in cell for label in LABELS] for cell in cells])


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("", "", 0),
        ("ab", "ab", 0),
        ("", "a", 1),
        ("a", "b", 1),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("abc", "a", 1 - 1 / 3 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
    ],
)
def test_the_distance_by_hand(one: str, other: str, distance: float) -> None:
    assert masi(sets(one), sets(other)) == pytest.approx(np.array([[distance]]))
    assert masi(sets(other), sets(one)) == pytest.approx(np.array([[distance]]))


# Krippendorff's own example (2011, Computing Krippendorff's alpha-reliability, section C): four observers,
# twelve units, values missing; nominal alpha 0.743.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def test_nominal_alpha_of_four_coders_with_values_missing_is_as_published() -> None:
    said = [(unit, int(value)) for row in OBSERVERS for unit, value in enumerate(row) if value != "."]
    table, distances = cells(
        np.array([[value == label for label in range(1, 6)] for _, value in said]),
        np.array([unit for unit, _ in said]),
        12,
    )

    assert float(alpha(table.sum(axis=0), distances)) == pytest.approx(0.743, abs=5e-4)


def test_a_statement_with_one_coder_adds_nothing() -> None:
    table, _ = cells(sets("a", "b", "ab"), np.array([0, 0, 1]), 3)

    assert table[0].tolist()[:2] == [2, 2]  # two codings, one apart from the other and the other from the one
    assert not table[1:].any()


def test_sums_of_many_resamples_give_as_many_alphas() -> None:
    table, distances = cells(sets("a", "a", "b", "c", "b", "b"), np.array([0, 0, 1, 1, 2, 2]), 3)
    draws = np.array([[1, 1, 1], [3, 0, 0], [2, 0, 1]])

    found = alpha(draws @ table, distances)

    assert found[0] == pytest.approx(float(alpha(table.sum(axis=0), distances)))
    assert np.isnan(found[1])
    assert found[2] == 1


def draws(n: int) -> Bootstrap:
    return Bootstrap.of_groups(np.arange(n), samples=100, seed=1)


def test_nominal_alpha_by_hand() -> None:
    """Ten statements, a or b; two apart. Of the twenty labels six are b: chance has 2·14·6 / (20·19) apart."""
    one = sets(*"aaaaaaabbb")
    other = sets(*"aaaaaabbba")  # the seventh and the tenth differ

    found, spread = between_two(one, other, draws(10))

    assert found == pytest.approx(1 - 0.2 / (168 / 380), abs=5e-5)
    assert spread is not None
    assert spread[0] < 0.5474 < spread[1]


def test_alpha_of_sets_by_hand() -> None:
    """Distances: a–a 0, ab–a 2/3, none–none 0. Labels used: a three times, ab once, none twice.

    Chance, over ordered pairs of the six: a–ab 3·1·2 at 2/3, a–none 3·2·2 at 1, ab–none 1·2·2 at 1: 20 / 30.
    """
    found, _ = between_two(sets("a", "ab", ""), sets("a", "a", ""), draws(3))

    assert found == pytest.approx(1 - (2 / 3 / 3) / (20 / 30), abs=5e-5)


def test_who_always_says_the_same_has_no_alpha() -> None:
    assert between_two(sets("a", "a"), sets("a", "a"), draws(2)) == (None, None)


@given(
    st.lists(st.tuples(st.sampled_from(["", "a", "b", "ab", "abc"]), st.sampled_from(["", "a", "c"])), min_size=2)
)
def test_alpha_knows_no_order_and_is_full_only_between_equals(rows: list[tuple[str, str]]) -> None:
    one, other = sets(*(pair[0] for pair in rows)), sets(*(pair[1] for pair in rows))

    found, _ = between_two(one, other, draws(len(rows)))

    assert found == between_two(other[::-1], one[::-1], draws(len(rows)))[0]
    assert found is None or (found == 1) == bool((one == other).all())
