"""A table that a person hands over, whatever its format: CSV with any delimiter and encoding, TSV, Excel, ODS."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from pipeline.core.delimited import Row, delimited_rows, delimiter_of, framed, stated_delimiter
from pipeline.core.errors import InputError
from pipeline.core.files import decode
from pipeline.core.tabular.workbooks import WORKBOOKS, sheet_rows

_TABULATED = (".tsv", ".tab")
_OTHER_WORKBOOKS = (".xlsb", ".xlt", ".numbers", ".sav")
_DOCUMENTS = (".pdf", ".docx", ".doc", ".odt", ".rtf")
TABLE_SUFFIXES = (".csv", *_TABULATED, *WORKBOOKS, *_OTHER_WORKBOOKS)


@dataclass(frozen=True)
class SourceTable:
    """The rows of a text file, or of one sheet.

    Attributes
    ----------
    rows : number in the file, from 1, and cells as text; rows without any text are left out. Cells are
        verbatim, but line ends are line feeds.
    form : encoding of a text file ("utf-8"), else the kind of workbook ("ods").
    where : the file, for messages.
    """

    rows: Sequence[Row]
    form: str
    where: str

    def frame(self) -> pd.DataFrame:
        """The cells under the column names, which the first row holds; the row below it has index 1.

        Raises
        ------
        InputError
            A column name that occurs twice, or a row with more cells than the header.
        """
        frame = framed(self.rows, where=self.where)
        frame.index = frame.index - self.rows[0][0]
        return frame


def source_tables(content: bytes, *, where: str) -> list[SourceTable]:
    """The table of a text file, or those of each sheet of a workbook that holds any text.

    The name of the file says what it is; a file of another name is a text file.

    Raises
    ------
    InputError
        Not a table: without rows, binary, damaged, protected, too large or of another format.
    """
    suffix = PurePath(where).suffix.lower()
    if suffix in WORKBOOKS:
        sheets = [rows for rows in sheet_rows(content, suffix, where=where) if rows]
        if not sheets:
            raise InputError("no sheet of this workbook has rows", where=where, todo="export or save it again")
        return [SourceTable(rows, suffix[1:], where) for rows in sheets]
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
    delimiter, text = stated_delimiter(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n"))
    if suffix in _TABULATED:
        delimiter = delimiter or "\t"
    delimiter = delimiter or delimiter_of(text.split("\n", 1)[0])
    rows = list(delimited_rows(io.StringIO(text, newline=""), delimiter, where=where))
    return [SourceTable(rows, encoding, where)]
