"""Profile ``tabel``: a survey export, one answer a row, to statements of kind ``antwoord``.

An answer is kept verbatim, also over several lines; only line ends become line feeds and blanks
around it go. A profile may have answers split into sentences, each a statement. Rows without an
answer are dropped. An answer that says nothing ("n.v.t.") is a statement: whether it has content
is the coder's call. A row is independent of its place: only line_start, line_end and the order
follow the file.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

import pandas as pd

from pipeline.core.corpus import Columns, Source
from pipeline.core.dates import iso_date
from pipeline.core.errors import InputError, quoted
from pipeline.core.tables import STATEMENTS
from pipeline.ingest.common.identity import normalised, statement_ids
from pipeline.ingest.common.lines import blank
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.sentences import split_sentences
from pipeline.ingest.profiles.table_profile import EMPTY_ANSWER, TableProfile

UNIT = "row"
_PSEUDONYM_DIGITS = 10  # hex; 40 bits: among 10,000 respondents a shared pseudonym is 1 in 20,000


def read_table_source(
    cells: pd.DataFrame, encoding: str, columns: Columns, profile: TableProfile, source: Source, key: str
) -> ReadResult:
    """Statements of one export.

    Parameters
    ----------
    cells : all cells as text, index = data row, 1-based.
    columns : names as in ``cells``.
    key : of the pseudonyms that replace names.

    Raises
    ------
    InputError
        A cell of the date column is not a date.
    """
    texts = ["" if blank(cell) else cell.strip() for cell in cells[columns.text]]
    rows = [int(row) for row in cells.index]
    answered = _by_sentence(cells.loc[[bool(text) for text in texts]], columns.text, profile)
    frame = _statements(answered, columns, profile, source, key)
    units = [f"{source.file}:{row}" for row in rows]
    return ReadResult(
        statements=frame,
        kept=tuple(unit for unit, text in zip(units, texts, strict=True) if text),
        dropped={unit: EMPTY_ANSWER for unit, text in zip(units, texts, strict=True) if not text},
        unit=UNIT,
        encoding=encoding,
    )


def _by_sentence(cells: pd.DataFrame, text: str, profile: TableProfile) -> pd.DataFrame:
    """A row per sentence, where the profile splits answers; the index still names the data row."""
    if profile.sentences is None:
        return cells
    split = [split_sentences(cell, profile.sentences) for cell in cells[text]]
    return cells.assign(**{text: pd.Series(split, index=cells.index, dtype=object)}).explode(text)


def _statements(
    cells: pd.DataFrame, columns: Columns, profile: TableProfile, source: Source, key: str
) -> pd.DataFrame:
    def column(name: str | None) -> list[str]:
        return [""] * len(cells) if name is None else [cell.strip() for cell in cells[name]]

    internal = {value.strip().casefold() for value in source.internal_values}
    organisations = column(columns.organisation)
    audiences = ["intern" if value.casefold() in internal else source.audience for value in organisations]
    dates = _dates(column(columns.date), cells.index.tolist(), columns.date or "", profile, source.file)
    given = source.date.isoformat() if source.date else ""
    rows = [str(row) for row in cells.index]
    known = {
        "source": source.file,
        "line_start": rows,
        "line_end": rows,
        "kind": "antwoord",
        "round": [source.round or audience for audience in audiences],
        "respondent": pseudonyms(column(columns.respondent), profile.respondent_code, key),
        "text": column(columns.text),
        "audience": audiences,
        "organisation": organisations,
        "question": column(columns.question),
        "date": [date or given for date in dates],
    }
    frame = pd.DataFrame({**dict.fromkeys(STATEMENTS.names, ""), **known}, dtype=str)[STATEMENTS.names]
    # Rows alike in who, question and text are numbered: in an order that the file's does not touch.
    content = frame.sort_values(["text", "audience", "organisation", "date"], kind="stable")
    ids = pd.Series(statement_ids(content, source.round), index=content.index, dtype=str)
    frame["statement_id"] = ids.sort_index()
    return frame


def pseudonyms(respondents: Sequence[str], code: str, key: str) -> list[str]:
    """Codes as they are; all else, which may be a name, as ``p`` and a keyed hash.

    The hash is HMAC-SHA-256 of the name, case and blanks normalised: with one key a person
    has one pseudonym, in every file and round. Who has the key can try names.
    """
    by_name = {}
    for name in set(respondents):
        digest = hmac.new(key.encode("utf-8"), normalised(name).encode("utf-8"), hashlib.sha256).hexdigest()
        coded = not name or re.fullmatch(code, name, re.IGNORECASE)
        by_name[name] = name if coded else "p" + digest[:_PSEUDONYM_DIGITS]
    return [by_name[name] for name in respondents]


def _dates(cells: Sequence[str], rows: Sequence[int], name: str, profile: TableProfile, where: str) -> list[str]:
    months = profile.month_numbers
    by_cell: dict[str, str] = {}
    for row, cell in zip(rows, cells, strict=True):
        if cell in by_cell:
            continue
        try:
            by_cell[cell] = iso_date(cell, months)
        except (ValueError, OverflowError):
            raise InputError(
                f"column {quoted(name)}: {quoted(cell)} is not a date",
                where=f"{where} data row {row}",
                allowed=("2025-03-31", "31-03-2025", "31 maart 2025", "2025", "an Excel date"),
                todo="correct the cell, or leave 'date' out of this source's columns in corpus.yaml",
            ) from None
    return [by_cell[cell] for cell in cells]
