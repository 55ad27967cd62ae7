"""Finds answers that were filled in where the next run writes, and refuses to write over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence, Set
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.errors import InputError, InputErrors
from pipeline.review.common.issues import Issue
from pipeline.review.common.review_rows import SHOWN
from pipeline.review.returned.returned_table import TABLE_SUFFIXES, read_file
from pipeline.review.returned.row import FILLED, ReturnedFile, ReturnedRow

FilledIn = tuple[str, ...]  # id of the statement and the reviewer's cells as they stand
WRITTEN = ".geschreven.json"  # what the last run wrote, to tell what people changed since
WRITING = ".wordt-geschreven.json"  # the same of a run that is writing, or was killed while it did
_NOT_TO_FILL_IN = ("afgewezen.csv", "geschillen.csv", "ingeleverd.csv", "omgezet.csv", "zonder-uitspraak.csv")
_README = "LEESMIJ.txt"


def digest(content: bytes) -> str:
    """Short hash by which a file is known as the one that was written."""
    return hashlib.sha256(content).hexdigest()[:16]


def filled_rows(rows: Sequence[ReturnedRow]) -> dict[int, FilledIn]:
    """The rows in which somebody filled in something, by number."""
    return {
        row.number: tuple(
            row.cell(column)
            for column in (
                "uitspraak_id",
                *FILLED,
                "beoordelaar",
                *(SHOWN if row.overwritten or row.misplaced else ()),
            )
        )
        for row in rows
        if row.touched
    }


def refuse_to_overwrite(corpus: Corpus, tables: Mapping[str, pd.DataFrame], returned: Set[FilledIn]) -> None:
    """End the stage when a file where it writes holds answers that nobody handed in.

    It would be written over, or, under another name, never be read. A file that is as the last
    run wrote it, or one that was killed, holds none: what is filled in there came from returned files.

    Parameters
    ----------
    tables : rows of REVIEW about to be written, by file name.
    returned : what was filled in in returned files.
    """
    folder = corpus.reports / "review"
    records = [_read_record(path) for path in (folder / WRITTEN, folder / WRITING) if path.is_file()]
    if not records:
        return
    known = {*returned}.union(
        *(filled_rows(ReturnedFile.of(name, table).rows).values() for name, table in tables.items())
    )
    changed = (
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and _may_hold_answers(path.name)
        and not any(digest(path.read_bytes()) == record.get(path.name) for record in records)
    )
    todo = f"move it to {corpus.reviews.as_posix()}/ and run again; nothing was changed"
    errors = [InputError(lost, where=str(path), todo=todo) for path in changed if (lost := _lost(path, known))]
    if errors:
        raise InputErrors.of(errors)


def _may_hold_answers(name: str) -> bool:
    is_table = name.lower().endswith(TABLE_SUFFIXES) and name not in (*_NOT_TO_FILL_IN, _README)
    return is_table and not name.startswith((".", "~$"))


def _lost(path: Path, known: Collection[FilledIn]) -> str:
    """What would be lost if this file were written over; "" when nothing would."""
    file = read_file(path.name, path.read_bytes())
    if isinstance(file, Issue):
        return "this file was changed and cannot be read now"
    numbers = [number for number, cells in filled_rows(file.rows).items() if cells not in known]
    listed = ", ".join(map(str, numbers[:10]))
    return f"answers were filled in here and not handed in (row {listed})" if numbers else ""


def _read_record(path: Path) -> dict[str, str]:
    """Short hash per file that a run wrote."""
    try:
        record: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        todo = "look whether files beside it hold answers; then remove it and run again"
        raise InputError("this file is not as it was written", where=str(path), todo=todo) from None
    return record
