"""The page as a Word document: the same findings, charts and tables, to print, to mail and to quote from.

Real headings, lists and captions; one header row per table and no merged cells; every chart with its
alternative text; Dutch. It holds no date, no name of a person or program, and no link to a file.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips

from pipeline.report.charts.gallery import Chart
from pipeline.report.word.elements import Run, Runs, clean
from pipeline.report.word.markup import element, field, paragraph, table, words
from pipeline.report.word.package import LYING_ROOM, ROOM, empty, packed, turned
from pipeline.report.word.reading import QUOTE, Block, Drawing, Text, read_page
from pipeline.report.word.tables import Grid, plain

LONG = 1_000  # characters from which a quote need not stand on one sheet with its source
TALLEST = 12_300  # of a chart, twentieths of a point: it and its caption fit on one sheet


def document(
    html: str, title: str, charts: Sequence[Chart], look: Mapping[str, Any], parts: Mapping[str, str]
) -> bytes:
    """The page as a .docx; the same page gives the same bytes.

    Parameters
    ----------
    html : the rendered page. charts : its charts; those that it shows are put in as PNG.
    look : document.yaml. parts : templates/document/, file name to XML.

    Raises
    ------
    KeyError
        The page shows a drawing that is not among the charts.
    """
    blocks = read_page(html, look)
    book = empty(clean(title), look["woorden"]["pagina"], parts)
    writer = _Writer(book, {chart.name: chart for chart in charts}, look["woorden"], blocks)
    for block in blocks:
        writer.add(block)
    writer.end()
    return packed(book)


class _Writer:
    """Puts blocks in a document, one after the other, and counts what is numbered."""

    def __init__(
        self, book: Document, charts: Mapping[str, Chart], names: Mapping[str, str], blocks: Iterable[Block]
    ) -> None:
        self._book = book
        self._charts = charts
        self._names = names
        self._captions = {"figuur": 0, "tabel": 0}
        self._bookmarks = 0
        self._list = ""  # id of the numbered list that goes on
        self._lying = False  # whether the sheet lies on its side for a wide table
        self._targets = _targets(blocks)

    def add(self, block: Block) -> None:
        """Put one block at the end."""
        if self._lying and not (isinstance(block, Text) and block.style == "Klein"):
            self._turn()
        if isinstance(block, Text):
            made = [self._text(block)]
        elif isinstance(block, Drawing):
            made = [self._drawing(block), self._caption("figuur", "Caption", block.caption)]
        else:
            wide = not block.fits(ROOM)
            if wide:
                self._turn()
            caption = self._caption("tabel", "Tabelbijschrift", block.caption)
            self._mark(caption, [block.anchor])
            made = [caption, table(block, LYING_ROOM if wide else ROOM, self._runs)]
        self._put(*made)

    def end(self) -> None:
        """Finish the last sheet."""
        if self._lying:
            self._turn()

    def _put(self, *made: BaseOxmlElement) -> None:
        for one in made:
            self._book.element.body.insert_element_before(one, "w:sectPr")

    def _turn(self) -> None:
        """Go on on a new sheet, on its side or upright again; a paragraph ends the sheets before."""
        *_, last, sheet = self._book.element.body
        if last.tag != qn("w:p"):
            last = paragraph("Tabeltekst", [])
            self._put(last)
        last.find(qn("w:pPr")).append(turned(sheet) if self._lying else deepcopy(sheet))
        self._lying = not self._lying

    def _text(self, block: Text) -> BaseOxmlElement:
        properties = [element("pageBreakBefore")] if block.new_sheet else []
        if block.style == "ListNumber":
            if block.starts:
                self._list = self._new_list()
            properties = [element("numPr", element("ilvl", val="0"), element("numId", val=self._list))]
        if block.style == QUOTE and len(plain(block.runs)) > LONG:
            properties = [element("keepNext", val="0")]
        made = paragraph(block.style, self._runs(block.runs), *properties, text=plain(block.runs))
        self._mark(made, block.anchors)
        return made

    def _mark(self, made: BaseOxmlElement, anchors: Iterable[str]) -> None:
        """Let links lead to a paragraph."""
        for anchor in sorted(self._targets.keys() & set(anchors)):
            number = str(self._bookmarks)
            self._bookmarks += 1
            made.insert(1, element("bookmarkEnd", id=number))
            made.insert(1, element("bookmarkStart", id=number, name=self._targets[anchor]))

    def _new_list(self) -> str:
        """A numbered list that starts at 1."""
        numbering = self._book.part.numbering_part.element
        name = str(1 + len(numbering.findall(qn("w:num"))))
        again = element("lvlOverride", element("startOverride", val="1"), ilvl="0")
        numbering.append(element("num", element("abstractNumId", val="1"), again, numId=name))
        return name

    def _drawing(self, block: Drawing) -> BaseOxmlElement:
        chart = self._charts[block.name]
        wide, high = struct.unpack(">II", chart.file_png[16:24])  # where a PNG says its size
        width = min(ROOM, TALLEST * wide // high)
        inline = self._book.part.new_pic_inline(
            io.BytesIO(chart.file_png), Twips(width), Twips(width * high // wide)
        )
        for named in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
            named.set("name", chart.name)
            named.set("descr", clean(chart.alternative))
        return paragraph("Tekening", [element("r", element("drawing", inline))])

    def _caption(self, kind: str, style: str, text: Runs) -> BaseOxmlElement:
        """A caption such as "Tabel 3. …", with a number that Word counts itself."""
        self._captions[kind] += 1
        name = self._names[kind]
        number = field(f"SEQ {name} \\* ARABIC", str(self._captions[kind]))
        return paragraph(style, [words(Run(f"{name} ")), *number, words(Run(". ")), *self._runs(text)])

    def _runs(self, runs: Runs) -> list[BaseOxmlElement]:
        return [
            element("hyperlink", words(run, "Hyperlink"), anchor=self._targets[run.link], history="1")
            if run.link in self._targets
            else words(run)
            for run in runs
        ]


def _targets(blocks: Iterable[Block]) -> dict[str, str]:
    """The ids in the document that something in it links to, each with the name of its bookmark.

    The names are numbered in the order of the document: Word wants letters, digits and underscores, 40 at
    most, and takes names that differ in a capital for one.
    """
    there: dict[str, None] = {}  # in order
    linked: set[str] = set()
    for block in blocks:
        if isinstance(block, Text):
            there |= dict.fromkeys(block.anchors)
            linked.update(run.link for run in block.runs)
        elif isinstance(block, Grid):
            there[block.anchor] = None
            linked.update(run.link for row in block.rows for cell in row for run in cell)
    return {anchor: f"plek_{n}" for n, anchor in enumerate((a for a in there if a and a in linked), start=1)}
