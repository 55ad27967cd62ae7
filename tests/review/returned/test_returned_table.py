from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from pipeline.review.common.issues import Issue
from pipeline.review.returned.returned_table import UnreadableError, parse_returned, read_file
from pipeline.review.returned.row import STRAY
from tests.builders import open_sheet

TEXT = "uitspraak_id;themas_correctie;opmerking\r\nu1;één|twee;ja\r\nu2;;\r\n"
PARSED = [["u1", "één|twee", "ja"], ["u2", "", ""]]


def rows(frame: pd.DataFrame) -> list[list[str]]:
    return [list(row) for row in frame.itertuples(index=False, name=None)]


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(*lines: list[Any], second: Sequence[list[Any]] = ()) -> bytes:
    book = openpyxl.Workbook()
    for sheet, rows_ in ((book.active, lines), (book.create_sheet("kopie"), second)):
        for line in rows_:
            sheet.append(line)
    return saved(book)


def changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def cells(*texts: str) -> str:
    """Cells of an .ods."""
    return "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)


BOOK = workbook(["uitspraak_id", "opmerking"], ["u1", "ja"], ["u2", "nee"])
SHEET = "xl/worksheets/sheet1.xml"
TABLE = [["uitspraak_id", "controle", "opmerking"], ["u1", "c1", "ja"]]
HEAD = (cells("uitspraak_id", "opmerking"),)


@pytest.mark.parametrize(
    ("content", "first"),
    [
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), 2, id="UTF-8 with BOM"),
        pytest.param(TEXT.encode("cp1252"), 2, id="cp1252"),
        pytest.param(TEXT.encode("utf-16"), 2, id="UTF-16"),
        *(
            pytest.param(before.encode() + TEXT.replace(old, new).encode(), first, id=name)
            for name, (before, old, new, first) in {
                "without BOM": ("", "", "", 2),
                "LF": ("", "\r\n", "\n", 2),
                "comma": ("", ";", ",", 2),
                "tab": ("", ";", "\t", 2),
                "spaces around a cell": ("", "u1", "  u1 ", 2),
                "empty lines": ("", "u2", "\r\n;;\r\nu2", 2),
                "quote marks": ("", "één|twee", '"één|twee"', 2),
                "a title": ("Nagekeken door An;;\r\n;;\r\n", "", "", 4),
                "a delimiter": ("sep=;\r\n", "", "", 2),
                "apostrophes": (
                    "",
                    TEXT,
                    "'uitspraak_id';'themas_correctie';opmerking\n'u1';'één|twee';'ja'\nu2;;\n",
                    2,
                ),
                "a quoted delimiter": ('"sep=;"\r\n', "", "", 2),
                "a delimiter in capitals": ("SEP=;\n", "", "", 2),
                "retyped header": ("", "uitspraak_id", " Uitspraak ID ", 2),
                "header in capitals": ("", "themas_correctie", "THEMA'S CORRECTIE", 2),
                "header with a space": ("", "themas_correctie", "themas correctie", 2),
                "header in one word": ("", "themas_correctie", "ThemasCorrectie", 2),
                "header with signs": ("", "themas_correctie", "themas-correctie:", 2),
            }.items()
        ),
    ],
)
def test_what_spreadsheets_make_of_a_csv_is_read_alike(content: bytes, first: int) -> None:
    frame = parse_returned("a.csv", content)

    assert list(frame.columns) == ["uitspraak_id", "themas_correctie", "opmerking"]
    assert rows(frame) == PARSED
    assert frame.index[0] == first


def test_a_named_delimiter_goes_before_what_a_row_looks_like() -> None:
    frame = parse_returned("a.csv", ("sep=;\r\n" + TEXT.replace("ja", "a,b,c,d,e")).encode())

    assert rows(frame)[0] == ["u1", "één|twee", "a,b,c,d,e"]


def test_rows_are_numbered_as_the_spreadsheet_does() -> None:
    frame = parse_returned("a.csv", b'id;tekst\r\nu1;"twee\r\nregels"\r\n;\r\nu3;x\r\n')

    assert frame.index.tolist() == [2, 4]


def test_a_neutralised_cell_is_restored() -> None:
    frame = parse_returned("a.csv", b"id;opmerking\r\nu1;'=1+1\r\nu2;''t kan\r\nu3;'t kan\r\n")

    assert frame["opmerking"].tolist() == ["=1+1", "'t kan", "'t kan"]


