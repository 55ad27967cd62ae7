from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.scores import ScoreRow, perspective, placed, tables

HEADER = "Slecht Matig Voldoende Goed Uitstekend"


def rows_of(text: str, profile: TextProfile) -> list[tuple[str, tuple[str, ...], tuple[str, ...] | None]]:
    lines = split_lines(text, leading_space=False)
    return [(r.label, r.cells, r.counts) for _, rows in tables(lines, range(len(lines)), profile) for r in rows]


def test_a_full_row_is_certain_a_short_one_is_not(profile: TextProfile) -> None:
    assert rows_of(f"{HEADER}\nSnel 1 2 3,5 4 5\n\nRuimte voor anderen 6 7,5", profile) == [
        ("Snel", ("1", "2", "3,5", "4", "5"), ("1", "2", "3,5", "4", "5")),
        ("Ruimte voor anderen", ("6", "7,5"), None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Slecht Matig Goed\nSnel 1 2 3", id="other levels"),
        pytest.param("Snel 1 2 3 4 5", id="no header"),
        pytest.param(f"{HEADER}\nEen gewone regel.\nSnel 1 2 3 4 5", id="the table ended"),
        pytest.param(f"{HEADER}\nSnel 1 2 3 4 5 6", id="more cells than levels"),
        pytest.param(f"{HEADER}\n1 2 3 4 5", id="no property"),
    ],
)
def test_no_rows(text: str, profile: TextProfile) -> None:
    assert rows_of(text, profile) == []


def test_totals_decide_where_one_placing_fits(profile: TextProfile) -> None:
    # Open 4 2 can only be voldoende and goed: the sums leave 4 and 2 there and nothing elsewhere.
    text = f"{HEADER}\nSnel 1 1 1 1 1\nOpen 4 2\nTotaal 1 1 5 3 1"
    assert rows_of(text, profile) == [
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


@pytest.mark.parametrize(
    ("question", "audience", "view"),
    [
        ("Vraag 1. Hoe beoordeel je ons?", "intern", "eigen_oordeel"),
        ("Vraag 3. Hoe denk je dat partners ons beoordelen?", "intern", "verwachting"),
        ("Vraag 1. Hoe beoordeelt u ons?", "extern", "oordeel_partners"),
        ("", "beide", "samen"),
        ("", "onbekend", "samen"),
    ],
)
def test_perspective(question: str, audience: str, view: str, profile: TextProfile) -> None:
    assert perspective(question, audience, profile) == view
