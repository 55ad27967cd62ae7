from __future__ import annotations

import datetime

import pandas as pd
import pytest

from pipeline.core.codes import SIGNAL_HINTS, SIGNAL_SINCE, SIGNALS
from pipeline.core.comparison import Comparison
from pipeline.core.params import load_params
from pipeline.core.tables import TREND_STANCES
from pipeline.evidence.signal import PerTheme, Signal, of_stance, signal, signal_order
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.trend.settings import labels

FALLEN, RISEN, BETTER, WORSE = "gedaald", "gestegen", "verbeterd", "verslechterd"
ASKED, CODED = SIGNAL_HINTS
SAME, FEW, FIRST = "geen aantoonbaar verschil", "te weinig gegevens", "eerste ronde"
TREND = load_params().trend


def compared(since: str, verdicts: list[str], comparability: str = "gelijk") -> PerTheme:
    return {
        f"t{number}": Comparison(since, verdict=verdict, comparability=comparability)
        for number, verdict in enumerate(verdicts)
    }


@pytest.mark.parametrize(
    ("bottlenecks", "tones", "verdict"),
    [
        ([], [], "te weinig gegevens"),
        ([""], [""], "te weinig gegevens"),
        ([FIRST, FEW], [FIRST, FEW], "te weinig gegevens"),
        ([FALLEN], [SAME], "signaal neemt af sinds 2025"),
        ([RISEN], [SAME], "signaal neemt toe sinds 2025"),
        ([FALLEN], [WORSE], "signaal neemt af sinds 2025"),  # praise fell more; bottlenecks did fall
        ([RISEN], [BETTER], "signaal neemt toe sinds 2025"),
        ([SAME], [BETTER], "toon verbeterd sinds 2025"),
        ([SAME], [WORSE], "toon verslechterd sinds 2025"),
        ([FEW], [WORSE], "toon verslechterd sinds 2025"),
        ([SAME], [SAME], "geen aantoonbaar verschil"),
        ([SAME], [FEW], "geen aantoonbaar verschil"),
        ([RISEN, RISEN, FEW], [WORSE, SAME, FEW], "signaal neemt toe sinds 2025"),
        ([SAME, FEW], [WORSE, WORSE], "toon verslechterd sinds 2025"),
        ([RISEN, FALLEN], [BETTER, BETTER], "verschilt per thema sinds 2025"),
        ([RISEN, SAME], [BETTER, BETTER], "verschilt per thema sinds 2025"),
        ([SAME, SAME], [BETTER, WORSE], "verschilt per thema sinds 2025"),
        ([SAME, SAME], [BETTER, SAME], "verschilt per thema sinds 2025"),
    ],
)
def test_the_verdict_by_rule(bottlenecks: list[str], tones: list[str], verdict: str) -> None:
    themes = [f"t{number}" for number in range(len(tones))]
    asked = [compared("2025", bottlenecks), compared("2025", tones), {}, {}]

    assert signal(themes, asked) == (verdict, "")
    assert signal(themes[::-1], asked) == (verdict, "")
    assert verdict.partition(SIGNAL_SINCE)[0] in SIGNALS


@pytest.mark.parametrize(
    ("previous", "first", "verdict"),
    [
        ((SAME, SAME), (FALLEN, BETTER), "signaal neemt af sinds 2024"),
        ((FEW, FEW), (RISEN, SAME), "signaal neemt toe sinds 2024"),
        ((SAME, SAME), (SAME, BETTER), "toon verbeterd sinds 2024"),
        ((SAME, WORSE), (FALLEN, BETTER), "toon verslechterd sinds 2025"),  # the latest move goes before
        ((SAME, SAME), (SAME, SAME), "geen aantoonbaar verschil"),
        ((SAME, FEW), (FEW, FEW), "geen aantoonbaar verschil"),
        ((FEW, FEW), (FEW, SAME), "geen aantoonbaar verschil"),
        ((FEW, FEW), (FEW, FEW), "te weinig gegevens"),
    ],
)
def test_the_first_round_speaks_where_the_previous_shows_nothing(
    previous: tuple[str, str], first: tuple[str, str], verdict: str
) -> None:
    asked = [compared(since, [one]) for since, both in (("2025", previous), ("2024", first)) for one in both]

    assert signal(["t0"], asked).verdict == verdict


def test_it_is_a_hint_only_where_the_rounds_that_it_compares_were_asked_differently() -> None:
    unlike = compared("2024", [BETTER], "andere doelgroep")

    assert signal(["t0"], [compared("2025", [SAME]), unlike]) == ("toon verbeterd sinds 2024", ASKED)
    assert signal(["t0"], [compared("2025", [FALLEN]), unlike]) == ("signaal neemt af sinds 2025", "")
    assert signal(["t0"], [compared("2024", [SAME], "andere doelgroep")]) == (SAME, "")  # nothing to be a hint of


