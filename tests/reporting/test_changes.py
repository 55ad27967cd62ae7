"""A change is what the trend calls one; what only seems to move is said to be not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from pipeline.reporting.changes import change, tone_change
from pipeline.reporting.figures import Book
from pipeline.reporting.moves import Move, moves
from pipeline.reporting.page import Tables
from pipeline.reporting.themes import ThemeRow, theme_rows

Frame = Callable[..., pd.DataFrame]
Settings = Mapping[str, Any]
KINDS = {"2024": "een rapport", "2025": "een vragenlijst", "2026": "een vragenlijst"}


def plain(text: Markup) -> str:
    return text.striptags()


def rows_of(frame: pd.DataFrame, name: str = "2026") -> list[ThemeRow]:
    return theme_rows(Book("trend.csv", frame), name, "alle")


def three_rounds(trend_rows: Frame, **cells: str) -> pd.DataFrame:
    """Tempo 7, 13, 17%; regie 10% thrice; no step shown, and since 2024 what ``cells`` say."""
    same = {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    since = {
        **same, "eerste_ronde": "2024", "vergelijking_eerste": "andere soort bron",
        "sinds_eerste": "geen aantoonbaar verschil",
    }  # fmt: skip
    low, high = {"verschil_eerste_ondergrens": "0.0288"}, {"verschil_eerste_bovengrens": "0.1805"}
    still = {"verschil_eerste_ondergrens": "-0.0700", "verschil_eerste_bovengrens": "0.0700"}
    return trend_rows(
        ("tempo", "2024", "alle", 7, 100, "0.03", "0.14"),
        ("regie", "2024", "alle", 10, 100, "0.06", "0.17"),
        ("tempo", "2025", "alle", 13, 100, "0.08", "0.21"),
        ("regie", "2025", "alle", 10, 100, "0.06", "0.17"),
        ("tempo", "2026", "alle", 17, 100, "0.11", "0.26", {**since, **low, **high, **cells}),
        ("regie", "2026", "alle", 10, 100, "0.06", "0.17", {**since, **still}),
    )


def said(frame: pd.DataFrame, settings: Settings) -> tuple[str, str, str]:
    finding = change(rows_of(frame), rows_of(frame, "2025"), rows_of(frame, "2024"), KINDS, settings["findings"])
    assert finding is not None
    return plain(finding.sentence), finding.certainty, plain(finding.why)


def test_the_rise_that_everyone_sees_is_said_to_be_not_shown(trend_rows: Frame, settings: Settings) -> None:
    sentence, certainty, why = said(three_rounds(trend_rows), settings)

    assert sentence == (
        "Tussen 2025 en 2026 is bij geen enkel thema een verandering aangetoond, en ook niet sinds 2024. "
        "Tempo & capaciteit lijkt te stijgen sinds 2024 (van 7% naar 17%), maar dat is niet aangetoond."
    )
    assert certainty == "Onbekend"
    assert (
        "Let op: 2024 komt uit een rapport, 2026 uit een vragenlijst. Ook dat kan het verschil verklaren."
    ) in why


def test_a_change_since_the_first_round_is_told_as_one(trend_rows: Frame, settings: Settings) -> None:
    sentence, certainty, why = said(three_rounds(trend_rows, sinds_eerste="gestegen"), settings)

    assert sentence == "In 2026 horen we vaker dan in 2024 over Tempo & capaciteit (van 7% naar 17%)."
    assert certainty == "Redelijk zeker"
    assert "2024 komt uit een rapport" in why


def test_a_change_in_both_spans_is_told_once(trend_rows: Frame, settings: Settings) -> None:
    sentence, _, _ = said(three_rounds(trend_rows, sinds_eerste="gestegen", verandering="gestegen"), settings)

    assert sentence.count("Tempo") == 1


def test_what_stays_within_chance_does_not_even_seem_to_move(trend_rows: Frame, settings: Settings) -> None:
    sentence, _, why = said(three_rounds(trend_rows, verschil_eerste_ondergrens="-0.0010"), settings)

    assert "lijkt" not in sentence
    assert "rapport" not in why


def test_rounds_of_unknown_kinds_are_not_given_one(trend_rows: Frame, settings: Settings) -> None:
    frame = three_rounds(trend_rows, sinds_eerste="gedaald")

    finding = change(rows_of(frame), rows_of(frame, "2025"), rows_of(frame, "2024"), {}, settings["findings"])

    assert finding is not None
    assert "2024 en 2026 komen niet uit dezelfde soort bron" in plain(finding.why)


def test_no_change_is_not_called_stability(trend_rows: Frame, settings: Settings) -> None:
    same = {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 40, "0.01", "0.17"), ("tempo", "2026", "alle", 9, 60, "0.08", "0.26", same)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), [], {}, settings["findings"])

    assert finding is not None
    assert plain(finding.sentence) == "Tussen 2025 en 2026 is bij geen enkel thema een verandering aangetoond."
    assert finding.certainty == "Onbekend"
    assert "40 en 60 uitspraken" in plain(finding.why)


def test_too_few_to_compare_is_said(trend_rows: Frame, settings: Settings) -> None:
    few = {"verandering": "te weinig gegevens", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 4, "0.1", "0.9"), ("tempo", "2026", "alle", 1, 6, "0.03", "0.6", few)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), [], {}, settings["findings"])

    assert finding is not None
    assert plain(finding.sentence) == "Er zijn te weinig bruikbare gegevens om 2026 met 2025 te vergelijken."


def test_a_fall_is_a_fall(trend_rows: Frame, settings: Settings) -> None:
    fell = {"verandering": "gedaald", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 30, 60, "0.38", "0.62"), ("tempo", "2026", "alle", 3, 60, "0.02", "0.14", fell)
    )

    finding = change(rows_of(frame), rows_of(frame, "2025"), [], {}, settings["findings"])

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
        finding = change(rows_of(table), rows_of(table, "2025"), [], {}, settings["findings"])
        assert finding is not None
        named[case] = plain(finding.sentence)

    most = "Elkaar kennen (van 10% naar 40%), Regie (van 10% naar 30%) en Tempo & capaciteit (van 10% naar 20%)."
    assert named["three"] == f"In 2026 horen we vaker dan in 2025 over {most}"
    assert named["four"] == f"In 2026 horen we vaker dan in 2025 over onder meer {most}"


def test_a_first_round_has_nothing_to_compare(tables: Tables, settings: Settings) -> None:
    assert change(theme_rows(tables.trend, "2025", "alle"), [], [], {}, settings["findings"]) is None


def tone(theme: str, before: str, now: str, verdict: str, trend_rows: Frame) -> Move:
    cells = {
        "vorige_ronde": "2025", "verschil": str(float(now) - float(before)), "verandering": verdict,
        "vergelijking": "andere soort bron", "aandeel": now,
    }  # fmt: skip
    frame = trend_rows(
        (theme, "2025", "alle", 1, 50, "0", "1", {"aandeel": before}),
        (theme, "2026", "alle", 1, 60, "0", "1", cells),
    )
    (move,) = moves(Book("trend-oordelen.csv", frame), "2026")
    return move


def test_a_tone_that_turned_is_told_apart_from_one_that_only_moved(trend_rows: Frame, settings: Settings) -> None:
    heard = {"n_behouden": "6", "n_knelpunt": "2"}
    newest = rows_of(
        trend_rows(*((theme, "2026", "alle", 9, 60, "0", "1", heard) for theme in ("tempo", "relatie", "regie")))
    )
    tones = [
        tone("tempo", "-0.10", "0.05", "verbeterd", trend_rows),
        tone("relatie", "0.02", "0.12", "verbeterd", trend_rows),
        tone("regie", "-0.05", "-0.20", "verslechterd", trend_rows),
    ]

    finding = tone_change(tones, newest, KINDS, settings["findings"])

    now = "(nu 6 keer waardering, 2 keer een knelpunt)"
    assert finding is not None
    assert plain(finding.sentence) == (
        f"Over Tempo & capaciteit {now} hoorden we in 2025 meer knelpunten dan waardering. In 2026 is dat "
        f"andersom. De toon is positiever dan in 2025 over Elkaar kennen {now}. De toon is negatiever dan in 2025 "
        f"over Regie {now}."
    )
    assert finding.certainty == "Redelijk zeker"


def test_a_tone_that_was_not_shown_to_change_is_no_finding(trend_rows: Frame, settings: Settings) -> None:
    still = [tone("tempo", "-0.10", "0.05", "geen aantoonbaar verschil", trend_rows)]

    assert tone_change(still, [], {}, settings["findings"]) is None
