"""Rows of a table of any length, in any order: held is where each begins in its file, not what it says."""

import io
from array import array
from collections.abc import Callable, Collection, ItemsView, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.delimited import delimited_rows, row_under
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.plain import PlainFile, cells_of
from pipeline.core.parts.streams import ROWS, read_frames
from pipeline.core.tables import Table

Places = npt.NDArray[np.int64]


class PlacedRows:
    """The rows of a plain table that a stage wrote, by place: 0 for the first in the file.

    It is read through once, by :meth:`frames` or :meth:`columns`; then rows are at hand by place or by key, some
    30 bytes a row. The first column is the key.
    """

    def __init__(self, path: Path, table: Table, rows: int = ROWS) -> None:
        self.path, self.table, self._rows = path, table, rows
        self._starts = array("q")
        self._keys: list[npt.NDArray[np.bytes_]] = []

    def __len__(self) -> int:
        return max(0, len(self._starts) - 1)

    def frames(self, names: Collection[str] | None = None) -> Iterator[pd.DataFrame]:
        """The rows in the order of the file, checked; ``names`` as of :func:`read_frames`."""
        (key,) = self.table.key
        for frame in read_frames(self.path, self.table, self._rows, names=names, starts=self._starts):
            self._keys.append(_encoded(frame[key]))
            yield frame

    def columns(
        self, kinds: Collection[str], texts: Collection[str], *, checked: Collection[str] = ()
    ) -> pd.DataFrame:
        """As :meth:`frames`, columns of all rows, as of :func:`pipeline.core.parts.columns.read_columns`."""
        (key,) = self.table.key
        found = read_columns(
            self.path, self.table, kinds, {*texts, key}, self._rows, starts=self._starts, checked=checked
        )
        self._keys.append(_encoded(found[key]))
        return found[[name for name in found if name in {*kinds, *texts}]]

    @cached_property
    def keys(self) -> npt.NDArray[np.bytes_]:
        """(n,) the key of each row, UTF-8."""
        found = np.concatenate([np.array([], dtype="S1"), *self._keys])
        self._keys.clear()
        return found

    @cached_property
    def by_key(self) -> Places:
        """(n,) the places in the order of their keys."""
        return np.argsort(self.keys, kind="stable").astype(np.int64)

    def places(self, keys: Sequence[str]) -> Places:
        """The place of each of these keys; -1 of one that is not there."""
        wanted = np.array([key.encode() for key in keys], dtype=np.bytes_)
        if not len(self) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted, sorter=self.by_key), len(self) - 1)
        found = self.by_key[at]
        return np.where(self.keys[found] == wanted, found, -1)

    def at(self, places: Sequence[int] | Places) -> pd.DataFrame:
        """The rows at these places, in their order; index 0…n-1."""
        asked = [place for place, name in enumerate(self._header) if name in self.table.names]
        content = b"".join(self.lines(places))
        found = cells_of(content, len(self._header), asked)
        as_written = found if found and len(found.ends) == len(places) else None
        cells = as_written.cells if as_written else self._one_by_one(content, asked)
        of_rows = np.fromiter(cells, object, len(cells)).reshape(len(places), len(asked))
        names = [self._header[place] for place in asked]
        return pd.DataFrame(of_rows, columns=names, dtype=str)[self.table.names]

    def in_order(self, places: Places) -> Iterator[pd.DataFrame]:
        """As :meth:`at`, some rows at a time."""
        for start in range(0, len(places), self._rows):
            yield self.at(places[start : start + self._rows])

    def lines(self, places: Sequence[int] | Places) -> list[bytes]:
        """These rows as they stand in the file, each with the end of its line."""
        at = np.asarray(places, dtype=np.int64)
        starts = np.frombuffer(self._starts, dtype=np.int64)
        lines = []
        with self.path.open("rb", buffering=0) as stream:
            for start, end in zip(starts[at].tolist(), starts[at + 1].tolist(), strict=True):
                stream.seek(start)
                row = stream.read(end - start)
                lines.append(row if row.endswith(b"\n") else row + b"\n")
        return lines

    def _one_by_one(self, content: bytes, asked: Sequence[int]) -> list[str]:
        """The cells of rows that are not as they are written."""
        where, lines = str(self.path), io.StringIO(content.decode(), newline="")
        rows = (row_under(self._header, row, where=where) for row in delimited_rows(lines, ",", where=where))
        return [row[place] for row in rows for place in asked]

    @cached_property
    def _header(self) -> list[str]:
        return PlainFile(self.path).header


def _encoded(keys: pd.Series) -> npt.NDArray[np.bytes_]:
    return np.array([one.encode() for one in keys.to_numpy().tolist()], dtype=np.bytes_)


def column(name: str) -> Callable[[pd.DataFrame], list[str]]:
    """What gives the cells of one column."""
    return lambda rows: rows[name].to_numpy().tolist()


class CellsByKey(Mapping[str, str]):
    """A text of each row, such as a cell, by key; looked up in the file when it is asked for.

    Parameters
    ----------
    of : gives the texts of rows.
    """

    def __init__(self, rows: PlacedRows, of: Callable[[pd.DataFrame], Sequence[str]]) -> None:
        self._rows, self._of = rows, of
        self._known: dict[str, str] = {}

    def look_up(self, keys: Sequence[str]) -> None:
        """Have these at hand, as far as they are there: faster than one by one."""
        pairs = [
            (key, place) for key, place in zip(keys, self._rows.places(keys).tolist(), strict=True) if place >= 0
        ]
        texts = self._of(self._rows.at([place for _, place in pairs]))
        self._known |= zip((key for key, _ in pairs), texts, strict=True)

    def __getitem__(self, key: str) -> str:
        if key not in self._known:
            self.look_up([key])
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._known or (isinstance(key, str) and self._rows.places([key])[0] >= 0)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key in self._rows.keys[self._rows.by_key].tolist())

    def items(self) -> ItemsView[str, str]:
        """Every key with its text, by key; read some at a time."""
        return _Items(self)

    def read(self) -> Iterator[tuple[str, str]]:
        """The same, in one go."""
        (key,) = self._rows.table.key
        for frame in self._rows.in_order(self._rows.by_key):
            yield from zip(frame[key].to_numpy().tolist(), self._of(frame), strict=True)


class _Items(ItemsView[str, str]):
    def __init__(self, cells: CellsByKey) -> None:
        super().__init__(cells)
        self._cells = cells

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return self._cells.read()
