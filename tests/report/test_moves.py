"""Then and now: the right two rounds, the largest first, and a turn only where the count turned."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.report.charts.charts import Canvas, dumbbells
from pipeline.report.charts.drawing import svg
from pipeline.report.html import Files
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.heard import Heard
from pipeline.report.view.themes import moves, theme_rows

UNSHOWN = "geen aantoonbaar verschil"
Frame = Callable[..., pd.DataFrame]


def step(since: str, difference: str, verdict: str, *, first: bool = False) -> dict[str, str]:
    middle = "_eerste" if first else ""
    return {
        "eerste_ronde" if first else "vorige_ronde": since,
        f"verschil{middle}": difference,
        f"verschil{middle}_ondergrens": "-0.0100",
        f"verschil{middle}_bovengrens": "0.2100",
        "sinds_eerste" if first else "verandering": verdict,
    }


@pytest.fixture
def trend(trend_rows: Frame) -> SourcedTable:
    """Tempo is compared with 2024, regie (which 2024 does not have) with 2025, relatie is new."""
    return SourcedTable(
        "trend.csv",
        trend_rows(
            ("tempo", "2024", "alle", 5, 50, "0.04", "0.21"),
            ("regie", "2025", "alle", 8, 40, "0.10", "0.34", {"methode": "gecorrigeerd"}),
            (
                "tempo", "2026", "alle", 12, 60, "0.12", "0.32",
                {**step("2025", "0.0200", "gestegen"), **step("2024", "0.1000", UNSHOWN, first=True)},
            ),
            ("regie", "2026", "alle", 3, 60, "0.02", "0.14", step("2025", "-0.1500", "gedaald")),
            ("relatie", "2026", "alle", 3, 60, "0.02", "0.14"),
        ),
    )  # fmt: skip


def test_the_first_round_goes_before_the_previous_and_the_largest_difference_first(trend: SourcedTable) -> None:
    found = moves(trend, "2026")

    assert [
        (m.theme, m.before.round, m.now.round, m.difference.text, m.verdict, m.shown, m.before.corrected)
        for m in found
    ] == [
        ("regie", "2025", "2026", "−15", "gedaald", True, True),
        ("tempo", "2024", "2026", "+10", UNSHOWN, False, False),
    ]
    assert [found[0].low.text, found[0].high.text] == ["−1", "+21"]
    assert found[1].before.value.text == "10%"


def balance(problems: int, praise: int) -> dict[str, str]:
    return {"n_knelpunt": str(problems), "n_behouden": str(praise)}


def test_a_theme_turns_when_problems_were_more_and_praise_is(trend_rows: Frame) -> None:
    book = SourcedTable(
        "trend.csv",
        trend_rows(
            ("tempo", "2025", "alle", 5, 50, "0", "1", balance(4, 1)),
            ("relatie", "2025", "alle", 5, 50, "0", "1", balance(3, 2)),
            ("regie", "2025", "alle", 5, 50, "0", "1", balance(2, 2)),
            ("leren", "2025", "alle", 5, 50, "0", "1", balance(2, 1)),
            ("leren", "2026", "alle", 5, 50, "0", "1", balance(1, 2)),
            ("tempo", "2026", "alle", 5, 50, "0", "1", balance(1, 4)),
            ("relatie", "2026", "alle", 5, 50, "0", "1", balance(2, 2)),
            ("regie", "2026", "alle", 5, 50, "0", "1", balance(0, 5)),
        ),
    )

    found = Heard().turns(theme_rows(book, "2025", "alle"), theme_rows(book, "2026", "alle"))

    assert [turn.now.theme for turn in found] == ["tempo", "leren"]


@pytest.mark.parametrize("layout", ["sheet", "wide", "narrow"])
def test_the_drawing_has_both_rounds_the_difference_and_the_verdict_in_words(
    trend: SourcedTable, files: Files, layout: str
) -> None:
    spec = dumbbells(
        moves(trend, "2026")[1:], files.words["verandering_kort"], Canvas(files.theme, layout)
    )  # fmt: skip

    drawing = svg(spec)

    for words in (">2024<", ">2026<", "+10 punten: niet aangetoond", "Tempo &amp;"):
        assert words in drawing


def test_a_name_cannot_get_out_of_the_drawing(trend: SourcedTable, files: Files) -> None:
    frame = trend.frame.assign(thema_naam="a\"],'b'; <c>")

    spec = dumbbells(
        moves(SourcedTable("trend.csv", frame), "2026")[1:],
        files.words["verandering_kort"], Canvas(files.theme, "wide")
    )  # fmt: skip

    assert "a\"],'b'; &lt;c&gt;" in svg(spec).replace("&quot;", '"').replace("&#39;", "'")
