"""What was made of parts, kept by content: a run that was killed goes on, a new round does only what is new.

A part is one Parquet file of rows by key, named after its keys. It is written whole or not at all, and never
changed: what comes later is in parts of its own. The folder is named after all that its rows rest on beside the
texts (the maker's fingerprint), so what another maker made is never taken for this one's; it is removed.

It holds nothing that cannot be made again, so no stage counts it among its outputs.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.core.errors import InputError
from pipeline.core.files import remove_stale, replacing

if TYPE_CHECKING:
    import duckdb

Cells = tuple[str, ...]
KEY = "key"
_SUFFIX = ".parquet"
_AT_ONCE = 20_000  # rows held at the same time
_MEMORY, _ASIDE = "500MB", "aside"  # of the database; the folder where it puts what is more, for a while


def digest(*texts: str) -> str:
    """A short name for texts, by content: 32 hexadecimal digits."""
    return hashlib.blake2b("\x1f".join(texts).encode(), digest_size=16).hexdigest()


def maker(code: Iterable[Path], packages: Iterable[str], *rest: bytes) -> str:
    """Fingerprint of what makes rows: modules or folders of them, installed packages, and all else it needs."""
    files = [file for path in code for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    found = hashlib.blake2b(digest_size=16)
    for content in (
        *(file.read_bytes() for file in files if file.is_file() and file.suffix != ".pyc"),
        *(f"{name} {version(name)}".encode() for name in packages),
        *rest,
    ):
        found.update(hashlib.blake2b(content).digest())
    return found.hexdigest()


class PartStore:
    """The rows that one maker made.

    Parameters
    ----------
    folder : of all makers of these rows.
    maker : fingerprint of all that a row rests on beside what its key is made of.
    columns : of a row, beside its key.
    """

    def __init__(self, folder: Path, maker: str, columns: Sequence[str]) -> None:
        self.folder, self.columns, self._all = folder / maker, tuple(columns), folder

    @cached_property
    def _database(self) -> "duckdb.DuckDBPyConnection":
        import duckdb  # Not at the top: a corpus of one part does without.

        # One thread, so that the same rows are the same bytes.
        own = {"memory_limit": _MEMORY, "temp_directory": str(self.folder / _ASIDE)}
        return duckdb.connect(config={"threads": 1, "preserve_insertion_order": True, **own})

    def files(self) -> list[Path]:
        """The parts that there are."""
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def keys(self) -> set[str]:
        """Keys of every row that was made; :class:`InputError` when a part is damaged."""
        files, found = self.files(), set[str]()
        if not files:
            return found
        import duckdb

        try:
            read = self._database.execute("SELECT key FROM read_parquet(?)", [[str(file) for file in files]])
            while rows := read.fetchmany(100_000):
                found.update(key for (key,) in rows)
        except duckdb.Error as problem:
            found_wrong = str(problem).split("\n", 1)[0]
            raise InputError(
                f"what an earlier run kept is damaged ({found_wrong})",
                where=str(self.folder),
                todo="remove this folder, then run dvc repro: it is made again",
            ) from None
        return found

    def add(self, rows: Mapping[str, Cells]) -> None:
        """Keep one part."""
        frame = pd.DataFrame.from_dict(dict(sorted(rows.items())), orient="index", columns=list(self.columns))
        frame = frame.rename_axis(KEY).reset_index().astype(object)
        name = digest(*frame[KEY])
        with replacing(self.folder / f"{name}{_SUFFIX}") as stream:
            self._database.register("part", frame)
            # The database writes to a name of its own; what stands beside it is renamed when it is whole.
            self._database.execute(
                f"COPY part TO '{_escaped(stream.name)}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
            )
            self._database.unregister("part")

    def rows(self, keys: Iterable[str]) -> Iterator[Cells]:
        """The row of each of these keys, all of which were made, as often as a key comes and in that order.

        One join of them all, which goes by the disk where memory is short: to look some up at a time would be to
        read all parts each time.
        """
        self._database.execute("CREATE OR REPLACE TEMP TABLE asked (place BIGINT, key VARCHAR)")
        coming, n_asked, n_found = iter(keys), 0, 0
        while some := [*islice(coming, _AT_ONCE)]:
            places = range(n_asked, n_asked + len(some))
            self._database.register("wave", pd.DataFrame({"place": places, KEY: pd.Series(some, dtype=object)}))
            self._database.execute("INSERT INTO asked SELECT place, key FROM wave")
            self._database.unregister("wave")
            n_asked += len(some)
        if not n_asked:
            return
        names = ", ".join(f'"{name}"' for name in self.columns)
        # Two runs at the same time may both have made a row.
        read = self._database.execute(
            f"SELECT {names} FROM asked JOIN (SELECT DISTINCT ON (key) * FROM read_parquet(?)) USING (key) "  # noqa: S608 - own names
            "ORDER BY place",
            [[str(file) for file in self.files()]],
        )
        while rows := read.fetchmany(_AT_ONCE):
            n_found += len(rows)
            yield from rows
        if n_found < n_asked:
            raise KeyError(f"{n_asked - n_found} of {n_asked} rows were not made")

    def tidy(self) -> None:
        """Remove what other makers made, and what a killed run left unfinished."""
        remove_stale(self.folder, (), ())
        shutil.rmtree(self.folder / _ASIDE, ignore_errors=True)
        for folder in self._others():
            shutil.rmtree(folder)

    def _others(self) -> Iterator[Path]:
        folders = self._all.iterdir() if self._all.is_dir() else ()
        yield from (folder for folder in sorted(folders) if folder.is_dir() and folder != self.folder)


def _escaped(path: str) -> str:
    return path.replace("'", "''")
