"""Rounds, themes and the mirror, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.core.tables import TREND_MIRROR
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.staff_vs_partners import mirror
from pipeline.report.view.tables import Tables
from pipeline.report.view.themes import could_show, most_said_first, rounds, theme_rows
from tests.cases import cases

NO_TEST = SourcedTable("trend-spiegel.csv", TREND_MIRROR.empty())
Frame = Callable[..., pd.DataFrame]


def test_rounds_are_those_of_the_trend_with_their_sizes(tables: Tables) -> None:
    first, second = rounds(tables.trend)

    assert (first.name, first.date, first.counted.value) == ("2025", "2025-03-01", "40")
    assert first.size("intern").value == ""  # nobody was told apart: not the same as nobody
    assert (second.counted.value, second.size("intern").value, second.size("extern").value) == ("60", "25", "35")


def test_the_most_said_theme_is_first_and_equals_keep_their_order(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2026", "alle", 3, 10, "0.1", "0.6"),
        ("relatie", "2026", "alle", 5, 10, "0.2", "0.8"),
        ("regie", "2026", "alle", 3, 10, "0.1", "0.6"),
    )

    rows = most_said_first(theme_rows(SourcedTable("trend.csv", trend), "2026", "alle"))

    assert [row.theme for row in rows] == ["relatie", "tempo", "regie"]


def test_a_round_without_statements_has_no_share(trend_rows: Frame) -> None:
    trend = SourcedTable("trend.csv", trend_rows(("tempo", "2026", "alle", 0, 0, "", "")))

    assert not theme_rows(trend, "2026", "alle")[0].known


def test_what_could_show_is_that_of_the_theme_in_the_middle_of_those_compared(trend_rows: Frame) -> None:
    frame = trend_rows(*((theme, "2026", "alle", 9, 90, "0", "0.2") for theme in ("a", "b", "c", "d")))
    smallest, tested = ["0.1800", "0.0400", "0.1200", "0.0900"], ["0.5000", "", "0.2000", "0.9000"]
    trend = SourcedTable("trend.csv", frame.assign(kleinst_aantoonbaar=smallest, p_waarde=tested))

    row = could_show(theme_rows(trend, "2026", "alle"))

    assert row
    assert (row["thema"], str(row.smallest)) == ("c", "12%")
    assert could_show(theme_rows(SourcedTable("trend.csv", frame), "2026", "alle")) is None


def test_a_difference_is_what_the_mirrors_own_test_calls_one(tables: Tables) -> None:
    found = mirror(tables.trend, tables.mirror, 20)

    assert found is not None
    assert found.round == "2026"
    assert [(row.name, row.verdict) for row in found.rows] == [
        ("Tempo & capaciteit", "extern"),
        ("Elkaar kennen", "gelijk"),
        ("Regie", "gelijk"),
    ]
    assert {side: people.text for side, people in found.people.items()} == {"intern": "11", "extern": "20"}


@pytest.mark.parametrize(("stance", "verdict", "heard", "tone"), cases(__file__, "verdict"))
def test_of_whom_and_of_what_the_verdict_is(
    trend_rows: Frame, stance: str, verdict: str, heard: str, tone: str
) -> None:
    row = {"thema": "tempo", "oordeel": stance, "ronde": "2026", "oordeel_verschil": verdict}
    differences = SourcedTable(
        "trend-spiegel.csv", pd.DataFrame([{**dict.fromkeys(TREND_MIRROR.names, ""), **row}])
    )

    found = mirror(one_side_corrected(trend_rows), differences, 20)

    assert found is not None
    assert (found.rows[0].verdict, found.rows[0].warmer) == (heard, tone)
    assert found.comparable == (heard != "te weinig gegevens")


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ((9, 8, 7, 6, 5), 5), ((9, 8, 7, 6, 5, 4), 5), ((9, 8, 7, 6, 5, 5), 4), ((9, 8, 5, 5, 5, 5), 2),
        ((5, 5, 5, 5, 5, 5), 6), ((9, 0, 0), 1), ((0, 0), 0),
    ],
)  # fmt: skip
def test_what_a_side_names_most_stops_at_equals_or_names_them_all(
    tables: Tables, counts: tuple[int, ...], named: int
) -> None:
    found = mirror(tables.trend, tables.mirror, 20)
    assert found is not None
    row = found.rows[0]
    rows = [
        replace(row, intern=replace(row.intern, cells={**row.intern.cells, "thema": str(place), "n": str(n)}))
        for place, n in enumerate(counts)
    ]

    top = replace(found, rows=tuple(rows)).top("intern")

    assert [row.theme for row in top] == [str(place) for place in range(named)]


def one_side_corrected(trend_rows: Frame) -> SourcedTable:
    """Tempo: staff 50%, as counted; partners 2%, corrected; everyone from the audit alone."""
    made = [{"methode": method} for method in ("niet gecorrigeerd", "gecorrigeerd", "handmatig")]
    trend = trend_rows(
        ("tempo", "2026", "intern", 20, 40, "0.3500", "0.6500", made[0]),
        ("tempo", "2026", "extern", 1, 40, "0.0040", "0.1300", made[1]),
        ("tempo", "2026", "alle", 21, 80, "0.2", "0.4", made[2]),
    )
    return SourcedTable("trend.csv", trend)


def test_shares_made_otherwise_are_marked(trend_rows: Frame) -> None:
    trend = one_side_corrected(trend_rows)

    marks = [theme_rows(trend, "2026", audience)[0].mark for audience in ("intern", "extern", "alle")]

    assert marks == ["niet gecorrigeerd", "", "handmatig"]


@pytest.mark.parametrize(("method", "estimated"), [("geheel handmatig", False), ("gecorrigeerd", True)])
def test_a_share_that_people_counted_whole_is_no_estimate_and_has_no_mark(
    trend_rows: Frame, method: str, estimated: bool
) -> None:
    made = {"methode": method, "aandeel": "0.3"}  # of weighed statements: not n of denominator
    trend = SourcedTable("trend.csv", trend_rows(("tempo", "2026", "alle", 21, 80, "0.2", "0.4", made)))

    [found] = theme_rows(trend, "2026", "alle")
    assert (found.corrected, found.whole, found.estimated, found.mark) == (True, not estimated, estimated, "")


def test_without_an_audit_no_share_is_another_sort_than_the_rest(tables: Tables) -> None:
    assert {row.mark for row in theme_rows(tables.trend, "2026", "alle")} == {""}


def test_too_few_statements_are_not_compared(tables: Tables) -> None:
    found = mirror(tables.trend, tables.mirror, 26)

    assert found is not None
    assert not found.enough
    assert not found.comparable


def test_the_newest_round_that_has_both_is_taken(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2024", "intern", 1, 30, "0", "0.2"),
        ("tempo", "2024", "extern", 1, 30, "0", "0.2"),
        ("tempo", "2024", "alle", 2, 60, "0", "0.2"),
        ("tempo", "2026", "intern", 0, 0, "", ""),
        ("tempo", "2026", "extern", 1, 30, "0", "0.2"),
        ("tempo", "2026", "alle", 1, 30, "0", "0.2"),
    )

    found = mirror(SourcedTable("trend.csv", trend), NO_TEST, 20)

    assert found is not None
    assert found.round == "2024"


def test_without_both_audiences_there_is_no_mirror(trend_rows: Frame) -> None:
    assert (
        mirror(SourcedTable("trend.csv", trend_rows(("tempo", "2026", "alle", 1, 30, "0", "0.2"))), NO_TEST, 20)
        is None
    )
