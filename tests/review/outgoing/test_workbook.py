from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.tables import REVIEW
from pipeline.review.outgoing.workbook import CHOICES, SHEET, workbook
from pipeline.review.returned.returned_table import parse_returned
from tests import builders

EDITABLE = REVIEW.names[REVIEW.names.index("categorie_correctie") :]


@pytest.fixture(scope="module")
def sheet(codebook: Codebook) -> openpyxl.worksheet.worksheet.Worksheet:
    content = workbook(
        builders.rows(
            REVIEW, {"uitspraak_id": "u1", "tekst": "Goed zo.", "zekerheid": "0.53", "status": "akkoord"}
        ),
        codebook,
    )
    return openpyxl.load_workbook(io.BytesIO(content))[SHEET]


def letter(name: str) -> str:
    return str(openpyxl.utils.get_column_letter(REVIEW.names.index(name) + 1))


def test_the_header_stays_and_every_column_has_a_width(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    assert [cell.value for cell in sheet[1]] == REVIEW.names
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions[letter("tekst")].width == 70
    assert all(sheet.column_dimensions[letter(name)].width >= 10 for name in REVIEW.names)
    assert sheet[f"{letter('zekerheid')}2"].value == 0.53


def test_only_the_reviewers_columns_are_open(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert {name for name in REVIEW.names if not sheet.column_dimensions[letter(name)].protection.locked} == {
        *EDITABLE
    }
    assert not sheet[f"{letter('status')}2"].protection.locked  # a cell that is filled in has its own lock
    assert sheet[f"{letter('tekst')}2"].protection.locked


def test_labels_are_picked_from_the_codebook(codebook: Codebook) -> None:
    content = workbook(builders.rows(REVIEW, {"uitspraak_id": "u1"}, {"uitspraak_id": "u2"}), codebook)
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for validation in book[SHEET].data_validations.dataValidation:
        name, place = validation.formula1.split("!")
        assert name == f"'{CHOICES}'"
        values = [cell.value for column in book[CHOICES][place.replace("$", "")] for cell in column]
        found[str(validation.sqref)] = (values, bool(validation.showErrorMessage))

    assert found == {
        f"{letter('categorie_correctie')}2:{letter('categorie_correctie')}3": (["Inhoud", "Rol/Houding"], True),
        f"{letter('oordeel_correctie')}2:{letter('oordeel_correctie')}3": (["Behouden", "Knelpunt", "Wens"], True),
        f"{letter('themas_correctie')}2:{letter('themas_correctie')}3": (
            [
                "Verkokering",
                "Vertrouwen",
                "Black box / transparantie",
                "Rust, ruimte",
                "geen",
                "geen inhoud",
                "buiten onderwerp",
            ],
            False,  # more than one theme may be typed
        ),
        f"{letter('status')}2:{letter('status')}3": (["akkoord", "gecorrigeerd", "twijfel", "besluit"], True),
    }


def test_the_same_rows_are_the_same_bytes(codebook: Codebook) -> None:
    table = builders.rows(REVIEW, {"uitspraak_id": "u1", "tekst": "Goed zo."})

    assert workbook(table, codebook) == workbook(table, codebook)
    assert b"dcterms:created" not in workbook(table, codebook)


def test_without_rows_it_can_be_opened(codebook: Codebook) -> None:
    assert len(parse_returned("leeg.xlsx", workbook(REVIEW.empty(), codebook))) == 0


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]), min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({"tekst": TEXT, "opmerking": TEXT}), min_size=1, max_size=4))
@pytest.mark.usefixtures("codebook")
def test_what_goes_out_comes_back(codebook: Codebook, cells: list[dict[str, str]]) -> None:
    table = builders.rows(REVIEW, *({"uitspraak_id": f"u{n}", **row} for n, row in enumerate(cells)))
    back = parse_returned("terug.xlsx", workbook(table, codebook))

    for name in ("uitspraak_id", "tekst", "opmerking"):
        assert back[name].tolist() == [cell.strip() for cell in table[name]]


@pytest.mark.parametrize(
    "cell", ["=1+1", "'=1+1", "+31 30", "@iedereen", "-", "#N/B", "#N/A", "1e5", "0012", "a\nb"]
)
def test_no_cell_is_run_or_taken_for_something_else(cell: str, codebook: Codebook) -> None:
    content = workbook(builders.rows(REVIEW, {"uitspraak_id": "u1", "tekst": cell, "opmerking": cell}), codebook)
    written = openpyxl.load_workbook(io.BytesIO(content))[SHEET]

    assert written[f"{letter('tekst')}2"].data_type == "s"
    assert parse_returned("terug.xlsx", content).loc[2, "tekst"] == cell
