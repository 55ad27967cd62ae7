"""Findings say what the figures carry, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from pipeline.reporting.figures import Book
from pipeline.reporting.findings import Finding, change, findings, largest, tone
from pipeline.reporting.page import Tables
from pipeline.reporting.themes import ThemeRow, mirror, theme_rows

Frame = Callable[..., pd.DataFrame]
Settings = Mapping[str, Any]


def plain(text: Markup) -> str:
    return text.striptags()


def rows_of(frame: pd.DataFrame, name: str = "2026") -> list[ThemeRow]:
    return theme_rows(Book("trend.csv", frame), name, "alle")


def all_of(tables: Tables, settings: Settings) -> dict[str, Finding]:
    found = findings(
        theme_rows(tables.trend, "2026", "alle"),
        theme_rows(tables.trend, "2025", "alle"),
        mirror(tables.trend, 20),
        tables.coverage,
        tables.uncovered,
        settings["findings"],
    )
    return {finding.rule: finding for finding in found}


def test_the_five_findings_of_the_full_case(tables: Tables, settings: Settings) -> None:
    found = all_of(tables, settings)

    assert {rule: plain(finding.sentence) for rule, finding in found.items()} == {
        "grootste": "Het vaakst gaat het in 2026 over Tempo & capaciteit: in 30 van de 60 uitspraken (50%).",
        "toon": "Knelpunten horen we het meest bij Tempo & capaciteit: 30 van de 30 uitspraken daarover. "
        "Waardering horen we het meest bij Elkaar kennen: 9 van de 9 uitspraken daarover.",
        "verandering": "In 2026 horen we vaker dan in 2025 over Tempo & capaciteit (van 10% naar 50%).",
        "spiegel": "Partners noemen in 2026 vaker dan medewerkers: Tempo & capaciteit (74% van wat partners "
        "zeggen, 16% van wat medewerkers zeggen).",
        "acties": "Van de 40 knelpunten en wensen in 2026 gaan er 9 (23%) over een thema waar een verbeteractie "
        "bij hoort. Het meest genoemde thema zonder actie is Tempo & capaciteit (30 uitspraken).",
    }
    assert found["grootste"].certainty == "Redelijk zeker"
    assert found["verandering"].certainty == "Redelijk zeker"
    assert "andere vragen" in plain(found["verandering"].why)
    assert found["acties"].certainty == "Telling"


def test_most_said_is_not_sure_when_intervals_touch(trend_rows: Frame, settings: Settings) -> None:
    rows = rows_of(
        trend_rows(
            ("tempo", "2026", "alle", 12, 60, "0.1200", "0.3200"),
            ("relatie", "2026", "alle", 10, 60, "0.0900", "0.2800"),
        )
    )

    finding = largest(rows, settings["findings"])

    assert finding is not None
    assert finding.certainty == "Niet zeker"


def test_equals_are_named_together(trend_rows: Frame, settings: Settings) -> None:
    rows = rows_of(
        trend_rows(
            ("tempo", "2026", "alle", 9, 60, "0.08", "0.26"),
            ("relatie", "2026", "alle", 9, 60, "0.08", "0.26"),
            ("regie", "2026", "alle", 1, 60, "0.00", "0.09"),
        )
    )

    finding, heard = largest(rows, settings["findings"]), tone(rows, settings["findings"])

    assert finding is not None
    assert heard is not None
    assert "Tempo & capaciteit en Elkaar kennen: elk in 9 van de 60" in plain(finding.sentence)
    assert finding.certainty == "Niet zeker"
    assert (
        plain(heard.sentence)
        == "Knelpunten horen we het meest bij Tempo & capaciteit en Elkaar kennen: bij elk 9 uitspraken."
    )


def test_nothing_is_most_said_when_no_theme_is(trend_rows: Frame, settings: Settings) -> None:
    rows = rows_of(trend_rows(("tempo", "2026", "alle", 0, 60, "0", "0.06")))

    assert largest(rows, settings["findings"]) is None
    assert tone(rows, settings["findings"]) is None


def test_no_change_is_not_called_stability(trend_rows: Frame, settings: Settings) -> None:
    same = {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 40, "0.01", "0.17"), ("tempo", "2026", "alle", 9, 60, "0.08", "0.26", same)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), settings["findings"])

    assert finding is not None
    assert plain(finding.sentence) == "Tussen 2025 en 2026 is bij geen enkel thema een verschil aangetoond."
    assert finding.certainty == "Niet te zeggen"
    assert "40 en 60 uitspraken" in plain(finding.why)


def test_too_few_to_compare_is_said(trend_rows: Frame, settings: Settings) -> None:
    few = {"verandering": "te weinig gegevens", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 4, "0.1", "0.9"), ("tempo", "2026", "alle", 1, 6, "0.03", "0.6", few)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), settings["findings"])

    assert finding is not None
    assert plain(finding.sentence) == "Er zijn te weinig bruikbare gegevens om 2026 met 2025 te vergelijken."


def test_a_fall_is_a_fall(trend_rows: Frame, settings: Settings) -> None:
    fell = {"verandering": "gedaald", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 30, 60, "0.38", "0.62"), ("tempo", "2026", "alle", 3, 60, "0.02", "0.14", fell)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), settings["findings"])

    assert finding is not None
    assert (
        plain(finding.sentence)
        == "In 2026 horen we minder vaak dan in 2025 over Tempo & capaciteit (van 50% naar 5%)."
    )
    assert "op dezelfde manier" not in plain(finding.why)


def test_of_many_changes_the_largest_are_named_and_the_rest_is_not_denied(
    trend_rows: Frame, settings: Settings
) -> None:
    rose = {"verandering": "gestegen", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    shares = {"tempo": 20, "relatie": 40, "regie": 30}
    frame = trend_rows(
        *((theme, "2025", "alle", 10, 100, "0.05", "0.17") for theme in shares),
        *((theme, "2026", "alle", n, 100, "0.1", "0.5", rose) for theme, n in shares.items()),
    )
    fourth = [frame[frame["thema"] == "tempo"].assign(thema="leren", thema_naam="Leren")]
    four = pd.concat([frame, *fourth], ignore_index=True)

    named = {}
    for case, table in (("three", frame), ("four", four)):
        finding = change(rows_of(table), rows_of(table, "2025"), settings["findings"])
        assert finding is not None
        named[case] = plain(finding.sentence)

    most = "Elkaar kennen (van 10% naar 40%), Regie (van 10% naar 30%) en Tempo & capaciteit (van 10% naar 20%)."
    assert named["three"] == f"In 2026 horen we vaker dan in 2025 over {most}"
    assert named["four"] == f"In 2026 horen we vaker dan in 2025 over onder meer {most}"


def test_a_first_round_has_nothing_to_compare(tables: Tables, settings: Settings) -> None:
    assert change(theme_rows(tables.trend, "2025", "alle"), [], settings["findings"]) is None


def test_without_statements_there_are_no_findings(no_tables: Tables, settings: Settings) -> None:
    assert findings([], [], None, no_tables.coverage, no_tables.uncovered, settings["findings"]) == []


def test_a_small_side_is_not_compared(tables: Tables, settings: Settings) -> None:
    small = mirror(tables.trend, 1000)

    found = findings(
        theme_rows(tables.trend, "2026", "alle"),
        [],
        small,
        tables.coverage,
        tables.uncovered,
        settings["findings"],
    )

    assert "spiegel" not in {finding.rule for finding in found}


@pytest.mark.parametrize("name", ["<script>x</script>", "{0.__class__}", "a & b"])
def test_names_are_text_and_nothing_else(trend_rows: Frame, settings: Settings, name: str) -> None:
    frame = trend_rows(("tempo", "2026", "alle", 9, 60, "0.08", "0.26"), thema_naam=name)

    finding = largest(rows_of(frame), settings["findings"])

    assert finding is not None
    assert str(Markup.escape(name)) in finding.sentence
    assert not re.search(r"<(?!/?(?:strong|data)\b)", finding.sentence)
