from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.headings import Headings
from pipeline.ingest.report.slides import cut

Slides = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def slides_of(profile: TextProfile) -> Callable[[str], Slides]:
    """Chapter, title and lines of each slide."""
    headings = Headings(profile, similarity=90)

    def slides_of(text: str) -> Slides:
        lines = split_lines(text, leading_space=True)
        return [
            (
                slide.chapter.name if slide.chapter else "",
                slide.title_text,
                " / ".join(lines[index].text for index in slide.body),
            )
            for slide in cut(lines, headings, {}, slides=True).slides
        ]

    return slides_of


@pytest.mark.parametrize(
    ("text", "slides"),
    [
        pytest.param(
            "\f3. VERKENNING HUIDIGE SAMENWERKING\nToelichting scores\n\n• a\n\f• b",
            [
                ("VERKENNING HUIDIGE SAMENWERKING", "Toelichting scores", "• a"),
                ("VERKENNING HUIDIGE SAMENWERKING", "Toelichting scores", "• b"),
            ],
            id="heading above, and a page that goes on",
        ),
        pytest.param(
            "\f• a\n\nBIJLAGE\nGespreksopzet\n\f• b\n\nBIJLAGE\nDeelnemers",
            [("BIJLAGE", "Gespreksopzet", "• a"), ("BIJLAGE", "Deelnemers", "• b")],
            id="headings below",
        ),
        pytest.param(
            "I BIJLAGE\nDeelnemers\n• a\nI\n• b\nBIJLAGE\nGespreksopzet",
            [("BIJLAGE", "Deelnemers", "• a"), ("BIJLAGE", "Gespreksopzet", "• b")],
            id="a stray letter parts a heading above from one below",
        ),
        pytest.param(
            "\fBIJLAGE\nDeelnemers\n• a\n\f• b\nBIJLAGE",
            [("BIJLAGE", "Deelnemers", "• a"), ("BIJLAGE", "Deelnemers", "• b")],
            id="only the chapter below: the title goes on",
        ),
        pytest.param(
            "\fBIJLAGE\nDeelnemers\n• a\n\fBIJLAGE\n\f• b",
            [("BIJLAGE", "Deelnemers", "• a"), ("BIJLAGE", "", "• b")],
            id="a page with only the chapter ends the title",
        ),
        pytest.param(
            "BIJLAGE\nDeelnemers\n• a\n\nTOT SLOT\n\n• b",
            [("BIJLAGE", "Deelnemers", "• a"), ("TOT SLOT", "", "• b")],
            id="two slides without a page between",
        ),
        pytest.param(
            "\fVOORWOORD\nSamen verder\n\nTekst.",
            [("VOORWOORD", "Samen verder", "Tekst.")],
            id="a title that the profile does not name",
        ),
        pytest.param(
            "\fVOORWOORD\nDit is een zin die\ndoorloopt.",
            [("VOORWOORD", "", "Dit is een zin die / doorloopt.")],
            id="prose under a chapter is no title",
        ),
        pytest.param(
            "INHOUDSOPGAVE\nBIJLAGE\nDeelnemers\n\fTOT SLOT\nTekst.",
            [("INHOUDSOPGAVE", "", "BIJLAGE / Deelnemers"), ("TOT SLOT", "", "Tekst.")],
            id="a table of contents has no headings",
        ),
        pytest.param(
            "Titel van het rapport\n\n2024",
            [("", "", "Titel van het rapport / 2024")],
            id="before the first heading",
        ),
        pytest.param(
            "\fTOT SLOT\n“Zij noemen dat\nProces\nen verder niets.”",
            [("TOT SLOT", "", "“Zij noemen dat / Proces / en verder niets.”")],
            id="no heading inside a quote",
        ),
        pytest.param("", [], id="nothing"),
    ],
)
def test_cut(text: str, slides: Slides, slides_of: Callable[[str], Slides]) -> None:
    assert slides_of(text) == slides
