"""OpenDocument spreadsheets as numbered rows of texts, sheet by sheet.

Not by a library: those that there are leave out tabs and line breaks within a cell, so that words run together.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator

from lxml import etree

from pipeline.core.delimited import MOST_COLUMNS, Row
from pipeline.core.tabular.containers import damaged_file, too_large

OPEN = "OpenDocument spreadsheet (.ods)"
MOST_CELLS = 50_000_000  # of one sheet, empty ones between others too: each takes memory
_MOST_ROWS = 1_048_576  # of a sheet, in the programs that make them
_MOST_SPACES = 1_000  # in one run
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_COVERED, _NOTE = f"{_TABLE}covered-table-cell", f"{_OFFICE}annotation"
_CELLS = (f"{_TABLE}table-cell", _COVERED)
_LEFT_OUT = (_NOTE, f"{_TEXT}note")
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}

Notes = dict[int, list[str]]  # what people noted at the cells of a row, by its number


class _Merged:
    """The texts of merged cells, while the cells that they cover come by: to the right, then down."""

    def __init__(self) -> None:
        self._above: dict[int, tuple[str, int]] = {}  # column -> text, and rows that it still covers
        self._below: dict[int, tuple[str, int]] = {}
        self._last, self._wide = ("", 0), 0

    def next_row(self) -> None:
        self._above, self._below, self._wide = self._below, {}, 0

    def start(self, column: int, text: str, wide: int, tall: int) -> None:
        """A cell that is not covered, so many columns wide and rows tall."""
        self._last, self._wide = (text, tall), wide
        self._take(column)

    def covered(self, column: int) -> str:
        """The text that is seen in a covered cell."""
        if self._wide < 1:
            self._last, self._wide = self._above.get(column, ("", 0)), 1
        return self._take(column)

    def _take(self, column: int) -> str:
        text, rows = self._last
        self._wide -= 1
        if rows > 1:
            self._below[column] = (text, rows - 1)
        return text


def open_sheets(content: bytes, *, where: str, as_seen: bool = False) -> Iterator[tuple[str, list[Row], Notes]]:
    """Of each sheet its name, the rows with any text, and the notes.

    Formulas give the value last computed. :class:`InputError` for what is not sound, or too large.

    Parameters
    ----------
    as_seen : numbers are as they are shown ("50%"), and every cell that a merged one covers has its text; else the
        first of them has it, and the others what stands hidden below it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("content.xml") as stream:
            elements = etree.iterparse(
                stream,
                tag=(f"{_TABLE}table-row", f"{_TABLE}table"),
                resolve_entities=False,
                no_network=True,
                huge_tree=True,  # long sheets; the file's size was looked at
            )
            yield from _tables((element for _, element in elements), where, as_seen)
    except (etree.LxmlError, KeyError, ValueError, RecursionError) as problem:
        raise damaged_file(OPEN, where, type(problem).__name__) from problem


def number_text(number: float) -> str:
    """A number without the decimals that it does not have.

    >>> number_text(12.0), number_text(0.5)
    ('12', '0.5')
    """
    return str(int(number)) if number.is_integer() else str(number)


def _tables(
    elements: Iterable[etree._Element], where: str, as_seen: bool
) -> Iterator[tuple[str, list[Row], Notes]]:
    """What was read is let go of, so that memory stays small."""
    rows: list[Row] = []
    notes: Notes = {}
    number, size, merged = 1, 0, _Merged()
    for element in elements:
        if element.tag == f"{_TABLE}table":
            yield element.get(f"{_TABLE}name", ""), rows, notes
            rows, notes, number, size, merged = [], {}, 1, 0, _Merged()
            continue
        repeated = _count(element, "number-rows-repeated", _MOST_ROWS + 1 - number)
        merged.next_row()
        cells = _cells(element, merged if as_seen else None)
        if any(cell.strip() for cell in cells):
            size += repeated * len(cells)
            if len(cells) > MOST_COLUMNS or size > MOST_CELLS:
                raise too_large(f"{MOST_COLUMNS:,} columns or {MOST_CELLS:,} cells", where)
            rows += [(number + extra, cells) for extra in range(repeated)]
        if noted := [_paragraphs(note) for note in element.iterfind(f"*/{_NOTE}")]:
            notes[number] = noted
        number += repeated
        element.clear()


def _cells(row: etree._Element, merged: _Merged | None) -> list[str]:
    cells: list[str] = []
    empty = 0  # before the next cell with text: a sheet ends with thousands
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        at = len(cells) + empty
        repeated = _count(cell, "number-columns-repeated", MOST_COLUMNS + 1 - at)
        text = _cell_text(cell, as_seen=merged is not None)
        texts = [text] * repeated if text else []
        if merged and cell.tag == _COVERED:
            texts = [merged.covered(at + number) for number in range(repeated)]
        elif merged:
            spans = (("number-columns-spanned", MOST_COLUMNS), ("number-rows-spanned", _MOST_ROWS))
            merged.start(at, text, *(_count(cell, *span) for span in spans))
        if any(texts):
            cells += [""] * empty + texts
            empty = 0
        else:
            empty += repeated
    return cells


def _count(element: etree._Element, name: str, most: int) -> int:
    return max(0, min(int(element.get(_TABLE + name, "1")), most))


def _cell_text(cell: etree._Element, *, as_seen: bool) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "string")
    if kind == "date":
        date = str(cell.get(f"{_OFFICE}date-value", ""))
        return date.removesuffix("T00:00:00").replace("T", " ")
    number = cell.get(f"{_OFFICE}value")
    if kind in ("float", "percentage", "currency") and number is not None and not as_seen:
        return number_text(float(number))
    return _paragraphs(cell)


def _paragraphs(element: etree._Element) -> str:
    return "\n".join(_written(part) for part in element if part.tag == f"{_TEXT}p")


def _written(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(_MOST_SPACES, int(child.get(f"{_TEXT}c", "1"))))
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            parts.append(_written(child))
        parts.append(child.tail or "")
    return "".join(parts)
