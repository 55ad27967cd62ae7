from __future__ import annotations

import pytest

from pipeline.evidence.verdict import latest_tones, signal
from pipeline.excel_tables import SIGNALS
from pipeline.trend_tables import TREND_STANCES

BETTER, WORSE, SAME, FEW, FIRST = (
    "verbeterd",
    "verslechterd",
    "geen aantoonbaar verschil",
    "te weinig gegevens",
    "eerste ronde",
)


@pytest.mark.parametrize(
    ("tones", "verdict"),
    [
        ([], "te weinig gegevens"),
        ([""], "te weinig gegevens"),
        ([FIRST, FEW], "te weinig gegevens"),
        ([BETTER], "signaal neemt af"),
        ([WORSE], "signaal neemt toe"),
        ([SAME], "geen aantoonbaar verschil"),
        ([WORSE, WORSE, FEW], "signaal neemt toe"),
        ([SAME, SAME], "geen aantoonbaar verschil"),
        ([BETTER, WORSE], "verschilt per thema"),
        ([SAME, WORSE], "verschilt per thema"),
        ([BETTER, SAME, FIRST], "verschilt per thema"),
    ],
)
def test_the_verdict_by_rule(tones: list[str], verdict: str) -> None:
    assert signal(tones) == verdict
    assert signal(reversed(tones)) == verdict
    assert verdict in SIGNALS


def test_every_word_of_the_trend_has_a_meaning_here() -> None:
    """A new verdict on the tone would else be read as too few data."""
    words = {word for column in TREND_STANCES.columns if column.name == "verandering" for word in column.allowed}

    assert words == {BETTER, WORSE, SAME, FEW, FIRST, "gestegen", "gedaald"}


def test_the_latest_tone_is_of_everyone_together() -> None:
    rows = TREND_STANCES.empty()
    for stance, name, audience, said in (
        ("saldo", "2024", "alle", FIRST),
        ("saldo", "2025", "alle", WORSE),
        ("saldo", "2025", "intern", BETTER),
        ("behouden", "2025", "alle", "gestegen"),
    ):
        cells = {"thema": "regie", "oordeel": stance, "ronde": name, "doelgroep": audience, "verandering": said}
        rows.loc[len(rows)] = {**dict.fromkeys(TREND_STANCES.names, ""), **cells}

    assert latest_tones(rows) == {"regie": WORSE}
