from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.excel import writer
from pipeline.core.excel.rows import Look, SheetRow, Value
from pipeline.core.excel.writer import TALLEST, Column, Worksheet, height, place, workbook_bytes, wrapped
from tests.cases import cases

LONGEST_CELL = 32_767  # characters that Excel lets a cell have


def book(*cells: str | float) -> bytes:
    row = SheetRow(cells, [{"bold": True}] * len(cells))
    return workbook_bytes([Worksheet("Blad", [Column(12)] * len(cells), [row])], "Wat mensen zeiden")


def first_row(content: bytes) -> tuple[openpyxl.cell.Cell, ...]:
    row: tuple[openpyxl.cell.Cell, ...] = openpyxl.load_workbook(io.BytesIO(content))["Blad"][1]
    return row


@pytest.mark.parametrize("text", cases(__file__, "texts"))
def test_a_text_stays_that_text(text: str) -> None:
    [cell] = first_row(book(text))

    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.font.b


def test_only_what_a_spreadsheet_would_run_is_marked_as_text() -> None:
    cells = first_row(book("=1+1", "Gewoon.", "+1", "Nog een."))

    assert [bool(cell.quotePrefix) for cell in cells] == [True, False, True, False]


def test_a_number_is_a_number() -> None:
    assert [(cell.value, cell.data_type) for cell in first_row(book(3, 0.25))] == [(3, "n"), (0.25, "n")]


def test_what_excel_refuses_is_left_out() -> None:
    bell, long = first_row(book("a\x07b", "x" * (LONGEST_CELL + 1)))

    assert bell.value == "ab"
    assert long.value == "x" * LONGEST_CELL


def test_it_says_its_title_and_language_and_not_who_or_when() -> None:
    content = book("a")
    about = openpyxl.load_workbook(io.BytesIO(content)).properties
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        core = parts.read("docProps/core.xml")
        moments = {part.date_time for part in parts.infolist()}

    assert (about.title, about.language) == ("Wat mensen zeiden", "nl-NL")
    assert b"creator" not in core
    assert b"lastModifiedBy" not in core
    assert b"dcterms" not in core
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert content == book("a")


@pytest.mark.parametrize(("texts", "widths", "lines"), cases(__file__, "heights"))
def test_a_row_is_as_high_as_its_longest_text(texts: list[str], widths: list[int], lines: int) -> None:
    assert height(texts, widths) == 15 * lines


def test_no_row_is_higher_than_excel_allows() -> None:
    assert height(["woord " * 2000], [20]) == TALLEST


TOO_LONG, CUT = "👍" * 17_000, "👍" * 16_383  # each sign is two of the 32,767 units that a cell may have
LOOKS: tuple[Look, ...] = ({}, {"bold": True}, {"num_format": "0.0%", "bold": True}, {"locked": False})


class CellByCell(xlsxwriter.worksheet.Worksheet):  # type: ignore[misc]  # a library without types
    """A sheet that XlsxWriter writes, by what it promises to its users."""

    def fill(self, rows: Sequence[SheetRow], format_of: Callable[..., Any]) -> None:
        for number, row in enumerate(rows):
            for column, (value, look) in enumerate(zip(row.values, row.looks, strict=True)):
                if value is not None:
                    self.fill_cell(number, column, value, look, row.links.get(column, ""), format_of)

    def fill_cell(
        self, row: int, column: int, value: str | float, look: Look, link: str, format_of: Callable[..., Any]
    ) -> None:
        value = CUT if value == TOO_LONG else value
        runs = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "'"))
        shown = format_of((*look.items(), *([("quote_prefix", True)] if runs else [])))
        if link:
            self.write_url(row, column, f"internal:{link}", shown, str(value))
        if not isinstance(value, str):
            self.write_number(row, column, value, shown)
        elif not value:
            self.write_blank(row, column, None, shown)
        elif not link:
            self.write_string(row, column, value, shown)


# Rows that share their looks, as those of a table, and rows with looks of their own.
SHARED = [[LOOKS[0]] * 3, [LOOKS[1], LOOKS[2], LOOKS[1]]]
a_value: st.SearchStrategy[Value] = (
    st.sampled_from([None, "", "a", "Te laat.", "=1+1", "'s ochtends", " b <&> ", "é👍", TOO_LONG])
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
)
some_links = st.dictionaries(st.integers(0, 3), st.just(place("Een", 3)), max_size=2)
a_row = st.builds(
    lambda cells, shared, links: SheetRow(
        [value for value, _ in cells], shared if len(cells) == 3 and shared else [look for _, look in cells], links
    ),
    st.lists(st.tuples(a_value, st.sampled_from(LOOKS)), max_size=4),
    st.sampled_from([None, *SHARED]),
    st.just({}) | some_links,
)
a_sheet = st.builds(
    lambda rows, looks, high: Worksheet(
        "Een", [Column(9, look) for look in looks], rows, heights={row: 30 for row in high if row < len(rows)}
    ),
    st.lists(a_row, max_size=20),
    st.lists(st.sampled_from(LOOKS), max_size=3),
    st.sets(st.integers(0, 19)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(a_sheet, min_size=1, max_size=2))
def test_rows_are_written_as_xlsxwriter_writes_them_cell_by_cell(made: list[Worksheet]) -> None:
    sheets = [
        Worksheet(name, sheet.columns, sheet.rows, heights=sheet.heights)
        for name, sheet in zip(("Een", "Twee"), made, strict=False)
    ]
    with mock.patch.object(writer, "FilledSheet", CellByCell):
        expected = workbook_bytes(sheets, "Een titel")

    assert workbook_bytes(sheets, "Een titel") == expected


@given(st.text("ab -\t\u00a0é", max_size=40), st.integers(1, 15))
def test_lines_are_counted_as_textwrap_breaks_them(text: str, width: int) -> None:
    assert wrapped(text, width) == len(textwrap.wrap(text, width))
