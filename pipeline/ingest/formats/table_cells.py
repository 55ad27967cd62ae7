"""A survey export as a frame of text cells: CSV with any delimiter and encoding, TSV, XLSX, ODS."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

import pandas as pd

from pipeline.core.errors import InputError
from pipeline.core.files import decode, parse_csv
from pipeline.ingest.formats.workbooks import Row, excel_rows, open_rows

_WORKBOOKS: dict[str, Callable[..., list[Row]]] = {
    ".xlsx": excel_rows,
    ".xlsm": excel_rows,
    ".ods": open_rows,
    ".ots": open_rows,
}
_TABULATED = (".tsv", ".tab")
_OTHER_WORKBOOKS = (".xls", ".xlsb", ".xlt", ".numbers", ".sav")
_DOCUMENTS = (".pdf", ".docx", ".doc", ".odt", ".rtf")
TABLE_SUFFIXES = (".csv", *_TABULATED, *_WORKBOOKS, *_OTHER_WORKBOOKS)
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)  # Excel's own way to say the delimiter


def read_cells(content: bytes, *, where: str) -> tuple[pd.DataFrame, str]:
    """The cells as text, verbatim but for line ends (all line feeds), and the encoding.

    Index: the data row, the first row under the header being 1; rows without any text are
    left out and keep their number.

    Raises
    ------
    InputError
        Not a table: empty, binary, damaged, protected, of another format, a column name that
        occurs twice, or a row with more cells than the header.
    """
    suffix = PurePath(where).suffix.lower()
    if suffix in _WORKBOOKS:
        rows = _WORKBOOKS[suffix](content, where=where)
        if not rows:
            raise InputError("no sheet of this workbook has rows", where=where, todo="export or save it again")
        return _framed(rows, where), suffix[1:]
    if suffix in (*_OTHER_WORKBOOKS, *_DOCUMENTS):
        raise InputError(
            f"a {suffix} file cannot be read as a table",
            where=where,
            allowed=(".csv", ".tsv", ".xlsx", ".ods"),
            todo="give the answers as one of these"
            if suffix in _DOCUMENTS
            else "open it, and save or export it as .xlsx or .csv",
        )
    text, encoding = decode(content, where=where)
    return _delimited(text, where), encoding


def _delimited(text: str, where: str) -> pd.DataFrame:
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    delimiter = "\t" if PurePath(where).suffix.lower() in _TABULATED else ""
    stated = _SEPARATOR_LINE.match(text)
    if stated:
        delimiter, text = stated[1], text[stated.end() :]
    frame = parse_csv(text, where=where, delimiter=delimiter)
    frame.index = frame.index - 1
    return frame


def _framed(rows: list[Row], where: str) -> pd.DataFrame:
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
