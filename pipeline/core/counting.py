"""Which statements count in shares, and why the others do not, and for how many: one rule for all stages.

Stage review writes ``set_aside`` once, from what a statement is. Whether it has content follows from its
labels. A statement counts when it is not set aside and has content.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipeline.core.codebook import split_themes
from pipeline.core.errors import unknown

STANCES = ("behouden", "knelpunt", "wens", "neutraal")  # the stances that have columns of their own
CRITICAL = ("knelpunt", "wens")  # these ask for an answer
PRAISE, CRITICISM = "behouden", "knelpunt"  # the two ends of net sentiment
NET_SENTIMENT = "saldo"  # the part that praises less the part that criticises

NOT_COUNTED = {
    "authors_words": "the report's authors speak here, not a participant (params: review.kinds_excluded)",
    "no_content": "it says nothing that can be coded, such as 'n.v.t.'",
    "duplicate": "a fuller twin of it is counted; the twin is named in duplicate_of",
}


def set_aside(statements: pd.DataFrame, kinds_excluded: Collection[str]) -> pd.Series:
    """Per statement the column ``set_aside`` of LABELS; an author's own words come before a duplicate."""
    reasons = pd.Series("", index=statements.index, dtype=str).mask(statements["duplicate_of"] != "", "duplicate")
    return reasons.mask(statements["kind"].isin(list(kinds_excluded)), "authors_words")


def why_not_counted(labels: pd.DataFrame) -> pd.Series:
    """Per row of labels the reason (a key of :data:`NOT_COUNTED`), or "" when it counts.

    The first reason that holds is given, in the order of NOT_COUNTED.
    """
    empty = labels["themes_status"] == "geen_inhoud"
    return labels["set_aside"].mask(empty & (labels["set_aside"] != "authors_words"), "no_content")


def chances_coded(labels: pd.DataFrame) -> pd.Series:
    """Per row the chance that it would be in the audit and come back coded, 0-1; NaN when it did not.

    The chance of being drawn, times the part of the round's drawn statements that came back coded:
    files to code are in the order of the draw, so that those who stop half-way leave a random part.
    """
    drawn = pd.to_numeric(labels["audit_probability"], errors="coerce")
    coded = (labels["audit"] == "ja") & drawn.notna()
    came_back = coded[drawn.notna()].astype(float).groupby(labels["round"]).mean()
    return (drawn * labels["round"].map(came_back)).where(coded)


def theme_lists(labels: pd.DataFrame, themes: Collection[str]) -> pd.Series:
    """Per row the list of its theme ids.

    Raises
    ------
    InputError
        A theme that is not among ``themes``, or a stance without a column: counting it nowhere would lose it.
    """
    lists = labels["themes"].map(split_themes).astype(object)
    for what, values, allowed in (
        ("theme", lists.explode().dropna(), themes),
        ("stance", labels["stance"], STANCES),
    ):
        strange = values[~values.isin(list(allowed))]
        if len(strange):
            where = f"labels.csv, statement {labels.loc[strange.index[0], 'statement_id']}"
            todo = "run dvc repro, so that the labels are made with this codebook"
            raise unknown(what, strange.iloc[0], allowed, where=where, todo=todo)
    return lists
