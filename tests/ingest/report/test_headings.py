from __future__ import annotations

import pytest

from pipeline.ingest.report.headings import Heading, Headings, may_be_title
from pipeline.ingest.report.marks import names_audience
from tests.cases import cases
from tests.ingest.reports import TEXTS

PROFILE = TEXTS["verkenning"]
HEADINGS = Headings(PROFILE, similarity=90)


def facts(heading: Heading | None) -> list[str] | None:
    if heading is None:
        return None
    return [heading.level, heading.name, heading.category, heading.mentioned, heading.effect, heading.audience]


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "find"))
def test_find(text: str, expected: list[str] | None) -> None:
    assert facts(HEADINGS.find(text)) == expected


def test_intern_and_extern_are_not_spellings_of_each_other() -> None:
    found = [HEADINGS.find(f"Aanvullingen Gesprekrondes {group}") for group in ("Intern", "Extern")]
    assert [heading.audience for heading in found if heading] == ["intern", "extern"]


def test_stray_letters() -> None:
    assert HEADINGS.is_stray("I")
    assert not HEADINGS.is_stray("II")
    assert HEADINGS.starts_with_stray("I TOT SLOT")
    assert not HEADINGS.starts_with_stray("I. Inleiding")
    assert not HEADINGS.starts_with_stray("TOT SLOT")


@pytest.mark.parametrize(("text", "audience"), cases(__file__, "names_audience"))
def test_names_audience(text: str, audience: str) -> None:
    assert names_audience(text, PROFILE) == audience


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Samen leren", True), ("Wat doen wij?", True), ("Dit is een zin.", False), ("x" * 61, False)],
)
def test_may_be_title(text: str, answer: bool) -> None:
    assert may_be_title(text) is answer
