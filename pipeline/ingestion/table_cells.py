"""A survey export as a frame of text cells: CSV with any delimiter and encoding, TSV, XLSX."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from pipeline.errors import InputError
from pipeline.files import decode, parse_csv

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
TABLE_SUFFIXES = (".csv", ".tsv", ".tab", *WORKBOOK_SUFFIXES)
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)  # Excel's own way to say the delimiter


def read_cells(content: bytes, *, where: str) -> tuple[pd.DataFrame, str]:
    """The cells as text, verbatim but for line ends (all line feeds), and the encoding.

    Index: the data row, the first row under the header being 1; rows without any text are
    left out and keep their number.

    Raises
    ------
    InputError
        Not a table: empty, binary, damaged, a column name that occurs twice, or a row with
        more cells than the header.
    """
    if PurePath(where).suffix.lower() in WORKBOOK_SUFFIXES:
        return _workbook(content, where), "xlsx"
    text, encoding = decode(content, where=where)
    return _delimited(text, where), encoding


def _delimited(text: str, where: str) -> pd.DataFrame:
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    delimiter = "\t" if PurePath(where).suffix.lower() in (".tsv", ".tab") else ""
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        delimiter, text = stated[1], text[stated.end() :]
    frame = parse_csv(text, where=where, delimiter=delimiter)
    frame.index = frame.index - 1
    return frame


def _workbook(content: bytes, where: str) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which hold no text
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheets = (_rows(sheet) for sheet in book.worksheets)
            rows = next((rows for rows in sheets if rows), [])
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as problem:
        raise InputError(
            f"this is not a sound Excel workbook ({type(problem).__name__})",
            where=where,
            todo="save it again as .xlsx",
        ) from None
    if not rows:
        raise InputError("no sheet of this workbook has rows", where=where, todo="export or save it again")
    return _framed(rows, where)


def _rows(sheet: object) -> list[tuple[int, list[str]]]:
    """Row number in the sheet and cells, rows without text left out."""
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # some exporters state a sheet smaller than it is
    numbered: Iterable[tuple[int, tuple[object, ...]]] = enumerate(_values(sheet), start=1)
    texts = ((number, [_text(cell) for cell in row]) for number, row in numbered)
    return [(number, row) for number, row in texts if any(cell.strip() for cell in row)]


def _values(sheet: object) -> Iterator[tuple[object, ...]]:
    if hasattr(sheet, "iter_rows"):
        yield from sheet.iter_rows(values_only=True)


def _framed(rows: list[tuple[int, list[str]]], where: str) -> pd.DataFrame:
    top, first = rows[0]
    header = [cell.strip() for cell in first]
    while header and not header[-1]:
        header.pop()
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(
            f"column {twice[0]!r} occurs twice", where=f"{where} row {top}", todo="rename one of them"
        )
    width = len(header)
    for number, row in rows[1:]:
        if any(cell.strip() for cell in row[width:]):
            raise InputError(
                "a cell to the right of the last column name",
                where=f"{where} row {number}",
                todo="give its column a name in the first row, or clear the cell",
            )
    body = [[*row[:width], *[""] * (width - len(row))] for _, row in rows[1:]]
    return pd.DataFrame(body, columns=header, index=[number - top for number, _ in rows[1:]], dtype=str)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    # Excel writes a carriage return in a cell as the escape _x000D_.
    return str(cell).replace("_x000D_\n", "\n").replace("_x000D_", "\n").replace("\r\n", "\n").replace("\r", "\n")
