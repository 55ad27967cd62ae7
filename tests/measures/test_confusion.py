"""Agreement on three statements, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.measures import confusion
from pipeline.measures.bootstrap import Bootstrap, Floats
from pipeline.measures.classification import indicators

# a-a, a-b, b-b: rows of the table a, b, c; nobody uses c.
PAIRS = np.arange(3), indicators("aab", "abc"), indicators("abb", "abc")
CELLS = confusion.tables(*PAIRS, 3)
TABLE = CELLS.sum(axis=0)


def test_tables_count_what_they_say() -> None:
    assert TABLE.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    per_label = confusion.label_tables(*PAIRS, 3).sum(axis=0)
    # Of a: once both, once only the one, once neither; of b once both and once only the other.
    assert per_label.tolist() == [[[1, 1], [0, 1]], [[1, 0], [1, 1]], [[0, 0], [0, 3]]]


def test_several_pairs_of_one_statement_are_added_up() -> None:
    statement = np.array([1, 1, 0])

    assert confusion.tables(statement, *PAIRS[1:], 2).tolist() == [
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        [[1, 1, 0], [0, 0, 0], [0, 0, 0]],
    ]
    assert confusion.label_tables(statement, *PAIRS[1:], 2)[1, 0].tolist() == [[1, 1], [0, 0]]


def test_by_hand() -> None:
    assert float(confusion.accuracy(TABLE)) == pytest.approx(2 / 3)
    # p_o = 2/3, p_e = 2/3·1/3 + 1/3·2/3 = 4/9: (6/9 − 4/9) / (5/9)
    assert float(confusion.kappa(TABLE)) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("measure", "table"),
    [
        pytest.param(confusion.kappa, np.diag([3.0, 0, 0]), id="one label only: no agreement beyond chance"),
        pytest.param(confusion.accuracy, np.zeros((3, 3)), id="no statements"),
    ],
)
def test_nothing_to_divide_by_is_not_zero(measure: Callable[[Floats], Floats], table: Floats) -> None:
    assert np.isnan(measure(table))


def test_a_measure_takes_all_draws_at_once() -> None:
    drawn = Bootstrap.of_statements(3, samples=10, seed=1).sums(CELLS)

    assert confusion.kappa(drawn).shape == (10,)
    assert confusion.accuracy(drawn).tolist() == [float(confusion.accuracy(table)) for table in drawn]
