"""How much work is left, and which statements an analyst can ask for besides."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codebook import split_themes, theme_confidences
from pipeline.core.errors import several
from pipeline.review.outgoing.doubt import most_doubtful, open_to_review, worth
from pipeline.review.outgoing.outgoing import may_be_drawn

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


def left_text(left: Left, coded: int, width: float | None, wanted: float, seconds: float) -> str:
    """What is left as a text for an analyst; parameters as in :func:`left_to_do`."""
    now = "not measured yet" if width is None else f"{width:.2f} wide on {several(coded)}"
    start = f"{several(left.minutes, 'minute')}: themes micro F1 is {now}; "
    if left.reached <= wanted:
        return (
            f"{start}{wanted:.2f} asks {several(left.needed)}, {left.to_do} more at {seconds:g} seconds each "
            "(statements × (width now / width wanted)²)"
        )
    start += f"{wanted:.2f} cannot be reached, as there are too few statements: "
    if not left.to_do:
        return f"{start}all of them are coded"
    return f"{start}coding the last {left.to_do} at {seconds:g} seconds each makes it about {left.reached:.2f}"


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
    rows = open_to_review(labels, audit)
    if not theme:
        return most_doubtful(rows, size)
    sure = [theme_confidences(cell).get(theme, 0.0) for cell in rows["theme_confidences"]]
    has = pd.Series([theme in split_themes(cell) for cell in rows["themes"]], rows.index, dtype=bool)
    ranked = rows.assign(has=has, sure=sure, worth=worth(rows))[has | (rows["themes_status"] == "onbeslist")]
    ranked = ranked.sort_values(["has", "sure", "worth", "statement_id"], ascending=[False, True, False, True])
    return ranked[labels.columns].head(size)
