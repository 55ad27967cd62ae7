"""Profile ``tabel``: a survey export, an answer a row or a question a column, to statements of kind ``antwoord``.

An answer is kept verbatim, also over several lines; only line ends become line feeds and blanks
around it go. A profile may have answers split into sentences, each a statement. Rows without an
answer are dropped. An answer that says nothing ("n.v.t.") is a statement: whether it has content
is the coder's call, unless corpus.yaml counts it as ``empty``. A row is independent of its place: only line_start,
line_end and the order follow the file. Where each column is a question, all answers of a row have one respondent.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from pipeline.core.corpus import Columns, Source
from pipeline.core.errors import InputError, quoted
from pipeline.core.parts.store import digest
from pipeline.core.tables import STATEMENTS
from pipeline.ingest.common.identity import first_ids, ids_in_any_order, normalised
from pipeline.ingest.common.lines import blank
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.sentences import split_sentences
from pipeline.ingest.profiles.table_profile import EMPTY_ANSWER, SKIPPED_QUESTION, TableProfile
from pipeline.ingest.survey.sheet import Sheet
from pipeline.ingest.survey.stamps import day_of

UNIT = "row"
_PSEUDONYM_DIGITS = 10  # hex; 40 bits: among 10,000 respondents a shared pseudonym is 1 in 20,000


def read_table_source(
    sheet: Sheet,
    encoding: str,
    columns: Columns,
    profile: TableProfile,
    source: Source,
    key: str,
    alike: Counter[str] | None = None,
) -> ReadResult:
    """Statements of one export; ``key`` is that of the pseudonyms that replace names.
    :class:`InputError` when a cell of the date column is not a date.

    Parameters
    ----------
    alike : of some rows of a larger table: how many rows above say the same, by what they say; it is added to.
    """
    cells = sheet.cells
    answers, skipped = _answered(sheet, columns, source)
    answers = _by_sentence(answers, profile)
    met = Counter[str]() if alike is None else alike
    frame, moments = _statements(answers, cells.loc[answers.index], columns, profile, source, key, met)
    ids = ids_in_any_order(frame, moments) if alike is None else first_ids(frame, moments)
    frame["statement_id"] = pd.Series(ids, dtype=str)
    unit = {int(row): f"{source.file}:{row}" for row in cells.index}
    answered = set(answers.index)
    return ReadResult(
        statements=frame,
        kept=tuple(unit[row] for row in cells.index if row in answered),
        dropped={
            unit[row]: SKIPPED_QUESTION if skip else EMPTY_ANSWER
            for row, skip in zip(cells.index, skipped, strict=True)
            if row not in answered
        },
        unit=UNIT,
        encoding=encoding,
        moments=None if alike is None else moments,
    )


def rows_said(sheet: Sheet, columns: Columns, source: Source) -> list[str]:
    """By what rows with an answer are counted that say the same (``alike`` above): a name each, in order.
    None where each has its own answer alone.
    """
    if isinstance(columns.text, str):
        return []
    answers, _ = _answered(sheet, columns, source)
    return [digest(*texts) for _, texts in _said(sheet.cells.loc[answers.index], columns)]


def _answered(sheet: Sheet, columns: Columns, source: Source) -> tuple[pd.DataFrame, pd.Series]:
    """The answers, as :func:`_answers`, and per data row whether its question is one to skip."""
    cells = sheet.cells
    asked = cells[columns.question].str.strip() if columns.question else pd.Series(source.question, cells.index)
    skipped = asked.isin(source.skip_questions) if columns.question else asked.isna()
    return _answers(sheet, columns, asked[~skipped]), skipped


def _answers(sheet: Sheet, columns: Columns, asked: pd.Series) -> pd.DataFrame:
    """Text, question and person of every answer, row by row; the index names the data row.

    Where a column holds the question and several the answers, each of these is a person.
    """
    wide, matrix = not isinstance(columns.text, str), columns.question is not None
    by_column = [
        pd.DataFrame(
            {
                "text": [
                    "" if blank(cell) else cell.strip()
                    for cell in sheet.cells.loc[asked.index, name].to_numpy().tolist()
                ],
                "question": sheet.questions[name] if wide and not matrix else asked,
                "person": name if wide and matrix else "",
            },
            index=asked.index,
        )
        for name in columns.texts
    ]
    answers = pd.concat(by_column).sort_index(kind="stable")
    return answers[answers["text"] != ""]


def _by_sentence(answers: pd.DataFrame, profile: TableProfile) -> pd.DataFrame:
    """A row per sentence, where the profile splits answers; the index still names the data row."""
    if profile.sentences is None:
        return answers
    split = [split_sentences(text, profile.sentences) for text in answers["text"]]
    return answers.assign(text=pd.Series(split, index=answers.index, dtype=object)).explode("text")


def _statements(
    answers: pd.DataFrame,
    cells: pd.DataFrame,
    columns: Columns,
    profile: TableProfile,
    source: Source,
    key: str,
    alike: Counter[str],
) -> tuple[pd.DataFrame, list[str]]:
    """A statement per answer, without id, with what its row says beside it; and the round label of each."""

    def column(name: str | None) -> list[str]:
        return [""] * len(cells) if name is None else [cell.strip() for cell in cells[name].to_numpy().tolist()]

    internal = {value.strip().casefold() for value in source.internal_values}
    organisations = column(columns.organisation)
    audiences = ["intern" if value.casefold() in internal else source.audience for value in organisations]
    dates = _dates(column(columns.date), cells.index.tolist(), columns.date or "", profile, source)
    given = source.date.isoformat() if source.date else ""
    moments = [date[:4] or source.round if source.rounds else source.round for date in dates]
    persons = column(columns.respondent) if columns.respondent else answers["person"].tolist()
    respondents = pseudonyms(persons, profile.respondent_code, key)
    if not isinstance(columns.text, str):
        respondents = _told_apart(respondents, cells, columns, key, alike)
    rows = [str(row) for row in cells.index]
    known = {
        "source": source.file,
        "line_start": rows,
        "line_end": rows,
        "kind": "antwoord",
        "round": [moment or audience for moment, audience in zip(moments, audiences, strict=True)],
        "respondent": respondents,
        "text": answers["text"].tolist(),
        "audience": audiences,
        "organisation": organisations,
        "question": answers["question"].tolist(),
        "date": [date or given for date in dates],
    }
    return pd.DataFrame({**dict.fromkeys(STATEMENTS.names, ""), **known}, dtype=str)[STATEMENTS.names], moments


def _told_apart(
    respondents: list[str], cells: pd.DataFrame, columns: Columns, key: str, alike: Counter[str]
) -> list[str]:
    """Where nothing says who answered, one pseudonym for the answers of a row, made of what it says.

    Rows that say the same are numbered: they are interchangeable.
    """
    names = {}
    for row, texts in _said(cells, columns):
        what = digest(*texts)
        names[row] = _pseudonym("\x1f".join((*texts, str(alike[what]))), key)
        alike[what] += 1
    return [name or names[row] for name, row in zip(respondents, cells.index, strict=True)]


def _said(cells: pd.DataFrame, columns: Columns) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row once, with what tells its person from others."""
    if cells.empty:
        return
    said = cells[sorted({*columns.texts, *filter(None, (columns.organisation, columns.date))})]
    rows = said[~said.index.duplicated()]
    yield from zip(rows.index, rows.itertuples(index=False, name=None), strict=True)


