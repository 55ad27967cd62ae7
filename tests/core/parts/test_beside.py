"""Columns that are kept beside a CSV are its own, or are not believed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import files
from pipeline.core.errors import InputError
from pipeline.core.parts import beside, streams
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.parts.streams import read_frames
from pipeline.core.tables import LABELS, STATEMENTS, Table, table_bytes
from tests import builders
from tests.kept_tables import written_and_kept

PIECES = ["a", " ", "é", "€", "😀", '"', "\n", "\r\n", "\r", ",", "=", "'", "\x1f", "\0"]
CELL = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
KINDS, KEPT = ("round", "question"), ("statement_id", "text")


def table_of(cells: list[tuple[str, str]], table: Table) -> pd.DataFrame:
    build = builders.labels if table is LABELS else builders.statements
    return build(*({"text": text, "question": question} for text, question in cells))


def write(path: Path, frame: pd.DataFrame, table: Table, rows: int) -> None:
    """So many rows at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = [frame[start : start + rows] for start in range(0, len(frame), rows)]
    path.write_bytes(b"".join(written_and_kept(path, frames, table)))


def read(path: Path, table: Table) -> tuple[list[pd.DataFrame], list[int], pd.DataFrame, pd.DataFrame]:
    """All rows two at a time with where they begin, some columns, and rows in any order."""
    rows, again = PlacedRows(path, table, 2), PlacedRows(path, table, 2)
    frames, columns = [*rows.frames()], again.columns(KINDS, KEPT)
    pd.testing.assert_frame_equal(columns, read_columns(path, table, KINDS, KEPT))
    assert (again._starts, again.keys.tolist()) == (rows._starts, rows.keys.tolist())
    return frames, [*rows._starts], columns, again.at([*range(len(rows))][::-1])


def assert_same(path: Path, table: Table, other: Path) -> None:
    """Reading one path gives what reading the other gives: the same cells or the same refusal."""
    try:
        expected = read(other, table)
    except InputError as refusal:
        told = str(refusal).replace(str(other), str(path))
        with pytest.raises(InputError, match=re.escape(told)):
            read(path, table)
        return
    frames, starts, columns, placed = read(path, table)
    pd.testing.assert_frame_equal(pd.concat([table.empty(), *frames]), pd.concat([table.empty(), *expected[0]]))
    assert starts == expected[1]
    pd.testing.assert_frame_equal(columns, expected[2])
    pd.testing.assert_frame_equal(placed, expected[3])


@pytest.mark.parametrize("table", [STATEMENTS, LABELS], ids=lambda table: table.name)
@settings(max_examples=12)
@given(cells=st.lists(st.tuples(CELL, CELL), min_size=2, max_size=7), rows=st.integers(1, 4))
def test_any_cells_are_those_of_the_csv(
    tmp_path_factory: pytest.TempPathFactory, table: Table, cells: list[tuple[str, str]], rows: int
) -> None:
    path = tmp_path_factory.mktemp("beside") / "table.csv"
    alone = path.with_name("alone.csv")

    write(path, table_of(cells, table), table, rows)

    assert beside.file_beside(path).is_file() == (len(cells) > rows)
    alone.write_bytes(path.read_bytes())
    assert path.read_bytes() == table_bytes(table_of(cells, table), table, where="")
    assert_same(path, table, alone)


FIVE = table_of([(f'zin {n}, "over\ntwee regels"', "=wat?") for n in range(5)], LABELS)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    write(tmp_path / "labels.csv", FIVE, LABELS, 2)
    return tmp_path / "labels.csv"


def test_the_csv_is_not_looked_through(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PlainFile", None)

    frames = list(read_frames(kept, LABELS, 2))

    assert [len(frame) for frame in frames] == [2, 2, 1]
    pd.testing.assert_frame_equal(pd.concat(frames), FIVE)
    assert read_columns(kept, LABELS, ["question"], ["text"])["text"].tolist() == FIVE["text"].tolist()


EDITS: dict[str, Callable[[bytes], bytes]] = {
    "another cell": lambda content: content.replace(b"zin 3", b"zin 9"),
    "a key twice": lambda content: content.replace(b"\nu1,", b"\nu0,"),
    "a value that is not allowed": lambda content: content.replace(b",antwoord,", b",onbekend,", 1),
    "a row more": lambda content: content + content.splitlines(keepends=True)[1].replace(b"u0", b"u9"),
    "half of it": lambda content: content[: len(content) // 2],
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_csv_that_was_edited_is_read_itself(kept: Path, edit: Callable[[bytes], bytes]) -> None:
    alone = kept.with_name("alone.csv")
    content = edit(kept.read_bytes())
    assert content != kept.read_bytes()
    for path in (kept, alone):
        path.write_bytes(content)

    assert_same(kept, LABELS, alone)


def test_what_is_damaged_is_not_believed(kept: Path) -> None:
    file, names = beside.file_beside(kept), [*KINDS, *KEPT]
    whole, chance = file.read_bytes(), random.Random(1)  # noqa: S311 - no secret
    expected = FIVE[[name for name in LABELS.names if name in names]]
    damaged = [whole[: len(whole) // 2], whole[:-1], b"", whole + whole]
    damaged += [
        whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        for place in chance.sample(range(len(whole)), 40)
    ]
    for content in damaged:
        file.write_bytes(content)

        frames = read_frames(kept, LABELS, 5, names=names)

        pd.testing.assert_frame_equal(pd.concat(frames), expected)


def test_columns_of_another_table_or_form_are_not_believed(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert beside.kept_beside(kept, STATEMENTS, STATEMENTS.names) is None
    monkeypatch.setattr(beside, "_FORMAT", 0)
    assert beside.kept_beside(kept, LABELS, LABELS.names) is None


def test_a_run_that_ends_early_leaves_what_was_kept(kept: Path) -> None:
    file = beside.file_beside(kept)
    before = file.read_bytes()

    pieces = written_and_kept(kept, [FIVE[:2], FIVE[2:]], LABELS)
    assert len([next(pieces), next(pieces), next(pieces)]) == 3
    del pieces

    assert [path.read_bytes() for path in file.parent.iterdir()] == [before]


def test_of_a_short_table_and_of_one_that_would_be_read_otherwise_nothing_is_kept(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = beside.file_beside(kept)
    write(kept, FIVE[:2], LABELS, 2)
    assert [*file.parent.iterdir()] == []

    monkeypatch.setattr(beside, "CELL_LIMIT", 4)  # the reader refuses cells above its limit
    write(kept, FIVE, LABELS, 2)
    assert not file.exists()
    monkeypatch.setattr(beside, "CELL_LIMIT", files.CELL_LIMIT)
    write(kept, FIVE.assign(statement_id=["u0", "u1", " ", "u3", "u4"]), LABELS, 2)
    assert not file.exists()
