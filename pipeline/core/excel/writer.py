"""Excel workbooks as bytes that depend on their content alone: no clock, no name of whoever made them.

Describe the sheets (:class:`Worksheet`) and :func:`workbook_bytes` writes them. Looks go by the names that
XlsxWriter gives them (``{"bold": True, "bg_color": "#DDE6EE"}``). Texts are texts, also those that a
spreadsheet would run: the cell says so, not a sign in front.
"""

import io
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.packager import Packager

from pipeline.core.excel.rows import FilledSheet, Look, SheetRow
from pipeline.core.files import timeless

LINE, TALLEST = 15.0, 409.0  # points: one line of text, and what Excel lets a row have
_A4 = 9
_PLAIN_WORDS = re.compile(r"[^-\s]+(?: [^-\s]+)*")  # as a text breaks at its spaces alone
_PIXELS_PER_CHARACTER, _PIXELS_PER_POINT = 7, 4 / 3
_CORE = "docProps/core.xml"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>nl-NL</dc:language>'
    "</cp:coreProperties>"
)


@dataclass(frozen=True)
class Column:
    """Width in characters, and how the cells look that are not there."""

    width: int
    look: Look = field(default_factory=dict)


@dataclass(frozen=True)
class DropDown:
    """Values to pick from in one column, below the header.

    Attributes
    ----------
    column : from 0.
    source : range of the workbook that lists the values, as a formula has it.
    prompt : what is said beside the cell.
    refusal : title and text for another value; None lets any value pass.
    """

    column: int
    source: str
    prompt: str
    refusal: tuple[str, str] | None


@dataclass(frozen=True)
class Worksheet:
    """One sheet; all above its header and the header itself stay in sight.

    Attributes
    ----------
    header : row of the header, from 0.
    heights : points per row, from 0; other rows are as high as the program makes them.
    filtered : whether the header has filters.
    allowed : what a locked sheet still lets people do, by XlsxWriter's names; None when it is not locked.
    printed : columns that are printed, on A4 in landscape with the header on each page; 0 leaves paper alone.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[SheetRow]
    header: int = 0
    heights: Mapping[int, float] = field(default_factory=dict)
    filtered: bool = False
    drop_downs: Sequence[DropDown] = ()
    allowed: Sequence[str] | None = None
    printed: int = 0

    @property
    def last_row(self) -> int:
        """Row, from 0, where the table ends: one below the header when it is empty."""
        return max(len(self.rows) - 1, self.header + 1)


def height(texts: Iterable[str], widths: Iterable[int]) -> float:
    """Points that a row needs for its wrapped texts, each in a column so many characters wide.

    Not every program works it out by itself when it opens a file.
    """
    return height_of(max([1, *map(lines_of, texts, widths)]))


def height_of(lines: int) -> float:
    """Points that a row of so many lines of text gets."""
    return min(TALLEST, LINE * lines)


def lines_of(text: str, width: int) -> int:
    """Lines that a wrapped text takes in a column so many characters wide."""
    room = width - 2
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, wrapped(part, max(1, room))) for part in text.split("\n"))


def wrapped(text: str, width: int) -> int:
    """How many lines ``textwrap.wrap`` makes of a text; counted, which is four times as fast, where words are only
    parted by single spaces and fit.
    """
    words = text.split(" ")
    if not _PLAIN_WORDS.fullmatch(text) or max(map(len, words)) > width:
        return len(textwrap.wrap(text, width))
    lines, room = 0, -1
    for word in words:
        room -= len(word) + 1
        if room < 0:
            lines, room = lines + 1, width - len(word)
    return lines


def place(sheet: str, row: int = 0) -> str:
    """The first cell of a row, from 0, as a link names it.

    >>> place("Thema's", 4)
    "'Thema''s'!A5"
    """
    return "'{}'!A{}".format(sheet.replace("'", "''"), row + 1)


def workbook_bytes(sheets: Sequence[Worksheet], title: str) -> bytes:
    """The .xlsx, with its title and language for who cannot see it, and without the moment it was made."""
    book = _Book(io.BytesIO(), {"in_memory": True})

    @cache
    def format_of(look: tuple[tuple[str, Any], ...]) -> Any:
        return book.add_format(dict(look))

    for sheet in sheets:
        page = book.add_worksheet(sheet.name, FilledSheet)
        _lay_out(page, sheet, format_of)
        page.fill(sheet.rows, format_of)
    book.close()
    parts = book.package.parts | {_CORE: _PROPERTIES.format(escape(title)).encode()}
    return timeless(sorted(parts.items()))


class _Package(Packager):  # type: ignore[misc]  # a library without types
    """The parts of a workbook, kept instead of packed: they are packed without a moment."""

    def _create_package(self) -> list[Any]:
        self.parts = {name: stream.getvalue().encode() for stream, name, _ in super()._create_package()}
        return []


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    def _get_packager(self) -> _Package:
        self.package = _Package()
        return self.package


def _lay_out(page: Any, sheet: Worksheet, format_of: Callable[..., Any]) -> None:
    """Widths, heights, frozen header, filter, lists to pick from, lock and paper."""
    for number, column in enumerate(sheet.columns):
        look = format_of(tuple(column.look.items())) if column.look else None
        page.set_column_pixels(number, number, column.width * _PIXELS_PER_CHARACTER, look)
    for row, points in sheet.heights.items():
        page.set_row_pixels(row, points * _PIXELS_PER_POINT)
    page.freeze_panes(sheet.header + 1, 0)
    if sheet.filtered:
        page.autofilter(sheet.header, 0, sheet.last_row, len(sheet.columns) - 1)
    for drop_down in sheet.drop_downs:
        title, text = drop_down.refusal or ("", "")
        asked = {
            "validate": "list",
            "source": f"={drop_down.source}",
            "input_message": drop_down.prompt,
            "show_error": drop_down.refusal is not None,
            "error_title": title,
            "error_message": text,
        }
        page.data_validation(sheet.header + 1, drop_down.column, sheet.last_row, drop_down.column, asked)
    if sheet.allowed is not None:
        page.protect("", dict.fromkeys(("objects", "scenarios", *sheet.allowed), True))
    if sheet.printed:
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)  # as many pages as it takes
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)  # inch
        page.repeat_rows(sheet.header)
        page.print_area(0, 0, sheet.last_row, sheet.printed - 1)
        page.set_footer("&L&A&RPagina &P van &N")
