"""Rows of a table come in pieces that are found again when others stand between them; what was made is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.delimited import plain_csv
from pipeline.core.errors import InputError
from pipeline.core.parts import pieces as module
from pipeline.core.parts.pieces import KeptPieces, MadeRows, keep, kept, look_through, pieces
from pipeline.core.tables import STATEMENTS, write_table
from tests import builders

TEXTS = ["Eén regel.", 'Met "tekens", en\neen tweede regel', ""]


def written(path: Path, *sources: tuple[str, int]) -> Path:
    """A table of so many statements of each source."""
    rows = [
        {"statement_id": f"u{source}{number}", "source": f"{source}.csv", "text": TEXTS[number % 3]}
        for source, many in sources
        for number in range(many)
    ]
    write_table(path, builders.statements(*rows), STATEMENTS)
    return path


def sizes(path: Path, rows: int = 10) -> list[int]:
    return [len(piece) for piece in pieces(path, STATEMENTS, rows)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 25), max_size=6), st.integers(1, 12), st.sampled_from([40, 1 << 20]))
def test_together_they_are_the_rows_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, many: list[int], rows: int, at_once: int
) -> None:
    path = written(tmp_path_factory.mktemp("p") / "s.csv", *((f"b{n}", size) for n, size in enumerate(many)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_AT_ONCE", at_once)
        found = [*pieces(path, STATEMENTS, rows)]

    header = plain_csv(STATEMENTS.empty()).encode()
    assert b"".join([header, *(piece.content for piece in found)]) == path.read_bytes()
    keys = [f"ub{n}{number}" for n, size in enumerate(many) for number in range(size)]
    assert [key for piece in found for key in piece.keys] == keys
    assert [key for piece in found for key in piece.frame(STATEMENTS, path)["statement_id"]] == keys
    assert all(len(piece) <= rows for piece in found)


def test_a_piece_is_of_one_source_and_small_sources_go_together(tmp_path: Path) -> None:
    assert sizes(written(tmp_path / "a.csv", ("a", 23), ("b", 8))) == [10, 10, 3, 8]
    assert sizes(written(tmp_path / "b.csv", *((f"{n:02}", 1) for n in range(40))), 20) == [2] * 20


def test_pieces_of_other_sources_are_found_again(tmp_path: Path) -> None:
    before, after = (
        {piece.name for piece in pieces(written(tmp_path / name, *sources), STATEMENTS, 10)}
        for name, sources in (
            ("before.csv", [("a", 23), ("c", 17)]),
            ("after.csv", [("a", 23), ("b", 4), ("c", 17), ("d", 3)]),
        )
    )

    assert len(before) == 5
    assert after > before
    assert len(after - before) == 2


def test_a_file_that_was_edited_by_hand_is_read_as_it_is_meant(tmp_path: Path) -> None:
    path = written(tmp_path / "s.csv", ("a", 6))
    whole = [piece.content for piece in pieces(path, STATEMENTS, 4)]
    text = path.read_text(encoding="utf-8")
    with_marks = text.replace("statement_id,", '"statement_id",', 1)

    for content in (b"\xef\xbb\xbf" + text.encode(), with_marks.encode()):
        path.write_bytes(content)
        assert [piece.content for piece in pieces(path, STATEMENTS, 4)] == whole
    path.write_bytes(text.removesuffix("\n").encode())
    ids = [piece.frame(STATEMENTS, path)["statement_id"].tolist() for piece in pieces(path, STATEMENTS, 4)]
    assert ids == [["ua0", "ua1", "ua2", "ua3"], ["ua4", "ua5"]]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("antwoord", "praatje", "praatje"),
        ("ua1,", 'ua1,"', "line 3"),
        ("ua1,", "ua1," + "a," * 20, "row 3"),
    ],
)
def test_what_is_not_sound_is_told_as_of_the_whole_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path / "s.csv", ("a", 6))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    with pytest.raises(InputError) as expected:
        look_through(path, STATEMENTS)

    with pytest.raises(InputError) as told:
        [piece.frame(STATEMENTS, path) for piece in pieces(path, STATEMENTS, 4)]

    assert str(told.value) == str(expected.value)
    assert said in str(told.value)


def test_what_was_made_comes_back_and_goes_with_its_piece_or_its_maker(tmp_path: Path) -> None:
    for made in (MadeRows(b"a,b\n", {"": b"\x04", "x": b"\x00"}, {"n": 1}), MadeRows(b"", None, {})):
        keep(tmp_path / "one.zip", made)
        assert kept(tmp_path / "one.zip") == made
    store, other = KeptPieces(tmp_path / "k", "maker"), KeptPieces(tmp_path / "k", "other")
    for name in ("a", "b"):
        keep(store.file(name), made)

    store.tidy(["a"])
    assert [store.file(name).is_file() for name in ("a", "b")] == [True, False]
    other.tidy(["a"])
    assert not store.file("a").exists()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_what_was_kept_and_is_damaged_is_named_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kept.zip"
    file.write_bytes(content)

    with pytest.raises(InputError, match="what an earlier run kept is damaged") as told:
        kept(file)

    assert (told.value.where, told.value.todo) == (
        str(file), "remove this file, then run dvc repro: it is made again"
    )  # fmt: skip


def test_a_row_that_is_blank_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "s.csv", ("a", 3))
    path.write_bytes(path.read_bytes() + b"\n")

    assert sum(len(piece.frame(STATEMENTS, path)) for piece in pieces(path, STATEMENTS)) == 3
