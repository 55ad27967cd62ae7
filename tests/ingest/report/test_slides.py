from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.headings import Headings
from pipeline.ingest.report.slides import Cut
from tests.cases import cases
from tests.ingest.reports import TEXTS, dropped, read

HEADINGS = Headings(TEXTS["verkenning"], similarity=90)
CONTENTS = "INHOUDSOPGAVE\nVoorwoord\n1. Aanpak ..... 3\n2. Adviezen voor de toekomst 4\n"
CHAPTERS = "VOORWOORD\nBeste lezer.\n2. ADVIEZEN VOOR DE TOEKOMST\nInhoud\n• Bel vaker.\n"


@pytest.mark.parametrize(("text", "slides"), cases(__file__, "cut"))
def test_cut(text: str, slides: list[list[str]]) -> None:
    lines = split_lines(text, leading_space=True)
    assert slides == [
        [
            slide.chapter.name if slide.chapter else "",
            slide.title_text,
            " / ".join(lines[index].text for index in slide.body),
        ]
        for slide in Cut(lines, HEADINGS, {}).slides
    ]


@pytest.mark.parametrize("contents", [CONTENTS, CONTENTS.upper()])
def test_a_table_of_contents_ends_at_the_first_chapter_that_it_lists(contents: str) -> None:
    reading = read(contents + CHAPTERS)

    assert reading.statements["text"].tolist() == ["Bel vaker."]
    assert dropped(reading)["inhoudsopgave"] == [2, 3, 4]
    assert dropped(reading)["voorwoord"] == [6]
