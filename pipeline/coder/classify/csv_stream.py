"""Coding a CSV of any size: read, coded and written in chunks, so that memory stays bounded."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pandas as pd

from pipeline.core.delimited import Row, delimited_rows, delimiter_of, header_of, row_under
from pipeline.core.errors import InputError, quoted
from pipeline.core.files import decode, read_bytes, replacing

ID_COLUMNS = ("id", "statement_id")
CHUNK = 2000  # rows in memory at a time
LARGEST = 2_000_000  # characters of text in memory at a time: a chunk of long answers has fewer rows
_PEEK = 1 << 20  # bytes that tell the encoding


@contextmanager
def opened(path: Path) -> Iterator[tuple[TextIO, str]]:
    """A CSV's text and its delimiter; encoding from its first megabyte.
    :class:`InputError` when it is missing, empty or binary.
    """
    if not path.is_file():
        read_bytes(path)  # says what is wrong
    with path.open("rb") as stream:
        start = stream.read(_PEEK)
    if not start.strip():
        read_bytes(path)
    text, encoding = decode(_whole(start), where=str(path))
    delimiter = delimiter_of(text.split("\n", 1)[0])
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as reading:
        yield reading, delimiter


def _whole(start: bytes) -> bytes:
    """The first bytes of a file without the character that they end in the middle of, if any."""
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        _, read = (codecs.utf_16_decode if wide else codecs.utf_8_decode)(start, "strict", False)
    except UnicodeDecodeError:  # of another encoding, in which each byte is a character
        return start
    return start[:read] if len(start) == _PEEK else start


def chunks(path: Path) -> Iterator[pd.DataFrame]:
    """The rows of a CSV in frames of ``CHUNK``, fewer where texts are long; every cell text; checked as they come.

    Raises
    ------
    InputError
        No id or text column; an id that is empty or occurs twice; a row with more cells than the
        header; a quote mark that is not closed; bytes that are not text.
    """
    with opened(path) as (stream, delimiter):
        rows_read = delimited_rows(stream, delimiter, where=str(path))
        header = _header(next(rows_read, (1, [])), path)
        id_column = next(name for name in ID_COLUMNS if name in header)
        seen: dict[str, int] = {}
        text_column, held = header.index("text"), 0
        rows: list[list[str]] = []
        for number, cells in rows_read:
            rows.append(row_under(header, (number, cells), where=str(path)))
            _check_id(rows[-1][header.index(id_column)], seen, number, path)
            held += len(rows[-1][text_column])
            if len(rows) == CHUNK or held >= LARGEST:
                yield pd.DataFrame(rows, columns=header, dtype=str)
                rows, held = [], 0
        if not seen:
            raise InputError("the file has a header and no rows", where=str(path), todo="export it again")
        if rows:
            yield pd.DataFrame(rows, columns=header, dtype=str)


def _header(row: Row, path: Path) -> list[str]:
    header = header_of(row, where=str(path))
    for wanted in (ID_COLUMNS, ("text",)):
        if not set(wanted) & set(header):
            problem = f"no column {' or '.join(wanted)}; the columns are {', '.join(header) or 'none'}"
            todo = "rename the column that holds it"
            raise InputError(problem, where=f"{path} row {row[0]}", allowed=wanted, todo=todo)
    return header


def _check_id(identity: str, seen: dict[str, int], number: int, path: Path) -> None:
    if not identity.strip() or identity in seen:
        problem = (
            f"id {quoted(identity)} was used in row {seen[identity]}" if identity in seen else "the id is empty"
        )
        raise InputError(problem, where=f"{path} row {number}", todo="give each row an id of its own")
    seen[identity] = number


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A text file to write bit by bit, as :func:`pipeline.core.files.replacing`."""
    with replacing(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as stream:
        yield stream
