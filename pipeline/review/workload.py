"""How much work is left, and which statements an analyst can ask for besides."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import split_themes, theme_confidences
from pipeline.counting import why_not_counted
from pipeline.review.doubt import worth
from pipeline.review.outgoing import SETTLED

_NORMAL = 1.96  # standard deviations on either side of a 95% interval


@dataclass(frozen=True)
class Left:
    """Statements to code blind in all, those of them still to do, and the minutes that they take."""

    needed: int
    to_do: int
    minutes: int


def left_to_do(coded: int, width: float | None, wanted: float, seconds: float) -> Left:
    """The blind coding that brings an interval down to a width.

    The width of an interval falls with the root of the number of statements, so that
    needed = coded · (width now / width wanted)². Before anything is measured it is taken for that of
    a share of one half, the widest there is: 2 · 1.96 · √(0.25 / needed) = width wanted. So it is when
    the interval has no width, which says only that all statements so far were alike.

    Parameters
    ----------
    coded : statements of the audit that came back.
    width : of the interval now, upper minus lower end; None when there is none yet.
    wanted : the width that is wanted.
    seconds : that one statement takes.
    """
    exact = coded * (width / wanted) ** 2 if coded and width else (_NORMAL / wanted) ** 2
    needed = max(coded, math.ceil(round(exact, 6)))
    return Left(needed, needed - coded, math.ceil((needed - coded) * seconds / 60))


def asked_for(
    labels: pd.DataFrame, theme: str, size: int, audit: Collection[str], kinds_excluded: Collection[str]
) -> pd.DataFrame:
    """Rows of labels to review besides, most worth first; never of the audit, nor settled already.

    Parameters
    ----------
    labels : rows of LABELS.
    theme : statements in which it was seen, least sure first, then those whose themes are undecided;
        "" for any statement.
    audit : ids drawn for the audit.
    """
    open_to_it = (
        (why_not_counted(labels, kinds_excluded) == "")
        & ~labels["statement_id"].isin(list(audit))
        & ~labels["review_status"].isin(SETTLED)
    )
    found = labels[open_to_it]
    found = found.assign(worth=worth(found))
    if theme:
        sure = [theme_confidences(cell).get(theme, 0.0) for cell in found["theme_confidences"]]
        has = pd.Series([theme in split_themes(cell) for cell in found["themes"]], found.index, dtype=bool)
        found = found.assign(has=has, sure=sure)[has | (found["themes_status"] == "onbeslist")]
        order = ["has", "sure", "worth", "statement_id"]
        return found.sort_values(order, ascending=[False, True, False, True])[labels.columns].head(size)
    return found.sort_values(["worth", "statement_id"], ascending=[False, True])[labels.columns].head(size)
