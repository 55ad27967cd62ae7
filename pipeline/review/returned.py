"""A returned file as a person's spreadsheet saved it, as a table of clean text cells."""

from __future__ import annotations

import datetime
import io
import re
import warnings

import openpyxl
import pandas as pd

from pipeline.errors import InputError, quoted
from pipeline.files import decode, parse_csv, restore

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
_PLACE = re.compile(r"(?:row|line) (\d+)$")


def parse_returned(name: str, content: bytes) -> pd.DataFrame:
    """Every cell trimmed and restored; index is the row as the spreadsheet numbers it.

    Column names are lower case with `_` for spaces, so that a header that was retyped is
    still known. A workbook gives its first sheet.

    Raises
    ------
    InputError
        Not a table: empty, binary, damaged, or a row with more cells than the header.
    """
    if not content.strip():
        raise InputError("the file is empty", where=name, todo="save it again")
    if name.lower().endswith(WORKBOOK_SUFFIXES):
        frame = _workbook(name, content)
    else:
        frame = parse_csv(decode(content, where=name)[0], where=name)
    names = [re.sub(r"\s+", "_", str(column).strip().lower()) for column in frame.columns]
    cells = [[_clean(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    return pd.DataFrame(cells, columns=names, index=frame.index, dtype=str)


def row_of(error: InputError) -> int:
    """The row that an error of :func:`parse_returned` names, or 0."""
    match = _PLACE.search(error.where)
    return int(match[1]) if match else 0


def _clean(cell: str) -> str:
    return restore(cell.strip()).strip()


def _workbook(name: str, content: bytes) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which hold no text
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs state a sheet smaller than it is: corrections would be lost
            rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except Exception as problem:
        # The library raises whatever a damaged part leads to; nothing of ours can fail in here.
        raise InputError(
            f"this is not a sound Excel workbook ({type(problem).__name__})",
            where=name,
            todo="save it again as .xlsx",
        ) from problem
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise InputError("the first sheet is empty", where=name, todo="put the table on the first sheet")
    header = [cell.strip() for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    body = {number: row for number, row in enumerate(rows[1:], start=2) if any(row)}
    for number, row in body.items():
        if any(row[len(header) :]):
            raise InputError(
                f"a cell without a column name: {quoted(next(filter(None, row[len(header) :])))}",
                where=f"{name} row {number}",
                todo="clear the cell, or give its column a name in the first row",
            )
    padded = [[*row, *[""] * len(header)][: len(header)] for row in body.values()]
    return pd.DataFrame(padded, columns=header, index=list(body), dtype=str)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("_x000D_", "").strip()
