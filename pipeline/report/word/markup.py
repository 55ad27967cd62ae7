"""Pieces of WordprocessingML: paragraphs, runs, fields and tables, in the order that its schema wants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from pipeline.report.word.elements import Run, Runs
from pipeline.report.word.tables import Grid, plain

TOGETHER = 14  # rows up to which a table is kept on one sheet
# Signs that have an element of their own; a font need not have the hyphen that does not break.
_SIGNS = {"\n": "br", "\t": "tab", "\N{NON-BREAKING HYPHEN}": "noBreakHyphen"}
_SIGN = re.compile(f"([{''.join(_SIGNS)}])")
Content = Callable[[Runs], list[BaseOxmlElement]]


def element(tag: str, *children: BaseOxmlElement, **attributes: str) -> BaseOxmlElement:
    """One element of WordprocessingML."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(children)
    return made


def paragraph(
    style: str, content: Iterable[BaseOxmlElement], *properties: BaseOxmlElement, text: str = ""
) -> BaseOxmlElement:
    """One paragraph.

    Parameters
    ----------
    text : what it says, when that may be in Hebrew, Arabic and the like: then it runs from right to left.
    """
    from_right = _from_right(text)
    bidi = [element("bidi")] if from_right else []
    made = element("p", element("pPr", element("pStyle", val=style), *properties, *bidi), *content)
    if from_right:
        for run in made.iter(qn("w:r")):
            if run[0].tag != qn("w:rPr"):
                run.insert(0, element("rPr"))
            run[0].append(element("rtl"))
    return made


def _from_right(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left; as dir="auto" on the page."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction != "L" for direction in strong if direction in ("L", "R", "AL")), False)


def words(run: Run, style: str = "") -> BaseOxmlElement:
    """Text of one look; ``style`` is a character style."""
    looks = [element("rStyle", val=style)] if style else []
    if run.bold:
        looks += [element("b"), element("bCs")]
    if run.italic:
        looks += [element("i"), element("iCs")]
    made = element("r", *([element("rPr", *looks)] if looks else []))
    for part in _SIGN.split(run.text):
        if part in _SIGNS:
            made.append(element(_SIGNS[part]))
        elif part:
            text = element("t")
            text.text = part
            text.set(qn("xml:space"), "preserve")
            made.append(text)
    return made


def field(code: str, shown: str) -> list[BaseOxmlElement]:
    """A field that the word processor works out, and what it shows until then."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(qn("xml:space"), "preserve")
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", instruction),
        element("r", element("fldChar", fldCharType="separate")),
        words(Run(shown)),
        element("r", element("fldChar", fldCharType="end")),
    ]


def table(grid: Grid, room: int, content: Content) -> BaseOxmlElement:
    """A table whose header row comes back on each sheet, and whose rows are never cut in two.

    Its look says that the first row and column are headers: that is what screen readers go by.

    Parameters
    ----------
    room : width of the page's text, twentieths of a point.
    content : from the text of a cell to its runs.
    """
    widths = grid.widths(room)
    look = {"firstRow": "1", "lastRow": str(int(grid.total)), "firstColumn": "1", "lastColumn": "0"}
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val="Cijfertabel"),
            element("tblW", w=str(sum(widths)), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", val="06E0" if grid.total else "06A0", **look, noHBand="1", noVBand="1"),
            element("tblCaption", val=plain(grid.caption)),
        ),
        element("tblGrid", *(element("gridCol", w=str(width)) for width in widths)),
    )
    last = len(grid.rows)
    for place, row in enumerate((grid.header, *grid.rows)):
        heads = [element("tblHeader")] if place == 0 else []
        keep = place == 0 or (last <= TOGETHER and place < last)
        cells = (
            _cell(content(cell), width, keep=keep, right=right)
            for cell, width, right in zip(row, widths, grid.right, strict=True)
        )
        made.append(element("tr", element("trPr", element("cantSplit"), *heads), *cells))
    return made


def _cell(runs: Sequence[BaseOxmlElement], width: int, *, keep: bool, right: bool) -> BaseOxmlElement:
    properties = ([element("keepNext")] if keep else []) + ([element("jc", val="right")] if right else [])
    return element(
        "tc",
        element("tcPr", element("tcW", w=str(width), type="dxa")),
        paragraph("Tabeltekst", runs, *properties),
    )
