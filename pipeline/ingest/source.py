"""One source of any layout: from the bytes of its file to a reading that is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.core.corpus import ROUND_SPELLED, Columns, Source
from pipeline.core.counting import Ledger
from pipeline.core.errors import InputError, quoted
from pipeline.core.params import Ingest
from pipeline.core.tabular.source_table import source_tables
from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.formats.documents import document_text
from pipeline.ingest.profiles.profiles import Profile
from pipeline.ingest.profiles.table_profile import TableProfile, chosen_columns
from pipeline.ingest.report.text_source import read_text_source
from pipeline.ingest.survey.table import read_table_source


@dataclass(frozen=True)
class SourceFile:
    """A file, and how to read it.

    Attributes
    ----------
    content : not empty.
    source : what corpus.yaml says of it.
    where : the file, for messages.
    """

    content: bytes
    source: Source
    profile: Profile
    where: str


@dataclass(frozen=True)
class Accounted:
    """A reading, and what it must account for.

    Attributes
    ----------
    incoming : every unit of the source, counted apart from its reading.
    reasons : reason for which a unit is no statement -> what it means.
    """

    reading: ReadResult
    incoming: Sequence[str]
    reasons: Mapping[str, str]


def read_source(file: SourceFile, params: Ingest) -> Accounted:
    """Read one source.

    Raises
    ------
    InputError
        The content is not what the profile reads, or a column is not there.
    """
    source, profile = file.source, file.profile
    if isinstance(profile, TableProfile):
        table = source_tables(file.content, where=file.where)[0]
        cells = table.frame()
        columns = chosen_columns(list(cells.columns), source.columns, profile, where=file.where)
        reading = read_table_source(cells, table.form, columns, profile, source, params.pseudonym_key)
        return Accounted(reading, [f"{source.file}:{row}" for row in cells.index], profile.reasons)
    text, encoding = document_text(file.content, where=file.where)
    reading = read_text_source(text, encoding, profile, source, params)
    units = [f"{source.file}:{line.number}" for line in split_lines(text, leading_space=False)]
    return Accounted(reading, units, profile.reasons)


def ledger_of(sources: Sequence[Accounted]) -> Ledger:
    """One account over all sources; units are named by file and line or row."""
    return Ledger.of(
        "ingest",
        " or ".join(sorted({source.reading.unit for source in sources})),
        incoming=[unit for source in sources for unit in source.incoming],
        kept=[unit for source in sources for unit in source.reading.kept],
        dropped={unit: reason for source in sources for unit, reason in source.reading.dropped.items()},
        reasons={reason: meaning for source in sources for reason, meaning in source.reasons.items()},
    )


def account(ledger: Ledger) -> str:
    """In a few words what became of the lines or rows."""
    units = ledger.unit.replace(" or ", "s or ") + "s"
    counts = f"{ledger.incoming} in, {len(ledger.kept)} kept, {len(ledger.dropped)} dropped"
    return f"{units}: {counts} with a reason"


def source_of(path: Path, profile: str, moment: str, roles: Mapping[str, str]) -> Source:
    """A file outside a corpus as corpus.yaml would describe it.

    Parameters
    ----------
    roles : role -> column of a survey; empty to recognise them.
    """
    columns = Columns.model_validate(roles) if roles else None
    return Source(file=path.name, profile=profile, round=checked_moment(moment), columns=columns)


def checked_moment(moment: str) -> str:
    """A round's label that a person typed, or :class:`InputError` when corpus.yaml would refuse it."""
    try:
        Source(file="file", profile="profile", round=moment)
    except ValidationError:
        raise InputError(
            f"{quoted(moment)} cannot name a round",
            where="--round",
            allowed=(ROUND_SPELLED,),
            todo="choose a label such as 2025 or 2025-najaar",
        ) from None
    return moment
