"""What large text tables become, made by several processes and kept by content.

Keeps   reports/<corpus>/parts/sources/: a zip file per so many rows of a source. Its name is made of all that they
        rest on: the content of the file, its entry in corpus.yaml, its profile and the key of pseudonyms; that of
        the folder of the program. One file more says how many a source has, when all are there.
"""

import json
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline import core, ingest, privacy
from pipeline.core.counting import Ledger
from pipeline.core.delimited import parse_csv, plain_csv
from pipeline.core.files import remove_stale, write_bytes
from pipeline.core.params import Engine
from pipeline.core.parts.engine import in_order
from pipeline.core.parts.pieces import ends_of, opened
from pipeline.core.parts.progress import Progress
from pipeline.core.parts.store import maker
from pipeline.core.tables import STATEMENTS
from pipeline.core.tabular.large_text import numbered_rows
from pipeline.ingest.common.many import Ids
from pipeline.ingest.large import (
    ACCOUNT_PART,
    IDS_PART,
    MOMENTS_PART,
    STATEMENTS_PART,
    Job,
    LargeTable,
    above,
    made,
)

_PACKAGES = ("pandas", "phonenumbers", "python-stdnum", "simplemma")


@dataclass(frozen=True)
class KeptPiece:
    """What some rows of a large table became; a :class:`pipeline.ingest.common.many.Piece`."""

    source: int
    path: Path

    @property
    def ids(self) -> Ids:
        """(n,) The id of each statement."""
        return np.array(self._part(IDS_PART).split(b"\n")[:-1], dtype=np.bytes_)

    @property
    def moments(self) -> Sequence[str]:
        """(n,) The round label by which each id is made."""
        return self._part(MOMENTS_PART).decode().split("\n")[:-1]

    @property
    def account(self) -> tuple[Ledger, str]:
        """What became of the rows, and the encoding of the file."""
        said = json.loads(self._part(ACCOUNT_PART))
        ledger = Ledger("ingest", said["unit"], range(said["kept"]), said["dropped"], said["reasons"])
        return ledger, said["encoding"]

    def at(self, places: Sequence[int]) -> pd.DataFrame:
        """The statements at these places."""
        content = self._part(STATEMENTS_PART)
        bounds = [0, *ends_of(content).tolist()]
        some = b"".join(content[bounds[place] : bounds[place + 1]] for place in places)
        text = plain_csv(STATEMENTS.empty()) + some.decode()
        return parse_csv(text, where=str(self.path), delimiter=",").reset_index(drop=True)

    def rows(self, ids: Ids) -> bytes:
        """Rows of statements.csv, with these ids."""
        content, own = self._part(STATEMENTS_PART), self.ids
        if np.array_equal(ids, own):
            return content
        changed, starts = bytearray(content), [0, *ends_of(content).tolist()]
        for place in np.flatnonzero(ids != own).tolist():  # the id comes first in a row, and all are of one length
            changed[starts[place] : starts[place] + len(own[place])] = ids[place]
        return bytes(changed)

    def _part(self, name: str) -> bytes:
        with opened(self.path) as parts:
            return parts.read(name)


class KeptTables:
    """What the large tables of a corpus became.

    Parameters
    ----------
    folder : in which that is kept, also what other programs made.
    """

    def __init__(self, folder: Path, tables: Sequence[LargeTable]) -> None:
        self._all, self._tables = folder, tables
        self._names = {table.number: table.name for table in tables}

    @cached_property
    def _folder(self) -> Path:
        code = (Path(str(each.__file__)).parent for each in (core, ingest, privacy))
        return self._all / maker(code, _PACKAGES, unicodedata.unidata_version.encode())

    def complete(self, engine: Engine, progress: Progress) -> None:
        """Make what is not there yet, and remove what is of no use any more."""
        counts: dict[int, int] = {}
        lacking = [table for table in self._tables if not self.files(table)]
        for job, content in in_order(self._jobs(lacking, counts, progress), made, engine):
            write_bytes(job.file, content)
            progress.did(len(job.rows.table.rows))
        for table in lacking:
            write_bytes(self._end(table), str(counts[table.number]).encode())
        self._tidy()

    def files(self, table: LargeTable) -> list[Path]:
        """The files of a table, in the order of its rows; none when one of them is not there."""
        end = self._end(table)
        files = [self._file(table, place) for place in range(int(end.read_bytes()))] if end.is_file() else []
        return files if all(file.is_file() for file in files) else []

    def pieces(self, table: LargeTable) -> list[KeptPiece]:
        """What it became."""
        return [KeptPiece(table.number, file) for file in self.files(table)]

    def _end(self, table: LargeTable) -> Path:
        return self._folder / f"{self._names[table.number]}-end"

    def _file(self, table: LargeTable, place: int) -> Path:
        return self._folder / f"{self._names[table.number]}-{place:06}.zip"

    def _jobs(self, tables: Iterable[LargeTable], counts: dict[int, int], progress: Progress) -> Iterator[Job]:
        """What is to be made of each; how many files it has is in ``counts`` afterwards."""
        for table in (each.named for each in tables):
            met, place = Counter[str](), 0
            with numbered_rows(table.path) as (numbered, form):
                for place, some in enumerate(table.rows_in(numbered, form)):
                    job = Job(self._file(table, place), table, some, above(table, some, met))
                    if not job.file.is_file():
                        progress.found += len(some.table.rows)
                        yield job
            counts[table.number] = place + 1

    def _tidy(self) -> None:
        kept = [file for table in self._tables for file in (*self.files(table), self._end(table))]
        folders = self._all.iterdir() if self._all.is_dir() else ()
        for folder in [each for each in folders if not kept or each != self._folder]:
            shutil.rmtree(folder)
        if kept:
            remove_stale(self._folder, ("*",), kept)
