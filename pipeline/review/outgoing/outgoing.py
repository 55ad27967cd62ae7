"""The next files to review: what goes in which, and what may be seen in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from pipeline.core.dates import UNNAMED
from pipeline.review.common.resolutions import DISPUTED, Resolution
from pipeline.review.common.review_rows import review_rows, shown_themes
from pipeline.review.outgoing.doubt import most_doubtful, open_to_review
from pipeline.review.outgoing.readme import FileToReview

DOUBTFUL, ALL, DECISIONS = "twijfel.csv", "alles.csv", "besluiten.csv"


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
        tables[name] = review_rows(by_id.loc[list(ids)], drawn, coded)
        listed.append(FileToReview(name, "blind", len(ids), sum(one in coded for one in ids)))
    tables[DOUBTFUL] = review_rows(most_doubtful(open_to_review(labels, drawn), doubtful_size), (), {})
    tables[ALL] = review_rows(labels, drawn - set(coded), {})
    conflicting = labels[labels["review_status"] == DISPUTED]
    if len(conflicting):
        tables[DECISIONS] = review_rows(conflicting, drawn, {})
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
