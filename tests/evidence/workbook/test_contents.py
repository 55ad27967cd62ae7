"""bewijstabellen.xlsx says what the CSV files say, explains it, and is safe to open."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.corpus import Action
from pipeline.core.excel_writer import workbook_bytes
from pipeline.core.tables import TREND_ACTIONS
from pipeline.evidence.sheets import KINDS, BookTables, sheets
from pipeline.evidence.workbook import ROUNDS
from tests.trend.settings import labels

Tables = Callable[[pd.DataFrame, dict[int, Action]], BookTables]
Below = Callable[[Worksheet], tuple[int, list[list[Any]]]]


def as_read(cell: Any) -> str:
    """A cell of a sheet as the CSV has it, numbers apart."""
    return "" if cell is None else str(cell)


def compared(evidence: BookTables, layout: Any) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Name of the sheet, key of the layout, the table that the CSV file has."""
    newest = evidence.per_round.query("doelgroep == 'alle' and ronde == '2025'").drop(columns=["titel"])
    newest = newest.drop(columns=[name for name in evidence.overview if name != "nummer"], errors="ignore")
    shown = evidence.overview.merge(newest, on="nummer", how="left").fillna("")
    yield layout["bladen"]["overzicht"]["naam"], "overzicht", shown
    for number, listed in evidence.listings.items():
        yield f"Actie {number}", "actie", listed
    for key, frame in evidence.others.items():
        yield layout["bladen"][key]["naam"], key, frame


def test_read_back_it_is_what_the_csv_files_say(
    evidence: BookTables, book: openpyxl.Workbook, layout: Any, below: Below
) -> None:
    for name, key, frame in compared(evidence, layout):
        columns = list(layout["bladen"][key]["kolommen"])
        numbers = {column.name for column in (*KINDS[key].columns, *TREND_ACTIONS.columns) if column.number}
        _, rows = below(book[name])

        assert len(rows) == len(frame), name
        for row, expected in zip(rows, frame[columns].to_dict("records"), strict=True):
            for column, cell in zip(columns, row, strict=True):
                if column in numbers:
                    assert cell == (float(expected[column]) if expected[column] else None)
                    assert cell is None or not isinstance(cell, str)
                else:
                    assert as_read(cell) == expected[column]
                    assert isinstance(cell, str) or cell is None or column in ROUNDS


def test_every_column_of_a_list_is_on_its_sheet(layout: Any) -> None:
    """Only what stands above the list, and codes of what is named, is left out."""
    shown = set(layout["bladen"]["actie"]["kolommen"])

    assert {name for name in KINDS["actie"].names if name not in shown} == {
        "themas",
        "actie",
        "actie_titel",
        "eigenaar",
    }


def test_statements_per_round_and_stance_by_hand(
    book: openpyxl.Workbook, below: Below, actions: dict[int, Action]
) -> None:
    header, rows = below(book["Per ronde"])

    assert [cell.value for cell in book["Per ronde"][header]][:8] == [
        "Nr.", "Actie", "2024: knelpunten", "2024: wensen", "2024: behouden", "2024: neutraal", "2024: samen",
        "2024: aandeel",
    ]  # fmt: skip
    # The duplicate of 2024 does not count; of 2025 eight of nine statements are about regie.
    assert rows == [
        [2, actions[2].title, 0, 0, 1, 0, 1, 1, 8, 0, 0, 0, 8, 0.8889],
        [13, "Nog niets", *[None] * 12],
    ]


def test_the_guide_explains_every_column_that_is_shown(book: openpyxl.Workbook, layout: Any, below: Below) -> None:
    _, rows = below(book["Leeswijzer"])
    explained = {(row[0], row[1]) for row in rows}

    for page in layout["bladen"].values():
        for column in {**page.get("vast", {}), **page["kolommen"]}.values():
            assert (page["naam"], column["kop"]) in explained
    assert all(row[2] for row in rows)
    meanings = {row[2] for row in rows}
    assert not [meaning for meaning in meanings if "van 0 tot 1" in meaning]  # here they are percentages


def test_no_cell_is_run(book: openpyxl.Workbook) -> None:
    cells = [cell for page in book for row in page.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}  # no formula, no error
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink)  # none leads outside


def test_the_same_tables_are_the_same_bytes(evidence: BookTables, layout: Any, texts: Any) -> None:
    assert workbook_bytes(sheets(evidence, layout, texts), "a") == workbook_bytes(
        sheets(evidence, layout, texts), "a"
    )


@pytest.mark.parametrize(
    "actions", [{}, {1: Action(title="Leeg", themes=("regie",))}], ids=["no actions", "no words"]
)
def test_without_actions_or_statements_it_opens_and_says_so(
    layout: Any, texts: Any, actions: dict[int, Action], tables: Tables
) -> None:
    found = sheets(tables(labels(), actions), layout, texts)

    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(found, "a")))
    assert len(book.sheetnames) == 6 + len(actions)
    assert ("Over elke actie is genoeg gezegd." in [cell.value for cell in book["Zonder onderbouwing"]["A"]]) == (
        not actions
    )
