from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from pipeline.measures import confusion
from pipeline.measures.classification import Counts, indicators, macro_f1, micro_f1, outcomes

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
    table = confusion.tables(statements, indicators(truth, "abc"), indicators(predicted, "abc"), len(coded)).sum(
        axis=0
    )

    assert Counts.of_confusion(table).macro_f1 == pytest.approx(f1_score(truth, predicted, average="macro"))
    if len({*truth, *predicted}) > 1:
        assert confusion.kappa(table) == pytest.approx(cohen_kappa_score(truth, predicted))
