"""How much work is left, and which statements an analyst can ask for besides."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import split_themes, theme_confidences
from pipeline.core.counting import why_not_counted
from pipeline.core.errors import several
from pipeline.review.outgoing.doubt import worth
from pipeline.review.outgoing.outgoing import CLOSED, may_be_drawn

_NORMAL = 1.96  # standard deviations on either side of a 95% interval


@dataclass(frozen=True)
class Left:
    """Statements to code blind in all, those of them still to do, and the minutes that they take.

    Attributes
    ----------
    reached : width of the interval then, 0-1: the one that is wanted, or wider where too few statements are there.
    """

    needed: int
    to_do: int
    minutes: int
    reached: float


def left_to_do(coded: int, width: float | None, wanted: float, seconds: float, there: int) -> Left:
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
    there : statements that can be coded blind, those that were among them; more are never asked.
    """
    # The interval is this wide on one statement, and n of them make it √n times as narrow.
    of_one = width * math.sqrt(coded) if coded and width else _NORMAL
    asked = max(coded, math.ceil(round((of_one / wanted) ** 2, 6)))
    needed = min(asked, max(coded, there))
    reached = wanted if needed == asked else min(1.0, of_one / math.sqrt(needed)) if needed else 1.0
    return Left(needed, needed - coded, math.ceil((needed - coded) * seconds / 60), reached)


def told_left(left: Left, coded: int, width: float | None, wanted: float, seconds: float) -> str:
    """What is left as a text for an analyst; parameters as in :func:`left_to_do`."""
    now = "not measured yet" if width is None else f"{width:.2f} wide on {several(coded)}"
    told = f"{several(left.minutes, 'minute')}: themes micro F1 is {now}; "
    if left.reached <= wanted:
        return (
            f"{told}{wanted:.2f} asks {several(left.needed)}, {left.to_do} more at {seconds:g} seconds each "
            "(statements × (width now / width wanted)²)"
        )
    told += f"{wanted:.2f} cannot be reached, as there are too few statements: "
    if not left.to_do:
        return f"{told}all of them are coded"
    return f"{told}coding the last {left.to_do} at {seconds:g} seconds each makes it about {left.reached:.2f}"


def beside_audit(labels: pd.DataFrame) -> int:
    """How many of the statements that the audit draws from are not in it: those that can teach the coder."""
    return int((may_be_drawn(labels)["audit_probability"] == "").sum())


def uncoded(labels: pd.DataFrame) -> int:
    """How many statements can still be coded blind, drawn for the audit or not."""
    return int((may_be_drawn(labels)["audit"] != "ja").sum())


def asked_for(labels: pd.DataFrame, theme: str, size: int, audit: Collection[str]) -> pd.DataFrame:
    """Rows of labels to review besides, most worth first; never of the audit, nor settled already.

    Parameters
    ----------
    labels : rows of LABELS.
    theme : statements in which it was seen, least sure first, then those whose themes are undecided;
        "" for any statement.
    audit : ids drawn for the audit.
    """
    open_to_it = (
        (why_not_counted(labels) == "")
        & ~labels["statement_id"].isin(list(audit))
        & ~labels["review_status"].isin(CLOSED)
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
