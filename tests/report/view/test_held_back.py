"""A change that only shows because a text was sent often is told as such, and as nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import TREND_CAMPAIGNS
from pipeline.report.findings.changes import changes
from pipeline.report.findings.held_back import held_back
from pipeline.report.findings.sentences import Facts, Finding, SinceRound
from pipeline.report.view.campaigns import campaigns
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.tables import Choices
from pipeline.report.view.themes import moves, rounds, theme_rows
from tests.builders import altered, rows

NONE_SHOWN = "geen aantoonbaar verschil"
ROSE = {
    "verandering": NONE_SHOWN, "vorige_ronde": "2025", "vergelijking": "gelijk", "verschil": "0.1000",
    "verschil_ondergrens": "0.0200", "verschil_bovengrens": "0.1800", "p_aangepast": "0.0200",
}  # fmt: skip
FELL = {**ROSE, "verschil": "-0.1000", "verschil_ondergrens": "-0.1800", "verschil_bovengrens": "-0.0200"}
LETTERS = [
    {"campagne": "c1", "ronde": "2026", "stemmen": "25", "themas": "tempo|regie", "tekst": "Brief een."},
    {"campagne": "c2", "ronde": "2026", "stemmen": "1412", "themas": "tempo", "tekst": "Brief twee."},
    {"campagne": "c3", "ronde": "2025", "stemmen": "40", "themas": "tempo", "tekst": "Brief drie."},
]
Told = Callable[..., tuple[Finding | None, list[Finding]]]


@pytest.fixture
def told(facts: Callable[..., Facts], choices: Choices, trend_rows: Callable[..., pd.DataFrame]) -> Told:
    """What is said of tempo, 7 and then 17 of 100: of what was held back, and of changes."""

    def tell(share: dict[str, str], tone: dict[str, str] | None = None, **chosen: Any) -> tuple[Any, Any]:
        book, tones = (
            SourcedTable(
                file,
                trend_rows(
                    ("tempo", "2025", "alle", 7, 100, "0.03", "0.14"),
                    ("tempo", "2026", "alle", 17, 100, "0.11", "0.26", {**ROSE, "p_aangepast": "0.5", **cells}),
                ),
            )
            for file, cells in (("trend.csv", share), ("trend-oordelen.csv", tone or {}))
        )
        sent = SourcedTable("trend-campagnes.csv", rows(TREND_CAMPAIGNS, *LETTERS))
        names = {"tempo": "Tempo & capaciteit", "regie": "Regie"}
        given = facts(
            newest=theme_rows(book, "2026", "alle"),
            recent=SinceRound(theme_rows(book, "2025", "alle"), moves(tones, "2026")),
            answers=None,
            choices=altered(choices, **{"count_copies": True, **chosen}),
            campaigns=campaigns(sent, rounds(book), names),
        )
        return held_back(given), changes(given)

    return tell


@pytest.mark.parametrize(
    ("share", "tone", "moved", "letter"),
    [
        (ROSE, {}, "vaker genoemd (van 7% naar 17%)", "In 2026 is één tekst hierover 1.412 keer ingestuurd."),
        (FELL, {}, "minder vaak genoemd (van 7% naar 17%)", "In 2025 is één tekst hierover 40 keer ingestuurd."),
        ({}, FELL, "is de toon negatiever", "In 2026 is één tekst hierover 1.412 keer ingestuurd."),
    ],
    ids=["rose", "fell", "tone"],
)
def test_what_a_letter_moved_is_told_with_the_letter(
    told: Told, share: dict[str, str], tone: dict[str, str], moved: str, letter: str
) -> None:
    held, found = told(share, tone)
    assert held is not None
    assert held.sentence == "Dit lijkt veranderd, maar dat komt doordat dezelfde tekst vaak is ingestuurd:"
    assert [one.striptags() for one in held.points] == [f"Tempo & capaciteit: sinds 2025 {moved}. {letter}"]
    assert held.why == "Tellen we elke tekst één keer, dan is hier geen verandering aangetoond."
    if share:  # nor is it said to seem to move once more
        assert not any("Tempo" in one.sentence for one in found)


@pytest.mark.parametrize(
    ("cells", "chosen"),
    [
        ({"p_aangepast": "0.0600"}, {}),
        ({"p_aangepast": ""}, {}),
        ({"verschil_ondergrens": "-0.0100"}, {}),
        ({"verandering": "gestegen"}, {}),
        ({"verandering": "te weinig gegevens"}, {}),
        ({}, {"count_copies": False}),
        ({}, {"false_discovery_rate": 0.01}),
    ],
)
def test_nothing_is_told_of_what_was_not_held_back(
    told: Told, cells: dict[str, str], chosen: dict[str, object]
) -> None:
    held, _ = told({**ROSE, **cells}, **chosen)
    assert held is None
