"""Answers that were filled in where the next run writes: found before they are written over."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.review.returned.row import FILLED, rows_of
from pipeline.review.verdicts.sheet import SHOWN

FilledIn = tuple[str, ...]  # id of the statement and the reviewer's cells as they stand


def digest(content: bytes) -> str:
    """Short hash by which a file is known as the one that was written."""
    return hashlib.sha256(content).hexdigest()[:16]


def filled_rows(frame: pd.DataFrame) -> dict[int, FilledIn]:
    """The rows in which somebody filled in something, by number.

    Parameters
    ----------
    frame : rows of REVIEW, or as `parse_returned` gives it.
    """
    found = {}
    for row in rows_of("", frame):
        if row.touched:
            columns = (
                "uitspraak_id",
                *FILLED,
                "beoordelaar",
                *(SHOWN if row.overwritten or row.misplaced else ()),
            )
            found[row.number] = tuple(row.cell(column) for column in columns)
    return found


def unsaved(frame: pd.DataFrame, returned: Collection[FilledIn], tables: Mapping[str, pd.DataFrame]) -> list[int]:
    """Rows with answers that are neither in a returned file nor in a table about to be written."""
    known = {*returned}.union(*(filled_rows(table).values() for table in tables.values()))
    return [number for number, cells in filled_rows(frame).items() if cells not in known]
