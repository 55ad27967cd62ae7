"""Spreadsheets (.xlsx, .ods) as numbered rows of texts: the first sheet that holds any."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator

import openpyxl
from lxml import etree

from pipeline.ingest.formats.containers import checked_container, damaged_file

Row = tuple[int, list[str]]  # number in the sheet, from 1; its cells as text

EXCEL = "Excel workbook (.xlsx)"
OPEN_SHEET = "OpenDocument spreadsheet (.ods)"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, in the programs that make them
_TABLE_NS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE_NS = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE_NS}table-cell", f"{_TABLE_NS}covered-table-cell")
_LEFT_OUT = (f"{_OFFICE_NS}annotation", f"{_TEXT_NS}note")
_BREAKS = {f"{_TEXT_NS}tab": "\t", f"{_TEXT_NS}line-break": "\n"}


def excel_rows(content: bytes, *, where: str) -> list[Row]:
    """Rows with text of the first sheet that has any; formulas give the value last computed.

    Raises
    ------
    InputError
        Not a sound workbook, or protected by a password.
    """
    checked_container(content, where=where, kind=EXCEL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions, which hold no text
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            return next((rows for rows in map(_excel_sheet, book.worksheets) if rows), [])
    except Exception as problem:
        # The library raises whatever a damaged part leads to; nothing of ours is called in here.
        raise damaged_file(EXCEL, where, type(problem).__name__) from problem


def open_rows(content: bytes, *, where: str) -> list[Row]:
    """The same for an OpenDocument spreadsheet.

    Raises
    ------
    InputError
        Not a sound spreadsheet, or protected by a password.
    """
    checked_container(content, where=where, kind=OPEN_SHEET)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("content.xml") as stream:
            tables = etree.iterparse(
                stream,
                tag=(f"{_TABLE_NS}table-row", f"{_TABLE_NS}table"),
                resolve_entities=False,
                no_network=True,
                huge_tree=True,  # long sheets; the file's size was looked at
            )
            return _first_table(element for _, element in tables)
    except (etree.LxmlError, KeyError, ValueError) as problem:
        raise damaged_file(OPEN_SHEET, where, type(problem).__name__) from problem


def _excel_sheet(sheet: object) -> list[Row]:
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # some exporters state a sheet smaller than it is
    texts = ((number, [_text(cell) for cell in row]) for number, row in enumerate(_values(sheet), start=1))
    return [(number, row) for number, row in texts if any(cell.strip() for cell in row)]


def _values(sheet: object) -> Iterator[tuple[object, ...]]:
    if hasattr(sheet, "iter_rows"):
        yield from sheet.iter_rows(values_only=True)


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


def _first_table(elements: Iterable[etree._Element]) -> list[Row]:
    """Rows with text of the first table that has any; what was read is let go of, so that memory stays small."""
    rows: list[Row] = []
    number = 1
    for element in elements:
        if element.tag == f"{_TABLE_NS}table":
            if rows:
                return rows
            number = 1
            continue
        repeated = _repeated(element, "number-rows-repeated", _MOST_ROWS + 1 - number)
        cells = _cells(element)
        if any(cell.strip() for cell in cells):
            rows += [(number + extra, cells) for extra in range(repeated)]
        number += repeated
        element.clear()
    return rows


def _cells(row: etree._Element) -> list[str]:
    cells: list[str] = []
    empty = 0  # before the next cell with text: a sheet ends with thousands
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = _repeated(cell, "number-columns-repeated", _MOST_COLUMNS - len(cells) - empty)
        text = _cell_text(cell)
        if text:
            cells += [""] * empty + [text] * repeated
            empty = 0
        else:
            empty += repeated
    return cells


def _repeated(element: etree._Element, name: str, most: int) -> int:
    return max(0, min(int(element.get(_TABLE_NS + name, "1")), most))


def _cell_text(cell: etree._Element) -> str:
    kind = cell.get(f"{_OFFICE_NS}value-type", "string")
    if kind == "date":
        date = str(cell.get(f"{_OFFICE_NS}date-value", ""))
        return date.removesuffix("T00:00:00").replace("T", " ")
    number = cell.get(f"{_OFFICE_NS}value")
    if kind in ("float", "percentage", "currency") and number is not None:
        return _text(float(number))
    return "\n".join(_written(part) for part in cell if part.tag == f"{_TEXT_NS}p")


def _written(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT_NS}s":
            parts.append(" " * int(child.get(f"{_TEXT_NS}c", "1")))
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts.append(_written(child))
        parts.append(child.tail or "")
    return "".join(parts)
