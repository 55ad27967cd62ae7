"""Excel workbooks as bytes that depend on their content alone: no clock, no name of whoever made them.

Describe the sheets (:class:`Worksheet`) and :func:`workbook_bytes` writes them. Looks go by the names that
XlsxWriter gives them (``{"bold": True, "bg_color": "#DDE6EE"}``). Texts are texts, also those that a
spreadsheet would run: the cell says so, not a sign in front.
"""

import io
import re
import textwrap
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from pipeline.core.files import neutralise, timeless

LINE, TALLEST = 15.0, 409.0  # points: one line of text, and what Excel lets a row have
_LONGEST = 32_767  # UTF-16 units that Excel lets a cell have
_TOGETHER = 16  # rows of which the file says in one go between which columns they are
_A4 = 9
_PLAIN_WORDS = re.compile(r"[^-\s]+(?: [^-\s]+)*")  # as a text breaks at its spaces alone
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # control characters that XML cannot hold
_PIXELS_PER_CHARACTER, _PIXELS_PER_POINT = 7, 4 / 3
_CORE = "docProps/core.xml"
_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title><dc:language>nl-NL</dc:language>'
    "</cp:coreProperties>"
)

Look = Mapping[str, str | int | float | bool]
_PLAIN: Look = {}


class Cell(NamedTuple):
    """A text or number, how it looks, and the place in the workbook that it leads to (see :func:`place`)."""

    value: str | float
    look: Look = _PLAIN
    link: str = ""


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
    rows : per row its cells, None where there is nothing.
    header : row of the header, from 0.
    heights : points per row, from 0; other rows are as high as the program makes them.
    filtered : whether the header has filters.
    allowed : what a locked sheet still lets people do, by XlsxWriter's names; None when it is not locked.
    printed : columns that are printed, on A4 in landscape with the header on each page; 0 leaves paper alone.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | None]]
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


def height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """Points that a row needs for its wrapped texts, each in a column so many characters wide.

    Not every program works it out by itself when it opens a file.
    """
    lines = [
        sum(max(1, wrapped(part, max(1, width - 2))) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
        if is_long(text, width)
    ]
    return min(TALLEST, LINE * max([1, *lines]))


def is_long(text: str, width: int) -> bool:
    """Whether a text may need more than a line in a column so many characters wide."""
    return len(text) > width - 2 or "\n" in text


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
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})

    @cache
    def format_of(look: tuple[tuple[str, Any], ...]) -> Any:
        return book.add_format(dict(look))

    for sheet in sheets:
        page = book.add_worksheet(sheet.name, _Page)
        _lay_out(page, sheet, format_of)
        page.fill(sheet.rows, format_of)
    book.close()
    with zipfile.ZipFile(stream) as written:
        parts = {name: written.read(name) for name in sorted(written.namelist())}
    return timeless((parts | {_CORE: _PROPERTIES.format(escape(title)).encode()}).items())


class _Page(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]  # a library without types
    """A sheet of which each row becomes XML when it is filled. XlsxWriter holds every cell until the end, and
    takes three times as long; the bytes are the same.
    """

    def fill(self, rows: Sequence[Sequence[Cell | None]], format_of: Callable[..., Any]) -> None:
        """Write all cells, of a sheet that is laid out already."""
        for number in sorted(self.col_info):  # looks are numbered as the file has them: those of columns first
            if look := self.col_info[number].column_format:
                look._get_xf_index()
        letters = [xl_col_to_name(column) for column in range(max(map(len, rows), default=0))]
        styles: dict[tuple[int, bool], int] = {}  # by the look itself: a few are those of very many cells
        known: dict[str, tuple[str, bool]] = {}
        number_of = self.str_table._get_shared_string_index
        self._filled: list[tuple[list[int], str]] = []  # per row the columns of its cells, and their XML
        for row, cells in enumerate(rows):
            places, line = [], ""
            for place, cell in enumerate(cells):
                if cell is None:
                    continue
                places.append(place)
                value, look, link = cell
                if is_text := isinstance(value, str):
                    text, runs = known.get(value) or known.setdefault(value, _as_text(value))
                else:
                    text, runs = str(value), False
                if (style := styles.get((id(look), runs))) is None:
                    # The last keeps a text as it is when who reads it types Enter in the cell.
                    own = format_of((*look.items(), *([("quote_prefix", True)] if runs else ())))
                    style = styles[id(look), runs] = own._get_xf_index()
                if link:
                    self.write_url(row, place, f"internal:{link}", None, text)
                at = f'<c r="{letters[place]}{row + 1}" s="{style}"'
                if not is_text:
                    line += f"{at}><v>{value:.16G}</v></c>"
                elif not text:
                    line += f"{at}/>"
                else:
                    number = self.table[row][place].string if link else number_of(text)
                    line += f'{at} t="s"><v>{number}</v></c>'
            for place in (*places[:1], *places[-1:]):
                self._check_dimensions(row, place)
            self._filled.append(([*places[:1], *places[-1:]], line))

    def _write_rows(self) -> None:
        for start in range(0, self.dim_rowmax + 1, _TOGETHER):
            rows = self._filled[start : start + _TOGETHER]
            ends = [place + 1 for places, _ in rows for place in places]
            span = f"{min(ends)}:{max(ends)}" if ends else None
            for row, (_, line) in enumerate(rows, start):
                if line:
                    self._write_row(row, span, self.row_info.get(row))
                    self.fh.write(f"{line}</row>")
                elif row in self.row_info:
                    self._write_empty_row(row, span, self.row_info[row])


def _as_text(value: str) -> tuple[str, bool]:
    """A text as a cell can hold it, and whether a spreadsheet would run it."""
    text = _REFUSED.sub("", value)
    if len(text) > _LONGEST // 2:
        text = text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
    return text, neutralise(text) != text


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
