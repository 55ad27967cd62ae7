"""Tables in text (CSV, TSV): which delimiter, which rows, and whether they fit their header; and writing them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import pandas as pd

from pipeline.core.errors import InputError, quoted
from pipeline.core.files import CELL_LIMIT, NEUTRALISED, neutralise

Row = tuple[int, list[str]]  # number in the table, from 1, and cells

MOST_COLUMNS = 2_000  # far above any survey, far below what keeps a computer busy for minutes
DELIMITERS = (";", ",", "\t", "|")
_SHORT, _MANY = 40, 1_000_000  # characters of a cell that may return, and different ones that are remembered
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[;,\t]*\r?\n', re.IGNORECASE)  # Excel's own way to say the delimiter

csv.field_size_limit(CELL_LIMIT)


def delimiter_of(line: str) -> str:
    """The delimiter that stands most often in a line of column names."""
    return max(DELIMITERS, key=line.count)


def stated_delimiter(text: str) -> tuple[str, str]:
    r"""The delimiter that the first line states, "" for none, and the text below that line.

    >>> stated_delimiter("sep=|\na|b")
    ('|', 'a|b')
    """
    stated = _SEPARATOR_LINE.match(text)
    return (stated[1], text[stated.end() :]) if stated else ("", text)


def delimited_rows(lines: Iterable[str], delimiter: str, *, where: str) -> Iterator[Row]:
    """The rows with any text, as they come; a cell with line breaks is in one row.

    The stream was opened with ``newline=""``, so that line breaks in cells stay what they are.
    :class:`InputError` for a quote mark that is not closed, or bytes that are not text.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1  # the line at which the row begins: a quote mark may be found wrong many lines below
    try:
        for number, cells in enumerate(reader, start=1):
            begins = reader.line_num + 1
            if any(map(str.strip, cells)):
                yield number, cells
    except csv.Error as problem:
        raise InputError(
            f"the CSV cannot be read: {problem}",
            where=f"{where} line {begins}",
            todo="look for a quote mark that is opened and not closed, and save the file again",
        ) from None
    except UnicodeDecodeError:
        raise InputError(
            "the file changes its encoding halfway",
            where=f"{where} near line {reader.line_num}",
            todo="save it again as CSV UTF-8",
        ) from None


def header_of(row: Row, *, where: str) -> list[str]:
    """The column names, trimmed; those at the end that are empty are no columns.
    :class:`InputError` when a name occurs twice, or there are too many.
    """
    number, cells = row
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    check_width(len(header), where=f"{where} row {number}")
    twice = sorted(name for name, times in Counter(header).items() if name and times > 1)
    if twice:
        raise InputError(
            f"column {quoted(twice[0])} occurs twice", where=f"{where} row {number}", todo="rename one of them"
        )
    return header


def check_width(width: int, *, where: str) -> None:
    """:class:`InputError` where a table has too many columns."""
    if width > MOST_COLUMNS:
        raise InputError(
            f"{width} columns; at most {MOST_COLUMNS} are read",
            where=where,
            todo="remove the columns that are not needed",
        )


def row_under(header: Sequence[str], row: Row, *, where: str) -> list[str]:
    """A cell for each column, "" where the row is short; :class:`InputError` for text right of the last name."""
    number, cells = row
    width = len(header)
    if len(cells) == width:
        return cells
    if any(cell.strip() for cell in cells[width:]):
        raise InputError(
            f"{len(cells)} cells where the header has {width}",
            where=f"{where} row {number}",
            todo="give each column a name in the first row; in a text file, put quote marks around a cell "
            "that holds the delimiter",
        )
    return [*cells[:width], *[""] * (width - len(cells))]


def csv_frames(lines: Iterable[str], delimiter: str, *, where: str, rows: int = 50_000) -> Iterator[pd.DataFrame]:
    """As :func:`parse_csv`, so many rows at a time, of lines as they come; at least one frame.

    Cells that are alike are one object: of a million rows most columns hold a few values.
    """
    numbered = delimited_rows(lines, delimiter, where=where)
    first = next(numbered, None)
    if first is None:
        raise InputError("the file has no rows", where=where, todo="export or save it again")
    header = header_of(first, where=where)
    known: dict[str, str] = {}
    while True:
        some = [*islice(numbered, rows)]
        body = [[known.setdefault(cell, cell) for cell in row_under(header, row, where=where)] for row in some]
        index = pd.Index([number for number, _ in some], dtype="int64")
        yield pd.DataFrame(body, columns=header, index=index, dtype=str)
        if len(some) < rows:
            return
        known = {cell: cell for cell in known if len(cell) < _SHORT} if len(known) < _MANY else {}


def parse_csv(text: str, *, where: str, delimiter: str = "") -> pd.DataFrame:
    """A text as a frame of text cells, verbatim; an empty delimiter is detected.

    The index holds each row's ordinal in the table, the header being row 1, as a spreadsheet numbers rows.
    :class:`InputError` when there are no rows, or one does not fit.
    """
    delimiter = delimiter or delimiter_of(text.split("\n", 1)[0])
    return pd.concat([*csv_frames(io.StringIO(text, newline=""), delimiter, where=where)])


def plain_csv(frame: pd.DataFrame, *, header: bool = True) -> str:
    r"""The frame as plain CSV text; without ``header`` its rows alone.

    As csv writes it, but column by column, and with quote marks around a ``\r`` too: without, it ends a line.
    """
    columns = [
        _plain_cells([name, *cells.to_numpy().tolist()] if header else cells.to_numpy().tolist())
        for name, cells in frame.items()
    ]
    return _joined(columns, ",", "\n")


def dutch_csv(frame: pd.DataFrame, numbers: Collection[str] = ()) -> bytes:
    """The frame as Dutch Excel opens it: a text that it would run is neutralised, of those in the columns of
    ``numbers`` the point becomes a comma.
    """
    columns = []
    for name, own in frame.items():
        cells = own.to_numpy().tolist()
        columns.append(_marked([str(name), *(_commas(cells) if name in numbers else _neutralised(cells))], ";"))
    return _joined(columns, ";", "\r\n").encode("utf-8-sig")


def _joined(columns: list[list[str]], delimiter: str, line_end: str) -> str:
    if len(columns) == 1:  # else a row without a character, which is no row
        columns = [[cell or '""' for cell in columns[0]]]
    return line_end.join([*map(delimiter.join, zip(*columns, strict=True)), ""])


def _neutralised(cells: list[Any]) -> list[str]:
    if {*map(type, cells)} == {str} and not NEUTRALISED.search("\n".join(["", *cells])):
        return cells
    return [neutralise(cell) if isinstance(cell, str) else str(cell) for cell in cells]


def _commas(cells: list[str]) -> list[str]:
    known = {cell: f"{Decimal(cell):f}".replace(".", ",") if cell else "" for cell in {*cells}}
    return [known[cell] for cell in cells]


def _plain_cells(cells: list[Any]) -> list[str]:
    try:
        return _marked(cells, ",")
    except TypeError:
        return _marked(["" if cell is None or cell != cell else str(cell) for cell in cells], ",")


def _marked(cells: list[str], delimiter: str) -> list[str]:
    """The cells with quote marks around those that need them; TypeError where one is no text."""
    text = "".join(cells)
    if not any(mark in text for mark in f'{delimiter}"\n\r'):
        return cells
    return [
        '"' + cell.replace('"', '""') + '"'
        if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell  # faster than any(…)
        else cell
        for cell in cells
    ]
