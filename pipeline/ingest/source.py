"""One source of any layout: from the bytes of its file to a reading that is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def read_source(content: bytes, source: Source, profile: Profile, params: Ingest, *, where: str) -> ReadResult:
    """Read one source, and count apart what it must account for.

    Parameters
    ----------
    content : of its file; not empty.
    source : what corpus.yaml says of it.
    where : the file, for messages.

    Raises
    ------
    InputError
        The content is not what the profile reads, or a column is not there.
    """
    if isinstance(profile, TableProfile):
        table = source_tables(content, where=where)[0]
        cells = table.frame()
        columns = chosen_columns(list(cells.columns), source.columns, profile, where=where)
        reading = read_table_source(cells, table.form, columns, profile, source, params.pseudonym_key)
        units = list(cells.index)
    else:
        text, encoding = document_text(content, where=where)
        reading = read_text_source(text, encoding, profile, source, params)
        units = [line.number for line in split_lines(text, leading_space=False)]
    return replace(reading, incoming=[f"{source.file}:{unit}" for unit in units], reasons=profile.reasons)


def ledger_of(sources: Sequence[ReadResult]) -> Ledger:
    """One account over all sources; units are named by file and line or row."""
    return Ledger.of(
        "ingest",
        " or ".join(sorted({source.unit for source in sources})),
        incoming=[unit for source in sources for unit in source.incoming],
        kept=[unit for source in sources for unit in source.kept],
        dropped={unit: reason for source in sources for unit, reason in source.dropped.items()},
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
