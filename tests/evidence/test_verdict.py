from __future__ import annotations

import pytest

from pipeline.evidence.verdict import Compared, latest_tones, signal
from pipeline.excel_tables import SIGNAL_SINCE, SIGNALS
from pipeline.trend_tables import TREND_STANCES

BETTER, WORSE, SAME, FEW, FIRST = (
    "verbeterd",
    "verslechterd",
    "geen aantoonbaar verschil",
    "te weinig gegevens",
    "eerste ronde",
)


def compared(since: str, tones: list[str]) -> Compared:
    return Compared(since, {f"t{number}": tone for number, tone in enumerate(tones) if tone})


@pytest.mark.parametrize(
    ("tones", "verdict"),
    [
        ([], "te weinig gegevens"),
        ([""], "te weinig gegevens"),
        ([FIRST, FEW], "te weinig gegevens"),
        ([BETTER], "signaal neemt af sinds 2025"),
        ([WORSE], "signaal neemt toe sinds 2025"),
        ([SAME], "geen aantoonbaar verschil"),
        ([WORSE, WORSE, FEW], "signaal neemt toe sinds 2025"),
        ([SAME, SAME], "geen aantoonbaar verschil"),
        ([BETTER, WORSE], "verschilt per thema sinds 2025"),
        ([SAME, WORSE], "verschilt per thema sinds 2025"),
        ([BETTER, SAME, FIRST], "verschilt per thema sinds 2025"),
    ],
)
def test_the_verdict_by_rule(tones: list[str], verdict: str) -> None:
    themes = [f"t{number}" for number in range(len(tones))]

    assert signal(themes, [compared("2025", tones), Compared("", {})]) == verdict
    assert signal(themes[::-1], [compared("2025", tones), Compared("", {})]) == verdict
    assert verdict.partition(SIGNAL_SINCE)[0] in SIGNALS


@pytest.mark.parametrize(
    ("previous", "first", "verdict"),
    [
        ([SAME], [BETTER], "signaal neemt af sinds 2024"),
        ([FEW], [WORSE], "signaal neemt toe sinds 2024"),
        ([SAME, FEW], [WORSE, SAME], "verschilt per thema sinds 2024"),
        ([WORSE], [BETTER], "signaal neemt toe sinds 2025"),  # the latest move goes before
        ([BETTER, WORSE], [BETTER, BETTER], "verschilt per thema sinds 2025"),
        ([SAME], [SAME], "geen aantoonbaar verschil"),
        ([SAME], [FEW], "geen aantoonbaar verschil"),
        ([FEW], [SAME], "geen aantoonbaar verschil"),
        ([FEW], [FEW], "te weinig gegevens"),
    ],
)
def test_the_first_round_speaks_where_the_previous_shows_nothing(
    previous: list[str], first: list[str], verdict: str
) -> None:
    themes = [f"t{number}" for number in range(len(previous))]

    assert signal(themes, [compared("2025", previous), compared("2024", first)]) == verdict


def test_only_themes_of_the_action_have_a_say() -> None:
    tones = [compared("2025", [SAME, WORSE]), compared("2024", [BETTER, WORSE])]

    assert signal(["t0"], tones) == "signaal neemt af sinds 2024"


def test_a_round_without_a_name_is_told_in_words() -> None:
    assert signal(["t0"], [compared("zonder naam", [WORSE])]) == "signaal neemt toe sinds de ronde zonder naam"


def test_every_word_of_the_trend_has_a_meaning_here() -> None:
    """A new verdict on the tone would else be read as too few data."""
    words = {word for column in TREND_STANCES.columns if column.name == "verandering" for word in column.allowed}

    assert words == {BETTER, WORSE, SAME, FEW, FIRST, "gestegen", "gedaald"}


def test_the_latest_tone_is_of_everyone_together() -> None:
    rows = TREND_STANCES.empty()
    for stance, name, audience, since_previous, since_first in (
        ("saldo", "2023", "alle", FIRST, ""),
        ("saldo", "2024", "alle", BETTER, ""),
        ("saldo", "2025", "alle", WORSE, SAME),
        ("saldo", "2025", "intern", BETTER, BETTER),
        ("behouden", "2025", "alle", "gestegen", "gedaald"),
    ):
        cells = {"thema": "regie", "oordeel": stance, "ronde": name, "doelgroep": audience}
        cells |= {"verandering": since_previous, "sinds_eerste": since_first}
        cells |= {"vorige_ronde": "2024", "eerste_ronde": "2023"}
        rows.loc[len(rows)] = {**dict.fromkeys(TREND_STANCES.names, ""), **cells}

    assert latest_tones(rows) == [Compared("2024", {"regie": WORSE}), Compared("2023", {"regie": SAME})]
