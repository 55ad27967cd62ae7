"""Text tables that are too large to hold: the same rows as of a small one, and where a broken one is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.delimited import Row
from pipeline.core.errors import InputError
from pipeline.core.tabular import large_text
from pipeline.core.tabular.large_text import content_of, sampled
from pipeline.core.tabular.source_table import SourceTable, source_tables
from tests.paths import ROOT

CELL = st.text(st.sampled_from('ab é€\n\r";,'), max_size=6)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every border between pieces comes up in a small file."""
    monkeypatch.setattr(large_text, "_PIECE", 7)


def written(folder: Path, raw: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


def outcome(read: Callable[[], SourceTable]) -> tuple[Sequence[Row], str, int] | str:
    """Rows, encoding and number of rows; or why there are none."""
    try:
        table = read()
    except InputError as error:
        return str(error)
    return list(table.rows), table.form, table.total or len(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=8),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_a_file_of_which_all_rows_fit_in_the_sample_reads_as_a_small_one(
    tmp_path_factory: pytest.TempPathFactory, encoding: str, rows: list[list[str]], end: str
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator=end).writerows([["één", "twee"], *rows])
    path = written(tmp_path_factory.mktemp("any"), stream.getvalue().encode(encoding, "replace"))

    whole = outcome(lambda: source_tables(path.read_bytes(), where=str(path))[0])

    assert outcome(lambda: sampled(path)) == whole


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests/new_corpus/exports").glob("*.[ct]sv")), ids=lambda path: path.stem
)
def test_exports_of_survey_tools_read_as_small_ones(path: Path) -> None:
    whole = outcome(lambda: source_tables(path.read_bytes(), where=str(path))[0])

    assert outcome(lambda: sampled(path)) == whole


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.csv", "\n\nsep=|\na|b\nx;y;z|1\n", id="stated, below empty lines"),
        pytest.param("a.csv", "a,b\n1,2\n", id="comma"),
        pytest.param("a.tsv", "a;b\tc\n1\t2\n", id="tabs by name"),
        pytest.param("a.csv", "a;b\r1;2\r", id="carriage returns"),
    ],
)
def test_delimiter_and_row_numbers_are_those_of_a_small_file(tmp_path: Path, name: str, text: str) -> None:
    path = written(tmp_path, text.encode(), name)

    assert list(sampled(path).rows) == list(source_tables(text.encode(), where=name)[0].rows)


def test_the_sample_is_spread_and_holds_every_rare_value_the_widest_row_and_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_FIRST", 10), ("_SPREAD", 100), ("_FEW_VALUES", 20)):
        monkeypatch.setattr(large_text, name, value)
    lines = [
        f"R{row};{row % 2};2025-03-0{1 + row % 3} {row % 24:02}:{row % 60:02};antwoord {row}"
        for row in range(9_999)
    ]
    lines[7_777] = "R7777;dijkgraaf;2025-03-09 23:59;antwoord"
    lines[8_888] += ";te veel"
    path = written(tmp_path, "\n".join(["wie;groep;dag;tekst", *lines]).encode())

    sample = sampled(path)

    numbers = [number for number, _ in sample.rows]
    assert sample.total == 10_000
    assert {*range(1, 11), 7_779, 8_890, *range(9_996, 10_001)} <= set(numbers)
    assert numbers == sorted(set(numbers))
    assert 100 < len(numbers) < 250
    spread = [sum(at < number <= at + 1_000 for number in numbers) for at in range(1_000, 9_000, 1_000)]
    assert max(spread) - min(spread) <= 4
    assert dict(sample.rows)[7_779] == ["R7777", "dijkgraaf", "2025-03-09 23:59", "antwoord"]
    assert sampled(path).rows == sample.rows


def test_rows_of_any_length_are_held_up_to_so_many_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_text, "_HELD", 20_000)
    path = written(tmp_path, "".join(f"{row};{row:01000}\n" for row in range(500)).encode())

    rows = sampled(path).rows

    assert rows[0][0] == 1
    assert 20_000 < sum(len(cell) for _, cells in rows for cell in cells) <= 4 * 20_000


def broken(at: str, *, below: str = "") -> bytes:
    return ("a;b\n" + '1;"twee\nregels"\n' * 2_000 + at + "\n" + below).encode()


@pytest.mark.parametrize(
    ("raw", "where", "problem"),
    [
        pytest.param(
            broken('1;"open', below="1;2\n" * 50), "a.csv line 4002", "unexpected end", id="quote not closed"
        ),
        pytest.param(
            broken('1;"x" y', below="1;2\n"), "a.csv line 4002", "expected after", id="text after a quote"
        ),
        pytest.param(
            broken("1;é") + b"1;\xe9\n",
            "a.csv near line 4003",
            "changes its encoding halfway",
            id="Windows below UTF-8",
        ),
        pytest.param(broken("1;x") + b"1;\x00\n", "a.csv", "binary file", id="zero bytes"),
        pytest.param(b"\xff\xfea\x00;\x00b\x00\n\x00\x00\xd8\x00\xd8", "a.csv", "halfway", id="half a character"),
    ],
)
def test_what_is_wrong_deep_in_a_file_is_found_at_its_line(
    tmp_path: Path, raw: bytes, where: str, problem: str
) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        sampled(written(tmp_path, raw))

    assert where in str(caught.value)


@pytest.mark.parametrize(("letter", "encoding"), [(b"\xe9", "cp1252"), (b"\x8e", "mac_roman")])
def test_an_encoding_that_shows_deep_in_a_file_is_recognised(tmp_path: Path, letter: bytes, encoding: str) -> None:
    monday = b"de gemeente heeft id" + letter + b"en"
    sample = sampled(written(tmp_path, broken("1;x") + b"1;" + monday + b"\n"))

    assert sample.rows[-1][1][1] == monday.decode(sample.form)
    if encoding == "cp1252":
        assert sample.form == encoding


def test_a_line_without_end_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_text, "CELL_LIMIT", 500)

    with pytest.raises(InputError, match="a line of more than 1,000 characters") as caught:
        sampled(written(tmp_path, b"a;b\n\n" + b"x" * 1_001))
    assert "line 3" in str(caught.value)


def test_only_large_text_tables_are_sampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_text, "LARGE", 4_000)
    text = b"a;b\n" + b"1;2\n" * 1_000
    assert isinstance(content_of(written(tmp_path, text)), SourceTable)
    assert content_of(written(tmp_path, text[:4_000])) == text[:4_000]
    assert content_of(written(tmp_path, text, "a.txt")) == text