def test_a_workbook_is_read_like_a_csv() -> None:
    content = workbook(
        ["Uitspraak_id", "datum", "opmerking", None],
        ["u1", datetime.datetime.fromisoformat("2026-11-12"), 12.0],
        [None, None, None],
        ["u2", datetime.date(2026, 1, 2), "0,5"],
    )
    frame = parse_returned("A.XLSX", content)

    assert list(frame.columns) == ["uitspraak_id", "datum", "opmerking"]
    assert rows(frame) == [["u1", "12-11-2026", "12"], ["u2", "02-01-2026", "0,5"]]
    assert frame.index.tolist() == [2, 4]


def test_a_workbook_of_libreoffice_is_read_like_a_csv() -> None:
    date = '<table:table-cell office:value-type="date" office:date-value="2026-11-12"/>'
    header = cells("Uitspraak_id", "opmerking", "datum")
    frame = parse_returned("A.ODS", open_sheet(header, cells("u1", "'=1+1"), cells(""), cells("u2", "ja") + date))

    assert list(frame.columns) == ["uitspraak_id", "opmerking", "datum"]
    assert rows(frame) == [["u1", "=1+1", ""], ["u2", "ja", "2026-11-12"]]
    assert frame.index.tolist() == [2, 4]


def test_a_sheet_that_is_larger_than_it_says_is_read_whole() -> None:
    content = changed(
        BOOK, SHEET, lambda part: re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:A2"', part)
    )
    assert content != BOOK

    assert rows(parse_returned("a.xlsx", content)) == [["u1", "ja"], ["u2", "nee"]]


REFUSED = {
    "empty": ("a.csv", b"", "empty"),
    "blank": ("a.csv", b" \r\n \r\n", "empty"),
    "only delimiters": ("a.csv", b";;\r\n", "empty"),
    "an empty workbook": ("a.xlsx", workbook(), "empty"),
    "binary": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01", "binary"),
    "a workbook with the name of a CSV": ("a.csv", workbook(["a"]), "binary"),
    "a CSV with the name of a workbook": ("a.xlsx", TEXT.encode(), "damaged_workbook"),
    "half a workbook": ("a.xlsx", workbook(["a", "b"])[:400], "damaged_workbook"),
    "half an .ods": ("a.ods", open_sheet(cells("a", "b"))[:200], "damaged_workbook"),
    "half a sheet": ("a.xlsx", changed(BOOK, SHEET, lambda part: part[:300]), "damaged_workbook"),
    "half a list": ("a.xlsx", changed(BOOK, "xl/workbook.xml", lambda part: part[:300]), "damaged_workbook"),
    "a quote that is not closed": ("a.csv", b'a;b\r\n"x;y\r\nz;', "open_quote"),
    "two tables, of which neither may be lost": (
        "a.xlsx",
        workbook(*TABLE, second=[*TABLE[:1], ["u2", "c2", ""]]),
        "two_sheets",
    ),
    "a copy of the table that says something else": (
        "a.xlsx",
        workbook(*TABLE, second=[*TABLE[:1], ["u1", "c1", "nee"]]),
        "two_sheets",
    ),
}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("blind.html", b"<!doctype html>", "page_itself"),
        ("x.pdf", b"%PDF", "not_a_table"),
        ("a.html", None, "not_a_table"),
    ],
)
def test_a_page_that_comes_back_holds_no_answers(name: str, content: bytes | None, code: str) -> None:
    assert read_file(name, content) == Issue(code, file=name)


@pytest.mark.parametrize(("name", "content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_with_the_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        parse_returned(name, content)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.csv", b"uitspraak_id;opmerking;\r\nu1;;\r\nu2;ja;let op\r\n", id="csv"),
        pytest.param(
            "a.xlsx", workbook(["uitspraak_id", None, "opmerking"], ["u1"], ["u2", "let op", "ja"]), id="workbook"
        ),
    ],
)
def test_what_stands_beside_the_table_is_set_apart(name: str, content: bytes) -> None:
    frame = parse_returned(name, content)

    assert frame.to_dict("index") == {
        2: {"uitspraak_id": "u1", "opmerking": "", STRAY: ""},
        3: {"uitspraak_id": "u2", "opmerking": "ja", STRAY: "let op"},
    }


def test_a_column_of_ones_own_is_none_of_ours() -> None:
    frame = parse_returned("a.csv", TEXT.replace("opmerking", "status 2").encode())

    assert list(frame.columns)[-1] == "status_2"


def test_the_table_may_be_on_another_sheet() -> None:
    content = workbook(["Uitleg"], second=[["uitspraak_id", "opmerking"], ["u1", "ja"]])

    assert rows(parse_returned("a.xlsx", content)) == [["u1", "ja"]]


