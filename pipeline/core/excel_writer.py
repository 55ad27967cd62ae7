"""Excel workbooks as bytes that depend on their content alone: no clock, no name of whoever made them.

Sheets are written row by row (openpyxl's write-only mode), so that thousands of rows stay fast and
small. Texts are texts, also those that a spreadsheet would run: the cell says so, not a sign in front.
"""

from __future__ import annotations

import copy
import io
import re
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipeline.core.deterministic_zip import timeless
from pipeline.core.files import neutralise

LONGEST_CELL = 32_767  # characters that Excel lets a cell have
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
LINE, TALLEST = 15.0, 409.0  # points: one line of text, and what Excel lets a row have


def font(**looks: Any) -> Font:
    """The font of every cell; one that is not named comes out as another in each program."""
    return Font(**{"name": "Calibri", "size": 11, **looks})


@dataclass(frozen=True)
class Style:
    """How a cell looks; what is None is as Excel has it."""

    font: Font | None = None
    fill: PatternFill | None = None
    alignment: Alignment | None = None
    protection: Protection | None = None
    number_format: str | None = None
    border: Border | None = None


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs for its wrapped texts, each in a column so many characters wide.

    Not every program works it out by itself when it opens a file.
    """
    lines = [
        sum(max(1, len(textwrap.wrap(part, max(1, width - 2)))) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
        if len(text) > width - 2 or "\n" in text
    ]
    return min(TALLEST, LINE * max([1, *lines]))


WRAP = Alignment(wrap_text=True, vertical="top")


def pattern(sheet: WriteOnlyWorksheet, style: Style) -> Cell:
    """A cell to make others like; describing the style once is ten times as fast as for each cell."""
    cell = WriteOnlyCell(sheet, "")
    for part, value in vars(style).items():
        if value is not None:
            setattr(cell, part, value)
    return cell


def like(shape: Cell, sheet: WriteOnlyWorksheet, value: str | float) -> Cell:
    """A cell with a text or a number that looks like another."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        cell._style = shape._style
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"  # also what looks like an error or a formula
    cell._style = shape._style
    if neutralise(value) != value:  # stays text when who reads it types Enter in the cell
        cell._style = copy.copy(shape._style)
        cell.quotePrefix = True
    return cell


def saved(book: Workbook, title: str) -> bytes:
    """The .xlsx, with its title and language for who cannot see it, and without the moment it was made."""
    book.properties = DocumentProperties(creator=None, title=title, language="nl-NL")
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as old:
        parts = ((name, old.read(name)) for name in sorted(old.namelist()))
        return timeless(
            (name, _DATES.sub(b"", part) if name == "docProps/core.xml" else part) for name, part in parts
        )
