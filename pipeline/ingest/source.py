"""One source of any layout: from the bytes of its file to a reading that is accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from pipeline.core.corpus import ROUND_SPELLED, Source
from pipeline.core.errors import InputError, quoted
from pipeline.core.params import Ingest
from pipeline.core.tabular.source_table import source_tables
from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.common.reading import Reading
from pipeline.ingest.formats.documents import document_text
from pipeline.ingest.profiles.profiles import Profile
from pipeline.ingest.profiles.table_profile import TableProfile, chosen_columns
from pipeline.ingest.report.text_source import read_text_source
from pipeline.ingest.survey.table import TableSource, read_table_source


@dataclass(frozen=True)
class Accounted:
    """A reading, and what it must account for.

    Attributes
    ----------
    incoming : every unit of the source, counted apart from its reading.
    reasons : reason for which a unit is no statement -> what it means.
    """

    reading: Reading
    incoming: Sequence[str]
    reasons: Mapping[str, str]


def read_source(content: bytes, source: Source, profile: Profile, *, params: Ingest, where: str) -> Accounted:
    """Read one source.

    Parameters
    ----------
    content : of its file, not empty.
    source : what corpus.yaml says of it.
    where : the file, for messages.

    Raises
    ------
    InputError
        The content is not what the profile reads, or a column is not there.
    """
    date = source.date.isoformat() if source.date else ""
    if isinstance(profile, TableProfile):
        table = source_tables(content, where=where)[0]
        cells = table.frame()
        columns = chosen_columns(list(cells.columns), source.columns, profile, where=where)
        said = TableSource(
            source.file, source.round, date, source.audience, source.internal_values, params.pseudonym_key
        )
        reading = read_table_source(cells, table.form, columns, profile, said)
        return Accounted(reading, [f"{source.file}:{row}" for row in cells.index], profile.reasons)
    text, encoding = document_text(content, where=where)
    reading = read_text_source(
        text,
        encoding,
        source.file,
        profile,
        source.round,
        date,
        params,
        audience=source.audience,
        internal_values=source.internal_values,
    )
    units = [f"{source.file}:{line.number}" for line in split_lines(text, leading_space=False)]
    return Accounted(reading, units, profile.reasons)


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
