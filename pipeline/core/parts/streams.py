"""Tables of any length, read and written some rows at a time, checked as :mod:`pipeline.core.tables` does."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from pipeline.core.delimited import delimited_rows, header_of, row_under
from pipeline.core.errors import InputError, UnsoundTableError, missing_file
from pipeline.core.files import plain_csv
from pipeline.core.tables import Table, as_linked, as_meant, records

ROWS = 20_000  # held at the same time: some 20 MB of statements with their labels
_MANY = 100_000  # different cells of a column that are remembered


def read_frames(
    path: Path, table: Table, rows: int = ROWS, *, starts: "array[int] | None" = None
) -> Iterator[pd.DataFrame]:
    """The rows of a plain table that a stage wrote, as :func:`pipeline.core.tables.read_table`, some at a time;
    none for a table without rows.

    Parameters
    ----------
    starts : takes the byte at which each row begins in the file, and at last its end.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    once, where = _Once(table), str(path)
    with path.open("rb") as stream:
        lines = _Lines(stream)
        numbered = delimited_rows(lines, ",", where=where)
        header = header_of(next(numbered, (1, [])), where=where)
        ends = array("q") if starts is None else starts
        ends.append(lines.read)
        start = 0
        while True:
            some = []
            for row in islice(numbered, rows):
                some.append(row_under(header, row, where=where))
                ends.append(lines.read)
            if start and not some:
                return
            frame = pd.DataFrame(some, columns=header, index=range(start, start + len(some)), dtype=str)
            try:
                own = once.checked(as_meant(frame, table), where=where)
            except UnsoundTableError as unsound:
                todo = "run dvc repro; if the file was edited by hand, restore it"
                raise InputError(str(unsound), allowed=tuple(table.names), todo=todo) from None
            if not some:  # a header alone
                return
            yield own
            start += len(some)


def written_frames(frames: Iterable[pd.DataFrame], table: Table, *, where: str) -> Iterator[bytes]:
    """The content of a plain table, from its rows in frames; as :func:`pipeline.core.tables.table_bytes`."""
    once, header = _Once(table), True
    for frame in frames:
        text = plain_csv(as_linked(once.checked(frame, where=where), table))
        yield (text if header else text.split("\n", 1)[1]).encode()
        header = False
    if header:
        yield plain_csv(table.empty()).encode()


def held(frames: Iterable[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """These columns of all rows, index 0…n-1; cells that are alike are one object, so that of a column with few
    values a row takes 8 bytes.
    """
    known: dict[str, dict[str, str]] = {name: {} for name in columns}
    found: dict[str, list[str]] = {name: [] for name in columns}
    for frame in frames:
        for name, cells in found.items():
            own = known[name]
            if len(own) > _MANY:
                own.clear()
            cells += [own.setdefault(cell, cell) for cell in frame[name].to_numpy().tolist()]
    return pd.DataFrame({name: pd.Series(found.pop(name), dtype=str) for name in columns})


class _Lines:
    """The lines of a text as they come; ``read`` is how many bytes they were."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.read = stream, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.stream:
            text = line.decode("utf-8" if self.read else "utf-8-sig")
            self.read += len(line)
            yield text


class _Once:
    """Checks that every key of a table occurs once, over all its frames.

    Of a key its hash is held (64 bits, another in every run): of five million keys two have the same once in a
    million runs.
    """

    def __init__(self, table: Table) -> None:
        self.table, self.seen = table, set[int]()

    def checked(self, frame: pd.DataFrame, *, where: str) -> pd.DataFrame:
        own = self.table.checked(frame, where=where)
        columns = (own[name].to_numpy().tolist() for name in self.table.key)
        keys = [hash(key) for key in zip(*columns, strict=True)]
        if not self.seen.isdisjoint(keys):
            twice = next(number for number, key in enumerate(keys) if key in self.seen)
            key = records(own.iloc[[twice]][[*self.table.key]])[0]
            raise UnsoundTableError(f"{where}: table {self.table.name} is not sound: the key {key} occurs twice")
        self.seen.update(keys)
        return own
