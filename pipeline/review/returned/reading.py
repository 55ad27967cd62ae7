"""All files that were handed back, read and checked together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.codebook import Codebook
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import Review
from pipeline.review.common.texts import Texts
from pipeline.review.returned.checking import (
    check_file,
    dates_remarked,
    oddities,
    without_contradictions,
    without_idle_decisions,
)
from pipeline.review.returned.id_changes import find_id_changes
from pipeline.review.returned.receipts import Receipt, receipt
from pipeline.review.returned.returned_table import read_file
from pipeline.review.returned.row import Orphan, ReturnedFile
from pipeline.review.returned.unsaved import FilledIn, filled_rows

SAMPLE = "steekproef.csv"  # beside the reviews: how the audit was drawn
NOT_REVIEWS = (".md", ".yaml", ".yml", ".json")  # notes that people and programs keep beside the reviews
NEVER = datetime.date.max  # for who has no clock: no date is later


@dataclass(frozen=True)
class Returned:
    """All returned files together.

    Attributes
    ----------
    issues : why rows were not applied, and what is odd in rows that were.
    orphans : rows that were filled in for a statement that is gone or changed.
    cells : what was filled in, row by row, as it stands there.
    id_changes : ids in the files that are gone -> the id that the statement has now.
    """

    reviews: list[Review] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    cells: set[FilledIn] = field(default_factory=set)
    id_changes: Mapping[str, str] = field(default_factory=dict)


def may_be_review(name: str) -> bool:
    """Hidden files, lock files, notes and the record of the audit are not reviews."""
    return name != SAMPLE and not name.startswith((".", "~$")) and not name.lower().endswith(NOT_REVIEWS)


def read_returned(
    files: Mapping[str, bytes | None], texts: Texts, codebook: Codebook, *, today: datetime.date = NEVER
) -> Returned:
    """Check every returned file, and all of them against each other.

    Parameters
    ----------
    files : name -> content, None for a folder; those that `may_be_review` says no to are passed over.
    texts : the statements that there are now, with the text that reviewers see.
    today : after which no review can be dated.
    """
    read = [read_file(name, files[name]) for name in filter(may_be_review, sorted(files))]
    tables = {file.name: file for file in read if isinstance(file, ReturnedFile)}
    unreadable = [issue for issue in read if isinstance(issue, Issue)]
    id_changes = find_id_changes((row for file in tables.values() for row in file.rows), texts)
    checked = without_contradictions(
        {name: check_file(file, texts, codebook, id_changes) for name, file in tables.items()}
    )
    reviews, idle = without_idle_decisions([review for file in checked.values() for review in file.reviews])
    refused = [issue for file in checked.values() for issue in file.issues]
    return Returned(
        reviews,
        [*unreadable, *refused, *idle, *oddities(reviews), *dates_remarked(reviews, today)],
        [
            *(Receipt(issue.file) for issue in unreadable),
            *(receipt(name, [row.number for row in tables[name].rows], file) for name, file in checked.items()),
        ],
        [orphan for file in checked.values() for orphan in file.orphans],
        {cells for file in tables.values() for cells in filled_rows(file.rows).values()},
        id_changes.now,
    )
