"""Files as survey tools and spreadsheets save them."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipeline.core.errors import InputError
from pipeline.core.tabular.source_table import source_tables
from pipeline.ingest.survey.sheet import sheet_of
from tests.builders import open_sheet
from tests.cases import cases


def read(raw: bytes, file: str) -> tuple[pd.DataFrame, str]:
    """The cells of the first table, and what the file was."""
    table = source_tables(raw, where=file)[0]
    return sheet_of(table).cells, table.form


LINES = 'vraag;antwoord\nA?;één\nB?;"twee\nregels"\n\nC?;drie\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("above", "old", "new"), cases(__file__, "dialects"))
def test_any_dialect_gives_the_same_cells(above: str, old: str, new: str, encoding: str) -> None:
    text = above + (LINES.replace(old, new) if old else LINES)

    cells, detected = read(text.encode(encoding), "a.tsv" if new == "\t" else "a.csv")

    assert cells["antwoord"].tolist() == ["één", "twee\nregels", "drie"]
    assert cells["vraag"].tolist() == ["A?", "B?", "C?"]
    assert cells.index.tolist() == [1, 2, 4]
    assert detected == encoding


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Blad{number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_gives_its_first_sheet_with_data() -> None:
    day = datetime.datetime(2025, 3, 31)  # noqa: DTZ001 - spreadsheets know no time zones
    rows: list[list[object]] = [
        ["nr", "antwoord", "datum"],
        [1, " Eén \nregel ", day],
        [None, None, None],
        [2.0, 'met "aanhaling"; en meer', day.replace(hour=14, minute=5)],
    ]

    cells, detected = read(workbook([], rows, [["iets", "anders"]]), "a.xlsx")

    assert cells.index.tolist() == [1, 3]
    assert cells["nr"].tolist() == ["1", "2"]
    assert cells["antwoord"].tolist() == [" Eén \nregel ", 'met "aanhaling"; en meer']
    assert cells["datum"].tolist() == ["2025-03-31", "2025-03-31 14:05:00"]
    assert detected == "xlsx"


def cell(*paragraphs: str, kind: str = "string", value: str = "") -> str:
    inside = "".join(f"<text:p>{each}</text:p>" for each in paragraphs)
    return f'<table:table-cell office:value-type="{kind}" {value}>{inside}</table:table-cell>'


def test_an_open_spreadsheet_gives_its_first_sheet_with_data() -> None:
    empty = '<table:table table:name="leeg"><table:table-row><table:table-cell/></table:table-row></table:table>'
    content = open_sheet(
        cell("nr")
        + cell("antwoord")
        + cell("datum")
        + '<table:table-cell table:number-columns-repeated="16000"/>',
        cell("1", kind="float", value='office:value="1"')
        + cell(
            " Eén <text:s text:c='2'/>", 'regel<text:tab/>"x" <text:span>vet</text:span> na<text:line-break/>break'
        )
        + cell("31-03-25", kind="date", value='office:date-value="2025-03-31"'),
        '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>'
        "</table:table-row>",
        cell("2,5", kind="float", value='office:value="2.5"')
        + "<table:table-cell><office:annotation><text:p>opmerking</text:p></office:annotation>"
        "<text:p>tekst</text:p></table:table-cell>"
        + cell("x", kind="date", value='office:date-value="2025-03-31T14:05:00"'),
        '<table:table-row table:number-rows-repeated="2">' + cell("zelfde") * 2 + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>',
        before=empty,
    )

    cells, detected = read(content, "a.ods")

    assert detected == "ods"
    assert cells.index.tolist() == [1, 4, 5, 6]
    assert cells["nr"].tolist() == ["1", "2.5", "zelfde", "zelfde"]
    assert cells["antwoord"].tolist() == [' Eén   \nregel\t"x" vet na\nbreak', "tekst", "zelfde", "zelfde"]
    assert cells["datum"].tolist() == ["2025-03-31", "2025-03-31 14:05:00", "", ""]


@pytest.mark.parametrize(
    ("file", "raw", "message"),
    [
        pytest.param("a.xlsx", b"geen werkmap", "not a sound Excel workbook", id="no workbook"),
        pytest.param("a.xlsx", workbook([[]]), "no sheet of this workbook has rows", id="empty workbook"),
        pytest.param("a.ods", open_sheet(), "no sheet of this workbook has rows", id="empty ODS"),
        pytest.param("a.ods", open_sheet("<geen xml"), "not a sound OpenDocument spreadsheet", id="broken XML"),
        pytest.param(
            "a.ods",
            open_sheet('<table:table-row table:number-rows-repeated="veel"/>'),
            "not a sound OpenDocument",
            id="no number",
        ),
        pytest.param("a.csv", b"PK\x03\x04\x00\x00\x00", "binary file", id="binary"),
        pytest.param("a.csv", b'a;b\n1;"open', "cannot be read", id="open quote"),
        pytest.param("a.csv", b"a;b\n1;2;3\n", "3 cells where the header has 2", id="too many cells"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(file: str, raw: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(raw, f"map/{file}")

    assert message in str(caught.value)
    assert f"map/{file}" in str(caught.value)
    assert "What to do" in str(caught.value)


OLD_WORKBOOK = Path(__file__).parent / "old_workbook.xls"  # in the format of Excel 97-2003


def test_a_workbook_of_before_2007_gives_the_same_cells() -> None:
    cells, detected = read(OLD_WORKBOOK.read_bytes(), "a.xls")

    assert detected == "xls"
    assert cells.index.tolist() == [1, 3]
    assert cells["nr"].tolist() == ["1", "2.5"]
    assert cells["antwoord"].tolist() == ["Eén\nregel", "twee"]
    assert cells["datum"].tolist() == ["2025-03-31", "2025-03-31 14:05:00"]


def test_a_hostile_workbook_of_before_2007_ends_in_a_message() -> None:
    raw = bytearray(OLD_WORKBOOK.read_bytes())
    fat = 512 * (1 + int.from_bytes(raw[76:80], "little"))
    for sector in range(128):  # every part goes on in its own beginning, without end
        raw[fat + 4 * sector : fat + 4 * sector + 4] = bytes(4)

    with pytest.raises(InputError, match=r"not a sound Excel workbook \(.xls\)"):
        read(bytes(raw), "a.xls")


def test_every_sheet_with_text_is_a_table() -> None:
    tables = source_tables(workbook([["a"], ["1"]], [[]], [["b", "c"], ["2"]]), where="a.xlsx")

    assert [table.rows for table in tables] == [[(1, ["a"]), (2, ["1"])], [(1, ["b", "c"]), (2, ["2", ""])]]


def test_columns_and_rows_count_from_the_corner_of_the_sheet() -> None:
    rows: list[list[object]] = [[], [None, "a", None], [], [None, "1", "x"]]

    table = source_tables(workbook(rows), where="a.xlsx")[0]

    assert table.rows == [(2, ["", "a", ""]), (4, ["", "1", "x"])]


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("file", "raw", "bound"),
    [
        pytest.param("a.xlsx", far_cell(), "50,000,000 cells, empty ones included", id="far cell"),
        pytest.param(
            "a.ods",
            open_sheet(cell("x").replace(" ", ' table:number-columns-repeated="3000000000" ', 1)),
            "2,000 columns",
            id="column repeated",
        ),
        pytest.param(
            "a.ods",
            open_sheet(
                f'<table:table-row table:number-rows-repeated="3000000000">{cell("x") * 60}</table:table-row>'
            ),
            "50,000,000 cells",
            id="row repeated",
        ),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused_at_once(file: str, raw: bytes, bound: str) -> None:
    with pytest.raises(InputError, match="this file holds more than") as caught:
        read(raw, file)

    assert bound in str(caught.value)
    assert file in str(caught.value)


def test_a_run_of_spaces_is_cut_where_none_was_typed() -> None:
    cells, _ = read(open_sheet(cell("a"), cell('<text:s text:c="3000000000"/>x')), "a.ods")

    assert cells["a"].tolist() == [" " * 1000 + "x"]
