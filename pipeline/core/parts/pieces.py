"""A long plain table in pieces that are known again by their bytes, and what was made of each.

A piece is rows of one source, so many at a time. So rows of an earlier round are found again when those of another
have come between them.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.delimited import parse_csv, plain_csv
from pipeline.core.errors import InputError, UnsoundTableError, missing_file
from pipeline.core.files import remove_stale, replacing
from pipeline.core.parts.beside import DAMAGED, Packed
from pipeline.core.parts.plain import cells_of
from pipeline.core.parts.streams import read_frames
from pipeline.core.tables import Table

ROWS = 10_000  # of a piece at most: what waits for a process is held, some 10 MB each
_AT_ONCE = 1 << 24  # bytes looked through at a time
_FEWEST = 10  # a piece with this part of its most rows ends where the source does: small sources go together
_QUOTE, _LINE_END = ord('"'), ord("\n")
_FAST = 1  # of zlib's levels: a third of the time of the usual one
_TODO = "remove this file, then run dvc repro: it is made again"
_CONTENT, _ACCOUNT, _COLUMN = "rows.csv", "account.json", "columns/"


class MadeRows(NamedTuple):
    """What was made of a piece.

    Attributes
    ----------
    content : rows of another table, without its header.
    columns : their cells, as :func:`pipeline.core.parts.beside.packed` has them.
    account : what else is known of them, as JSON has it.
    """

    content: bytes
    columns: Packed | None
    account: dict[str, Any]


class RowsPiece:
    """Some rows of a plain table, as they stand in the file.

    Attributes
    ----------
    content : each row with the end of its line.
    ends : (n,) how many bytes each row and all before it take.
    """

    def __init__(self, content: bytes, ends: npt.NDArray[np.int64]) -> None:
        self.content, self.ends = content, ends

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def name(self) -> str:
        """By its content."""
        return hashlib.blake2b(self.content, digest_size=16).hexdigest()

    @property
    def keys(self) -> list[str]:
        """(n,) The first cell of each row, as it is written."""
        ends = [0, *self.ends.tolist()]
        return [self.content[start:end].split(b",", 1)[0].decode() for start, end in pairwise(ends)]

    def frame(self, table: Table, path: Path) -> pd.DataFrame:
        """The rows, as :func:`pipeline.core.parts.streams.read_frames`, which also says what is wrong with the
        file ``path`` when they are not sound; but that a key of another piece comes again.
        """
        width = len(table.names)
        found = cells_of(self.content, width, range(width))
        try:
            if found and len(found.ends) == len(self):
                cells = np.fromiter(found.cells, object, len(found.cells)).reshape(-1, width)
                frame = pd.DataFrame(cells, columns=table.names, dtype=str)
            else:
                text = plain_csv(table.empty()) + self.content.decode()
                frame = parse_csv(text, where=str(path), delimiter=",").reset_index(drop=True)
            return table.checked(frame, where=str(path), texts=True)
        except (InputError, UnsoundTableError, UnicodeDecodeError):
            look_through(path, table)
            raise


def look_through(path: Path, table: Table) -> None:
    """:class:`InputError` when the table is not sound."""
    for _ in read_frames(path, table, names=table.names):
        pass


def pieces(path: Path, table: Table, rows: int = ROWS) -> Iterator[RowsPiece]:
    """A plain table that a stage wrote, whose second column is the source: rows that stay together, in order.

    Its content is not looked at; see :meth:`RowsPiece.frame`. :class:`InputError` when it is not there.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    with path.open("rb") as stream:
        if stream.readline() != plain_csv(table.empty()).encode():  # edited by hand, perhaps
            for frame in read_frames(path, table, rows):
                content = plain_csv(frame, header=False).encode()
                yield RowsPiece(content, ends_of(content))
            return
        left = b""
        while some := stream.read(_AT_ONCE):
            content = left + some
            ends, start, first = ends_of(content), 0, 0
            while first + rows <= len(ends):
                last = first + _together(content, ends[first : first + rows], start, rows // _FEWEST)
                yield RowsPiece(content[start : ends[last - 1]], ends[first:last] - start)
                start, first = int(ends[last - 1]), last
            left = content[start:]
        yield from _rest(left, rows)


def _rest(content: bytes, rows: int) -> Iterator[RowsPiece]:
    """What is left when the file has no more."""
    ends, start, first = ends_of(content), 0, 0
    if (ends[-1] if len(ends) else 0) < len(content):  # no end of line at the end
        ends = np.append(ends, len(content))
    while first < len(ends):
        last = first + _together(content, ends[first : first + rows], start, rows // _FEWEST)
        yield RowsPiece(content[start : ends[last - 1]], ends[first:last] - start)
        start, first = int(ends[last - 1]), last


def ends_of(content: bytes) -> npt.NDArray[np.int64]:
    """How many bytes each whole row and all before it take: line ends behind an even number of quote marks."""
    text = np.frombuffer(content, np.uint8)
    marks = np.flatnonzero((text == _QUOTE) | (text == _LINE_END))
    is_quote = text[marks] == _QUOTE
    return np.asarray(marks[~(np.bitwise_xor.accumulate(is_quote) | is_quote)] + 1, dtype=np.int64)


def _together(content: bytes, ends: npt.NDArray[np.int64], start: int, fewest: int) -> int:
    """How many of these rows are one piece: all, or up to where behind the first few the source is another one."""

    def source(row: int) -> bytes:
        at = int(ends[row - 1]) if row else start
        return content[at : int(ends[row])].split(b",", 2)[:2][-1]

    low, high = min(max(1, fewest), len(ends)) - 1, len(ends) - 1
    own = source(low)
    if source(high) == own:
        return len(ends)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if source(middle) == own else (low, middle)
    return high


class KeptPieces:
    """What was made of pieces, a file each.

    Parameters
    ----------
    folder : of all makers of these rows.
    maker : fingerprint of all that they rest on beside the piece.
    """

    def __init__(self, folder: Path, maker: str) -> None:
        self._all, self._folder = folder, folder / maker

    def file(self, name: str) -> Path:
        """What was made of the piece of this name, if it was."""
        return self._folder / f"{name}.zip"

    def tidy(self, names: Collection[str]) -> None:
        """Remove all but what was made of these."""
        folders = self._all.iterdir() if self._all.is_dir() else ()
        for folder in [each for each in folders if not names or each != self._folder]:
            shutil.rmtree(folder)
        if names:
            remove_stale(self._folder, ("*",), [*map(self.file, names)])


def keep(file: Path, made: MadeRows) -> None:
    """Write what was made of a piece."""
    with (
        replacing(file) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as parts,
    ):
        parts.writestr(_ACCOUNT, json.dumps(made.account))
        parts.writestr(_CONTENT, made.content)
        for name, cells in (made.columns or {}).items():
            parts.writestr(_COLUMN + name, cells)


def kept(file: Path) -> MadeRows:
    """What :func:`keep` wrote."""
    with opened(file) as parts:
        columns = [name.removeprefix(_COLUMN) for name in parts.namelist() if name.startswith(_COLUMN)]
        cells = {name: parts.read(_COLUMN + name) for name in columns}
        return MadeRows(parts.read(_CONTENT), cells or None, json.loads(parts.read(_ACCOUNT)))


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """What was kept, to be read; :class:`InputError` when the disk does not give it back as it was written."""
    try:
        with zipfile.ZipFile(file) as parts:
            yield parts
    except DAMAGED as problem:
        raise InputError(f"what an earlier run kept is damaged ({problem})", where=str(file), todo=_TODO) from None
