"""A returned file as a person's spreadsheet saved it, as a table of clean text cells.

Excel workbooks are read by openpyxl, which also tells merged cells, formulas and notes: answers may stand in them,
as in merged cells and notes of an .ods.
"""

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import pandas as pd

from pipeline.core.delimited import delimiter_of, stated_delimiter
from pipeline.core.errors import InputError
from pipeline.core.files import decode, restore
from pipeline.core.tables import REVIEW, records
from pipeline.core.tabular.containers import checked_container
from pipeline.core.tabular.open_document import OPEN, open_sheets
from pipeline.review.common.issues import Issue
from pipeline.review.returned.row import STRAY, ReturnedFile

_EXCEL, _OPEN_DOCUMENT = (".xlsx", ".xlsm"), ".ods"
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", *_EXCEL, _OPEN_DOCUMENT)
_PAGE = (".html", ".htm")
_HEADER_WITHIN = 5  # rows from the top in which the column names may stand, under a title
_SURELY_OURS = 3  # of our column names: from this on a sheet is a table to review
_MERGED_OR_FORMULA = re.compile(rb"<(?:\w+:)?(?:mergeCell|f)[ />]")
_IN_SHORT = {re.sub(r"[^a-z0-9]", "", name): name for name in REVIEW.names}


@dataclass(eq=False)
class UnreadableError(Exception):
    """A file that is no table: why, and at which row when known (else 0)."""

    code: str
    row: int = 0


def read_file(name: str, content: bytes | None) -> ReturnedFile | Issue:
    """The file as a table, or why it is none; ``content`` is None for a folder."""
    if content is not None and name.lower().endswith(_PAGE):
        return Issue("page_itself", file=name)
    if content is None or not name.lower().endswith(TABLE_SUFFIXES):
        return Issue("not_a_table", file=name)
    try:
        return ReturnedFile.of(name, parse_returned(name, content))
    except UnreadableError as problem:
        return Issue(problem.code, file=name, row=problem.row)


def parse_returned(name: str, content: bytes) -> pd.DataFrame:
    """Every cell trimmed and restored; index is the row as the spreadsheet numbers it.

    Columns of ours have our names, however they were retyped. What stands beside the table is
    in the column `STRAY`, when there is anything. Of a workbook the sheet that holds our columns is read.
    :class:`UnreadableError` when it is no table: empty, binary or damaged; or a workbook with two tables.
    """
    if not content.strip():
        raise UnreadableError("empty")
    if name.lower().endswith(_EXCEL):
        sheets = _workbook(content)
    elif name.lower().endswith(_OPEN_DOCUMENT):
        sheets = _open_document(name, content)
    else:
        sheets = [_lines(name, content)]
    sheets = [
        [[restore(cell.strip()).strip() for cell in row] for row in sheet]
        for sheet in sheets
        if any(map(any, sheet))
    ]
    if not sheets:
        raise UnreadableError("empty")
    ours = [_ours(sheet[_header_row(sheet)]) for sheet in sheets]
    tables = [_table(sheet) for sheet, number in zip(sheets, ours, strict=True) if number >= _SURELY_OURS]
    if len(tables) < 2:
        return _table(sheets[ours.index(max(ours))])
    said = [_said(table) for table in tables]
    whole = max(said, key=len)
    if not all(part <= whole for part in said):
        raise UnreadableError("two_sheets")  # reading one of them would lose the answers on the other
    return tables[said.index(whole)]


def column_name(typed: str) -> str:
    """The name of our column that was meant; of another one its words.

    >>> column_name("THEMA'S CORRECTIE"), column_name("Eigen kolom"), column_name(" Uitspraak ID")
    ('themas_correctie', 'eigen_kolom', 'uitspraak_id')
    """
    short = re.sub(r"[^a-z0-9]", "", typed.casefold())
    return _IN_SHORT.get(short, re.sub(r"\s+", "_", typed.strip().casefold()))


def _ours(row: Sequence[str]) -> int:
    return len({column_name(cell) for cell in row} & set(REVIEW.names))


def _header_row(rows: Sequence[Sequence[str]]) -> int:
    """Place of the row with the most of our names among the first; of the first filled one when none has any."""
    filled = [number for number, row in enumerate(rows[:_HEADER_WITHIN]) if any(row)] or [
        next(number for number, row in enumerate(rows) if any(row))
    ]
    return max(filled, key=lambda number: _ours(rows[number]))


