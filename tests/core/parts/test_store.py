"""What was made of parts comes back by key, is never changed, and never taken for another maker's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.parts import store as store_module
from pipeline.core.parts.store import PartStore, digest

COLUMNS = ("a", "b")
FIRST = {digest("x"): ("1", "één; 'ja'\n"), digest("y"): ("2", "")}
SECOND = {digest("z"): ("3", "=1+1")}


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def test_what_was_kept_comes_back_in_another_run_and_earlier_parts_stay_as_they_are(tmp_path: Path) -> None:
    PartStore(tmp_path, "maker", COLUMNS).add(FIRST)
    before = hashes(tmp_path)

    again = PartStore(tmp_path, "maker", COLUMNS)
    assert again.keys() == set(FIRST)
    again.add(SECOND)

    asked = [digest("z"), digest("x"), digest("z"), digest("y")]
    assert list(again.rows(iter(asked))) == [("3", "=1+1"), ("1", "één; 'ja'\n"), ("3", "=1+1"), ("2", "")]
    assert list(again.rows([])) == []
    with pytest.raises(KeyError, match="1 of 3 rows"):
        list(again.rows([*FIRST, digest("nowhere")]))
    assert hashes(tmp_path).items() > before.items()


def test_the_same_rows_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    for name, rows in (("one", FIRST), ("two", dict(reversed(FIRST.items())))):
        PartStore(tmp_path / name, "maker", COLUMNS).add(rows)

    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")


CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


@settings(max_examples=20, deadline=None)
@given(cells=st.lists(st.tuples(CELL, CELL), min_size=1))
def test_any_cells_come_back_verbatim(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]
) -> None:
    rows = {digest(str(n)): row for n, row in enumerate(cells)}
    store = PartStore(tmp_path_factory.mktemp("s"), "maker", COLUMNS)
    store.add(rows)

    assert list(store.rows(rows)) == [*rows.values()]


def test_a_row_that_two_runs_made_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PartStore(tmp_path, "maker", COLUMNS)
    monkeypatch.setattr(store_module, "_AT_ONCE", 2)
    store.add(FIRST)
    store.add(FIRST | SECOND)

    assert list(store.rows([*SECOND, *FIRST])) == [*SECOND.values(), *FIRST.values()]


def test_another_maker_has_none_of_it_and_removes_it(tmp_path: Path) -> None:
    PartStore(tmp_path, "old", COLUMNS).add(FIRST)
    new = PartStore(tmp_path, "new", COLUMNS)

    assert new.keys() == set()
    new.add(SECOND)
    new.tidy()

    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert list(new.rows(SECOND)) == [*SECOND.values()]


def test_a_part_that_could_not_be_finished_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PartStore(tmp_path, "maker", COLUMNS)
    store.add(FIRST)
    before = hashes(tmp_path)
    monkeypatch.setattr(store_module, "_escaped", lambda path: f"{path}/nowhere")

    with pytest.raises(Exception, match="nowhere"):
        store.add(SECOND)

    assert hashes(tmp_path) == before
    (store.files()[0].parent / ".half.parquet.12345678.tmp").touch()  # of a run that was killed
    store.tidy()
    assert hashes(tmp_path) == before
    assert store.keys() == set(FIRST)


def test_a_part_that_is_damaged_is_named_with_what_to_do(tmp_path: Path) -> None:
    store = PartStore(tmp_path, "maker", ["a"])
    store.add({"k": ("x",)})
    store.files()[0].write_bytes(b"no parquet")

    with pytest.raises(InputError, match="what an earlier run kept is damaged") as told:
        PartStore(tmp_path, "maker", ["a"]).keys()

    assert told.value.where == str(tmp_path / "maker")
    assert "remove this folder" in told.value.todo


def test_a_digest_tells_texts_apart_by_where_they_end() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("abc", "")}) == 4
    assert digest("abc") == digest("abc")
