"""A change is what the trend calls one; what only seems to move is said to be not shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from pipeline.report.findings.changes import changes
from pipeline.report.findings.sentences import Facts, SinceRound
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.tables import Tables
from pipeline.report.view.themes import ThenAndNow, moves, theme_rows
from tests.cases import cases

Frame = Callable[..., pd.DataFrame]
KINDS = {"2024": "een rapport", "2025": "een vragenlijst", "2026": "een vragenlijst"}
SAME = {"verandering": "geen aantoonbaar verschil", "vorige_ronde": "2025"}


@dataclass(frozen=True)
class Told:
    """A finding without its marks."""

    sentence: str
    certainty: str
    why: str
    points: list[str]


Tell = Callable[..., dict[str, Told]]


@pytest.fixture
def told(facts: Callable[..., Facts]) -> Tell:
    """What is said of a trend, by rule: of 2026 against 2025, and against the first round when it is named."""

    def tell(
        frame: pd.DataFrame, *, first: str = "", tones: Sequence[ThenAndNow] = (), **other: object
    ) -> dict[str, Told]:
        book = SourcedTable("trend.csv", frame)
        given = facts(
            newest=theme_rows(book, "2026", "alle"),
            recent=SinceRound(theme_rows(book, "2025", "alle"), tones),
            whole=SinceRound(theme_rows(book, first, "alle") if first else (), first=True),
            **{"kinds": KINDS, "answers": None, **other},
        )
        return {
            one.rule: Told(
                one.sentence.striptags(), one.certainty, one.why.striptags(), [*map(Markup.striptags, one.points)]
            )
            for one in changes(given)
        }

    return tell


@pytest.fixture
def since_2024(told: Tell, trend_rows: Frame) -> Tell:
    """Of tempo 7, 13, 17%; regie 10% thrice; no step shown, and since 2024 what the cells say."""

    def tell(kinds: dict[str, str] = KINDS, **cells: str) -> dict[str, Told]:
        since = {
            **SAME, "vergelijking": "gelijk", "eerste_ronde": "2024", "vergelijking_eerste": "andere soort bron",
            "sinds_eerste": "geen aantoonbaar verschil",
        }  # fmt: skip
        moved = {"verschil_eerste_ondergrens": "0.0288", "verschil_eerste_bovengrens": "0.1805"}
        still = {"verschil_eerste_ondergrens": "-0.0700", "verschil_eerste_bovengrens": "0.0700"}
        frame = trend_rows(
            ("tempo", "2024", "alle", 7, 100, "0.03", "0.14"),
            ("regie", "2024", "alle", 10, 100, "0.06", "0.17"),
            ("tempo", "2025", "alle", 13, 100, "0.08", "0.21"),
            ("regie", "2025", "alle", 10, 100, "0.06", "0.17"),
            ("tempo", "2026", "alle", 17, 100, "0.11", "0.26", {**since, **moved, **cells}),
            ("regie", "2026", "alle", 10, 100, "0.06", "0.17", {**since, **still}),
        )
        return told(frame, first="2024", kinds=kinds)

    return tell


@pytest.mark.parametrize(("cells", "findings"), cases(__file__, "since_2024"))
def test_what_is_told_since_the_last_and_the_first_round(
    since_2024: Tell, cells: dict[str, Any], findings: dict[str, Any]
) -> None:
    assert list(since_2024(**cells).items()) == [(rule, Told(*finding)) for rule, finding in findings.items()]


@pytest.mark.parametrize(("rows", "findings"), cases(__file__, "told"))
def test_what_is_told_since_the_last_round(
    told: Tell, trend_rows: Frame, rows: list[list[Any]], findings: dict[str, Any]
) -> None:
    assert told(trend_rows(*rows)) == {rule: Told(*finding) for rule, finding in findings.items()}


@pytest.mark.parametrize(
    "alike", ["gelijk", "andere vragen", "andere soort bron", "andere doelgroep", "andere beoordelaars"]
)
def test_only_rounds_that_asked_alike_give_more_than_a_hint(since_2024: Tell, alike: str) -> None:
    since = since_2024(sinds_eerste="gestegen", vergelijking_eerste=alike)["sinds_eerste"]
    lately = since_2024(verandering="gestegen", vergelijking=alike)["verandering"]

    certainty = "Redelijk zeker" if alike == "gelijk" else "Aanwijzing"
    assert (since.certainty, lately.certainty) == (certainty, certainty)
    assert ("niet goed te vergelijken" in since.sentence) == (alike != "gelijk")


def test_of_many_changes_the_largest_are_named_and_the_rest_is_not_denied(told: Tell, trend_rows: Frame) -> None:
    rose = {"verandering": "gestegen", "vorige_ronde": "2025", "vergelijking": "gelijk"}
    shares = {"tempo": 20, "relatie": 40, "regie": 30}
    frame = trend_rows(
        *((theme, "2025", "alle", 10, 100, "0.05", "0.17") for theme in shares),
        *((theme, "2026", "alle", n, 100, "0.1", "0.5", rose) for theme, n in shares.items()),
    )
    more = [frame[frame["thema"] == "tempo"].assign(thema=name, thema_naam=name) for name in ("leren", "bestuur")]

    three, five = (told(table)["verandering"] for table in (frame, pd.concat([frame, *more])))

    assert three.points == [
        "Elkaar kennen: vaker genoemd (van 10% naar 40%).", "Regie: vaker genoemd (van 10% naar 30%).",
        "Tempo & capaciteit: vaker genoemd (van 10% naar 20%).",
    ]  # fmt: skip
    assert five.points[:3] == three.points
    assert len(five.points) == 4
    assert "er zijn er meer" in five.why
    assert "er zijn er meer" not in three.why


def test_a_first_round_has_nothing_to_compare(tables: Tables, facts: Callable[..., Facts]) -> None:
    assert changes(facts(newest=theme_rows(tables.trend, "2025", "alle"), recent=SinceRound())) == []


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


@pytest.mark.parametrize(("verdict", "before", "now", "said"), cases(__file__, "tone"))
def test_of_a_tone_is_told_what_moved(
    told: Tell, trend_rows: Frame, verdict: str, before: list[int], now: list[int], said: str
) -> None:
    heard = [{"n_behouden": str(praise), "n_knelpunt": str(problems)} for praise, problems in (before, now)]
    frame = trend_rows(
        ("tempo", "2025", "alle", 20, 60, "0", "1", heard[0]),
        ("tempo", "2026", "alle", 20, 60, "0", "1", {**SAME, **heard[1]}),
    )
    moved = tone("tempo", "-0.10", "0.05", verdict, trend_rows)

    (found,) = told(frame, tones=[moved], answers={"tempo": ["3"]}).values()

    assert found.points == [f"Tempo & capaciteit: {said}. Hierbij hoort actie 3."]
    assert found.certainty == "Aanwijzing"
    praised = "Wie vraagt wat er goed gaat, krijgt vanzelf meer waardering te horen."
    assert (praised in found.why) == (verdict == "verbeterd")


def test_a_tone_that_was_not_shown_to_change_is_no_change(told: Tell, trend_rows: Frame) -> None:
    frame = trend_rows(
        ("tempo", "2025", "alle", 9, 60, "0", "1"), ("tempo", "2026", "alle", 9, 60, "0", "1", SAME)
    )

    (found,) = told(frame, tones=[tone("tempo", "-0.10", "0.05", SAME["verandering"], trend_rows)]).values()

    assert (found.points, found.certainty) == ([], "Onbekend")


def test_of_a_weak_theme_no_change_is_told(facts: Callable[..., Facts]) -> None:
    given = (SourcedNumber("26", "metrics.json", "n"), SourcedNumber("0.53", "metrics.json", "goed"))
    full = [one.rule for one in changes(facts()) if one.points]
    assert full == ["verandering"]
    for name in ("2025", "2026"):  # in either round
        found = changes(facts(weak={(("themes", "tempo"), name, "alle"): given}))
        assert [one.points for one in found] == [()]


@pytest.mark.parametrize(("weak", "points"), [((), 1), (("behouden", "2025"), 0), (("knelpunt", "2026"), 0)])
def test_of_a_weak_stance_no_change_of_tone_is_told(
    told: Tell, trend_rows: Frame, weak: tuple[str, ...], points: int
) -> None:
    given = (SourcedNumber("26", "metrics.json", "n"), SourcedNumber("0.53", "metrics.json", "goed"))
    frame = trend_rows(
        ("tempo", "2025", "alle", 9, 60, "0", "1"), ("tempo", "2026", "alle", 9, 60, "0", "1", SAME)
    )
    moved = tone("tempo", "-0.10", "0.05", "verbeterd", trend_rows)
    stances = {(("stance", weak[0]), weak[1], "alle"): given} if weak else {}

    (found,) = told(frame, tones=[moved], weak=stances).values()

    assert len(found.points) == points