def _table(rows: list[list[str]]) -> pd.DataFrame:
    top = _header_row(rows)
    columns = zip_longest(*rows[top:], fillvalue="")
    cells = pd.DataFrame(dict(enumerate(columns)), index=range(top + 1, len(rows) + 1), dtype=str)
    header, body = cells.iloc[0], cells.iloc[1:]
    body = body[(body != "").any(axis=1)]
    stray = [" | ".join(filter(None, row)) for row in body.loc[:, header == ""].to_numpy()]
    frame = body.loc[:, header != ""].set_axis([column_name(cell) for cell in header if cell], axis=1)
    return frame.assign(**{STRAY: stray}) if any(stray) else frame


def _said(table: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Statement, column and cell of all that is filled in, by which a copy of a sheet is known to say no more."""
    rows = ((row.get("uitspraak_id", ""), row) for row in records(table))
    return {(about, column, cell) for about, row in rows for column, cell in row.items() if cell}


def _lines(name: str, content: bytes) -> list[list[str]]:
    try:
        text, _ = decode(content, where=name)
    except InputError as problem:
        raise UnreadableError("binary") from problem
    delimiter, text = stated_delimiter(text)
    first = text.split("\n")[:_HEADER_WITHIN]
    header = max(first, key=lambda line: sum(name in line.lower() for name in REVIEW.names))
    quote = "'" if header.startswith("'") else '"'  # LibreOffice lets people choose
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter or delimiter_of(header), quotechar=quote, strict=True)
    try:
        return list(reader)
    except csv.Error as problem:
        raise UnreadableError("open_quote", reader.line_num) from problem


def _workbook(content: bytes) -> list[list[list[str]]]:
    import openpyxl  # Not at the top: heavy, and most files are no workbooks.

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which hold no text
            if _shows_more_than_its_cells(content):
                return _as_seen(content)
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = []
            for sheet in book.worksheets:
                # Some programs state a sheet smaller than it is: corrections would be lost.
                sheet.reset_dimensions()
                sheets.append([[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)])
            return sheets
    except Exception as problem:
        # The library raises whatever a damaged part leads to; nothing of ours can fail in here.
        raise UnreadableError("damaged_workbook") from problem


def _open_document(name: str, content: bytes) -> list[list[list[str]]]:
    try:
        checked_container(content, where=name, kind=OPEN)
        sheets = [(dict(rows), notes) for _, rows, notes in open_sheets(content, where=name, as_seen=True)]
    except InputError as problem:
        raise UnreadableError("damaged_workbook") from problem
    tables = []
    for cells, notes in sheets:
        numbers = range(1, max([*cells, *notes], default=0) + 1)
        tables.append(_with_notes(*([found.get(row, []) for row in numbers] for found in (cells, notes))))
    return tables


def _shows_more_than_its_cells(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        noted = any("comments" in name.casefold() for name in names)
        sheets = [name for name in names if name.startswith("xl/worksheets/")]
        return noted or any(_MERGED_OR_FORMULA.search(parts.read(name)) for name in sheets)


def _as_seen(content: bytes) -> list[list[list[str]]]:
    """As a person sees it: every cell of a merged range as the range, formulas not worked out, notes at the end.

    Several times as slow as reading the cells alone.
    """
    import openpyxl  # As in _workbook.

    values, formulas = (openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (True, False))
    sheets = []
    for shown, written in zip(values.worksheets, formulas.worksheets, strict=True):
        rows: list[list[str]] = []
        notes: list[list[str]] = []
        for cells, sources in zip(shown.iter_rows(), written.iter_rows(), strict=True):
            rows.append(
                [
                    _text(None if cell.data_type == "e" else cell.value)
                    or _text(getattr(source.value, "text", source.value))
                    for cell, source in zip(cells, sources, strict=True)
                ]
            )
            notes.append([_text(cell.comment.text) for cell in cells if cell.comment])
        for merged in shown.merged_cells.ranges:
            first = rows[merged.min_row - 1][merged.min_col - 1]
            for row in rows[merged.min_row - 1 : merged.max_row]:
                row[merged.min_col - 1 : merged.max_col] = [first] * (merged.max_col - merged.min_col + 1)
        sheets.append(_with_notes(rows, notes))
    return sheets


def _with_notes(rows: list[list[str]], notes: Sequence[list[str]]) -> list[list[str]]:
    """The notes below the header, beside the table; one at a column name explains it, and one above, the table."""
    body = _header_row(rows) + 1 if any(map(any, rows)) else 0
    width = max(map(len, rows), default=0)
    return [
        [*row, *[""] * (width - len(row)), *noted] if at >= body else row
        for at, (row, noted) in enumerate(zip(rows, notes, strict=True))
    ]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell).replace("_x000D_", "").strip()
