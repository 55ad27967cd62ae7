from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from pipeline.measures.agreement import (
    Counts,
    accuracy,
    brier,
    calibration_error,
    confusion_tables,
    indicators,
    kappa,
    label_tables,
    macro_f1,
    micro_f1,
    outcomes,
    reliability,
)
from pipeline.measures.bootstrap import Bootstrap, Floats

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


def test_by_hand() -> None:
    assert float(accuracy(TABLE)) == pytest.approx(2 / 3)
    # p_o = 2/3, p_e = 2/3·1/3 + 1/3·2/3 = 4/9: (6/9 − 4/9) / (5/9)
    assert float(kappa(TABLE)) == pytest.approx(0.4)


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

    assert [b.n for b in curve] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 2]
    assert (curve[6].low, curve[6].confidence, curve[6].right) == pytest.approx((0.6, 0.65, 0.5))
    assert (curve[9].low, curve[9].confidence, curve[9].right) == pytest.approx((0.9, 0.975, 1))
    # bin .6: 1.30 expected, 1 came: gap .30; bin .9: 1.95 expected, 2 came: gap .05
    assert calibration_error(right, sure) == pytest.approx((0.30 + 0.05) / 4)
    assert calibration_error(right[:0], sure[:0]) == 0
