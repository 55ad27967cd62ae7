"""bewijstabellen.xlsx says what the CSV files say, leads where it points, is laid out, and is safe to open."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.core.corpus import Action
from pipeline.core.excel.writer import workbook_bytes
from pipeline.core.params import load_params
from pipeline.core.tables import EVIDENCE, TREND, TREND_STANCES
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.gaps import coverage, themes_without_action
from pipeline.evidence.overview import overview, unsupported
from pipeline.evidence.sheets import NUMBERS, ROUNDS, BookTables, sheets
from pipeline.evidence.statements import listing, with_evidence
from pipeline.stages.evidence import LAYOUT as LAYOUT_FILE
from pipeline.stages.evidence import TEXTS
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import action_trend, trend_tables
from tests.office.office import Office
from tests.office.paper import paper
from tests.trend.settings import labels

LAYOUT: Any = own_yaml(LAYOUT_FILE)
NAMES = {"regie": "Regie", "leren": "Leren en volhouden", "relatie": "Elkaar kennen"}
HOSTILE = (
    '=HYPERLINK("http://voorbeeld.test";"klik")',
    "</script><b>&amp;</b>",
    "مرحبا بكم في المقاطعة",
    "👍 top",
    "Lang. " * 1700,
    "een\nregel verder",
    "+31 is geen som",
    "{naam} en %s",
)
ACTIONS = {
    2: Action(title="@Samen: [nieuw] / oud?", text="Doe {dit}.", owner="=directie", themes=("regie", "leren")),
    13: Action(title="Nog niets"),
}


def tables_of(frame: pd.DataFrame, actions: dict[int, Action]) -> BookTables:
    """The tables of labels and actions, as the stage makes them."""
    rounds = ["2024", "2025"]
    statements = with_evidence(frame, list(NAMES), rounds)
    counted = frame[frame["duplicate_of"] == ""]
    sample, params = (counted, rounds_in_order(counted, [(name, None) for name in rounds])), load_params().trend
    trend, stances = TREND.empty(), TREND_STANCES.empty()
    if len(counted):
        trend, stances, *_ = trend_tables(*sample, NAMES, params)
    limits = load_params().evidence.model_copy(update={"min_statements": 2, "examples_per_stance": 1})
    shown = overview(actions, statements, trend, stances, NAMES, rounds, limits)
    linked = {theme for action in actions.values() for theme in action.themes}
    return BookTables(
        "Proef & co",
        action_trend(*sample, actions, params),
        {n: listing(n, action, statements, NAMES, limits) for n, action in actions.items()},
        {
            "overzicht": shown,
            "themas-zonder-actie": themes_without_action(trend, NAMES, linked),
            "acties-zonder-onderbouwing": unsupported(shown, limits),
            "dekking": coverage(statements, rounds, linked),
        },
    )


def book_of(tables: BookTables) -> bytes:
    return workbook_bytes(sheets(tables, LAYOUT, own_yaml(TEXTS)), "Bewijstabellen: Proef & co")


@pytest.fixture(scope="module")
def evidence() -> BookTables:
    rows = [{"themes": "regie", "text": text, "line_start": str(n)} for n, text in enumerate(HOSTILE, start=1)]
    frame = labels(
        *rows,
        {"themes": "regie|leren", "stance": "behouden", "round": "2024-intern", "audience": "intern"},
        {"themes": "regie", "duplicate_of": "u1", "round": "2024-extern"},
        {"themes": "relatie", "stance": "wens"},
    )
    return tables_of(frame, ACTIONS)


@pytest.fixture(scope="module")
def book(evidence: BookTables) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book_of(evidence)))


def below(page: Worksheet) -> tuple[int, list[list[Any]]]:
    """Of a sheet, the row of its header and what stands below it."""
    header = int(page.freeze_panes[1:]) - 1
    return header, [list(row) for row in page.iter_rows(min_row=header + 1, values_only=True)]


def as_read(cell: Any) -> str:
    """A cell of a sheet as the CSV has it, numbers apart."""
    return "" if cell is None else str(cell)


def compared(evidence: BookTables) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Name of the sheet, key of the layout, the table that the CSV file has."""
    newest, actions = (
        evidence.per_round.query("doelgroep == 'alle' and ronde == '2025'"),
        evidence.summaries["overzicht"],
    )
    newest = newest.drop(columns=[name for name in newest if name in actions and name != "nummer"])
    shown = actions.merge(newest, on="nummer", how="left").fillna("")
    for number, listed in evidence.listings.items():
        yield f"Actie {number}", "actie", listed
    for key, frame in evidence.summaries.items():
        yield LAYOUT["bladen"][key]["naam"], key, shown if key == "overzicht" else frame


def test_read_back_it_is_what_the_csv_files_say(evidence: BookTables, book: openpyxl.Workbook) -> None:
    for name, key, frame in compared(evidence):
        columns = list(LAYOUT["bladen"][key]["kolommen"])
        _, rows = below(book[name])

        assert len(rows) == len(frame), name
        for row, expected in zip(rows, frame[columns].to_dict("records"), strict=True):
            for column, cell in zip(columns, row, strict=True):
                if column in NUMBERS:
                    assert cell == (float(expected[column]) if expected[column] else None)
                    assert cell is None or not isinstance(cell, str)
                else:
                    assert as_read(cell) == expected[column]
                    assert isinstance(cell, str) or cell is None or column in ROUNDS


def test_every_column_of_a_list_is_on_its_sheet() -> None:
    """Only what stands above the list, and codes of what is named, is left out."""
    shown = set(LAYOUT["bladen"]["actie"]["kolommen"])

    assert {name for name in EVIDENCE.names if name not in shown} == {
        "themas",
        "actie",
        "actie_titel",
        "eigenaar",
    }


