"""Tables read and written some rows at a time are what they are when read and written whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import InputError, UnsoundTableError
from pipeline.core.parts.streams import read_frames, written_frames
from pipeline.core.tables import STATEMENTS, read_table, table_bytes, write_table
from tests import builders

FIVE = builders.statements(*({"text": f'zin {n}, "over\ntwee regels"; =1' if n % 2 else ""} for n in range(5)))


def written(frames: Iterable[pd.DataFrame]) -> bytes:
    return b"".join(written_frames(frames, STATEMENTS, where="there"))


@pytest.mark.parametrize("rows", [1, 2, 5, 100])
@pytest.mark.parametrize("table", [FIVE, FIVE[:0]])
def test_a_table_is_the_same_in_pieces(tmp_path: Path, table: pd.DataFrame, rows: int) -> None:
    path = tmp_path / "statements.csv"
    write_table(path, table, STATEMENTS)

    frames = list(read_frames(path, STATEMENTS, rows))

    assert [len(frame) for frame in frames] == [
        min(rows, len(table) - start) for start in range(0, len(table), rows)
    ]
    assert written(frames) == path.read_bytes() == table_bytes(table, STATEMENTS, where="there")
    pd.testing.assert_frame_equal(pd.concat([STATEMENTS.empty(), *frames]), read_table(path, STATEMENTS))


def test_a_key_that_occurs_twice_is_found_across_frames(tmp_path: Path) -> None:
    path = tmp_path / "statements.csv"
    lines = table_bytes(FIVE, STATEMENTS, where="there")
    path.write_bytes(lines + lines.split(b"\n", 1)[1])

    with pytest.raises(InputError, match=r"the key \{'statement_id': 'u0'\} occurs twice"):
        list(read_frames(path, STATEMENTS, 3))
    with pytest.raises(UnsoundTableError, match=r"there: table statements is not sound: the key .* occurs twice"):
        written([FIVE[:3], FIVE[2:]])


def test_a_table_that_is_not_there_or_lacks_a_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "statements.csv"
    with pytest.raises(InputError, match="run dvc repro"):
        list(read_frames(path, STATEMENTS))
    path.write_text("statement_id,text\n")
    with pytest.raises(InputError, match='column "source" is missing'):
        list(read_frames(path, STATEMENTS))
