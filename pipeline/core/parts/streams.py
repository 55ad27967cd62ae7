"""Tables of any length, read and written some rows at a time, checked as :mod:`pipeline.core.tables` does."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pandas as pd

from pipeline.core.delimited import delimited_rows, header_of, row_under
from pipeline.core.errors import InputError, UnsoundTableError, missing_file
from pipeline.core.files import plain_csv
from pipeline.core.tables import Table, records

ROWS = 20_000  # held at the same time: some 20 MB of statements with their labels


def read_frames(path: Path, table: Table, rows: int = ROWS) -> Iterator[pd.DataFrame]:
    """The rows of a plain table that a stage wrote, as :func:`pipeline.core.tables.read_table`, some at a time;
    none for a table without rows.
    """
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    once = _Once(table)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        numbered = delimited_rows(stream, ",", where=str(path))
        header = header_of(next(numbered, (1, [])), where=str(path))
        start = 0
        while (some := [row_under(header, row, where=str(path)) for row in islice(numbered, rows)]) or not start:
            frame = pd.DataFrame(some, columns=header, index=range(start, start + len(some)), dtype=str)
            try:
                own = once.checked(frame, where=str(path))
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
        text = plain_csv(once.checked(frame, where=where))
        yield (text if header else text.split("\n", 1)[1]).encode()
        header = False
    if header:
        yield plain_csv(table.empty()).encode()


class _Once:
    """Checks that every key of a table occurs once, over all its frames."""

    def __init__(self, table: Table) -> None:
        self.table, self.seen = table, set[tuple[str, ...]]()

    def checked(self, frame: pd.DataFrame, *, where: str) -> pd.DataFrame:
        own = self.table.checked(frame, where=where)
        keys = [*own[[*self.table.key]].itertuples(index=False, name=None)]
        if not self.seen.isdisjoint(keys):
            twice = next(number for number, key in enumerate(keys) if key in self.seen)
            key = records(own.iloc[[twice]][[*self.table.key]])[0]
            raise UnsoundTableError(f"{where}: table {self.table.name} is not sound: the key {key} occurs twice")
        self.seen.update(keys)
        return own