def pseudonyms(respondents: Sequence[str], code: str, key: str) -> list[str]:
    """Codes as they are; all else, which may be a name, as ``p`` and a keyed hash.

    The hash is HMAC-SHA-256 of the name, case and blanks normalised: with one key a person
    has one pseudonym, in every file and round. Who has the key can try names.
    """
    by_name = {
        name: name if not name or re.fullmatch(code, name, re.IGNORECASE) else _pseudonym(name, key)
        for name in set(respondents)
    }
    return [by_name[name] for name in respondents]


def _pseudonym(name: str, key: str) -> str:
    digest = hmac.new(key.encode("utf-8"), normalised(name).encode("utf-8"), hashlib.sha256)
    return "p" + digest.hexdigest()[:_PSEUDONYM_DIGITS]


def _dates(
    cells: Sequence[str], rows: Sequence[int], name: str, profile: TableProfile, source: Source
) -> list[str]:
    months = profile.month_numbers
    by_cell: dict[str, str] = {}
    for row, cell in zip(rows, cells, strict=True):
        if cell in by_cell:
            continue
        try:
            by_cell[cell] = day_of(cell, months, source.date_order)
        except (ValueError, OverflowError):
            raise InputError(
                f"column {quoted(name)}: {quoted(cell)} is not a date",
                where=f"{source.file} data row {row}",
                allowed=("2025-03-31", "31-03-2025", "31 maart 2025", "2025", "an Excel date"),
                todo="correct the cell; or do without dates (--no-date, or in corpus.yaml 'date: null' among the "
                "columns); or say that the month comes first (--date-order month-first, or 'date_order')",
            ) from None
    return [by_cell[cell] for cell in cells]