def test_only_themes_of_the_action_have_a_say() -> None:
    asked = [compared("2025", [SAME, RISEN]), compared("2024", [FALLEN, RISEN])]

    assert signal(["t0"], asked).verdict == "signaal neemt af sinds 2024"


def test_a_round_without_a_name_is_told_in_words() -> None:
    asked = [compared("zonder naam", [RISEN])]

    assert signal(["t0"], asked).verdict == "signaal neemt toe sinds de ronde zonder naam"


def test_every_word_of_the_trend_has_a_meaning_here() -> None:
    """A new verdict would else be read as too few data."""
    words = {word for column in TREND_STANCES.columns if column.name == "verandering" for word in column.allowed}

    assert words == {BETTER, WORSE, SAME, FEW, FIRST, RISEN, FALLEN}


def test_the_latest_is_of_everyone_together_and_of_one_stance() -> None:
    rows = TREND_STANCES.empty()
    for stance, name, audience, since_previous, since_first, alike in (
        ("saldo", "2023", "alle", FIRST, "", ""),
        ("saldo", "2024", "alle", BETTER, "", "andere vragen"),
        ("saldo", "2025", "alle", WORSE, SAME, "andere doelgroep"),
        ("saldo", "2025", "intern", BETTER, BETTER, "gelijk"),
        ("knelpunt", "2025", "alle", RISEN, FALLEN, "andere beoordelaars"),
        ("behouden", "2025", "alle", FALLEN, RISEN, "gelijk"),
    ):
        cells = {"thema": "regie", "oordeel": stance, "ronde": name, "doelgroep": audience}
        cells |= {"verandering": since_previous, "sinds_eerste": since_first, "vergelijking": "gelijk"}
        cells |= {"vorige_ronde": "2024", "eerste_ronde": "2023", "vergelijking_eerste": alike}
        rows.loc[len(rows)] = {**dict.fromkeys(TREND_STANCES.names, ""), **cells}

    previous, first = of_stance("saldo", rows)
    assert previous == {"regie": Comparison("2024", verdict=WORSE, comparability="gelijk")}
    assert first == {"regie": Comparison("2023", verdict=SAME, comparability="andere doelgroep")}
    assert signal_order(rows) == [
        {"regie": Comparison("2024", verdict=RISEN, comparability="gelijk")},
        previous,
        {"regie": Comparison("2023", verdict=FALLEN, comparability="andere beoordelaars")},
        first,
    ]
    assert signal(["regie"], signal_order(rows)[2:]) == ("signaal neemt af sinds 2023", CODED)


def verdict_of(frame: pd.DataFrame) -> Signal:
    """Of an action that answers `regie`, by the trend of these labels of 2025 and 2026."""
    sources = [(str(year), datetime.date(year, 3, 1)) for year in (2025, 2026)]
    stances = trend_tables(frame, rounds_in_order(frame, sources), {"regie": "Regie"}, TREND).stances
    return signal(["regie"], signal_order(stances))


def said(name: str, bottlenecks: int, praise: int, **cells: str) -> list[dict[str, str]]:
    """A round of 100 statements, of which so many name `regie`."""
    common = {"round": name, "kind": "antwoord", **cells}
    return [
        *[{**common, "themes": "regie", "stance": "knelpunt"}] * bottlenecks,
        *[{**common, "themes": "regie", "stance": "behouden"}] * praise,
        *[{**common, "stance": "neutraal"}] * (100 - bottlenecks - praise),
    ]


def test_more_praise_alone_is_a_better_tone_and_no_fewer_bottlenecks() -> None:
    """Bottlenecks stay at 15%, praise goes from 2% to 22%: the tone from −13 to +7 points."""
    assert verdict_of(labels(*said("2025", 15, 2), *said("2026", 15, 22))) == ("toon verbeterd sinds 2025", "")
    assert verdict_of(labels(*said("2025", 15, 22), *said("2026", 15, 2))) == ("toon verslechterd sinds 2025", "")


def test_bottlenecks_that_fall_are_less_of_a_signal_whatever_praise_does() -> None:
    """From 35% to 10%, with praise from 2% to 22%, and with praise that falls as much (the tone stays)."""
    fell = "signaal neemt af sinds 2025"

    assert verdict_of(labels(*said("2025", 35, 2), *said("2026", 10, 22))).verdict == fell
    assert verdict_of(labels(*said("2025", 35, 40), *said("2026", 10, 15))).verdict == fell


def test_bottlenecks_that_rise_are_more_of_a_signal_when_praise_rises_as_much() -> None:
    verdict = verdict_of(labels(*said("2025", 10, 15), *said("2026", 35, 40))).verdict

    assert verdict == "signaal neemt toe sinds 2025"


def test_another_kind_of_source_makes_it_a_hint() -> None:
    frame = labels(*said("2025", 15, 2, kind="citaat"), *said("2026", 15, 22))

    assert verdict_of(frame) == ("toon verbeterd sinds 2025", "aanwijzing: anders gevraagd")