def test_statements_per_round_and_stance_by_hand(book: openpyxl.Workbook) -> None:
    header, rows = below(book["Per ronde"])

    assert [cell.value for cell in book["Per ronde"][header]][:8] == [
        "Nr.", "Actie", "2024: knelpunten", "2024: wensen", "2024: behouden", "2024: neutraal", "2024: samen",
        "2024: aandeel",
    ]  # fmt: skip
    # The duplicate of 2024 does not count; of 2025 eight of nine statements are about regie.
    assert rows == [
        [2, ACTIONS[2].title, 0, 0, 1, 0, 1, 1, 8, 0, 0, 0, 8, 0.8889],
        [13, "Nog niets", *[None] * 12],
    ]


def test_the_guide_explains_every_column_that_is_shown(book: openpyxl.Workbook) -> None:
    _, rows = below(book["Leeswijzer"])
    explained = {(row[0], row[1]) for row in rows}

    for page in LAYOUT["bladen"].values():
        for column in {**page.get("vast", {}), **page["kolommen"]}.values():
            assert (page["naam"], column["kop"]) in explained
    assert all(row[2] for row in rows)
    meanings = {row[2] for row in rows}
    assert not [meaning for meaning in meanings if "van 0 tot 1" in meaning]  # here they are percentages


def test_no_cell_is_run(book: openpyxl.Workbook) -> None:
    cells = [cell for page in book for row in page.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}  # no formula, no error
    assert all(cell.hyperlink.target is None for cell in cells if cell.hyperlink)  # none leads outside


def test_the_same_tables_are_the_same_bytes(evidence: BookTables) -> None:
    assert book_of(evidence) == book_of(evidence)


@pytest.mark.parametrize(
    "actions", [{}, {1: Action(title="Leeg", themes=("regie",))}], ids=["no actions", "no words"]
)
def test_without_actions_or_statements_it_opens_and_says_so(actions: dict[int, Action]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(book_of(tables_of(labels(), actions))))
    assert len(book.sheetnames) == 6 + len(actions)
    assert ("Over elke actie is genoeg gezegd." in [cell.value for cell in book["Zonder onderbouwing"]["A"]]) == (
        not actions
    )


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


def test_every_link_leads_to_a_place_that_is_there(book: openpyxl.Workbook) -> None:
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


def test_a_duplicate_leads_to_its_fuller_twin(book: openpyxl.Workbook) -> None:
    page, columns = book["Actie 2"], list(LAYOUT["bladen"]["actie"]["kolommen"])
    header, rows = below(page)
    twin, code = columns.index("dubbel_van"), columns.index("uitspraak_id")
    [(place, found)] = [(n, row) for n, row in enumerate(rows, start=header + 1) if row[twin]]

    target = int(page.cell(place, twin + 1).hyperlink.location.split("!A")[1])
    assert page.cell(target, code + 1).value == found[twin] == "u1"
    assert page.cell(target, columns.index("ook_op") + 1).value == "enquete.csv, regel 1"


def test_it_is_laid_out_for_screen_and_paper(book: openpyxl.Workbook) -> None:
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
    columns = list(LAYOUT["bladen"]["overzicht"]["kolommen"])
    formats = [cell.number_format for cell in book["Overzicht"][header + 1]]
    assert formats[columns.index("aandeel")] == "0.0%"
    assert formats[columns.index("verschil")] == "+0.0%;-0.0%;0.0%"
    assert formats[columns.index("uitspraken")] == "General"


def test_a_long_action_does_not_push_its_list_off_the_screen() -> None:
    action = Action(title="Lang", text="Doe dit en dat. " * 500, themes=("regie",))
    found = sheets(tables_of(labels({"themes": "regie"}), {1: action}), LAYOUT, own_yaml(TEXTS))

    [mine] = [sheet for sheet in found if sheet.name == "Actie 1"]
    assert mine.header < 10
    assert any(str(values[0]).endswith("…") for values, *_ in mine.rows[: mine.header])


def test_a_real_spreadsheet_opens_it(evidence: BookTables, office: Office) -> None:
    """Opened and saved by LibreOffice, each sheet has the same cells."""
    before = book_of(evidence)
    _, saved = office.edited("bewijstabellen.xlsx", before, kinds=["xlsx"])

    written, opened = (openpyxl.load_workbook(io.BytesIO(content)) for content in (before, saved["xlsx"]))
    assert opened.sheetnames == written.sheetnames
    for page in written:
        cells = [[cell or None for cell in row] for row in page.iter_rows(values_only=True)]
        theirs = [[cell or None for cell in row] for row in opened[page.title].iter_rows(values_only=True)]
        width = max(map(len, cells))
        assert [row[:width] for row in theirs][: len(cells)] == cells, page.title


def test_on_paper_every_column_name_can_be_read(
    evidence: BookTables, book: openpyxl.Workbook, office: Office
) -> None:
    _, saved = office.edited("bewijstabellen.xlsx", book_of(evidence), kinds=["pdf of sheets"])
    pages = paper(saved["pdf of sheets"])

    for sheet in book:
        header, _ = below(sheet)
        last = range_boundaries(sheet.print_area.split("!")[1])[2]
        words = {word for cell in sheet[header][:last] for word in cell.value.split()}
        mine = [page for page in pages if sheet.title in page.texts[-2:]]  # its foot
        assert mine
        for page in mine:
            assert words <= {word for text in page.texts for word in text.split()}, sheet.title
    assert all(page.is_landscape and not page.overlapping for page in pages)
