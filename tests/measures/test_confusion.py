"""Measures on three statements, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from pipeline.measures import confusion

LABELS = ["a", "b", "c"]
# a-a, a-b, b-b: rows of the table a, b, c; nobody uses c.
CONFUSION = confusion.pairs(["a", "a", "b"], ["a", "b", "b"], LABELS).sum(axis=0)
# x right twice, y missed once, z in excess twice; nobody uses w.
THEMES = confusion.hits([["x", "y"], ["x"], []], [["x"], ["x", "z"], ["z"]], ["x", "y", "z", "w"]).sum(axis=0)


def test_pairs_and_hits_count_what_they_say() -> None:
    assert CONFUSION.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert THEMES.tolist() == [[2, 0, 0], [0, 0, 1], [0, 2, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("measure", "counts", "expected"),
    [
        pytest.param(confusion.accuracy, CONFUSION, 2 / 3, id="2 of 3 alike"),
        # a: 2·1 / (2 + 1), b: 2·1 / (1 + 2); c is used by nobody and left out
        pytest.param(confusion.macro_f1_single, CONFUSION, 2 / 3, id="macro F1 (2/3 + 2/3) / 2"),
        # p_o = 2/3, p_e = 2/3·1/3 + 1/3·2/3 = 4/9
        pytest.param(confusion.kappa, CONFUSION, 0.4, id="kappa (6/9 − 4/9) / (5/9)"),
        # tp 2, fp 2, fn 1
        pytest.param(confusion.micro_f1, THEMES, 4 / 7, id="micro F1 2·2 / (4 + 2 + 1)"),
        pytest.param(confusion.macro_f1, THEMES, 1 / 3, id="macro F1 (1 + 0 + 0) / 3"),
        pytest.param(confusion.precision, THEMES[0], 1, id="precision x"),
        pytest.param(confusion.precision, THEMES[2], 0, id="precision z 0 / 2"),
        pytest.param(confusion.recall, THEMES[1], 0, id="recall y 0 / 1"),
        pytest.param(confusion.f1, THEMES[1], 0, id="F1 y"),
    ],
)
def test_by_hand(measure: confusion.Measure, counts: confusion.Array, expected: float) -> None:
    assert float(measure(counts)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("measure", "counts"),
    [
        pytest.param(confusion.precision, THEMES[1], id="the machine never says y"),
        pytest.param(confusion.recall, THEMES[2], id="the person never says z"),
        pytest.param(confusion.f1, THEMES[3], id="nobody says w"),
        pytest.param(confusion.kappa, np.diag([3.0, 0, 0]), id="one label only: no agreement beyond chance"),
        pytest.param(confusion.accuracy, np.zeros((3, 3)), id="no statements"),
        pytest.param(confusion.macro_f1, np.zeros((4, 3)), id="no themes"),
    ],
)
def test_nothing_to_divide_by_is_not_zero(measure: confusion.Measure, counts: confusion.Array) -> None:
    assert np.isnan(measure(counts))


labels = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=30)


@given(labels)
def test_the_same_as_scikit_learn(coded: list[tuple[str, str]]) -> None:
    truth, machine = [pair[0] for pair in coded], [pair[1] for pair in coded]
    table = confusion.pairs(truth, machine, LABELS).sum(axis=0)

    assert confusion.macro_f1_single(table) == pytest.approx(f1_score(truth, machine, average="macro"))
    if len({*truth, *machine}) > 1:
        assert confusion.kappa(table) == pytest.approx(cohen_kappa_score(truth, machine))


def test_resamples_draw_n_of_n_by_seed() -> None:
    cells = np.eye(5)
    drawn = confusion.resampled(cells, 400, seed=7)

    assert drawn.shape == (400, 5)
    assert (drawn.sum(axis=1) == 5).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(5), abs=0.15)
    assert np.array_equal(drawn, confusion.resampled(cells, 400, seed=7))
    assert not np.array_equal(drawn, confusion.resampled(cells, 400, seed=8))


def test_a_measure_takes_all_resamples_at_once() -> None:
    cells = confusion.pairs(["a", "a", "b"], ["a", "b", "b"], LABELS)
    drawn = confusion.resampled(cells, 10, seed=1)

    assert confusion.kappa(drawn).shape == (10,)
    one_by_one = [float(confusion.accuracy(sample)) for sample in drawn]
    assert confusion.accuracy(drawn).tolist() == one_by_one
