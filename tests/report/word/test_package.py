"""The file around the text: the same bytes each time, A4, Dutch, and nothing about who made it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Twips

from pipeline.report.charts.gallery import Chart
from pipeline.report.page import Page

Paper = Any  # a Word document, read; see conftest.py
Make = Callable[..., Paper]
Bare = Callable[..., Paper]


def test_language_title_paper_and_numbers_of_sheets(paper: Paper, page: Page) -> None:
    section = paper.book.sections[0]
    language = paper.book.styles.element.find(f".//{qn('w:lang')}")
    footer = section.footer.paragraphs[0]

    assert language.get(qn("w:val")) == "nl-NL"
    assert paper.book.core_properties.title == page.about.title
    assert paper.book.core_properties.language == "nl-NL"
    assert (section.page_width, section.page_height) == (Twips(11_906), Twips(16_838))  # A4
    assert footer.text == f"{page.about.title} · pagina 1 van 1"
    assert [code.text for code in footer._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_only_fonts_that_exist_everywhere(paper: Paper) -> None:
    with zipfile.ZipFile(io.BytesIO(paper.content)) as file:
        xml = b"".join(file.read(name) for name in file.namelist() if name.endswith(".xml")).decode()
    fonts = set(re.findall(r"<w:rFonts ([^>]*)/>", xml))

    assert fonts == {'w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"'}
    assert "theme" not in xml.replace("themeFontLang", "")


def test_the_same_page_gives_the_same_bytes_and_names_nobody(
    paper: Paper, page: Page, charts: list[Chart], make: Make
) -> None:
    assert make(page, charts).content == paper.content
    with zipfile.ZipFile(io.BytesIO(paper.content)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [
            name for name in file.namelist() if "thumbnail" in name or "app.xml" in name or "custom" in name
        ]
        core = file.read("docProps/core.xml").decode()
        everything = b"".join(map(file.read, file.namelist())).lower()
    assert not re.search("creator|created|modified|lastModifiedBy|description", core.split(">", 2)[-1])
    for name in (b"python", b"libreoffice", b"/work", b"/home", b"/tmp"):
        assert name not in everything


def test_a_title_of_any_length_and_content_is_text(bare: Bare) -> None:
    title = "Samen & <in> {page} \x00" + "x" * 300

    paper = bare("<p>Tekst.</p>", title=title)

    shown = title.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert paper.book.core_properties.title == shown[:255]
    assert paper.book.sections[0].footer.paragraphs[0].text == f"{shown} · pagina 1 van 1"
