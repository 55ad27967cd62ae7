"""Minutes and a questionnaire against what a person read in them, tidy and messy.

The golden tables were checked line by line. When a rule changes on purpose, write the new
reading over them with ``pipeline.core.tables.write_table`` and review the difference like code.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.corpus import Source
from pipeline.core.params import Ingest
from pipeline.core.tables import STATEMENTS, read_table
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.text_source import read_text_source
from tests.paths import ROOT

LAYOUTS = Path(__file__).parent / "layouts"
PROFILES = ROOT / "corpora" / "profiles"
NAMES = ("verslag", "vragenlijst")

Reads = Callable[..., ReadResult]


@pytest.fixture(scope="module")
def reads(params: Ingest) -> Reads:
    def reads(name: str, text: str, **told: str | tuple[str, ...]) -> ReadResult:
        profile = load_profile(name, folder=PROFILES)
        assert isinstance(profile, TextProfile)
        source = Source.model_validate({"file": f"{name}.txt", "profile": name, "round": "2025", **told})
        return read_text_source(text, "utf-8", profile, source, params)

    return reads


def sample(name: str) -> str:
    return (LAYOUTS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_statements(name: str, reads: Reads) -> None:
    golden = read_table(LAYOUTS / f"{name}_statements.csv", STATEMENTS)
    pd.testing.assert_frame_equal(reads(name, sample(name)).statements, golden, check_dtype=False)


@pytest.mark.parametrize("name", NAMES)
def test_every_other_line_has_its_reason(name: str, reads: Reads) -> None:
    golden = json.loads((LAYOUTS / f"{name}_dropped.json").read_text("utf-8"))
    reading = reads(name, sample(name))
    found: dict[str, list[int]] = {}
    for unit, reason in reading.dropped.items():
        found.setdefault(reason, []).append(int(unit.rsplit(":", 1)[1]))
    assert found == golden
    filled = [number for number, line in enumerate(sample(name).split("\n"), start=1) if line.strip()]
    kept = [int(unit.rsplit(":", 1)[1]) for unit in reading.kept]
    assert sorted([*kept, *(number for numbers in golden.values() for number in numbers)]) == filled


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


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", CHANGES)
def test_the_same_said_in_a_messy_file(name: str, change: str, reads: Reads) -> None:
    changed = CHANGES[change](sample(name))
    assert changed != sample(name)
    assert facts(reads(name, changed).statements) == facts(reads(name, sample(name)).statements)


# --- minutes -----------------------------------------------------------------------------------

ITEM = "Verslag\n\n1. Samenwerking\n\n"


def told(reading: ReadResult) -> list[tuple[str, str, str]]:
    frame = reading.statements
    return list(zip(frame["speaker"], frame["organisation"], frame["text"], strict=True))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Karin Bos (provincie): Goed.\n", [("Karin Bos", "provincie", "Goed.")], id="colon"),
        pytest.param("Dhr. J. van Dam (GGD) – Ja.\n", [("Dhr. J. van Dam", "GGD", "Ja.")], id="dash"),
        pytest.param("- Karin Bos (GGD): Ja.\n", [("Karin Bos", "GGD", "Ja.")], id="after a bullet"),
        pytest.param("Karin Bos, GGD Oost: Ja.\n", [("Karin Bos", "GGD Oost", "Ja.")], id="comma"),
        pytest.param("Karin van der Bos: Ja.\n", [("Karin van der Bos", "", "Ja.")], id="no organisation"),
        pytest.param("Karin Bos (GGD):\n\nWij bellen.\n", [("Karin Bos", "GGD", "Wij bellen.")], id="own line"),
        pytest.param("Karin Bos (GGD):\n", [], id="says nothing"),
        pytest.param("Bijzonder: niemand belde.\n", [], id="one word is nobody"),
        pytest.param("Karin Bos (GGD) belt morgen terug.\n", [], id="told about somebody"),
        pytest.param("Karin Bos (GGD): Ja\n\nDe notulist telt.\n", [("Karin Bos", "GGD", "Ja")], id="prose below"),
        pytest.param("Karin Bos (GGD): Ja, en\n\nnee.\n", [("Karin Bos", "GGD", "Ja, en nee.")], id="goes on"),
        pytest.param("Karin Bos (GGD):\n- Een.\n- Twee.\n\nSlot.\n\n- Drie.\n",
                     [("Karin Bos", "GGD", "Een."), ("Karin Bos", "GGD", "Twee."), ("", "", "Drie.")],
                     id="list of one speaker"),
        pytest.param("“Nooit” zei men.\n\nKarin Bos (GGD): Het \"loket.\nDaar dus.\n",
                     [("Karin Bos", "GGD", 'Het "loket. Daar dus.')], id="stray quote marks"),
    ],
)  # fmt: skip
def test_who_said_what(body: str, expected: list[tuple[str, str, str]], reads: Reads) -> None:
    assert told(reads("verslag", ITEM + body)) == expected


@pytest.mark.parametrize(
    ("organisation", "audience"),
    [
        ("provincie", "intern"),
        ("Provincie Waterrijk", "intern"),
        ("gemeente Elzerkerk", "extern"),
        ("gemeente en provincie", "onbekend"),
        ("Platform Duurzaam", "onbekend"),
        ("interprovinciekoor", "onbekend"),
    ],
)
def test_organisation_gives_the_round(organisation: str, audience: str, reads: Reads) -> None:
    reading = reads("verslag", f"{ITEM}Karin Bos ({organisation}): Goed.\n")
    assert reading.statements["audience"].tolist() == [audience]
    assert reading.statements["round"].tolist() == [f"2025-{audience}"]


def test_corpus_says_who_speaks_where_the_minutes_do_not(reads: Reads) -> None:
    text = f"{ITEM}Karin Bos (Platform): Goed.\nJan Smit (LTO): Slecht.\n- Beter.\nPim Bol (GGD): Ja.\n"
    told = {"audience": "beide", "internal_values": ("platform",)}
    assert reads("verslag", text, **told).statements["audience"].tolist() == ["intern", "beide", "beide", "extern"]


def test_date_of_the_corpus_goes_before_that_of_the_text(reads: Reads) -> None:
    assert set(reads("verslag", sample("verslag"), date="2024-01-31").statements["date"]) == {"2024-01-31"}


def test_a_date_that_is_none_is_no_date(reads: Reads) -> None:
    text = sample("verslag").replace("12 maart 2025", "31 floreal 2025")
    assert set(reads("verslag", text).statements["date"]) == {""}


def test_numbered_lists_are_no_agenda(reads: Reads) -> None:
    text = f"{ITEM}1. Bel eerder\n2. Kom langs bij\n   ons kantoor\n3. Luister\n\n2. Vergunningen\n\n- Sneller.\n"
    assert reads("verslag", text).statements["text"].tolist() == [
        "Bel eerder",
        "Kom langs bij ons kantoor",
        "Luister",
        "Sneller.",
    ]


# --- questionnaire -----------------------------------------------------------------------------

ASKED = "Vragenlijst\n\nVraag 1. Wat kan beter?\n\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("• Een\n• Twee\n  regels\n", ["Een", "Twee regels"], id="bullets"),
        pytest.param("1. Een\n2. Twee\n", ["Een", "Twee"], id="numbered answers"),
        pytest.param("Een\n\ntwee\n\nDrie van\ndrie\n", ["Een", "twee", "Drie van drie"], id="paragraphs"),
        pytest.param("• Een\n\nTwee\n\n• Drie\n", ["Een", "Twee", "Drie"], id="a paragraph between bullets"),
        pytest.param("• Een en\n\ntwee\n", ["Een en twee"], id="a bullet over a blank line"),
        pytest.param("Hier de antwoorden.\n\n• Een\n", ["Een"], id="introduction"),
        pytest.param("-\n\nn.v.t.\n\nzie boven\n", ["-", "n.v.t.", "zie boven"], id="non-answers"),
        pytest.param("•\nEen\n", ["Een"], id="a mark on its own line"),
        pytest.param("•\n\n•\n", [], id="marks only"),
        pytest.param("• Waarom niet?\n• 3. Wanneer wel?\n", ["Waarom niet?", "3. Wanneer wel?"],
                     id="an answer that asks"),
        pytest.param("Prima.\n\nMijn punten:\nLoket\n", ["Prima.", "Mijn punten: Loket"], id="colon"),
        pytest.param("Bel eerder\nKom langs\nHoud de afspraken, dat scheelt tijd\n",
                     ["Bel eerder", "Kom langs", "Houd de afspraken, dat scheelt tijd"], id="a line each"),
        pytest.param("(12 antwoorden)\n\nEen\n\nn = 12\n", ["Een"], id="counts"),
    ],
)  # fmt: skip
def test_answers(body: str, expected: list[str], reads: Reads) -> None:
    reading = reads("vragenlijst", ASKED + body)
    assert reading.statements["text"].tolist() == expected
    assert set(reading.statements["question"]) <= {"Wat kan beter?"}


@pytest.mark.parametrize(
    ("line", "respondent"),
    [
        ("R12: Ja", "R12"),
        ("[12] Ja", "12"),
        ("• (resp. 4) Ja", "resp. 4"),
        ("Deelnemer 3 – Ja", "Deelnemer 3"),
        ("N201: Ja", "N201"),
    ],
)
def test_respondents(line: str, respondent: str, reads: Reads) -> None:
    reading = reads("vragenlijst", f"{ASKED}{line}\n")
    assert reading.statements["respondent"].tolist() == [respondent]
    assert reading.statements["text"].tolist() == ["Ja"]


def test_an_answer_is_another_under_another_question(reads: Reads) -> None:
    text = ASKED + "- Tijd\n- Tijd\n\nVraag 2. Wat ontbreekt?\n\n- Tijd\n"
    assert reads("vragenlijst", text).statements["statement_id"].nunique() == 3


def test_a_question_broken_in_a_word(reads: Reads) -> None:
    reading = reads("vragenlijst", "Vragenlijst\n\n1. Wat vindt u van de samenwer-\nking?\n\nGoed.\n")
    assert reading.statements["question"].tolist() == ["Wat vindt u van de samenwerking?"]


LONG = (
    "Wij zouden graag zien dat er voor elke gemeente een vaste contactpersoon komt, die ook na de zomer blijft en "
)
LONG += "die weet wat er eerder is afgesproken"


def test_a_line_is_an_answer_where_lines_are_paragraphs(reads: Reads) -> None:
    body = f"{LONG}\nKorte lijnen\ngeen\nWaarom niet?\nMeer overleg\n"
    # "geen" alone begins in lower case, as in wrapped text: the file as a whole decides.
    text = ASKED + body + "\nVraag 2. Wat nog?\n\n" + "Niets\n" * 20
    assert reads("vragenlijst", text).statements["text"].tolist()[:5] == body.splitlines()


def test_one_long_line_makes_no_paragraphs_of_wrapped_text(reads: Reads) -> None:
    text = f"{ASKED}{LONG}\n\nWij bellen wel maar\nniemand neemt op en\nniemand belt terug.\n"
    assert len(reads("vragenlijst", text).statements) == 2


def test_minutes_of_a_word_processor(reads: Reads) -> None:
    text = f"{ITEM}Karin Bos (GGD): {LONG}.\nDe notulist telt.\n- Bel terug\nDe vergadering sluit.\n"
    assert told(reads("verslag", text)) == [("Karin Bos", "GGD", f"{LONG}."), ("", "", "Bel terug")]
