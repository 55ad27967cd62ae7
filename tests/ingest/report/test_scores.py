from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.scores import ScoreRow, perspective, placed, tables
from tests.cases import cases
from tests.ingest.reports import TEXTS

PROFILE = TEXTS["verkenning"]

HEADER = "Slecht Matig Voldoende Goed Uitstekend"


def rows_of(text: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...] | None]]:
    lines = split_lines(text, leading_space=False)
    return [(r.label, r.cells, r.counts) for _, rows in tables(lines, range(len(lines)), PROFILE) for r in rows]


def test_a_full_row_is_certain_a_short_one_is_not() -> None:
    assert rows_of(f"{HEADER}\nSnel 1 2 3,5 4 5\n\nRuimte voor anderen 6 7,5") == [
        ("Snel", ("1", "2", "3,5", "4", "5"), ("1", "2", "3,5", "4", "5")),
        ("Ruimte voor anderen", ("6", "7,5"), None),
    ]


@pytest.mark.parametrize("text", cases(__file__, "no_rows"))
def test_no_rows(text: str) -> None:
    assert rows_of(text) == []


def test_totals_decide_where_one_placing_fits() -> None:
    # Open 4 2 can only be voldoende and goed: the sums leave 4 and 2 there and nothing elsewhere.
    text = f"{HEADER}\nSnel 1 1 1 1 1\nOpen 4 2\nTotaal 1 1 5 3 1"
    assert rows_of(text) == [
        ("Snel", ("1",) * 5, ("1",) * 5),
        ("Open", ("4", "2"), ("0", "0", "4", "2", "0")),
    ]


def test_two_placings_that_fit_stay_open() -> None:
    # Which of the rows has its 2 in the first column cannot be known.
    rows = [
        ScoreRow(0, "Snel", ("2",), None),
        ScoreRow(1, "Open", ("2",), None),
        ScoreRow(2, "Totaal", ("2", "2"), None),
    ]
    assert [row.counts for row in placed(rows, 2, ["totaal"])] == [None, None]


def test_totals_that_do_not_add_up_decide_nothing() -> None:
    rows = [ScoreRow(0, "Snel", ("2",), None), ScoreRow(1, "Totaal", ("3", "0"), None)]
    assert [row.counts for row in placed(rows, 2, ["totaal"])] == [None]


@pytest.mark.parametrize(("question", "audience", "view"), cases(__file__, "perspective"))
def test_perspective(question: str, audience: str, view: str) -> None:
    assert perspective(question, audience, PROFILE) == view
