"""Coding a CSV of any size: read, coded and written in chunks, so that memory stays bounded."""

import codecs
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pandas as pd

from pipeline.core.delimited import Row, delimited_rows, delimiter_of, header_of, row_under
from pipeline.core.errors import InputError, quoted
from pipeline.core.files import decode, read_bytes, replacing
from pipeline.core.parallel import batches

ID_COLUMNS = ("id", "statement_id")
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
    """The rows of a CSV in frames, see :func:`batches`; every cell text; checked as they come.
    :class:`InputError` for no id or text column; an id that is empty or occurs twice; a row with more cells than
    the header; a quote mark that is not closed; bytes that are not text.
    """
    with opened(path) as (stream, delimiter):
        numbered = delimited_rows(stream, delimiter, where=str(path))
        header = _header(next(numbered, (1, [])), path)
        text = header.index("text")
        read = False
        for rows in batches(_checked(numbered, header, path), lambda cells: len(cells[text])):
            read = True
            yield pd.DataFrame(rows, columns=header, dtype=str)
        if not read:
            raise InputError("the file has a header and no rows", where=str(path), todo="export it again")


def _header(row: Row, path: Path) -> list[str]:
    header = header_of(row, where=str(path))
    for wanted in (ID_COLUMNS, ("text",)):
        if not set(wanted) & set(header):
            problem = f"no column {' or '.join(wanted)}; the columns are {', '.join(header) or 'none'}"
            todo = "rename the column that holds it"
            raise InputError(problem, where=f"{path} row {row[0]}", allowed=wanted, todo=todo)
    return header


def _checked(numbered: Iterable[Row], header: Sequence[str], path: Path) -> Iterator[list[str]]:
    place = header.index(next(name for name in ID_COLUMNS if name in header))
    seen: dict[str, int] = {}
    for number, cells in numbered:
        row = row_under(header, (number, cells), where=str(path))
        if not row[place].strip() or row[place] in seen:
            earlier = seen.get(row[place])
            problem = f"id {quoted(row[place])} was used in row {earlier}" if earlier else "the id is empty"
            raise InputError(problem, where=f"{path} row {number}", todo="give each row an id of its own")
        seen[row[place]] = number
        yield row


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A text file to write bit by bit, as :func:`pipeline.core.files.replacing`."""
    with replacing(path) as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as stream:
        yield stream
