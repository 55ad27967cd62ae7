from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from pipeline.measures.agreement import (
    Counts,
    accuracy,
    alpha,
    between_two,
    brier,
    calibration_error,
    cells,
    confusion_tables,
    indicators,
    kappa,
    label_tables,
    macro_f1,
    masi,
    micro_f1,
    outcomes,
    reliability,
)
from pipeline.measures.bootstrap import Bools, Bootstrap, Floats

# Three statements, three labels: one hit and one missed; one hit and one wrong; never used.
TRUTH = np.array([[True, False, False], [True, True, False], [False, False, False]])
PREDICTED = np.array([[True, False, False], [False, True, False], [False, True, False]])


def test_labels_by_hand() -> None:
    counts = Counts.of(TRUTH, PREDICTED)

    assert counts.precision.tolist() == pytest.approx([1, 1 / 2, float("nan")], nan_ok=True)
    assert counts.recall.tolist() == pytest.approx([1 / 2, 1, float("nan")], nan_ok=True)
    assert counts.f1.tolist() == pytest.approx([2 / 3, 2 / 3, float("nan")], nan_ok=True)


def test_a_label_only_missed_or_only_said_has_no_f1_but_counts() -> None:
    truth, predicted = np.array([[True, False]]), np.array([[False, True]])

    counts = Counts.of(truth, predicted)

    assert counts.f1.tolist() == [0, 0]
    assert np.isnan(counts.precision).tolist() == [True, False]
    assert np.isnan(counts.recall).tolist() == [False, True]


def test_averages_by_hand() -> None:
    assert micro_f1(TRUTH, PREDICTED) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert macro_f1(TRUTH, PREDICTED) == pytest.approx((2 / 3 + 2 / 3) / 2)


def test_where_nobody_says_anything_averages_are_nought() -> None:
    nobody = np.zeros((3, 2), dtype=bool)

    assert (micro_f1(nobody, nobody), macro_f1(nobody, nobody)) == (0, 0)
    assert (micro_f1(nobody[:0], nobody[:0]), macro_f1(nobody[:0], nobody[:0])) == (0, 0)


def test_counts_come_from_sums_of_outcomes_and_from_a_confusion_table() -> None:
    counts = Counts.of_sums(outcomes(TRUTH, PREDICTED).sum(axis=0))
    assert (counts.tp.tolist(), counts.fp.tolist(), counts.fn.tolist()) == ([1, 1, 0], [0, 1, 0], [1, 0, 0])

    # a-a, a-b, b-b; nobody uses c.
    single = Counts.of_confusion(np.array([[1.0, 1, 0], [0, 1, 0], [0, 0, 0]]))
    assert (single.tp.tolist(), single.fp.tolist(), single.fn.tolist()) == ([1, 1, 0], [0, 1, 0], [1, 0, 0])
    assert float(single.macro_f1) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert np.isnan(Counts.of_confusion(np.zeros((3, 3))).macro_f1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_the_same_as_scikit_learn(coded: list[tuple[str, str]]) -> None:
    truth, predicted = [pair[0] for pair in coded], [pair[1] for pair in coded]
    statements = np.arange(len(coded))
    table = confusion_tables(statements, indicators(truth, "abc"), indicators(predicted, "abc"), len(coded)).sum(
        axis=0
    )

    assert Counts.of_confusion(table).macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))
    assert accuracy(table) == pytest.approx(accuracy_score(truth, predicted))
    if len({*truth, *predicted}) > 1:
        assert kappa(table) == pytest.approx(cohen_kappa_score(truth, predicted))


# a-a, a-b, b-b: rows of the table a, b, c; nobody uses c.
PAIRS = np.arange(3), indicators("aab", "abc"), indicators("abb", "abc")
CELLS = confusion_tables(*PAIRS, 3)
TABLE = CELLS.sum(axis=0)


def test_tables_count_what_they_say() -> None:
    assert TABLE.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    per_label = label_tables(*PAIRS, 3).sum(axis=0)
    # Of a: once both, once only the one, once neither; of b once both and once only the other.
    assert per_label.tolist() == [[[1, 1], [0, 1]], [[1, 0], [1, 1]], [[0, 0], [0, 3]]]


def test_several_pairs_of_one_statement_are_added_up() -> None:
    statement = np.array([1, 1, 0])

    assert confusion_tables(statement, *PAIRS[1:], 2).tolist() == [
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        [[1, 1, 0], [0, 0, 0], [0, 0, 0]],
    ]
    assert label_tables(statement, *PAIRS[1:], 2)[1, 0].tolist() == [[1, 1], [0, 0]]


@pytest.mark.parametrize(
    ("measure", "table"),
    [
        pytest.param(kappa, np.diag([3.0, 0, 0]), id="one label only: no agreement beyond chance"),
        pytest.param(accuracy, np.zeros((3, 3)), id="no statements"),
    ],
)
def test_nothing_to_divide_by_is_not_zero(measure: Callable[[Floats], Floats], table: Floats) -> None:
    assert np.isnan(measure(table))


def test_a_measure_takes_all_draws_at_once() -> None:
    drawn = Bootstrap.of_statements(3, samples=10, seed=1).sums(CELLS)

    assert kappa(drawn).shape == (10,)
    assert accuracy(drawn).tolist() == [float(accuracy(table)) for table in drawn]


def test_brier_by_hand() -> None:
    assert brier(np.array([[True], [False]]), np.array([[0.9], [0.4]])) == pytest.approx((0.01 + 0.16) / 2)


def test_the_curve_and_its_error_by_hand() -> None:
    right = np.array([[True], [False], [True], [True]])
    sure = np.array([[0.62], [0.68], [0.95], [1.0]])

    curve = reliability(right, sure)

    assert [n for _, n, _, _ in curve] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert curve[6] == pytest.approx((0.6, 2, 0.65, 0.5))
    assert curve[9] == pytest.approx((0.9, 2, 0.975, 1))
    # bin .6: 1.30 expected, 1 came: gap .30; bin .9: 1.95 expected, 2 came: gap .05
    assert calibration_error(right, sure) == pytest.approx((0.30 + 0.05) / 4)
    assert calibration_error(right[:0], sure[:0]) == 0


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
