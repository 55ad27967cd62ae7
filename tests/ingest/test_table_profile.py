"""Which column holds what: as given, else by its cells, else by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.corpus import Source
from pipeline.core.errors import InputError
from pipeline.core.tabular.source_table import SourceTable
from pipeline.ingest.profiles.profiles import load_profile, profile_names
from pipeline.ingest.profiles.table_profile import as_spelled, internal_values
from pipeline.ingest.survey.plan import TablePlan, planned
from pipeline.ingest.survey.roles import column_of
from tests.cases import cases
from tests.ingest.reports import PROFILES, TABLE


def plan(*rows: str) -> TablePlan:
    """A table of cells parted by ";", the first row its header, as it would be read."""
    cells = [(number, row.split(";")) for number, row in enumerate(rows, start=1)]
    return planned([SourceTable(cells, "utf-8", "raw/x.csv")], TABLE, Source(file="x.csv", profile="tabel"))[0]


@pytest.mark.parametrize(("header", "row", "expected"), cases(__file__, "columns"))
def test_names_decide_where_cells_tell_little(header: str, row: str, expected: dict[str, str | list[str]]) -> None:
    columns = plan(header, row).source.columns

    assert (columns.model_dump(mode="json", exclude_none=True) if columns else {}) == expected


@pytest.mark.parametrize(("name", "cells", "role"), cases(__file__, "roles"))
def test_a_column_is_what_its_cells_are(name: str, cells: list[str], role: str) -> None:
    assert column_of(name, name, cells, TABLE).role == role


def test_no_text_column_names_what_was_found_and_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        plan("nummer;opdracht;datum", "1;lange tekst over de brug;2025-01-01").columns("raw/x.csv")

    message = str(caught.value)
    assert message.startswith("raw/x.csv: no column with the text")
    assert "Allowed: nummer, opdracht, datum." in message
    assert 'Closest: "opdracht"' in message
    assert "--column text=NAME" in message


def test_given_columns_are_taken_as_the_header_spells_them_or_by_their_question() -> None:
    questions = {"Q7": "Wat vindt u?", "Datum": "Datum"}

    assert as_spelled(questions, {"text": "q7", "date": None}, "x.csv") == {"text": "Q7", "date": None}
    assert as_spelled(questions, {"text": ["wat vindt u?", "datum"]}, "x.csv") == {"text": ("Q7", "Datum")}


def test_every_given_column_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError) as caught:
        as_spelled({"antwoord": "", "datum": ""}, {"text": "antwoorden", "date": "dag"}, "raw/x.csv")

    assert 'column "antwoorden" (text) is missing' in str(caught.value)
    assert 'Closest: "antwoord"' in str(caught.value)
    assert 'column "dag" (date) is missing' in str(caught.value)


def test_values_that_mean_our_own_staff() -> None:
    values = ["gemeente", "provincie (intern)", "Internationaal bureau", "Eigen medewerkers", ""]

    assert internal_values(values, TABLE) == ["Eigen medewerkers", "provincie (intern)"]


def test_every_profile_of_the_project_is_sound() -> None:
    assert {"tabel", "verkenning"} <= set(profile_names(PROFILES))
    for name in profile_names(PROFILES):
        assert load_profile(name, folder=PROFILES).description


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        load_profile("tabbel", where="corpus.yaml: source x", folder=PROFILES)

    assert 'corpus.yaml: source x: unknown profile "tabbel"' in str(caught.value)
    assert 'Closest: "tabel"' in str(caught.value)


def test_a_profile_of_no_known_layout_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "eigen.yaml").write_text("# van ons\nlayout: tafel\n", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        load_profile("eigen", folder=tmp_path)
    assert "eigen.yaml line 2" in str(caught.value)
    assert 'Closest: "tabel"' in str(caught.value)
