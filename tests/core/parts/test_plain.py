"""Rows that are read fast are those that csv reads one by one, and what is wrong is told in the same words."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core import files
from pipeline.core.delimited import delimited_rows, header_of, plain_csv, row_under
from pipeline.core.errors import InputError
from pipeline.core.parts import plain
from pipeline.core.parts.plain import PlainFile, cells_of

HEADER = ("a", "b", "c")
# Ends of cells and rows, what may go wrong, and separators of the reader's own.
PIECES = [b",", b",", b"\n", b"\n", b'"', b'"', b'""', b"\r\n", b"\r", b"a", b" ", b"\xc3\xa9", b"\xff", b"\0"]
PIECES += [
    b"\x1f",
    b"\xef\xbb\xbf",
    b"a,b,c\n",
    b'x,"y ""z""",\n',
    b'x,"y\n,\r",z\n',
    bytes(range(0x18, 0x20)) + b",,\n",
]
ANY_TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)
CELL = st.text(st.sampled_from('a",\n\r é€\x1f'), max_size=6)
SOUND = st.lists(st.tuples(CELL.map("x{}".format), CELL, CELL), max_size=12).map(
    lambda rows: plain_csv(pd.DataFrame(rows, columns=HEADER, dtype=str)).encode()
)
# Frames of so many rows, what they take in bytes, and what ended them.
Read = tuple[list[list[list[str]]], list[int], str]


def one_by_one(path: Path, names: Sequence[str], rows: int) -> Read:
    """As the table is read without haste."""
    frames: list[list[list[str]]] = []
    ends: list[int] = []

    def lines() -> Iterator[str]:
        with path.open("rb") as stream:
            for line in stream:
                text = line.decode("utf-8" if stream.tell() > len(line) else "utf-8-sig")
                passed.append(len(line))
                yield text

    passed: list[int] = []
    numbered = delimited_rows(lines(), ",", where=str(path))
    try:
        header = header_of(next(numbered, (1, [])), where=str(path))
        ends.append(sum(passed))
        while True:
            some = []
            for row in islice(numbered, rows):
                cells = dict(zip(header, row_under(header, row, where=str(path)), strict=True))
                some.append([cells[name] for name in header if name in names])
                ends.append(sum(passed))
            if some or not frames:
                frames.append(some)
            if len(some) < rows:
                return frames, ends, ""
    except InputError as refusal:
        return frames, ends, str(refusal)


def fast(path: Path, names: Sequence[str], rows: int) -> Read:
    frames: list[list[list[str]]] = []
    ends, counted = array("q"), 0
    try:
        for frame in PlainFile(path, ends).frames(names, rows):
            assert frame.index.tolist() == [*range(counted, counted + len(frame))]
            assert set(map(str, frame.dtypes)) <= {"str"}
            frames.append(frame.to_numpy().tolist() if names else [[] for _ in frame.index])
            counted += len(frame)
    except InputError as refusal:
        return frames, [*ends], str(refusal)
    return frames, [*ends], ""


@settings(max_examples=200)
@given(
    content=ANY_TEXT | ANY_TEXT.map(b"a,b,c\n".__add__) | SOUND | st.builds(bytes.__add__, SOUND, ANY_TEXT),
    names=st.sampled_from([HEADER, ("a",), ("a", "c"), ("b",)]),
    rows=st.integers(1, 4),
    piece=st.integers(1, 40),
)
@example(content=b'a,b,c\nx,y,z\nx,"y,z\nx,y,z\n', names=HEADER, rows=1, piece=7)  # a quote mark stays open
@example(content=b"a,b,c\nx,y,z\nx,\xff,z\n", names=("a",), rows=1, piece=99)  # wrong beside what is read
def test_any_text_is_read_or_refused_as_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, names: Sequence[str], rows: int, piece: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "plain.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_PIECE", piece)

        assert fast(path, names, rows) == one_by_one(path, names, rows)


@settings(max_examples=50)
@given(content=SOUND)
def test_what_was_written_is_read_fast(content: bytes) -> None:
    body = content.removeprefix(b"a,b,c\n")

    found = cells_of(body, 3, [0, 1, 2])

    assert found is not None
    rows = [*csv.reader(io.StringIO(body.decode(), newline=""), strict=True)]
    assert found.cells == [cell for row in rows for cell in row]
    assert len(found.ends) == len(rows)


def test_a_cell_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(f"a,b,c\nx,y,z\nx,{'y' * files.CELL_LIMIT}z,z\nx,y,z\n", encoding="utf-8")

    read = fast(path, HEADER, 1)

    assert read == one_by_one(path, HEADER, 1)
    assert read[0] == [[["x", "y", "z"]]]
    assert read[2].startswith(f"{path} line 3: the CSV cannot be read: field larger than field limit (10000000)")


WRITTEN = st.text(st.sampled_from(["a", '"', ",", "\n", "\r", " ", ";", "é", "\0", "'", "€"]), max_size=5)


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(WRITTEN, min_size=width, max_size=width))))
def test_what_is_written_is_what_csv_writes_and_comes_back(rows: list[list[str]]) -> None:
    frame = pd.DataFrame(rows, columns=HEADER[: len(rows[0]) if rows else 3], dtype=str)

    text = plain_csv(frame)

    read = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    assert read == [[*frame.columns], *rows]
    assert plain_csv(frame, header=False) == text.split("\n", 1)[1]
    if "\r" not in text:  # pandas leaves it without quote marks
        assert text == frame.to_csv(index=False, lineterminator="\n")


def test_numbers_and_gaps_are_written_as_pandas_does() -> None:
    frame = pd.DataFrame(
        {"n": [1, 22], "f1": [0.5, 1e-9], "low": [None, 0.25], "of": [None, "x"], "ja": [True, False]}
    )

    assert plain_csv(frame) == frame.to_csv(index=False, lineterminator="\n")
    assert plain_csv(frame) == "n,f1,low,of,ja\n1,0.5,,,True\n22,1e-09,0.25,x,False\n"
