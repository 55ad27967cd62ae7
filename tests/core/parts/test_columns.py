"""Some columns of a long table are the cells that all of it has."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.parts.columns import read_columns
from pipeline.core.tables import LABELS, STATEMENTS, Table, read_table, table_bytes, write_table
from tests import builders

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)
CELLS = st.one_of(
    TEXTS, st.sampled_from(["", "=1", "'=1", "'=1, 2", 'hij zei: "ja",\nzij\r\nniet\rnu', "NA", "null", "1.0"])
)
KINDS, KEPT = ("round", "question"), ("statement_id", "text")


def table_of(cells: list[tuple[str, str]], table: Table) -> pd.DataFrame:
    build = builders.labels if table is LABELS else builders.statements
    return build(*({"text": text, "question": question} for text, question in cells))


@pytest.mark.parametrize("table", [STATEMENTS, LABELS], ids=lambda table: table.name)
@settings(max_examples=20)
@given(cells=st.lists(st.tuples(CELLS, CELLS), max_size=5), rows=st.integers(1, 4))
def test_the_columns_are_those_of_the_whole_table(
    tmp_path_factory: pytest.TempPathFactory, table: Table, cells: list[tuple[str, str]], rows: int
) -> None:
    path = tmp_path_factory.mktemp("columns") / "table.csv"
    write_table(path, table_of(cells, table), table)

    found = read_columns(path, table, KINDS, KEPT, rows)

    whole = read_table(path, table)[[name for name in table.names if name in (*KINDS, *KEPT)]]
    pd.testing.assert_frame_equal(found.astype(str), whole)
    assert list(found["question"].cat.categories) == sorted({question for _, question in cells})


HEADER, ROW = table_bytes(builders.statements({"text": "zin"}), STATEMENTS, where="").decode().splitlines()
BROKEN = {
    "a quote that stays open": (f'{ROW}"open', "cannot be read"),
    "a key twice": (f"{ROW}\n{ROW}", "occurs twice"),
    "a value that is not allowed": (ROW.replace(",antwoord,", ",wie,"), "allowed are"),
}


@pytest.mark.parametrize(("lines", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_refused_as_when_read_whole(tmp_path: Path, lines: str, told: str) -> None:
    path = tmp_path / "statements.csv"
    path.write_text(f"{HEADER}\n{lines}\n")
    with pytest.raises(InputError) as whole:
        read_table(path, STATEMENTS)
    with pytest.raises(InputError, match=told) as found:
        read_columns(path, STATEMENTS, (), STATEMENTS.names)
    assert str(found.value) == str(whole.value)