@pytest.mark.parametrize("above", [[], [["Uitspraken voor An"]], [[], ["Uitspraken"], []]], ids=len)
def test_what_a_person_sees_in_a_workbook_is_what_is_read(above: list[list[str]]) -> None:
    first = len(above) + 1
    book = openpyxl.Workbook()
    sheet = book.active
    answers = [["u1", "akkoord"], ["u2"], ["u3", f"=B{first + 1}"], ["u4", "twijfel"]]
    for line in (*above, ["uitspraak_id", "status", "opmerking"], *answers):
        sheet.append(line)
    sheet.cell(1, 1).comment = Comment("Stuur terug voor vrijdag", "An")
    sheet.cell(first, 2).comment = Comment("uitleg", "An")
    sheet.cell(first + 4, 2).comment = Comment("Waarom dit?", "An")
    sheet.merge_cells(start_row=first + 1, end_row=first + 2, start_column=2, end_column=2)
    found = parse_returned("a.xlsx", saved(book))

    # A merged cell holds for both rows; a formula that nobody worked out, and a note, are not lost.
    assert rows(found[["uitspraak_id", "status"]]) == [
        ["u1", "akkoord"], ["u2", "akkoord"], ["u3", f"=B{first + 1}"], ["u4", "twijfel"],
    ]  # fmt: skip
    assert found[STRAY].tolist() == ["", "", "", "Waarom dit?"]
    assert list(found) == ["uitspraak_id", "status", "opmerking", STRAY]


def spanned(text: str, *, wide: int = 1, tall: int = 1, more: str = "") -> str:
    """A cell of an .ods that covers others, and the covered ones beside it."""
    spans = f'table:number-columns-spanned="{wide}" table:number-rows-spanned="{tall}"'
    return f"<table:table-cell {spans}><text:p>{text}</text:p>{more}</table:table-cell>" + covered(wide - 1)


def covered(count: int, text: str = "") -> str:
    repeated = f'table:number-columns-repeated="{count}"'
    cell = f"<table:covered-table-cell {repeated}><text:p>{text}</text:p></table:covered-table-cell>"
    return cell if count else ""


def test_what_a_person_sees_in_an_open_document_is_what_is_read() -> None:
    note = "<office:annotation><text:p>{}</text:p></office:annotation>"
    half = 'office:value-type="percentage" office:value="0.5"'
    number = f"<table:table-cell {half}><text:p>50%</text:p></table:table-cell>"
    found = parse_returned(
        "a.ods",
        open_sheet(
            spanned("Nagekeken door An", wide=4),
            cells("uitspraak_id")
            + spanned("status", more=note.format("uitleg"))
            + cells("beoordelaar", "opmerking"),
            cells("u1") + spanned("akkoord", tall=3) + spanned("An", wide=2, tall=2),
            cells("u2") + covered(1) + covered(2, "stond er eerst"),
            cells("u3") + covered(1) + cells("Bé") + number,
            cells("u4", "twijfel") + spanned("", more=note.format("Waarom") + note.format("dit?")),
        ),
    )

    assert rows(found) == [
        ["u1", "akkoord", "An", "An", ""],
        ["u2", "akkoord", "An", "An", ""],
        ["u3", "akkoord", "Bé", "50%", ""],
        ["u4", "twijfel", "", "", "Waarom | dit?"],
    ]
    assert list(found) == ["uitspraak_id", "status", "beoordelaar", "opmerking", STRAY]
    assert found.index.tolist() == [3, 4, 5, 6]


@pytest.mark.parametrize("other", [TABLE, TABLE[:1], [*TABLE[:1], ["u1", "c1"]]], ids=["same", "empty", "before"])
@pytest.mark.parametrize("first", [True, False])
def test_a_copy_of_the_table_that_says_no_more_is_passed_over(other: list[list[str]], first: bool) -> None:
    sheets = (TABLE, other) if first else (other, TABLE)

    assert rows(parse_returned("a.xlsx", workbook(*sheets[0], second=sheets[1]))) == TABLE[1:]


def test_a_sum_that_failed_is_what_was_typed() -> None:
    content = changed(
        workbook(["uitspraak_id", "opmerking"], ["u1", "=zie boven"]),
        SHEET,
        lambda part: re.sub(rb'"B2"(.*)<v></v>', rb'"B2" t="e"\1<v>#NAME?</v>', part),
    )
    assert openpyxl.load_workbook(io.BytesIO(content), data_only=True).active["B2"].value == "#NAME?"

    assert rows(parse_returned("a.xlsx", content)) == [["u1", "=zie boven"]]
