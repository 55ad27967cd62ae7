"""A text table too large to hold: some rows at a time become statements, with what must be known of them later.

What they become holds ``statements.csv``, rows as in the table of that name, but with ids as those of the first of
statements that are alike; ``ids`` and ``moments``, a line a statement; ``account.json``, what became of the rows.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Columns, Source
from pipeline.core.delimited import Row, plain_csv
from pipeline.core.files import json_bytes, timeless
from pipeline.core.parts.store import digest
from pipeline.core.tables import STATEMENTS
from pipeline.core.tabular.large_text import is_large, sampled
from pipeline.ingest.profiles.profiles import Profile
from pipeline.ingest.profiles.table_profile import TableProfile, as_spelled
from pipeline.ingest.source import accounted, completed, ledger_of
from pipeline.ingest.survey.rows import SomeRows, rows_in
from pipeline.ingest.survey.sheet import Sheet
from pipeline.ingest.survey.table import read_table_source, rows_said
from pipeline.privacy.finding import flagged

ROWS = 10_000  # of a source in a file: what waits for a process is held, some 8 MB each
STATEMENTS_PART, IDS_PART, MOMENTS_PART, ACCOUNT_PART = "statements.csv", "ids", "moments", "account.json"


@dataclass(frozen=True)
class LargeTable:
    """A source that is a large text table.

    Attributes
    ----------
    number : which of the corpus, from 0; ``times`` : which time its file is read, from 1.
    key : of the pseudonyms.
    width : number of columns, where no row names them and a sample was read.
    """

    number: int
    times: int
    path: Path
    source: Source
    profile: TableProfile
    key: str
    width: int = 0

    @property
    def name(self) -> str:
        """Of what its rows rest on."""
        with self.path.open("rb") as stream:
            content = hashlib.file_digest(stream, "blake2b").hexdigest()
        entry = self.source.model_dump_json(
            exclude_unset=True
        )  # a role that is null is not one that is to be told
        said = (entry, self.profile.model_dump_json(), self.key)
        return digest(content, *said, str(self.times), str(ROWS))

    @property
    def named(self) -> "LargeTable":
        """With a column, or none, for each role: as corpus.yaml says, else as a sample of the rows tells."""
        source = self.source
        if (
            source.header != (0,)
            and source.columns
            and source.columns.model_fields_set == set(Columns.model_fields)
        ):
            return self
        sample = sampled(self.path)
        source, columns, _ = completed([sample], self.profile, source, str(self.path))
        source = source.model_copy(update={"columns": columns})
        return replace(self, source=source, width=max(len(cells) for _, cells in sample.rows))

    def rows_in(self, numbered: Iterable[Row], form: str) -> Iterator[SomeRows]:
        """Its rows, as many at a time as a file is made of."""
        header, width = self.source.header, self.width
        return rows_in(numbered, form, where=str(self.path), header=header, most=ROWS, width=width)

    def columns(self, sheet: Sheet) -> Columns:
        """The columns as the file spells them; :class:`InputError` when one is not there."""
        given = self.source.columns.model_dump() if self.source.columns else {}
        return Columns.model_validate(as_spelled(sheet.questions, given, str(self.path)))


def large_table(
    number: int, times: int, path: Path, source: Source, profile: Profile, key: str
) -> LargeTable | None:
    """The source as a large table; None when it is to be read whole."""
    if not isinstance(profile, TableProfile) or source.sheet or not is_large(path):
        return None
    return LargeTable(number, times, path, source, profile, key)


@dataclass(frozen=True)
class Job:
    """Some rows of a large table.

    Attributes
    ----------
    file : in which is kept what they become.
    above : how many rows above say the same, by what they say.
    """

    file: Path
    table: LargeTable
    rows: SomeRows
    above: Counter[str]


def made(job: Job) -> bytes:
    """The content of its file."""
    table, source = job.table, job.table.source
    sheet = job.rows.sheet(source.empty)
    columns = table.columns(sheet)
    form = job.rows.table.form
    reading = read_table_source(sheet, form, columns, table.profile, source, table.key, job.above)
    ledger = ledger_of(accounted(reading, sheet.cells.index.tolist(), source, table.profile), table.times)
    account = {
        "encoding": form,
        "unit": ledger.unit,
        "kept": len(ledger.kept),
        "dropped": dict(ledger.dropped),
        "reasons": dict(ledger.reasons),
    }
    return timeless(
        [
            (STATEMENTS_PART, rows_bytes(flagged(reading.statements), where=str(table.path))),
            (IDS_PART, lines_of(reading.statements["statement_id"])),
            (MOMENTS_PART, lines_of(reading.moments or ())),
            (ACCOUNT_PART, json_bytes(account)),
        ]
    )


def lines_of(texts: Iterable[str]) -> bytes:
    """A line each."""
    return "".join(f"{text}\n" for text in texts).encode()


def rows_bytes(statements: pd.DataFrame, *, where: str) -> bytes:
    """Rows of statements.csv, without its header; of two that are alike the ids may be alike too."""
    apart = statements.assign(statement_id=[*map(str, range(len(statements)))])
    own = STATEMENTS.checked(apart, where=where).assign(statement_id=statements["statement_id"])
    return plain_csv(own, header=False).encode()


def above(table: LargeTable, rows: SomeRows, met: Counter[str]) -> Counter[str]:
    """How many rows above say what some of these say; ``met`` has those of all rows above, and then these too."""
    if table.source.columns and isinstance(table.source.columns.text, str):
        return Counter()  # then no row is told from others by what it says
    sheet = rows.sheet(table.source.empty)
    said = Counter(rows_said(sheet, table.columns(sheet), table.source))
    found = Counter({what: met[what] for what in said if met[what]})
    met.update(said)
    return found
