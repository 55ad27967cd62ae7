"""The next files to review: what goes in which, and what may be seen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.codes import SETTLED
from pipeline.core.counting import why_not_counted
from pipeline.core.rounds import UNNAMED
from pipeline.review.common.resolutions import DISPUTED, Resolution
from pipeline.review.common.review_rows import sheet, shown_themes
from pipeline.review.outgoing.doubt import most_doubtful
from pipeline.review.outgoing.readme import FileToReview

DOUBTFUL, ALL, DECISIONS = "twijfel.csv", "alles.csv", "besluiten.csv"
CLOSED = (*SETTLED, DISPUTED)  # nothing is gained by asking again


def may_be_drawn(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements that the audit draws from: all that are not set aside, whatever the machine says of them.

    Statements that the machine takes for empty ('n.v.t.') are among them. Would they be left
    out, then a real complaint that it takes for empty is never found, and a coder that is
    trained again would change who is drawn. They cost a reviewer two words each.
    """
    return statements[statements["set_aside"] == ""]


def blind_name(round_id: str) -> str:
    """Name of the audit file of a round."""
    return f"blind-{round_id or UNNAMED}.csv"


def review_tables(
    labels: pd.DataFrame,
    audit: Mapping[str, Sequence[str]],
    resolutions: Mapping[str, Resolution],
    doubtful_size: int,
) -> tuple[dict[str, pd.DataFrame], list[FileToReview]]:
    """Rows of REVIEW per file name, and the same files as LEESMIJ lists them.

    A statement of the audit that is not yet coded shows no label in any file, so that
    whoever codes it has not seen what the machine thinks.

    Parameters
    ----------
    labels : rows of LABELS.
    audit : ids per round, in the order to code them.
    """
    coded = {one: resolution for one, resolution in resolutions.items() if resolution.coded_blind}
    drawn = {one for ids in audit.values() for one in ids}
    by_id = labels.set_index("statement_id", drop=False)
    tables, listed = {}, []
    for round_id, ids in sorted(audit.items()):
        name = blind_name(round_id)
        tables[name] = sheet(by_id.loc[list(ids)].reset_index(drop=True), drawn, coded)
        listed.append(FileToReview(name, "blind", len(ids), sum(one in coded for one in ids)))
    open_to_doubt = (
        (why_not_counted(labels) == "")
        & ~labels["statement_id"].isin(drawn)
        & ~labels["review_status"].isin(CLOSED)
    )
    tables[DOUBTFUL] = sheet(most_doubtful(labels[open_to_doubt], doubtful_size).reset_index(drop=True), (), {})
    tables[ALL] = sheet(labels, drawn - set(coded), {})
    conflicting = labels[labels["review_status"] == DISPUTED].reset_index(drop=True)
    if len(conflicting):
        tables[DECISIONS] = sheet(conflicting, drawn, {})
        tables[DECISIONS]["waarom"] = [_sides(resolutions[one]) for one in conflicting["statement_id"]]
        listed.append(FileToReview(DECISIONS, "disputed", len(conflicting)))
    if len(tables[DOUBTFUL]):
        listed.append(FileToReview(DOUBTFUL, "doubtful", len(tables[DOUBTFUL])))
    listed.append(FileToReview(ALL, "all", len(tables[ALL])))
    return tables, listed


def _sides(resolution: Resolution) -> str:
    """Who says what, for those who are to decide."""
    sides = []
    for review in resolution.reviews:
        said = (review.category, review.stance, shown_themes(review.themes, review.themes_status))
        sides.append(f"{review.reviewer}: {'; '.join(cell for cell in said if cell) or '-'}")
    return " / ".join(dict.fromkeys(sides))
