"""The columns of a long table, kept beside its CSV: read in a fraction of the time, never believed for themselves.

Keeps   parts/columns/NAME.zip beside NAME.csv, of a table that is written in more than one piece.

Of each piece and column: its different cells, and which of them each row has. It is not compressed, which would
take as long as reading the CSV. With it goes a hash of what the CSV holds, so that columns of another content, as
of a CSV that was edited by hand, are not taken for its own; nor are those that are damaged, by zip's checksums.
All of it can be made again, so no stage counts it among its outputs.
"""

import hashlib
import json
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.delimited import plain_csv
from pipeline.core.files import CELL_LIMIT, replacing
from pipeline.core.tables import Table

FOLDER = "parts/columns"
_ABOUT, _FORMAT, _NUMBER = "about.json", 1, "<u4"
_QUOTE, _LINE_END = ord('"'), ord("\n")
# What reading a zip file ends on that is not there, or not as it was written.
DAMAGED = (OSError, ValueError, LookupError, EOFError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile)

Packed = Mapping[str, bytes]  # column to its cells in some rows; "" to how many bytes of the CSV each row takes


class ColumnCells(NamedTuple):
    """A column of some rows: row by row ``different[place]``, or ``different`` where there is no ``place``."""

    different: list[str]
    place: npt.NDArray[np.integer] | None = None

    @classmethod
    def of(cls, column: pd.Series) -> "ColumnCells":
        """Those of a column of text."""
        place, different = pd.factorize(column.to_numpy(dtype=object))
        return cls(different.tolist(), place)

    def whole(self) -> npt.NDArray[np.object_]:
        """(rows,) the cells."""
        cells = np.fromiter(self.different, object, len(self.different))
        return cells if self.place is None else cells[self.place]


def packed(frame: pd.DataFrame, content: bytes) -> Packed | None:
    """Some rows of a table, and what stands in its CSV for them; None where that is not read as these rows."""
    text = np.frombuffer(content, np.uint8)
    marks = np.flatnonzero((text == _QUOTE) | (text == _LINE_END))
    is_quote = text[marks] == _QUOTE
    ends = marks[~(np.bitwise_xor.accumulate(is_quote) | is_quote)] + 1
    if len(ends) != len(frame) or not all(map(str.strip, frame.iloc[:, 0].to_numpy().tolist())):
        return None  # a row in which all is blank is none
    found = {"": np.diff(ends, prepend=0).astype(_NUMBER).tobytes()}
    for name, column in frame.items():
        different, place = ColumnCells.of(column)
        lengths = np.fromiter(map(len, different), _NUMBER, len(different))
        if place is None or lengths.max(initial=0) > CELL_LIMIT:
            return None
        alike = place.astype(_place(len(different))).tobytes() if 1 < len(different) < len(frame) else b""
        number = np.array([len(different)], _NUMBER).tobytes()
        found[str(name)] = b"".join([number, lengths.tobytes(), alike, "".join(different).encode()])
    return found


def _place(number: int) -> str:
    """The smallest numbers that tell so many cells apart."""
    return "<u1" if number <= 1 << 8 else "<u2" if number <= 1 << 16 else _NUMBER


def _unpacked(content: bytes, rows: int) -> ColumnCells:
    number = int(np.frombuffer(content, _NUMBER, 1)[0])
    lengths = np.frombuffer(content, _NUMBER, number, 4)
    begin, place = 4 + lengths.nbytes, None
    if 1 < number < rows:
        place = np.frombuffer(content, _place(number), rows, begin)
        begin += place.nbytes
    elif number < rows:
        place = np.zeros(rows, np.uint8)
    text, ends = content[begin:].decode(), np.cumsum(lengths).tolist()
    return ColumnCells([text[start:end] for start, end in pairwise([0, *ends])], place)


def file_beside(path: Path) -> Path:
    """Where the columns of a CSV are kept."""
    return path.parent / FOLDER / f"{path.stem}.zip"


def _of(table: Table) -> str:
    """What its rows were checked against, and how they are kept."""
    return hashlib.sha256(f"{_FORMAT} {table!r}".encode()).hexdigest()


