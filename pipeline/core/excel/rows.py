"""Rows of an Excel sheet as the XML in its file.

XlsxWriter holds every cell of a sheet until the end. Here a row becomes XML when it is written, in a tenth of the
time; the bytes are the same.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet as XlsxSheet

from pipeline.core.files import neutralise

_LONGEST = 32_767  # UTF-16 units that Excel lets a cell have
_TOGETHER = 16  # rows of which the file says in one go between which columns they are
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # control characters that XML cannot hold
_SHARED = ' t="s"'  # in XML: of a cell that names a text by its number

Look = Mapping[str, str | int | float | bool]
Value = str | int | float | None  # None where there is no cell
_NOWHERE: Mapping[int, str] = MappingProxyType({})


class SheetRow(NamedTuple):
    """One row, from the first column on. It is written fastest where it has its looks together with other rows.

    Attributes
    ----------
    values : texts and numbers. looks : how the cell of each looks.
    links : column, from 0, to the place in the workbook that its cell leads to (see :func:`place`).
    """

    values: Sequence[Value]
    looks: Sequence[Look]
    links: Mapping[int, str] = _NOWHERE


class FilledSheet(XlsxSheet):  # type: ignore[misc]  # a library without types
    """A sheet of which each row becomes XML when it is filled."""

    def fill(self, rows: Sequence[SheetRow], format_of: Callable[..., Any]) -> None:
        """Write all cells, of a sheet that is laid out already."""
        for number in sorted(self.col_info):  # looks are numbered as the file has them: those of columns first
            if look := self.col_info[number].column_format:
                look._get_xf_index()
        widest = max((len(row.values) for row in rows), default=0)
        self._begins = [f'<c r="{xl_col_to_name(column)}' for column in range(widest)]
        self._insides, self._format_of = _Insides(self.str_table), format_of
        self._styles: dict[tuple[int, bool], str] = {}  # by the look itself: a few are those of very many cells
        self._usual: dict[int, list[str]] = {}  # by the looks of a row: the style of each where nothing is rare
        self._filled: list[tuple[list[int], str]] = []  # columns of its first and last cell, and its XML
        for number, row in enumerate(rows):
            line = self._at_once(number, row) or self._cell_by_cell(number, row)
            self.str_table.count += line.count(_SHARED)
            there = [column for column, value in enumerate(row.values) if value is not None]
            ends = [*there[:1], *there[-1:]]
            for column in ends:
                self._check_dimensions(number, column)
            self._filled.append((ends, line))

    def _at_once(self, number: int, row: SheetRow) -> str:
        """The XML of a row that looks like one before it and holds nothing rare; else ""."""
        insides, styles = self._insides, self._usual.get(id(row.looks))
        if not styles or row.links or not insides.rare.isdisjoint(row.values):
            return ""
        n_rare, at = len(insides.rare), str(number + 1)
        cells = zip(self._begins, styles, row.values)  # noqa: B905 - a row may be shorter than others
        line = "".join([f"{begin}{at}{style}{insides[value]}" for begin, style, value in cells])
        return line if len(insides.rare) == n_rare else ""

    def _cell_by_cell(self, number: int, row: SheetRow) -> str:
        """The XML of any row."""
        line, rare = "", self._insides.rare
        for column, (value, look) in enumerate(zip(row.values, row.looks, strict=True)):
            if value is None:
                continue
            inside = self._insides[value]
            if (style := self._styles.get((id(look), value in rare))) is None:
                # The last keeps a text as it is when who reads it types Enter in the cell.
                own = self._format_of((*look.items(), *([("quote_prefix", True)] if value in rare else ())))
                style = self._styles[id(look), value in rare] = f'" s="{own._get_xf_index()}'
            if column in row.links:
                text = _as_text(value)[0] if isinstance(value, str) else str(value)
                self.write_url(number, column, f"internal:{row.links[column]}", None, text)
                self.str_table.count -= inside.count(_SHARED)  # counted with the link
            line += f"{self._begins[column]}{number + 1}{style}{inside}"
        if rare.isdisjoint(row.values):
            self._usual[id(row.looks)] = [self._styles[id(look), False] for look in row.looks]
        return line

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


class _Insides(dict[Value, str]):
    """What stands in a cell behind its style, by its value; a text gets its number when it first comes.

    Attributes
    ----------
    rare : texts among them that a spreadsheet would run, and None.
    """

    def __init__(self, texts: Any) -> None:
        super().__init__()
        self._texts, self.rare = texts, set[Value]([None])

    def __missing__(self, value: Value) -> str:
        if not isinstance(value, str):
            return f'"><v>{value:.16G}</v></c>'  # not kept: 0 and -0 are one key
        text, runs = _as_text(value)
        if runs:
            self.rare.add(value)
        self[value] = f'"{_SHARED}><v>{self._number(text)}</v></c>' if text else '"/>'
        return self[value]

    def _number(self, text: str) -> int:
        number: int = self._texts._get_shared_string_index(text)
        self._texts.count -= 1  # cells are counted by row
        return number


def _as_text(value: str) -> tuple[str, bool]:
    """A text as a cell can hold it, and whether a spreadsheet would run it."""
    text = _REFUSED.sub("", value)
    if len(text) > _LONGEST // 2:
        text = text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")
    return text, neutralise(text) != text
