"""The fictional corpus as a page and as a Word document, and a way to read what such a document holds."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from pipeline import report
from pipeline.core.codes import LEVELS
from pipeline.report.charts.gallery import Chart, drawn
from pipeline.report.html.rendering import render
from pipeline.report.page import About, Choices, Page, Tables, compose
from pipeline.report.view.reliability import reliability
from pipeline.report.word.writing import document

Settings = Mapping[str, Any]
Compose = Callable[[Tables], Page]
ToHtml = Callable[[Page, Sequence[Chart]], str]
PARTS = Path(report.__file__).parent / "templates" / "document"


@dataclass(frozen=True)
class Paper:
    """A Word document as its reader has it."""

    content: bytes

    @cached_property
    def book(self) -> Document:
        return docx.Document(io.BytesIO(self.content))

    def every(self, *tags: str) -> Iterator[Any]:
        """The elements with these tags, in reading order."""
        yield from self.book.element.body.iter(*map(qn, tags))

    @property
    def texts(self) -> list[str]:
        """The paragraphs outside tables."""
        return [paragraph.text for paragraph in self.book.paragraphs]

    @property
    def everything(self) -> str:
        """All text in reading order, each paragraph and cell on its own line."""
        return "\n".join(map(self.said, self.every("w:p")))

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the table under the caption that has these words."""
        body = list(self.book.element.body)
        place = next(n for n, one in enumerate(body) if one.tag == qn("w:p") and caption in self.said(one))
        table = next(one for one in body[place:] if one.tag == qn("w:tbl"))
        return [[self.said(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]

    @property
    def lying(self) -> list[bool]:
        """Of each section, whether its sheets lie on their side."""
        return [section.orientation == WD_ORIENT.LANDSCAPE for section in self.book.sections]

    @staticmethod
    def said(element: Any) -> str:
        """The text in an element of the document."""
        pieces = element.iter(qn("w:t"), qn("w:noBreakHyphen"))
        return "".join("-" if piece.tag == qn("w:noBreakHyphen") else piece.text for piece in pieces)


@pytest.fixture(scope="session")
def parts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in PARTS.glob("*.xml")}


@pytest.fixture(scope="session")
def composed(about: About, choices: Choices, metrics: dict[str, Any], settings: Settings) -> Compose:
    return lambda tables: compose(tables, about, reliability(metrics), choices, settings["findings"])


@pytest.fixture(scope="session")
def to_html(templates: dict[str, str], style: str, script: str, settings: Settings) -> ToHtml:
    def make(page: Page, charts: Sequence[Chart]) -> str:
        drawings = {chart.name: chart.inline for chart in charts}
        return render(replace(page, drawings=drawings), templates, style, settings["words"], LEVELS, script)

    return make


@pytest.fixture(scope="session")
def make(to_html: ToHtml, settings: Settings, parts: dict[str, str]) -> Callable[..., Paper]:
    """The document of a page: ``make(page, charts)``."""

    def make(page: Page, charts: Sequence[Chart] = ()) -> Paper:
        return Paper(document(to_html(page, charts), page.about.title, charts, settings["document"], parts))

    return make


@pytest.fixture(scope="session")
def bare(settings: Settings, parts: dict[str, str]) -> Callable[..., Paper]:
    """A document of a page that is only this: ``bare("<p>Tekst.</p>")``."""

    def make(html: str, charts: Sequence[Chart] = (), title: str = "Titel") -> Paper:
        return Paper(document(html, title, charts, settings["document"], parts))

    return make


@pytest.fixture(scope="session")
def page(composed: Compose, tables: Tables) -> Page:
    return composed(tables)


@pytest.fixture(scope="session")
def charts(page: Page, settings: Settings) -> list[Chart]:
    return drawn(page, settings["theme"], settings["words"])


@pytest.fixture(scope="session")
def paper(page: Page, charts: list[Chart], make: Callable[..., Paper]) -> Paper:
    return make(page, charts)
