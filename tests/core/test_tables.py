from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputError, UnsoundTableError
from pipeline.core.tables import SUBJECTS, Column, Table, read_table, tables_of, write_table

PEOPLE = Table(
    "people",
    "one person",
    ("id",),
    (Column("id", "x"), Column("kind", "x", ("a", "b")), Column("n", "x", number=True)),
)
ALL_TABLES = [table for subject in SUBJECTS for table in tables_of(subject).values()]


def people(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "kind", "n"], dtype=str)


# Plain, for Dutch Excel, and plain that people open too.
DIALECTS = [PEOPLE, dataclasses.replace(PEOPLE, dutch=True), dataclasses.replace(PEOPLE, linked=True)]


@pytest.mark.parametrize("table", DIALECTS)
@settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1), unique=True
    ).filter(lambda ids: all(i.strip() for i in ids))
)
def test_any_text_comes_back_verbatim(
    tmp_path_factory: pytest.TempPathFactory, table: Table, ids: list[str]
) -> None:
    path = tmp_path_factory.mktemp("t") / "people.csv"
    frame = people(*((i, "a", "1.5") for i in ids))

    write_table(path, frame, table)

    assert read_table(path, table).to_dict("list") == frame.to_dict("list")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        pytest.param(people(("1", "c", "1")), '"kind" holds "c"; allowed are "a", "b"', id="value not allowed"),
        pytest.param(people(("1", "a", "1"), ("1", "b", "1")), "{'id': '1'} occurs twice", id="key twice"),
        pytest.param(people(("1", "a", "veel")), '"n" holds "veel", which is no number', id="not a number"),
        pytest.param(people(("1", "a", "1\n")), "no number", id="a line too many"),
        pytest.param(people(("1", "a", "1")).drop(columns="kind"), '"kind" is missing', id="column missing"),
    ],
)
def test_an_unsound_table_is_not_written(tmp_path: Path, frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(UnsoundTableError, match=message):
        write_table(tmp_path / "people.csv", frame, PEOPLE)

    assert list(tmp_path.iterdir()) == []


def test_numbers_in_a_dutch_table_have_a_comma_and_stay_numbers(tmp_path: Path) -> None:
    dutch = dataclasses.replace(PEOPLE, dutch=True)

    write_table(tmp_path / "p.csv", people(("-x", "a", "-0.12"), ("y", "b", "3"), ("z", "b", "")), dutch)

    assert (tmp_path / "p.csv").read_bytes() == b"\xef\xbb\xbfid;kind;n\r\n'-x;a;-0,12\r\ny;b;3\r\nz;b;\r\n"


def test_a_plain_table_that_people_open_has_no_formula_and_its_numbers_stay_numbers(tmp_path: Path) -> None:
    linked = dataclasses.replace(PEOPLE, linked=True)

    write_table(tmp_path / "p.csv", people(("+1+1", "a", "-0.12"), ("'s", "b", "3")), linked)

    assert (tmp_path / "p.csv").read_bytes() == b"id,kind,n\n'+1+1,a,-0.12\n''s,b,3\n"


def test_a_table_that_was_spoilt_by_hand_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,kind,n\n1,c,1\n", encoding="utf-8")

    with pytest.raises(InputError, match="run dvc repro") as caught:
        read_table(tmp_path / "people.csv", PEOPLE)

    assert "kind" in str(caught.value)


def test_missing_table_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run dvc repro"):
        read_table(tmp_path / "no.csv", PEOPLE)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: str(table.name))
def test_every_table_is_described_and_its_key_exists(table: Table) -> None:
    assert table.row
    assert all(column.meaning for column in table.columns)
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    assert table.checked(table.empty(), where="x").empty


@pytest.mark.parametrize("table", DIALECTS)
def test_any_number_comes_back_digit_by_digit(tmp_path: Path, table: Table) -> None:
    numbers = ["0.8730", "-0.00001", "0.00000001", "12345678901234567890", "7", ""]
    frame = people(*((str(i), "a", number) for i, number in enumerate(numbers)))

    write_table(tmp_path / "people.csv", frame, table)

    assert read_table(tmp_path / "people.csv", table)["n"].tolist() == numbers


def test_a_table_saved_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("id,kind,n\nJosé,a,1\n".encode("cp1252"))

    with pytest.raises(InputError, match="encoding") as caught:
        read_table(path, PEOPLE)

    assert caught.value.where == str(path)
