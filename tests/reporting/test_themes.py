"""Rounds, themes and the mirror, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.reporting.figures import Book
from pipeline.reporting.page import Tables
from pipeline.reporting.themes import mirror, most_said_first, rounds, theme_rows

Frame = Callable[..., pd.DataFrame]


def test_rounds_are_those_of_the_trend_with_their_sizes(tables: Tables) -> None:
    first, second = rounds(tables.trend)

    assert (first.name, first.date, first.counted.value) == ("2025", "2025-03-01", "40")
    assert first.intern.value == ""  # nobody was told apart: not the same as nobody
    assert (second.counted.value, second.intern.value, second.extern.value) == ("60", "25", "35")


def test_the_most_said_theme_is_first_and_equals_keep_their_order(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2026", "alle", 3, 10, "0.1", "0.6"),
        ("relatie", "2026", "alle", 5, 10, "0.2", "0.8"),
        ("regie", "2026", "alle", 3, 10, "0.1", "0.6"),
    )

    rows = most_said_first(theme_rows(Book("trend.csv", trend), "2026", "alle"))

    assert [row.theme for row in rows] == ["relatie", "tempo", "regie"]


def test_a_round_without_statements_has_no_share(trend_rows: Frame) -> None:
    trend = Book("trend.csv", trend_rows(("tempo", "2026", "alle", 0, 0, "", "")))

    assert not theme_rows(trend, "2026", "alle")[0].known


def test_a_difference_is_one_when_the_intervals_do_not_touch(tables: Tables) -> None:
    found = mirror(tables.trend, 20)

    assert found is not None
    assert found.round == "2026"
    assert [(row.name, row.verdict) for row in found.rows] == [
        ("Tempo & capaciteit", "extern"),
        ("Elkaar kennen", "gelijk"),
        ("Regie", "gelijk"),
    ]


def test_intervals_that_touch_show_no_difference(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2026", "intern", 20, 40, "0.3000", "0.7000"),
        ("tempo", "2026", "extern", 4, 40, "0.0300", "0.3000"),
        ("tempo", "2026", "alle", 24, 80, "0.2", "0.4"),
    )

    found = mirror(Book("trend.csv", trend), 20)

    assert found is not None
    assert found.rows[0].verdict == "gelijk"


def test_staff_may_bring_it_up_more(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2026", "intern", 20, 40, "0.3500", "0.6500"),
        ("tempo", "2026", "extern", 1, 40, "0.0040", "0.1300"),
        ("tempo", "2026", "alle", 21, 80, "0.2", "0.4"),
    )

    found = mirror(Book("trend.csv", trend), 20)

    assert found is not None
    assert found.rows[0].verdict == "intern"


def one_side_corrected(trend_rows: Frame) -> Book:
    """Tempo: staff 50%, as counted; partners 2%, corrected; everyone from the audit alone."""
    made = [{"methode": method} for method in ("niet gecorrigeerd", "gecorrigeerd", "handmatig")]
    trend = trend_rows(
        ("tempo", "2026", "intern", 20, 40, "0.3500", "0.6500", made[0]),
        ("tempo", "2026", "extern", 1, 40, "0.0040", "0.1300", made[1]),
        ("tempo", "2026", "alle", 21, 80, "0.2", "0.4", made[2]),
    )
    return Book("trend.csv", trend)


def test_a_corrected_side_is_not_compared_with_one_that_is_not(trend_rows: Frame) -> None:
    found = mirror(one_side_corrected(trend_rows), 20)

    assert found is not None
    assert found.enough
    assert [row.verdict for row in found.rows] == ["ongelijk gemaakt"]
    assert not found.comparable


def test_shares_made_otherwise_are_marked(trend_rows: Frame) -> None:
    trend = one_side_corrected(trend_rows)

    marks = [theme_rows(trend, "2026", audience)[0].mark for audience in ("intern", "extern", "alle")]

    assert marks == ["niet gecorrigeerd", "", "handmatig"]


@pytest.mark.parametrize(("method", "estimated"), [("geheel handmatig", False), ("gecorrigeerd", True)])
def test_a_share_that_people_counted_whole_is_no_estimate_and_has_no_mark(
    trend_rows: Frame, method: str, estimated: bool
) -> None:
    made = {"methode": method, "aandeel": "0.3"}  # of weighed statements: not n of denominator
    trend = Book("trend.csv", trend_rows(("tempo", "2026", "alle", 21, 80, "0.2", "0.4", made)))

    [found] = theme_rows(trend, "2026", "alle")
    assert (found.corrected, found.whole, found.estimated, found.mark) == (True, not estimated, estimated, "")


def test_without_an_audit_no_share_is_another_sort_than_the_rest(tables: Tables) -> None:
    assert {row.mark for row in theme_rows(tables.trend, "2026", "alle")} == {""}


def test_too_few_statements_are_not_compared(tables: Tables) -> None:
    found = mirror(tables.trend, 26)

    assert found is not None
    assert not found.enough
    assert {row.verdict for row in found.rows} == {"gelijk"}


def test_the_newest_round_that_has_both_is_taken(trend_rows: Frame) -> None:
    trend = trend_rows(
        ("tempo", "2024", "intern", 1, 30, "0", "0.2"),
        ("tempo", "2024", "extern", 1, 30, "0", "0.2"),
        ("tempo", "2024", "alle", 2, 60, "0", "0.2"),
        ("tempo", "2026", "intern", 0, 0, "", ""),
        ("tempo", "2026", "extern", 1, 30, "0", "0.2"),
        ("tempo", "2026", "alle", 1, 30, "0", "0.2"),
    )

    found = mirror(Book("trend.csv", trend), 20)

    assert found is not None
    assert found.round == "2024"


def test_without_both_audiences_there_is_no_mirror(trend_rows: Frame) -> None:
    assert mirror(Book("trend.csv", trend_rows(("tempo", "2026", "alle", 1, 30, "0", "0.2"))), 20) is None
