"""Minutes and a questionnaire, tidy and messy."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.ingest.common.reading import ReadResult
from tests.cases import cases
from tests.ingest.reports import GOLDEN, read


def reads(name: str, text: str, **told: object) -> ReadResult:
    return read(text, name, **{"file": f"{name}.txt", "round": "2025", **told})


def sample(name: str) -> str:
    return (GOLDEN / f"{name}.txt").read_text("utf-8")


def unwrapped(text: str) -> str:
    """Lines that go on in lower case joined to the line before, as in a word processor."""
    text = re.sub(r"(?<=\w)-\n *(?=[a-z])", "", text)
    return re.sub(r"(?<=[^\n\d])\n *(?=[a-z])", " ", text)


def wrapped(text: str) -> str:
    lines = (textwrap.wrap(line, 58, break_on_hyphens=False) or [""] for line in text.split("\n"))
    return "\n".join(line for each in lines for line in each)


def new_pages(text: str) -> str:
    """A page break above every heading, and a page number in the middle of an answer."""
    text = re.sub(r"\n\n(?=\d\. |Vraag |Actielijst|Medewerkers)", "\n\f", text)
    return text.replace(", ook\n", ", ook\n\n3 / 12\n\f").replace("anders,\n", "anders,\n\nPagina 7\n\f")


CHANGES: dict[str, Callable[[str], str]] = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old mac line ends": lambda text: text.replace("\n", "\r"),
    "doubled blank lines": lambda text: text.replace("\n\n", "\n\n \n\n"),
    "trailing spaces": lambda text: text.replace("\n", "  \t\n"),
    "indented": lambda text: textwrap.indent(text, "    "),
    "other bullets": lambda text: re.sub(r"(?m)^[-•] (?=\w)", "➢\t", text),
    "hard spaces": lambda text: text.replace(" de ", "\u00a0de\u00a0"),
    "invisible characters": lambda text: text.replace("en", "e\u200bn"),
    "unwrapped": unwrapped,
    "wrapped narrowly": wrapped,
    "new pages": new_pages,
}


def facts(statements: pd.DataFrame) -> dict[str, list[str]]:
    kept = statements.drop(columns=["line_start", "line_end"])
    return {str(name): kept[name].tolist() for name in kept}


@pytest.mark.parametrize("name", ["verslag", "vragenlijst"])
@pytest.mark.parametrize("change", CHANGES)
def test_the_same_said_in_a_messy_file(name: str, change: str) -> None:
    changed = CHANGES[change](sample(name))
    assert changed != sample(name)
    assert facts(reads(name, changed).statements) == facts(reads(name, sample(name)).statements)


# --- minutes -----------------------------------------------------------------------------------

ITEM = "Verslag\n\n1. Samenwerking\n\n"


def told(reading: ReadResult) -> list[list[str]]:
    return reading.statements[["speaker", "organisation", "text"]].to_numpy().tolist()


@pytest.mark.parametrize(("body", "expected"), cases(__file__, "who_said_what"))
def test_who_said_what(body: str, expected: list[list[str]]) -> None:
    assert told(reads("verslag", ITEM + body)) == expected


@pytest.mark.parametrize(("organisation", "audience"), cases(__file__, "organisations"))
def test_organisation_gives_the_round(organisation: str, audience: str) -> None:
    reading = reads("verslag", f"{ITEM}Karin Bos ({organisation}): Goed.\n")
    assert reading.statements["audience"].tolist() == [audience]
    assert reading.statements["round"].tolist() == [f"2025-{audience}"]


def test_corpus_says_who_speaks_where_the_minutes_do_not() -> None:
    text = f"{ITEM}Karin Bos (Platform): Goed.\nJan Smit (LTO): Slecht.\n- Beter.\nPim Bol (GGD): Ja.\n"
    told = {"audience": "beide", "internal_values": ("platform",)}
    assert reads("verslag", text, **told).statements["audience"].tolist() == ["intern", "beide", "beide", "extern"]


def test_date_of_the_corpus_goes_before_that_of_the_text() -> None:
    assert set(reads("verslag", sample("verslag"), date="2024-01-31").statements["date"]) == {"2024-01-31"}


def test_a_date_that_is_none_is_no_date() -> None:
    text = sample("verslag").replace("12 maart 2025", "31 floreal 2025")
    assert set(reads("verslag", text).statements["date"]) == {""}


def test_numbered_lists_are_no_agenda() -> None:
    text = f"{ITEM}1. Bel eerder\n2. Kom langs bij\n   ons kantoor\n3. Luister\n\n2. Vergunningen\n\n- Sneller.\n"
    assert reads("verslag", text).statements["text"].tolist() == [
        "Bel eerder",
        "Kom langs bij ons kantoor",
        "Luister",
        "Sneller.",
    ]


# --- questionnaire -----------------------------------------------------------------------------

ASKED = "Vragenlijst\n\nVraag 1. Wat kan beter?\n\n"


@pytest.mark.parametrize(("body", "expected"), cases(__file__, "answers"))
def test_answers(body: str, expected: list[str]) -> None:
    reading = reads("vragenlijst", ASKED + body)
    assert reading.statements["text"].tolist() == expected
    assert set(reading.statements["question"]) <= {"Wat kan beter?"}


@pytest.mark.parametrize(("line", "respondent"), cases(__file__, "respondents"))
def test_respondents(line: str, respondent: str) -> None:
    reading = reads("vragenlijst", f"{ASKED}{line}\n")
    assert reading.statements["respondent"].tolist() == [respondent]
    assert reading.statements["text"].tolist() == ["Ja"]


def test_an_answer_is_another_under_another_question() -> None:
    text = ASKED + "- Tijd\n- Tijd\n\nVraag 2. Wat ontbreekt?\n\n- Tijd\n"
    assert reads("vragenlijst", text).statements["statement_id"].nunique() == 3


def test_a_question_broken_in_a_word() -> None:
    reading = reads("vragenlijst", "Vragenlijst\n\n1. Wat vindt u van de samenwer-\nking?\n\nGoed.\n")
    assert reading.statements["question"].tolist() == ["Wat vindt u van de samenwerking?"]


LONG = (
    "Wij zouden graag zien dat er voor elke gemeente een vaste contactpersoon komt, die ook na de zomer blijft en "
)
LONG += "die weet wat er eerder is afgesproken"


def test_a_line_is_an_answer_where_lines_are_paragraphs() -> None:
    body = f"{LONG}\nKorte lijnen\ngeen\nWaarom niet?\nMeer overleg\n"
    # "geen" alone begins in lower case, as in wrapped text: the file as a whole decides.
    text = ASKED + body + "\nVraag 2. Wat nog?\n\n" + "Niets\n" * 20
    assert reads("vragenlijst", text).statements["text"].tolist()[:5] == body.splitlines()


def test_one_long_line_makes_no_paragraphs_of_wrapped_text() -> None:
    text = f"{ASKED}{LONG}\n\nWij bellen wel maar\nniemand neemt op en\nniemand belt terug.\n"
    assert len(reads("vragenlijst", text).statements) == 2


def test_minutes_of_a_word_processor() -> None:
    text = f"{ITEM}Karin Bos (GGD): {LONG}.\nDe notulist telt.\n- Bel terug\nDe vergadering sluit.\n"
    assert told(reads("verslag", text)) == [["Karin Bos", "GGD", f"{LONG}."], ["", "", "Bel terug"]]
