from __future__ import annotations

import datetime

import pytest

from pipeline.core.codes import SIGNAL_HINTS, SIGNAL_SINCE, SIGNALS
from pipeline.core.comparison import Comparison
from pipeline.core.params import load_params
from pipeline.core.tables import TREND_STANCES
from pipeline.evidence.overview import PerTheme, of_stance, signal, signal_order
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.cases import cases
from tests.trend.settings import labels

FALLEN, RISEN, BETTER, WORSE = "gedaald", "gestegen", "verbeterd", "verslechterd"
ASKED, CODED, _ = SIGNAL_HINTS
SAME, FEW, FIRST = "geen aantoonbaar verschil", "te weinig gegevens", "eerste ronde"
TREND = load_params().trend


def compared(since: str, verdicts: list[str], comparability: str = "gelijk") -> PerTheme:
    return {
        f"t{number}": Comparison(since, verdict=verdict, comparability=comparability)
        for number, verdict in enumerate(verdicts)
    }


@pytest.mark.parametrize(("bottlenecks", "tones", "verdict"), cases(__file__, "by_rule"))
def test_the_verdict_by_rule(bottlenecks: list[str], tones: list[str], verdict: str) -> None:
    themes = [f"t{number}" for number in range(len(tones))]
    asked = [compared("2025", bottlenecks), compared("2025", tones), {}, {}]

    assert signal(themes, asked) == (verdict, "")
    assert signal(themes[::-1], asked) == (verdict, "")
    assert verdict.partition(SIGNAL_SINCE)[0] in SIGNALS


@pytest.mark.parametrize(("previous", "first", "verdict"), cases(__file__, "both_rounds"))
def test_the_first_round_speaks_where_the_previous_shows_nothing(
    previous: tuple[str, str], first: tuple[str, str], verdict: str
) -> None:
    asked = [compared(since, [one]) for since, both in (("2025", previous), ("2024", first)) for one in both]

    assert signal(["t0"], asked)[0] == verdict


def test_it_is_a_hint_only_where_the_rounds_that_it_compares_were_asked_differently() -> None:
    unlike = compared("2024", [BETTER], "andere doelgroep")

    assert signal(["t0"], [compared("2025", [SAME]), unlike]) == ("toon verbeterd sinds 2024", ASKED)
    assert signal(["t0"], [compared("2025", [FALLEN]), unlike]) == ("signaal neemt af sinds 2025", "")
    assert signal(["t0"], [compared("2024", [SAME], "andere doelgroep")]) == (SAME, "")  # nothing to be a hint of


def test_only_themes_of_the_action_have_a_say() -> None:
    asked = [compared("2025", [SAME, RISEN]), compared("2024", [FALLEN, RISEN])]

    assert signal(["t0"], asked)[0] == "signaal neemt af sinds 2024"


def test_a_round_without_a_name_is_told_in_words() -> None:
    asked = [compared("zonder naam", [RISEN])]

    assert signal(["t0"], asked)[0] == "signaal neemt toe sinds de ronde zonder naam"


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


def verdict_of(before: list[int], now: list[int], **cells: str) -> tuple[str, str]:
    """Of an action that answers `regie`, by the trend of labels of which so many are bottlenecks and praise."""
    rows: list[dict[str, str]] = []
    for name, (bottlenecks, praise), common in (("2025", before, cells), ("2026", now, {})):
        said = {
            "knelpunt": ("regie", bottlenecks),
            "behouden": ("regie", praise),
            "neutraal": ("", 100 - bottlenecks - praise),
        }
        for stance, (themes, n) in said.items():
            rows += [{"round": name, "kind": "antwoord", **common, "themes": themes, "stance": stance}] * n
    frame = labels(*rows)
    sources = [(str(year), datetime.date(year, 3, 1)) for year in (2025, 2026)]
    stances = trend_tables(frame, rounds_in_order(frame, sources), {"regie": "Regie"}, TREND).stances
    return signal(["regie"], signal_order(stances))


@pytest.mark.parametrize(("before", "now", "verdict"), cases(__file__, "of_labels"))
def test_praise_alone_moves_the_tone_and_bottlenecks_have_the_first_word(
    before: list[int], now: list[int], verdict: str
) -> None:
    assert verdict_of(before, now) == (verdict, "")


def test_another_kind_of_source_makes_it_a_hint() -> None:
    assert verdict_of([15, 2], [15, 22], kind="citaat") == (
        "toon verbeterd sinds 2025",
        "aanwijzing: anders gevraagd",
    )
