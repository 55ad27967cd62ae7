"""One source of any layout: from the bytes of its file to a reading that is accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from pipeline.core.corpus import ROUND_SPELLED, Columns, Source
from pipeline.core.counting import Ledger
from pipeline.core.errors import InputError, quoted, unknown
from pipeline.core.params import Ingest
from pipeline.core.tabular.source_table import Content, SourceTable, source_tables
from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.formats.documents import document_text
from pipeline.ingest.profiles.profiles import Profile
from pipeline.ingest.profiles.table_profile import SKIPPED_QUESTION, TableProfile, as_spelled
from pipeline.ingest.report.text_source import read_text_source
from pipeline.ingest.survey.plan import planned
from pipeline.ingest.survey.sheet import Sheet, sheet_of
from pipeline.ingest.survey.table import read_table_source


def read_source(content: Content, source: Source, profile: Profile, params: Ingest, *, where: str) -> ReadResult:
    """Read one source, which corpus.yaml describes, and count apart what it must account for.
    :class:`InputError` when the content is not what the profile reads, or a column is not there.
    """
    if isinstance(profile, TableProfile):
        tables = sheets_of(content, source.sheet, where=where)
        source, columns, sheet = completed(tables, profile, source, where)
        reading = read_table_source(sheet, tables[0].form, columns, profile, source, params.pseudonym_key)
        units = list(sheet.cells.index)
    else:
        raw = content if isinstance(content, bytes) else b""  # a table is refused by its name
        text, encoding = document_text(raw, where=where)
        reading = read_text_source(text, encoding, profile, source, params)
        units = [line.number for line in split_lines(text, leading_space=False)]
    return accounted(reading, units, source, profile)


def accounted(reading: ReadResult, units: Sequence[int], source: Source, profile: Profile) -> ReadResult:
    """The reading of some units, with what it must account for."""
    reasons = {**reading.reasons, **profile.reasons}
    if source.skip_questions:
        reasons = {SKIPPED_QUESTION: "its question has answers to choose from (skip_questions)", **reasons}
    return replace(reading, incoming=[f"{source.file}:{unit}" for unit in units], reasons=reasons)


def sheets_of(content: Content, sheet: str, *, where: str) -> list[SourceTable]:
    """The tables of a file; where a sheet is named that one alone.
    :class:`InputError` when there is no such sheet, or no table.
    """
    tables = [content] if isinstance(content, SourceTable) else source_tables(content, where=where)
    if not any(table.rows for table in tables):
        raise InputError("the file has no rows", where=where, todo="export or save it again")
    named = [table for table in tables if table.name == sheet] if sheet else tables
    if not named:
        raise unknown(
            "sheet",
            sheet,
            [table.name for table in tables],
            where=where,
            todo="correct 'sheet' of this source in corpus.yaml, or --sheet",
        )
    return named


def completed(
    tables: Sequence[SourceTable], profile: TableProfile, source: Source, where: str
) -> tuple[Source, Columns, Sheet]:
    """The source with a column, or none, for each role, as said or as its rows tell; and its sheet."""
    if source.columns is None:
        plan, _ = planned(tables, profile, source)
        return plan.source, plan.columns(where), plan.sheet
    sheet = sheet_of(tables[0], header=source.header, empty=source.empty)
    given = source.columns.model_dump(exclude_unset=True)
    if set(given) == set(Columns.model_fields):
        columns = Columns.model_validate(as_spelled(sheet.questions, given, where))
    else:
        columns = planned(tables[:1], profile, source, given)[0].columns(where)
    return source, columns, sheet


def ledger_of(reading: ReadResult, times: int = 1) -> Ledger:
    """The account of one reading; units are named by file, line or row, and which time the file is read."""
    name = ("{}" if times == 1 else f"{{}} ({times})").format
    return Ledger.of(
        "ingest",
        reading.unit,
        incoming=map(name, reading.incoming),
        kept=map(name, reading.kept),
        dropped={name(unit): reason for unit, reason in reading.dropped.items()},
        reasons=reading.reasons,
    )


def account(ledger: Ledger) -> str:
    """In a few words what became of the lines or rows."""
    units = ledger.unit.replace(" or ", "s or ") + "s"
    counts = f"{ledger.incoming} in, {len(ledger.kept)} kept, {len(ledger.dropped)} dropped"
    return f"{units}: {counts} with a reason"


def source_of(path: Path, profile: str, moment: str, roles: Mapping[str, str | tuple[str, ...]]) -> Source:
    """A file outside a corpus as corpus.yaml would describe it; without ``roles`` the columns are recognised."""
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
