"""A table that a person hands over, whatever its format: CSV with any delimiter and encoding, TSV, Excel, ODS.

Spreadsheets come as numbered rows of texts, sheet by sheet.
"""

import csv
import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import PurePath

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from pipeline.core.delimited import DELIMITERS, Row, delimited_rows, delimiter_of, stated_delimiter
from pipeline.core.errors import InputError
from pipeline.core.files import decode
from pipeline.core.tabular.containers import checked_container, damaged_file, protected_file, read_apart, too_large
from pipeline.core.tabular.open_document import MOST_CELLS, OPEN, number_text, open_sheets

_EXCEL, _OLD_EXCEL = "Excel workbook (.xlsx)", "Excel workbook (.xls)"
WORKBOOKS = {
    ".xlsx": _EXCEL,
    ".xlsm": _EXCEL,
    ".xls": _OLD_EXCEL,
    ".ods": OPEN,
    ".ots": OPEN,
}
_TABULATED = (".tsv", ".tab")
DELIMITED = (".csv", *_TABULATED)
_OTHER_WORKBOOKS = (".xlsb", ".xlt", ".numbers", ".sav")
_DOCUMENTS = (".pdf", ".docx", ".doc", ".odt", ".rtf")
TABLE_SUFFIXES = (*DELIMITED, *WORKBOOKS, *_OTHER_WORKBOOKS)
LOOKED_AT = 100_000  # characters by which the delimiter is told
_CELL_PLACE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")


def sheet_rows(content: bytes, suffix: str, *, where: str) -> Iterator[tuple[str, list[Row]]]:
    """Of each sheet its name and the rows with any text; formulas give the value last computed.

    ``suffix`` is one of ``WORKBOOKS``. :class:`InputError` for what is not a sound workbook, protected by a
    password, or too large.
    """
    kind = WORKBOOKS[suffix]
    if kind == _OLD_EXCEL:
        # Such a file states lengths and chains of its parts, which the library believes.
        sheets = read_apart(_excel_sheets, content, kind=kind, where=where)
    else:
        checked_container(content, where=where, kind=kind)
        if kind == OPEN:
            yield from ((name, rows) for name, rows, _ in open_sheets(content, where=where))
            return
        _check_extent(content, where)
        try:
            sheets = _excel_sheets(content)
        except (CalamineError, OSError, ValueError) as problem:
            raise damaged_file(kind, where, str(problem)) from problem
    if sheets is None:
        raise protected_file(kind, where)
    yield from sheets


def _excel_sheets(content: bytes) -> list[tuple[str, list[Row]]] | None:
    """None when a password is needed."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        return None
    names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [(name, _excel_rows(book.get_sheet_by_name(name))) for name in names]


def _check_extent(content: bytes, where: str) -> None:
    """Refuse a sheet with a cell so far off that all empty ones before it would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            rows, columns = 0, set()
            for place in _CELL_PLACE.finditer(parts.read(name)):
                columns.add(place[1])
                rows = max(rows, int(place[2]))
            if rows * max(map(_column_number, columns), default=0) > MOST_CELLS:
                raise too_large(f"{MOST_CELLS:,} cells, empty ones included", where)


def _column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _excel_rows(sheet: CalamineSheet) -> list[Row]:
    before = [""] * (sheet.start[1] if sheet.start else 0)  # the library leaves out empty columns at the left
    texts = ((number, [*before, *map(_text, row)]) for number, row in enumerate(sheet.iter_rows(), start=1))
    return [(number, row) for number, row in texts if any(cell.strip() for cell in row)]


def _text(cell: object) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float):
        return number_text(cell)
    return str(cell).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class SourceTable:
    """The rows of a text file, or of one sheet.

    Attributes
    ----------
    rows : number in the file, from 1, and cells as text; rows without any text are left out. Cells are
        verbatim, but line ends are line feeds.
    form : encoding of a text file ("utf-8"), else the kind of workbook ("ods").
    where : the file, for messages.
    name : of the sheet; "" for a text file.
    total : rows with any text in the file, where ``rows`` is a sample of them; else 0.
    """

    rows: Sequence[Row]
    form: str
    where: str
    name: str = ""
    total: int = 0


Content = bytes | SourceTable  # of a file: its bytes, or what was taken from one too large to hold


def _delimiter(text: str) -> str:
    """The delimiter by which most rows have the same number of cells, as questions hold commas too."""
    likely = delimiter_of(text.split("\n", 1)[0])

    def regular(delimiter: str) -> tuple[float, bool]:
        lines = io.StringIO(text[:LOOKED_AT], newline="")
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(cells))
        same = max((times for width, times in widths.items() if width > 1), default=0)
        return round(same / max(1, widths.total()), 1), delimiter == likely

    return max(DELIMITERS, key=regular)


def delimiter_and_rest(text: str, suffix: str) -> tuple[str, str]:
    """The delimiter, by a line above, the name of the file or its first rows; and the text below that line."""
    stated, rest = stated_delimiter(text)
    return stated or ("\t" if suffix in _TABULATED else _delimiter(rest)), rest


def holds_table(content: bytes, *, where: str) -> bool:
    """Whether a file whose name does not say so is a table: rows of one width, parted by tabs."""
    try:
        text, _ = decode(content, where=where)
        rows = delimited_rows(io.StringIO(text.replace("\r", "\n"), newline=""), "\t", where=where)
        widths = Counter(len(cells) for _, cells in rows)
    except InputError:
        return False
    width, times = max(widths.items(), key=itemgetter(1), default=(0, 0))
    return width > 1 and times >= max(3, 0.9 * widths.total())


def source_tables(content: bytes, *, where: str) -> list[SourceTable]:
    """The table of a text file, or those of each sheet of a workbook that holds any text.

    The name of the file says what it is; a file of another name is a text file. :class:`InputError` for what is
    no table: without rows, binary, damaged, protected, too large or of another format.
    """
    suffix = PurePath(where).suffix.lower()
    if suffix in WORKBOOKS:
        sheets = [(name, rows) for name, rows in sheet_rows(content, suffix, where=where) if rows]
        if not sheets:
            raise InputError("no sheet of this workbook has rows", where=where, todo="export or save it again")
        return [SourceTable(rows, suffix[1:], where, name) for name, rows in sheets]
    if suffix in (*_OTHER_WORKBOOKS, *_DOCUMENTS):
        raise InputError(
            f"a {suffix} file cannot be read as a table",
            where=where,
            allowed=(".csv", ".tsv", ".xlsx", ".xls", ".ods"),
            todo="give the answers as one of these"
            if suffix in _DOCUMENTS
            else "open it, and save or export it as .xlsx or .csv",
        )
    text, encoding = decode(content, where=where)
    delimiter, text = delimiter_and_rest(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n"), suffix)
    rows = list(delimited_rows(io.StringIO(text, newline=""), delimiter, where=where))
    return [SourceTable(rows, encoding, where)]
