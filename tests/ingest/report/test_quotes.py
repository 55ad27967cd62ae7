from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.quotes import opens, quote_end, signature_end, signed, single_quote_end, unquoted


def end_of(text: str) -> int | None:
    lines = split_lines(text, leading_space=False)
    return quote_end(lines, 0, lambda _: False)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        pytest.param("“Eén regel.”\nen meer", 0, id="one line"),
        pytest.param("“Twee\n\nregels.”", 1, id="over a blank line"),
        pytest.param("“Punt erachter”.\nrest", 0, id="full stop after the mark"),
        pytest.param("“Zij zeggen “nee”\nen blijven zitten.”", 1, id="a quote inside that ends a line"),
        pytest.param("“Zij zeggen\n“nee” en blijven.”", 1, id="a quote inside that begins a line"),
        pytest.param('"Zij zeggen "nee"\nen blijven."', 1, id="straight marks, nested"),
        pytest.param("„Laag begonnen.”", 0, id="low opening mark"),
        pytest.param("„Verkeerd om gedraaid.“", 0, id="closing mark turned the wrong way"),
        pytest.param("«Frans.»", 0, id="guillemets"),
        pytest.param("“Nooit gesloten", None, id="never closed"),
        pytest.param("“Vergeten te sluiten.\n“De volgende.”", None, id="the next one opens first"),
    ],
)
def test_quote_end(text: str, end: int | None) -> None:
    assert end_of(text) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        pytest.param("‘Een regel.’", 0, id="one line"),
        pytest.param("‘Zo zijn onze\ncollega’s ook’.", 1, id="an apostrophe inside"),
        pytest.param("‘Ja’ zeggen ze wel.\nMaar dan.", None, id="a word between marks"),
        pytest.param("'s Ochtends belt hij.\nDat is ‘prima.’", None, id="'s ochtends"),
        pytest.param("Zeg ‘ja.’", None, id="does not begin with one"),
        pytest.param("‘Nooit gesloten\n“Een ander citaat.”", None, id="another quote begins"),
        pytest.param("‘Begin\n" + "regel\n" * 20 + "slot.’", None, id="too far away"),
    ],
)
def test_single_quote_end(text: str, end: int | None) -> None:
    assert single_quote_end(split_lines(text, leading_space=False), 0, lambda _: False) == end


def test_a_stop_ends_the_search() -> None:
    lines = split_lines("“Begin\nKOP\nslot.”", leading_space=False)
    assert quote_end(lines, 0, lambda index: lines[index].text == "KOP") is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [("“Ja", True), ('"Ja', True), ("‘Ja’", False), ("Zeg “ja”", False), ("»Ja«", True), ("» ja", False)],
)
def test_opens(text: str, answer: bool) -> None:
    assert opens(text) is answer


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("“Gewoon.”", "Gewoon."),
        ("“Zonder punt”", "Zonder punt"),
        ("“Punt erna”.", "Punt erna."),
        ("“Echt waar?”.", "Echt waar?"),
        ("“Ja!”", "Ja!"),
        ("“Een “woord” erin.”", "Een “woord” erin."),
        ('"Rechte tekens."', "Rechte tekens."),
        ("“Niet gesloten", "Niet gesloten"),
        ("Geen citaat", "Geen citaat"),
        ("„Laag begonnen.”", "Laag begonnen."),
        ("«Frans.»", "Frans."),
        ("»Duits.«", "Duits."),
        ("‘Enkel, van collega’s.’", "Enkel, van collega’s."),
        ("'Enkel en recht'.", "Enkel en recht."),
        ("'s Ochtends is er niemand.", "'s Ochtends is er niemand."),
    ],
)
def test_unquoted(text: str, bare: str) -> None:
    assert unquoted(text) == bare


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Fenna Kolk, wethouder\ngemeente Zandwijk", 2, id="two lines"),
        pytest.param("\n\nFenna Kolk", 1, id="apart from the quote"),
        pytest.param("– beleidsmedewerker", 1, id="after a dash"),
        pytest.param("Fenna Kolk\n\nNog een regel die losstaat", 1, id="only the first may stand apart"),
        pytest.param("en daarna ging het verder", 0, id="not in lower case"),
        pytest.param("Dit is een gewone zin.", 0, id="not a sentence"),
        pytest.param("Dit is het begin van\neen gewone\nalinea die nog\neven doorgaat.", 0, id="not a paragraph"),
        pytest.param("“Nog een citaat.”", 0, id="not the next quote"),
    ],
)
def test_signature(text: str, count: int) -> None:
    lines = split_lines("“Citaat.”\n" + text, leading_space=False)
    assert signature_end(lines, 1, lambda _: False) == 1 + count


def test_signed() -> None:
    assert signed("– een ondernemer") == "een ondernemer"
