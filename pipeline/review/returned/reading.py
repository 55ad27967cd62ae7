"""All files that were handed back, read and checked together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.review.returned.checking import (
    check_file,
    dates_remarked,
    oddities,
    without_contradictions,
    without_idle_decisions,
)
from pipeline.review.returned.id_changes import moves
from pipeline.review.returned.receipts import Receipt, receipt
from pipeline.review.returned.returned import (
    TEXT_SUFFIXES,
    WORKBOOK_SUFFIXES,
    UnreadableError,
    parse_returned,
)
from pipeline.review.returned.row import Orphan, rows_of
from pipeline.review.returned.unsaved import FilledIn, filled_rows
from pipeline.review.verdicts.problems import Problem
from pipeline.review.verdicts.texts import Texts
from pipeline.review.verdicts.verdicts import Review

SAMPLE = "steekproef.csv"  # beside the reviews: how the audit was drawn
NOT_REVIEWS = (".md", ".yaml", ".yml", ".json")  # notes that people and programs keep beside the reviews


@dataclass(frozen=True)
class Returned:
    """All returned files together.

    Attributes
    ----------
    problems : why rows were not applied, and what is odd in rows that were.
    orphans : rows that were filled in for a statement that is gone or changed.
    cells : what was filled in, row by row, as it stands there.
    moves : ids in the files that are gone -> the id that the statement has now.
    """

    reviews: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    cells: set[FilledIn] = field(default_factory=set)
    moves: Mapping[str, str] = field(default_factory=dict)


def may_be_review(name: str) -> bool:
    """Hidden files, lock files, notes and the record of the audit are not reviews."""
    return name != SAMPLE and not name.startswith((".", "~$")) and not name.lower().endswith(NOT_REVIEWS)


def read_frame(name: str, content: bytes | None) -> pd.DataFrame | Problem:
    """The file as a table, or why it is none; ``content`` is None for a folder."""
    if content is None or not name.lower().endswith((*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)):
        return Problem(name, 0, "not_a_table")
    try:
        return parse_returned(name, content)
    except UnreadableError as problem:
        return Problem(name, problem.row, problem.code)


def read_returned(
    files: Mapping[str, bytes | None],
    texts: Texts,
    codebook: Codebook,
    *,
    today: datetime.date = datetime.date.max,
) -> Returned:
    """Check every returned file, and all of them against each other.

    Parameters
    ----------
    files : name -> content, None for a folder; those that `may_be_review` says no to are passed over.
    texts : the statements that there are now, with the text that reviewers see.
    today : after which no review can be dated.
    """
    returned = Returned()
    frames: dict[str, pd.DataFrame] = {}
    for name in filter(may_be_review, sorted(files)):
        frame = read_frame(name, files[name])
        if isinstance(frame, Problem):
            returned.problems.append(frame)
            returned.receipts.append(Receipt(name))
            continue
        frames[name] = frame
        returned.cells.update(filled_rows(frame).values())
    went = moves((row for name in frames for row in rows_of(name, frames[name])), texts)
    checked = {name: check_file(name, frame, texts, codebook, went) for name, frame in frames.items()}
    for name, settled in without_contradictions(checked).items():
        returned.reviews.extend(settled.reviews)
        returned.problems.extend(settled.problems)
        returned.orphans.extend(settled.orphans)
        returned.receipts.append(receipt(name, frames[name].index.tolist(), settled))
    reviews, idle = without_idle_decisions(returned.reviews)
    problems = [*returned.problems, *idle, *oddities(reviews), *dates_remarked(reviews, today)]
    return replace(returned, reviews=reviews, problems=problems, moves=went.now)
