"""Tables of any length, read and written some rows at a time, checked as :mod:`pipeline.core.tables` does."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.core.delimited import plain_csv
from pipeline.core.errors import InputError, UnsoundTableError, missing_file
from pipeline.core.parts.beside import kept_beside
from pipeline.core.parts.plain import PlainFile
from pipeline.core.tables import Table, as_linked, as_meant, records

ROWS = 20_000  # held at the same time: some 20 MB of statements with their labels


def read_frames(
    path: Path,
    table: Table,
    rows: int = ROWS,
    *,
    names: Collection[str] | None = None,
    starts: "array[int] | None" = None,
) -> Iterator[pd.DataFrame]:
    """The rows of a plain table that a stage wrote, as :func:`pipeline.core.tables.read_table`, some at a time;
    none for a table without rows. Of columns that are kept beside it they are taken from there.

    Parameters
    ----------
    names : the columns that are read, and with them those of the key; all without. In the order of the table.
    starts : takes the byte at which each row begins in the file, and at last its end.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    wanted = set(table.names if names is None else (*names, *table.key))
    once = _Once(replace(table, columns=tuple(column for column in table.columns if column.name in wanted)))
    if kept := kept_beside(path, table, once.table.names):
        yield from kept.frames(rows, starts)
        return
    file, where = PlainFile(path, starts), str(path)
    for frame in file.frames(once.table.names, rows):
        try:
            table.check_names(file.header, where=where)
            own = once.checked(as_meant(frame, once.table, file.marked), where=where, texts=True)
        except UnsoundTableError as unsound:
            todo = "run dvc repro; if the file was edited by hand, restore it"
            raise InputError(str(unsound), allowed=tuple(table.names), todo=todo) from None
        if len(own):
            yield own


def written_frames(frames: Iterable[pd.DataFrame], table: Table, *, where: str) -> Iterator[bytes]:
    """The content of a plain table, header first, from its rows in frames; as
    :func:`pipeline.core.tables.table_bytes`.
    """
    once = _Once(table)
    yield plain_csv(table.empty()).encode()
    for frame in frames:
        yield plain_csv(as_linked(once.checked(frame, where=where), table), header=False).encode()


class _Once:
    """Checks that every key of a table occurs once, over all its frames.

    Of a key its hash is held (64 bits, another in every run): of five million keys two have the same once in a
    million runs.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._runs: list[npt.NDArray[np.int64]] = []  # hashes in order, each run at least twice the next

    def checked(self, frame: pd.DataFrame, *, where: str, texts: bool = False) -> pd.DataFrame:
        own = self.table.checked(frame, where=where, texts=texts)
        columns = (own[name].to_numpy().tolist() for name in self.table.key)
        keys = np.fromiter(map(hash, zip(*columns, strict=True)), np.int64, len(own))
        twice = [place for run in self._runs for place in np.flatnonzero(_among(keys, run)).tolist()]
        if twice:
            key = records(own.iloc[[min(twice)]][[*self.table.key]])[0]
            raise UnsoundTableError(f"{where}: table {self.table.name} is not sound: the key {key} occurs twice")
        run = np.sort(keys)
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        if len(run):
            self._runs.append(run)
        return own


def _among(keys: npt.NDArray[np.int64], run: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether each key is in a run that is in order."""
    return np.equal(run[np.minimum(np.searchsorted(run, keys), len(run) - 1)], keys)
