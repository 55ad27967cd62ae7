"""Rows that are looked up in a file are those that stand there."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.parts.columns import held
from pipeline.core.parts.placed import CellsByKey, PlacedRows, column
from pipeline.core.tables import STATEMENTS, write_table
from tests import builders

PIECES = ["a", " ", "é", "€", '"', "\n", "\r\n", ",", "=", "'"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)


@settings(max_examples=15)
@given(texts=st.lists(TEXTS, min_size=1, max_size=9), size=st.integers(1, 4), chance=st.randoms())
def test_any_rows_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], size: int, chance: random.Random
) -> None:
    ids = [f"u{number}" for number in range(len(texts))]
    chance.shuffle(ids)
    known = dict(zip(ids, texts, strict=True))
    frame = builders.statements(*({"statement_id": one, "text": text} for one, text in known.items()))
    path = tmp_path_factory.mktemp("placed") / "statements.csv"
    write_table(path, frame, STATEMENTS)
    rows = PlacedRows(path, STATEMENTS, size)
    order = [*range(len(ids))]
    chance.shuffle(order)

    pd.testing.assert_frame_equal(pd.concat([*rows.frames()]), frame)
    pd.testing.assert_frame_equal(rows.at(order), frame.iloc[order].reset_index(drop=True))
    by_id = pd.concat([*rows.in_order(rows.by_key)], ignore_index=True)
    pd.testing.assert_frame_equal(by_id, frame.sort_values("statement_id", ignore_index=True))
    assert rows.places(["u0", "no", "u"]).tolist() == [ids.index("u0"), -1, -1]
    cells = CellsByKey(rows, column("text"))
    assert [cells[one] for one in ids] == texts
    assert list(cells.items()) == sorted(known.items())
    assert list(cells) == sorted(ids)
    assert (len(cells), "u0" in cells, "no" in cells) == (len(ids), True, False)


def test_of_a_table_without_rows_nothing_is_found(tmp_path: Path) -> None:
    path = tmp_path / "statements.csv"
    write_table(path, STATEMENTS.empty(), STATEMENTS)
    rows = PlacedRows(path, STATEMENTS)

    assert held(rows.frames(), ["text", "round"]).to_dict("list") == {"text": [], "round": []}
    assert rows.places(["u0"]).tolist() == [-1]
    assert [*rows.in_order(rows.by_key)] == []
    assert dict(CellsByKey(rows, column("text"))) == {}


def test_columns_in_another_order_and_a_broken_table(tmp_path: Path) -> None:
    path = tmp_path / "statements.csv"
    frame = builders.statements({"text": "één"}, {"text": "twee"})
    frame[[*reversed(STATEMENTS.names)]].to_csv(path, index=False)
    rows = PlacedRows(path, STATEMENTS)

    assert held(rows.frames(), ["text"])["text"].tolist() == ["één", "twee"]
    assert rows.at([1])["text"].tolist() == ["twee"]
    path.write_text(path.read_text(encoding="utf-8").replace("antwoord", "roddel"), encoding="utf-8")
    with pytest.raises(InputError, match='column "kind" holds "roddel"; allowed are'):
        [*PlacedRows(path, STATEMENTS).frames()]


def test_rows_as_a_person_saved_them_again(tmp_path: Path) -> None:
    path = tmp_path / "statements.csv"
    frame = builders.statements({"text": "één"}, {"text": 'zij: "ja"'}, {"text": "drie,\r\nvier"})
    write_table(path, frame, STATEMENTS)
    rows = path.read_bytes().decode().split("\n", 1)
    path.write_bytes(f"\ufeff{rows[0]}\r\n\r\n{rows[1]}".rstrip("\n").encode())  # a blank line, no last line end
    placed = PlacedRows(path, STATEMENTS, 2)

    pd.testing.assert_frame_equal(pd.concat([*placed.frames()]), frame)
    pd.testing.assert_frame_equal(placed.at([2, 0, 1]), frame.iloc[[2, 0, 1]].reset_index(drop=True))
    assert placed.at([]).to_numpy().tolist() == []
