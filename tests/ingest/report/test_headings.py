from __future__ import annotations

import pytest

from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.headings import Heading, Headings, may_be_title, names_audience


@pytest.fixture(scope="module")
def headings(profile: TextProfile) -> Headings:
    return Headings(profile, similarity=90)


def facts(heading: Heading | None) -> tuple[str, str, str, str, str, str] | None:
    if heading is None:
        return None
    return heading.level, heading.name, heading.category, heading.mentioned, heading.effect, heading.audience


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4. ADVIEZEN VOOR DE TOEKOMST", ("chapter", "ADVIEZEN VOOR DE TOEKOMST", "", "", "", "")),
        ("I 4. ADVIEZEN VOORDE TOEKOMST", ("chapter", "ADVIEZEN VOOR DE TOEKOMST", "", "", "", "")),
        ("5. ACTIES TER VERBETRING", ("chapter", "ACTIES TER VERBETERING", "", "", "", "")),
        ("BIJLAGEN", ("chapter", "BIJLAGEN", "", "", "", "")),
        ("Citaten rol/houding", ("title", "Citaten {categorie}", "rol_houding", "", "", "")),
        ("Rol / Houding", ("title", "{categorie}", "rol_houding", "", "", "")),
        ("Resulaten Vragenlijsten Intern", ("title", "Resultaten Vragenlijsten {groep}", "", "", "", "intern")),
        (
            "Resultaten Vragenlijsten Intern/Extern",
            ("title", "Resultaten Vragenlijsten {groep}", "", "", "", "beide"),
        ),
        ("Hoe kunnen Partners helpen?", ("title", "Hoe kunnen Partners helpen?", "", "", "", "extern")),
        ("INHOUD", ("list", "inhoud", "inhoud", "", "", "")),
        ("PROCES (meerdere keren genoemd)", ("list", "proces", "proces", "meerdere", "", "")),
        ("ROL/HOUDING (overig, selectie)", ("list", "rol_houding", "rol_houding", "overig", "", "")),
        ("WEET NIET", ("list", "weet_niet", "", "", "weet_niet", "")),
        pytest.param("4. Adviezen voor de toekomst", None, id="a chapter in a table of contents"),
        pytest.param("1. Inhoud", None, id="an item of a list"),
        pytest.param("inhoud", None, id="lower case: middle of a sentence"),
        pytest.param("Ja", None, id="an answer in a sentence"),
        pytest.param("Citaten uit een heel ander boek", None, id="begins like a title"),
        pytest.param("Inhoudelijk", None, id="another word"),
        pytest.param("De adviezen voor de toekomst zijn geordend in vier categorieën.", None, id="a sentence"),
    ],
)
def test_find(text: str, expected: tuple[str, ...] | None, headings: Headings) -> None:
    assert facts(headings.find(text)) == expected


def test_intern_and_extern_are_not_spellings_of_each_other(headings: Headings) -> None:
    found = [headings.find(f"Aanvullingen Gesprekrondes {group}") for group in ("Intern", "Extern")]
    assert [heading.audience for heading in found if heading] == ["intern", "extern"]


def test_stray_letters(headings: Headings) -> None:
    assert headings.is_stray("I")
    assert not headings.is_stray("II")
    assert headings.starts_with_stray("I TOT SLOT")
    assert not headings.starts_with_stray("I. Inleiding")
    assert not headings.starts_with_stray("TOT SLOT")


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("Hoge scores (intern én extern):", "beide"),
        ("Wat extern opvalt:", "extern"),
        ("Interne opmerkingen:", "intern"),
        ("In- en extern:", "beide"),
        ("Over internet en externalisering:", ""),
        ("Lage scores:", ""),
    ],
)
def test_names_audience(text: str, audience: str, profile: TextProfile) -> None:
    assert names_audience(text, profile) == audience


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Samen leren", True), ("Wat doen wij?", True), ("Dit is een zin.", False), ("x" * 61, False)],
)
def test_may_be_title(text: str, answer: bool) -> None:
    assert may_be_title(text) is answer
