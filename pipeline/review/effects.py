"""What handing in a file would change: per row of it the labels that are now others than before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.review.labelling import label
from pipeline.review.sheet import shown_themes
from pipeline.review.verdicts import Verdict

_NOT_REVIEWED = "-"


@dataclass(frozen=True)
class Effect:
    """One label of one statement, before and after a file is applied.

    Attributes
    ----------
    rows : of the file, as the spreadsheet numbers them, those about the statement.
    column : as reviewers know it: categorie, oordeel, themas or status.
    """

    rows: tuple[int, ...]
    statement_id: str
    column: str
    now: str
    then: str


def effects(
    predictions: pd.DataFrame,
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
    file: str,
    codebook: Codebook,
) -> list[Effect]:
    """All that the reviews of a file change, by row.

    Parameters
    ----------
    before, after : what reviewers made of statements without this file, and with it.
    """
    rows: dict[str, list[int]] = {}
    for one, verdict in after.items():
        if own := [review.row for review in verdict.reviews if review.file == file]:
            rows[one] = own
    touched = predictions[predictions["statement_id"].isin(list(rows))]
    now, then = (_shown(label(touched, verdicts, {}, codebook)) for verdicts in (before, after))
    found = [
        Effect(tuple(sorted(rows[one])), one, column, now[one][column], cell)
        for one, cells in then.items()
        for column, cell in cells.items()
        if cell != now[one][column]
    ]
    return sorted(found, key=lambda effect: (effect.rows, effect.statement_id))


def _shown(labels: pd.DataFrame) -> Mapping[str, Mapping[str, str]]:
    columns = ["statement_id", "category", "stance", "themes", "themes_status", "review_status"]
    return {
        one: {
            "categorie": category,
            "oordeel": stance,
            "themas": shown_themes(themes, status),
            "status": review_status or _NOT_REVIEWED,
        }
        for one, category, stance, themes, status, review_status in labels[columns]
        .astype(object)
        .itertuples(index=False, name=None)
    }
