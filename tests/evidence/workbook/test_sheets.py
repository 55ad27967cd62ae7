"""bewijstabellen.xlsx leads where it points, and is laid out for screen, paper and other programs."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.corpus import Action
from pipeline.core.excel_writer import workbook_bytes
from pipeline.evidence.sheets import BookTables, sheets
from tests.paths import CALC
from tests.trend.settings import labels

Tables = Callable[[pd.DataFrame, dict[int, Action]], BookTables]
Below = Callable[[Worksheet], tuple[int, list[list[Any]]]]


def test_sheets_in_order_each_with_its_heading(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Overzicht", "Per ronde", "Actie 2", "Actie 13", "Thema's zonder actie", "Zonder onderbouwing", "Dekking",
        "Leeswijzer",
    ]  # fmt: skip
    assert book["Overzicht"]["A1"].value == "Bewijstabellen: Proef & co"
    lines = [cell.value for cell in book["Actie 2"]["A"][:5]]
    assert lines[:3] == [
        "Actie 2: @Samen: [nieuw] / oud?",
        "Doe {dit}.",
        "Eigenaar: =directie. Thema's: Regie | Leren en volhouden.",
    ]
    assert lines[3].startswith(
        "Tellen mee: 9. Dubbel: 1. Signaal: te weinig gegevens. Tegengeluid: Regie: 1 behouden"
    )
    assert book["Actie 13"]["A2"].value == "Eigenaar: niet bekend. Thema's: niet bekend."


def test_every_link_leads_to_a_place_that_is_there(book: openpyxl.Workbook, below: Below) -> None:
    places = {
        (page.title, cell.coordinate): cell.hyperlink.location
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.hyperlink
    }

    header, _ = below(book["Overzicht"])
    assert places["Overzicht", f"A{header + 1}"] == places["Overzicht", f"B{header + 1}"] == "'Actie 2'!A1"
    assert places["Overzicht", f"B{header + 2}"] == "'Actie 13'!A1"
    others = ("Per ronde", "Thema''s zonder actie", "Zonder onderbouwing", "Dekking", "Leeswijzer")
    assert {place for (page, _), place in places.items() if page == "Overzicht"} >= {
        f"'{name}'!A1" for name in others
    }
    for place in places.values():
        name, cell = place.rsplit("!", 1)
        assert book[name.strip("'").replace("''", "'")][cell].value is not None
    back = {page for (page, _), place in places.items() if place == "'Overzicht'!A1"}
    assert back == set(book.sheetnames) - {"Overzicht"}


def test_a_duplicate_leads_to_its_fuller_twin(book: openpyxl.Workbook, layout: Any, below: Below) -> None:
    page, columns = book["Actie 2"], list(layout["bladen"]["actie"]["kolommen"])
    header, rows = below(page)
    twin, code = columns.index("dubbel_van"), columns.index("uitspraak_id")
    [(place, found)] = [(n, row) for n, row in enumerate(rows, start=header + 1) if row[twin]]

    target = int(page.cell(place, twin + 1).hyperlink.location.split("!A")[1])
    assert page.cell(target, code + 1).value == found[twin] == "u1"
    assert page.cell(target, columns.index("ook_op") + 1).value == "enquete.csv, regel 1"


def test_it_is_laid_out_for_screen_and_paper(book: openpyxl.Workbook, layout: Any, below: Below) -> None:
    for page in book:
        header, rows = below(page)
        assert page.auto_filter.ref.startswith(f"A{header}:")
        assert page.auto_filter.ref.endswith(str(header + max(1, len(rows))))
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == f"${header}:${header}"
        assert all(cell.value and cell.font.b for cell in page[header])
    header, _ = below(book["Overzicht"])
    columns = list(layout["bladen"]["overzicht"]["kolommen"])
    formats = [cell.number_format for cell in book["Overzicht"][header + 1]]
    assert formats[columns.index("aandeel")] == "0.0%"
    assert formats[columns.index("verschil")] == "+0.0%;-0.0%;0.0%"
    assert formats[columns.index("uitspraken")] == "General"


def test_a_long_action_does_not_push_its_list_off_the_screen(layout: Any, texts: Any, tables: Tables) -> None:
    action = Action(title="Lang", text="Doe dit en dat. " * 500, themes=("regie",))
    found = sheets(tables(labels({"themes": "regie"}), {1: action}), layout, texts)

    [mine] = [sheet for sheet in found if sheet.name == "Actie 1"]
    assert mine.header < 10
    assert any(str(row[0].value).endswith("…") for row in mine.rows[: mine.header] if row[0])


@pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not on this machine")
def test_a_real_spreadsheet_opens_it(evidence: BookTables, layout: Any, texts: Any, tmp_path: Path) -> None:
    """Opened and saved by LibreOffice, each sheet has the same cells."""
    before = workbook_bytes(sheets(evidence, layout, texts), "Bewijstabellen")
    (tmp_path / "bewijstabellen.xlsx").write_bytes(before)
    assert CALC
    to, own = ("--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")), f"file://{tmp_path}/profile"
    subprocess.run(
        [CALC, "--headless", f"-env:UserInstallation={own}", *to, str(tmp_path / "bewijstabellen.xlsx")],
        check=True,
        capture_output=True,
        timeout=180,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "nl_NL.UTF-8", "LC_ALL": "nl_NL.UTF-8"},
    )

    written = openpyxl.load_workbook(io.BytesIO(before))
    opened = openpyxl.load_workbook(tmp_path / "saved" / "bewijstabellen.xlsx")
    assert opened.sheetnames == written.sheetnames
    for page in written:
        cells = [[cell or None for cell in row] for row in page.iter_rows(values_only=True)]
        theirs = [[cell or None for cell in row] for row in opened[page.title].iter_rows(values_only=True)]
        width = max(map(len, cells))
        assert [row[:width] for row in theirs][: len(cells)] == cells, page.title
