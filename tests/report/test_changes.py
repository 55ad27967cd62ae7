"""A change is what the trend calls one; what only seems to move is said to be not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from pipeline.report.findings.changes import SinceRound, changes
from pipeline.report.findings.sentences import Finding
from pipeline.report.tables import Tables
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.moves import ThenAndNow, moves
from pipeline.report.view.themes import ThemeRow, theme_rows

Frame = Callable[..., pd.DataFrame]
Settings = Mapping[str, Any]
KINDS = {"2024": "een rapport", "2025": "een vragenlijst", "2026": "een vragenlijst"}


def plain(text: Markup) -> str:
    return text.striptags()


def rows_of(frame: pd.DataFrame, name: str = "2026") -> list[ThemeRow]:
    return theme_rows(SourcedTable("trend.csv", frame), name, "alle")


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


NO_COURSE = SinceRound((), (), first=True)


def told(
    frame: pd.DataFrame, settings: Settings, *, first: str = "2024", kinds: Mapping[str, str] = KINDS
) -> dict[str, Finding]:
    whole = SinceRound(rows_of(frame, first), (), first=True) if first else NO_COURSE
    found = changes(
        rows_of(frame), SinceRound(rows_of(frame, "2025"), ()), whole, kinds, None, settings["findings"]
    )
    return {finding.rule: finding for finding in found}


def points(finding: Finding) -> list[str]:
    return [plain(point) for point in finding.points]


def said(frame: pd.DataFrame, settings: Settings) -> tuple[str, str, str]:
    (finding,) = told(frame, settings).values()
    return plain(finding.sentence), finding.certainty, plain(finding.why)


def test_the_rise_that_everyone_sees_is_said_to_be_not_shown(trend_rows: Frame, settings: Settings) -> None:
    sentence, certainty, why = said(three_rounds(trend_rows), settings)

    assert sentence == (
        "Sinds 2025 is bij geen enkel thema een verandering aangetoond, en ook niet sinds 2024. "
        "Tempo & capaciteit lijkt te stijgen sinds 2024 (van 7% naar 17%), maar dat is niet aangetoond."
    )
    assert certainty == "Onbekend"
    assert (
        "Let op: 2024 komt uit een rapport, 2026 uit een vragenlijst. Ook dat kan het verschil verklaren."
    ) in why


def test_what_moved_since_the_first_round_comes_after_what_did_since_the_last(
    trend_rows: Frame, settings: Settings
) -> None:
    found = told(three_rounds(trend_rows, sinds_eerste="gestegen"), settings)

    assert list(found) == ["verandering", "sinds_eerste"]
    lately, since = found.values()
    assert plain(lately.sentence) == "Sinds 2025 is bij geen enkel thema een verandering aangetoond."
    assert lately.certainty == "Onbekend"
    assert plain(since.sentence) == (
        "Vergeleken met 2024 is dit anders, maar die rondes zijn niet goed te vergelijken:"
    )
    assert points(since) == ["Tempo & capaciteit: vaker genoemd (van 7% naar 17%)."]
    assert "2024 komt uit een rapport" in plain(since.why)


@pytest.mark.parametrize(
    ("alike", "certainty"),
    [
        ("gelijk", "Redelijk zeker"), ("andere vragen", "Aanwijzing"), ("andere soort bron", "Aanwijzing"),
        ("andere doelgroep", "Aanwijzing"), ("andere beoordelaars", "Aanwijzing"),
    ],
)  # fmt: skip
def test_only_rounds_that_asked_alike_give_more_than_a_hint(
    trend_rows: Frame, settings: Settings, alike: str, certainty: str
) -> None:
    since = told(three_rounds(trend_rows, sinds_eerste="gestegen", vergelijking_eerste=alike), settings)
    lately = told(three_rounds(trend_rows, verandering="gestegen", vergelijking=alike), settings)

    assert since["sinds_eerste"].certainty == certainty
    assert lately["verandering"].certainty == certainty
    assert ("niet goed te vergelijken" in since["sinds_eerste"].sentence) == (alike != "gelijk")


def test_a_change_in_both_spans_is_told_once(trend_rows: Frame, settings: Settings) -> None:
    found = told(three_rounds(trend_rows, sinds_eerste="gestegen", verandering="gestegen"), settings)

    assert list(found) == ["verandering"]
    assert points(found["verandering"]) == ["Tempo & capaciteit: vaker genoemd (van 13% naar 17%)."]


def test_what_stays_within_chance_does_not_even_seem_to_move(trend_rows: Frame, settings: Settings) -> None:
    sentence, _, why = said(three_rounds(trend_rows, verschil_eerste_ondergrens="-0.0010"), settings)

    assert "lijkt" not in sentence
    assert "rapport" not in why


def test_rounds_of_unknown_kinds_are_not_given_one(trend_rows: Frame, settings: Settings) -> None:
    found = told(three_rounds(trend_rows, sinds_eerste="gedaald"), settings, kinds={})

    assert "2024 en 2026 komen niet uit dezelfde soort bron" in plain(found["sinds_eerste"].why)


def test_no_change_is_not_called_stability(trend_rows: Frame, settings: Settings) -> None:
    same = {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 40, "0.01", "0.17"), ("tempo", "2026", "alle", 9, 60, "0.08", "0.26", same)
    )

    finding = told(frame, settings, first="")["verandering"]

    assert plain(finding.sentence) == "Sinds 2025 is bij geen enkel thema een verandering aangetoond."
    assert finding.certainty == "Onbekend"
    assert "40 en 60 uitspraken" in plain(finding.why)


def test_too_few_to_compare_is_said(trend_rows: Frame, settings: Settings) -> None:
    few = {"verandering": "te weinig gegevens", "vorige_ronde": "2025"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 2, 4, "0.1", "0.9"), ("tempo", "2026", "alle", 1, 6, "0.03", "0.6", few)
    )

    finding = told(frame, settings, first="")["verandering"]

    assert plain(finding.sentence) == "Er zijn te weinig bruikbare gegevens om 2026 met 2025 te vergelijken."


def test_a_fall_is_a_fall(trend_rows: Frame, settings: Settings) -> None:
    fell = {"verandering": "gedaald", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 30, 60, "0.38", "0.62"), ("tempo", "2026", "alle", 3, 60, "0.02", "0.14", fell)
    )

    finding = told(frame, settings, first="")["verandering"]

    assert plain(finding.sentence) == "Sinds 2025 is dit veranderd:"
    assert points(finding) == ["Tempo & capaciteit: minder vaak genoemd (van 50% naar 5%)."]
    assert plain(finding.why) == "Zulke verschillen ontstaan zelden door toeval."


def test_of_many_changes_the_largest_are_named_and_the_rest_is_not_denied(
    trend_rows: Frame, settings: Settings
) -> None:
    rose = {"verandering": "gestegen", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    shares = {"tempo": 20, "relatie": 40, "regie": 30}
    frame = trend_rows(
        *((theme, "2025", "alle", 10, 100, "0.05", "0.17") for theme in shares),
        *((theme, "2026", "alle", n, 100, "0.1", "0.5", rose) for theme, n in shares.items()),
    )
    more = [frame[frame["thema"] == "tempo"].assign(thema=name, thema_naam=name) for name in ("leren", "bestuur")]

    three, five = (told(table, settings, first="")["verandering"] for table in (frame, pd.concat([frame, *more])))

    assert points(three) == [
        "Elkaar kennen: vaker genoemd (van 10% naar 40%).", "Regie: vaker genoemd (van 10% naar 30%).",
        "Tempo & capaciteit: vaker genoemd (van 10% naar 20%).",
    ]  # fmt: skip
    assert points(five)[:3] == points(three)
    assert len(five.points) == 4
    assert "er zijn er meer" in plain(five.why)
    assert "er zijn er meer" not in plain(three.why)


def test_a_first_round_has_nothing_to_compare(tables: Tables, settings: Settings) -> None:
    rows = theme_rows(tables.trend, "2025", "alle")

    assert changes(rows, SinceRound((), ()), NO_COURSE, {}, None, settings["findings"]) == []


def tone(theme: str, before: str, now: str, verdict: str, trend_rows: Frame) -> ThenAndNow:
    cells = {
        "vorige_ronde": "2025", "verschil": str(float(now) - float(before)), "verandering": verdict,
        "vergelijking": "andere soort bron", "aandeel": now,
    }  # fmt: skip
    frame = trend_rows(
        (theme, "2025", "alle", 1, 50, "0", "1", {"aandeel": before}),
        (theme, "2026", "alle", 1, 60, "0", "1", cells),
    )
    (move,) = moves(SourcedTable("trend-oordelen.csv", frame), "2026")
    return move


@pytest.mark.parametrize(
    ("verdict", "before", "now", "said"),
    [
        pytest.param("verslechterd", (0, 5), (0, 24),
                     "we horen er meer knelpunten over (van 5 naar 24)", id="problems only"),
        pytest.param("verbeterd", (0, 9), (0, 2),
                     "we horen er minder knelpunten over (van 9 naar 2)", id="fewer problems"),
        pytest.param("verbeterd", (1, 2), (9, 2),
                     "we horen er meer waardering over (van 1 naar 9 keer)", id="praise only"),
        pytest.param("verslechterd", (9, 2), (1, 2),
                     "we horen er minder waardering over (van 9 naar 1 keer)", id="less praise"),
        pytest.param("verbeterd", (2, 8), (11, 1),
                     "nu meer waardering dan knelpunten (eerst 2 keer waardering en 8 keer een knelpunt, "
                     "nu 11 en 1)",
                     id="turned to praise"),
        pytest.param("verslechterd", (8, 2), (1, 11),
                     "nu meer knelpunten dan waardering (eerst 2 keer een knelpunt en 8 keer waardering, "
                     "nu 11 en 1)",
                     id="turned to problems"),
        pytest.param("verbeterd", (3, 2), (9, 1),
                     "meer waardering en minder knelpunten (eerst 3 en 2 keer, nu 9 en 1)", id="better"),
        pytest.param("verslechterd", (2, 3), (1, 9),
                     "meer knelpunten en minder waardering (eerst 3 en 2 keer, nu 9 en 1)", id="worse"),
        pytest.param("verbeterd", (4, 4), (4, 4),
                     "de toon is positiever (eerst 4 keer waardering en 4 keer een knelpunt, nu 4 en 4)",
                     id="what was counted stands still"),
    ],
)  # fmt: skip
def test_of_a_tone_is_told_what_moved(
    trend_rows: Frame,
    settings: Settings,
    verdict: str,
    before: tuple[int, int],
    now: tuple[int, int],
    said: str,
) -> None:
    heard = [{"n_behouden": str(praise), "n_knelpunt": str(problems)} for praise, problems in (before, now)]
    still = {"vorige_ronde": "2025", "verandering": "geen aantoonbaar verschil", **heard[1]}
    frame = trend_rows(
        ("tempo", "2025", "alle", 20, 60, "0", "1", heard[0]), ("tempo", "2026", "alle", 20, 60, "0", "1", still)
    )
    recent = SinceRound(rows_of(frame, "2025"), [tone("tempo", "-0.10", "0.05", verdict, trend_rows)])

    (finding,) = changes(
        rows_of(frame), recent, NO_COURSE, KINDS, {"tempo": ["3"]}, settings["findings"]
    )  # fmt: skip

    assert points(finding) == [f"Tempo & capaciteit: {said}. Hierbij hoort actie 3."]
    assert finding.certainty == "Aanwijzing"
    praised = "Wie vraagt wat er goed gaat, krijgt vanzelf meer waardering te horen."
    assert (praised in plain(finding.why)) == (verdict == "verbeterd")


def test_a_tone_that_was_not_shown_to_change_is_no_change(trend_rows: Frame, settings: Settings) -> None:
    still = {"vorige_ronde": "2025", "verandering": "geen aantoonbaar verschil"}
    frame = trend_rows(
        ("tempo", "2025", "alle", 9, 60, "0", "1"), ("tempo", "2026", "alle", 9, 60, "0", "1", still)
    )
    moved = tone("tempo", "-0.10", "0.05", "geen aantoonbaar verschil", trend_rows)

    (finding,) = changes(
        rows_of(frame), SinceRound(rows_of(frame, "2025"), [moved]), NO_COURSE, KINDS, None, settings["findings"]
    )  # fmt: skip

    assert finding.points == ()
    assert finding.certainty == "Onbekend"
