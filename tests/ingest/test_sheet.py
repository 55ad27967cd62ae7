"""What stands above, below and beside the answers of a table, in forms that people make by hand."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.core.corpus import Source
from pipeline.core.params import load_params
from pipeline.core.tabular.source_table import SourceTable
from pipeline.ingest.survey.plan import planned
from pipeline.ingest.survey.sheet import header_rows, sheet_of
from pipeline.ingest.survey.table import read_table_source
from tests.cases import cases
from tests.ingest.reports import TABLE
from tests.paths import ROOT

PARAMS = load_params(ROOT / "params.yaml").ingest


def table(text: str) -> SourceTable:
    """A sheet of cells parted by "|"; an empty row is no row, as readers of workbooks leave it out."""
    numbered = [(number, row.split("|")) for number, row in enumerate(text.splitlines(), start=1) if row]
    return SourceTable(numbered, "xlsx", "raw/x.xlsx", "Blad1")


@pytest.mark.parametrize(("rows", "header", "columns", "index"), cases(__file__, "sheets"))
def test_a_sheet_has_its_names_and_no_row_too_few(
    rows: str, header: list[int], columns: list[str], index: list[int]
) -> None:
    found = header_rows(table(rows).rows)
    sheet = sheet_of(table(rows), header=found)

    assert list(found) == header
    assert list(sheet.cells.columns) == columns
    assert list(sheet.cells.index) == index


@pytest.mark.parametrize(("rows", "columns", "statements"), cases(__file__, "plans"))
def test_a_table_made_by_hand_is_read_whole(rows: str, columns: dict[str, Any], statements: int) -> None:
    plan, _ = planned([table(rows)], TABLE, Source(file="x.xlsx", profile="tabel"))

    assert plan.columns("x").model_dump(mode="json", exclude_none=True) == columns
    assert len(plan.texts) == statements


def test_of_questions_beside_persons_each_statement_has_its_own() -> None:
    rows = cases(__file__, "plans")[0].values[0]
    plan, _ = planned([table(rows)], TABLE, Source(file="x.xlsx", profile="tabel"))

    found = read_table_source(plan.sheet, "xlsx", plan.columns("x"), TABLE, plan.source, PARAMS.pseudonym_key)

    statements = found.statements
    assert statements["question"].value_counts().to_dict() == dict.fromkeys(
        ["Wat gaat goed?", "Wat kan beter?", "Wat verwacht u?"], 2
    )
    assert statements["respondent"].value_counts().tolist() == [3, 3]
    assert len(found.kept) == 3


def test_html_in_a_cell_is_not_read_and_a_sign_is_no_tag() -> None:
    sheet = sheet_of(table("Tekst\n<p>Meer <b>bomen</b>&nbsp;graag.</p><p>En gras.</p>\na < b & c > d"))

    assert sheet.cells["Tekst"].tolist() == ["Meer bomen graag.\nEn gras.", "a < b & c > d"]


def test_answers_without_names_are_all_kept_by_the_source() -> None:
    rows = ["De stukken komen te laat.", "Wij horen veel te weinig.", "Bel ons wat eerder."]
    plan, _ = planned([table("\n".join(rows))], TABLE, Source(file="x.xlsx", profile="tabel"))

    assert plan.source.header == (0,)
    assert plan.texts == rows
