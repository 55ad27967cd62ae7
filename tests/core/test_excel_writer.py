from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from pipeline.core.excel_writer import TALLEST, Cell, Column, Worksheet, height, workbook_bytes
from tests.cases import cases

LONGEST_CELL = 32_767  # characters that Excel lets a cell have


def book(*cells: str | float) -> bytes:
    row = [Cell(cell, {"bold": True}) for cell in cells]
    return workbook_bytes([Worksheet("Blad", [Column(12)] * len(row), [row])], "Wat mensen zeiden")


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
