"""What handing in a file would change: each label that differs from before, with the rows that change it.

A file that replaces one of the same name can also take reviews away. Their labels then fall back to what they
are without those reviews, and no row of the new file shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.tables import records
from pipeline.review.common.resolutions import Resolution
from pipeline.review.common.review_rows import shown_themes
from pipeline.review.labels.labelling import label

_NOT_REVIEWED = "-"


@dataclass(frozen=True)
class Effect:
    """One label of one statement, before and after a file is applied.

    Attributes
    ----------
    rows : of the file, as the spreadsheet numbers them, those about the statement; none when the file of
        this name said something of it until now, and would not any more.
    column : as reviewers know it: categorie, oordeel, themas or status.
    """

    rows: tuple[int, ...]
    statement_id: str
    column: str
    now: str
    then: str


def effects(
    predictions: pd.DataFrame,
    before: Mapping[str, Resolution],
    after: Mapping[str, Resolution],
    file: str,
    codebook: Codebook,
) -> list[Effect]:
    """All that the reviews of a file change, by row; what is lost comes first.

    Parameters
    ----------
    before, after : what reviewers made of statements until now, and with this file, which may take the
        place of one of the same name.
    """
    rows = dict.fromkeys(_rows(before, file), ()) | _rows(after, file)
    touched = predictions[predictions["statement_id"].isin(list(rows))]
    now, then = (_shown(label(touched, resolutions, {}, codebook)) for resolutions in (before, after))
    found = [
        Effect(rows[one], one, column, now[one][column], cell)
        for one, cells in then.items()
        for column, cell in cells.items()
        if cell != now[one][column]
    ]
    return sorted(found, key=lambda effect: (effect.rows, effect.statement_id))


def _rows(resolutions: Mapping[str, Resolution], file: str) -> dict[str, tuple[int, ...]]:
    """Statements that the file says something of, with the rows that do."""
    own = {one: [r.row for r in resolution.reviews if r.file == file] for one, resolution in resolutions.items()}
    return {one: tuple(sorted(rows)) for one, rows in own.items() if rows}


def _shown(labels: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    return {
        row["statement_id"]: {
            "categorie": row["category"],
            "oordeel": row["stance"],
            "themas": shown_themes(row["themes"], row["themes_status"]),
            "status": row["review_status"] or _NOT_REVIEWED,
        }
        for row in records(labels)
    }