class Keeping:
    """Keeps the columns of a table while its CSV is made, if all goes well; none of one that is made in one piece.

    Attributes
    ----------
    header : what the CSV begins with.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self.header = plain_csv(table.empty()).encode()
        self._file, self._table, self._hash = file_beside(path), table, hashlib.sha256(self.header)
        self._size, self._rows, self._sure = len(self.header), list[int](), True
        self._waiting, self._stack, self._archive = list[Packed](), ExitStack(), list[zipfile.ZipFile]()

    def __enter__(self) -> "Keeping":
        return self

    def add(self, content: bytes, rows: Packed | None) -> None:
        """What the CSV goes on with, and the rows that this holds."""
        self._hash.update(content)
        self._size += len(content)
        self._sure = self._sure and rows is not None
        if not rows or not self._sure:
            return
        self._waiting.append(rows)
        if len(self._rows) + len(self._waiting) == 1:
            return
        if not self._archive:
            stream = self._stack.enter_context(replacing(self._file))
            self._archive.append(self._stack.enter_context(zipfile.ZipFile(stream, "w")))
        for piece in self._waiting:
            for name, cells in piece.items():
                self._archive[0].writestr(zipfile.ZipInfo(f"{len(self._rows)}/{name}"), cells)
            self._rows.append(len(piece[""]) // 4)
        self._waiting.clear()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._archive and self._sure:
            about = {"of": _of(self._table), "size": self._size, "hash": self._hash.hexdigest()}
            about |= {"header": len(self.header), "rows": self._rows}
            self._archive[0].writestr(zipfile.ZipInfo(_ABOUT), json.dumps(about))
        elif kind is None:
            self._file.unlink(missing_ok=True)  # of what the CSV was before
        self._stack.__exit__(kind, problem, trace)


class KeptColumns:
    """Some columns of a CSV as they are kept beside it; read once, by :meth:`pieces` or :meth:`frames`."""

    def __init__(self, archive: zipfile.ZipFile, names: list[str]) -> None:
        self._archive, self._names = archive, names
        self.about: dict[str, Any] = json.loads(archive.read(_ABOUT))
        for number, _ in enumerate(self.about["rows"]):
            for name in ("", *names):
                archive.read(f"{number}/{name}")  # zip looks whether it is as it was written

    def pieces(self, starts: "array[int] | None" = None) -> Iterator[Mapping[str, ColumnCells]]:
        """The cells of the rows, piece by piece; ``starts`` takes at which byte each begins, and the end."""
        passed = self.about["header"]
        if starts is not None:
            starts.append(passed)
        with self._archive:
            for number, rows in enumerate(self.about["rows"]):
                if starts is not None:
                    ends = passed + np.cumsum(
                        np.frombuffer(self._archive.read(f"{number}/"), _NUMBER), dtype=np.int64
                    )
                    starts.frombytes(ends.tobytes())
                    passed = int(ends[-1])
                yield {name: _unpacked(self._archive.read(f"{number}/{name}"), rows) for name in self._names}

    def frames(self, rows: int, starts: "array[int] | None" = None) -> Iterator[pd.DataFrame]:
        """The rows as text, at most so many at a time, index as in the file; ``starts`` as of :meth:`pieces`."""
        done = 0
        for piece in self.pieces(starts):
            of_rows = np.stack([piece[name].whole() for name in self._names], axis=1)
            for begin in range(0, len(of_rows), rows):
                some = of_rows[begin : begin + rows]
                yield pd.DataFrame(some, range(done, done + len(some)), self._names, dtype=str)
                done += len(some)


def kept_beside(path: Path, table: Table, names: list[str]) -> KeptColumns | None:
    """These columns of a CSV, where they are kept of what it holds now."""
    try:
        archive = zipfile.ZipFile(file_beside(path))
        with ExitStack() as stack:
            stack.enter_context(archive)
            kept = KeptColumns(archive, names)
            about = (kept.about["of"], kept.about["size"], kept.about["hash"])
            if about[:2] == (_of(table), path.stat().st_size) and about[2] == _hash(path):
                stack.pop_all()  # stays open
                return kept
    except DAMAGED:
        pass
    return None


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
