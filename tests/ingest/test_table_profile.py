"""Which column holds what: as given, else by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.corpus import Columns
from pipeline.core.errors import InputError
from pipeline.ingest.profiles.profiles import load_profile, profile_names
from pipeline.ingest.profiles.table_profile import chosen_columns, guessed_columns, internal_values
from tests.cases import cases
from tests.ingest.reports import PROFILES, TABLE


@pytest.mark.parametrize(("header", "expected"), cases(__file__, "columns"))
def test_columns_are_recognised_by_name(header: list[str], expected: dict[str, str]) -> None:
    assert guessed_columns(header, TABLE) == expected


def test_no_text_column_names_what_was_found_and_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        chosen_columns(["nummer", "antwoordt", "datum"], None, TABLE, where="raw/x.csv")

    message = str(caught.value)
    assert message.startswith("raw/x.csv: no column with the text")
    assert "Allowed: nummer, antwoordt, datum." in message
    assert 'Closest: "antwoordt"' in message
    assert "--column text=NAME" in message


def test_given_columns_are_taken_as_the_header_spells_them_and_the_others_are_guessed() -> None:
    header = ["Q7", "Datum", "antwoord"]

    assert chosen_columns(header, Columns(text="q7"), TABLE, where="x.csv") == Columns(text="Q7", date="Datum")
    assert chosen_columns(header, Columns(text="q7", date=None), TABLE, where="x.csv") == Columns(text="Q7")


def test_every_given_column_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError) as caught:
        chosen_columns(["antwoord", "datum"], Columns(text="antwoorden", date="dag"), TABLE, where="raw/x.csv")

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
