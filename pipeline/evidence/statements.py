"""Statements with what evidence needs to know of them: which round, which themes, how sure, what counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import theme_confidences
from pipeline.core.codes import SETTLED
from pipeline.core.counting import theme_lists, why_not_counted
from pipeline.core.dates import moment_of, newest_first


def with_evidence(
    labels: pd.DataFrame,
    themes: Sequence[str],
    rounds: Sequence[str],
    surveys: Collection[str] = (),
) -> pd.DataFrame:
    """Labels with what evidence needs to know of each statement, sorted by statement_id.

    Parameters
    ----------
    labels : the LABELS table, in any order.
    themes : theme ids of the codebook.
    rounds : names of the rounds, oldest first; rounds that are not in it count as older.
    surveys : sources that are tables, in which a place is a row and not a line.

    Returns
    -------
    Labels with the columns: moment; age (0 is the newest round); theme_list; confidences
    (theme id to 0-1); settled (a reviewer agreed or corrected); not_counted (the reason, or "");
    also_at (where its duplicates stand, or "").

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    labels = labels.sort_values("statement_id", ignore_index=True)
    moments = labels["round"].map(moment_of)
    also_at = _also_at(labels, surveys)
    return labels.assign(
        moment=moments,
        age=moments.map({name: age for age, name in enumerate(newest_first(rounds, moments))}).astype(int),
        theme_list=theme_lists(labels, themes),
        confidences=labels["theme_confidences"].map(theme_confidences).astype(object),
        settled=labels["review_status"].isin(SETTLED),
        not_counted=why_not_counted(labels),
        also_at=[also_at.get(statement, "") for statement in labels["statement_id"]],
    )


def _also_at(labels: pd.DataFrame, surveys: Collection[str]) -> dict[str, str]:
    """Statement to the places of its duplicates."""
    twins = labels[labels["duplicate_of"] != ""]
    twins = twins.assign(line=pd.to_numeric(twins["line_start"])).sort_values(["source", "line", "statement_id"])
    unit = twins["source"].isin(list(surveys)).map({True: ", rij ", False: ", regel "})
    places = twins["source"] + unit + twins["line_start"]
    return {str(twin): " | ".join(group) for twin, group in places.groupby(twins["duplicate_of"])}


def bearing_on(statements: pd.DataFrame, answered: Sequence[str]) -> pd.DataFrame:
    """The listed statements (counted ones and duplicates) that have one of the themes.

    Returns
    -------
    The rows of ``statements``, with the columns: linking (those of their themes that are
    answered, in codebook order); surest (the highest confidence among them, -1 when not known).
    """
    wanted = set(answered)
    linking = statements["theme_list"].map(lambda themes: [theme for theme in themes if theme in wanted])
    linking = linking.astype(object)
    listed = statements["not_counted"].isin(["", "duplicate"]) & (linking.map(len).astype(int) > 0)
    rows = statements[listed].assign(linking=linking[listed])
    surest = [
        max((confidences.get(theme, -1.0) for theme in themes), default=-1.0)
        for themes, confidences in zip(rows["linking"], rows["confidences"], strict=True)
    ]
    return rows.assign(surest=pd.Series(surest, index=rows.index, dtype=float))


def counted(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that count."""
    return statements[statements["not_counted"] == ""]


def names(themes: Sequence[str], labels: Mapping[str, str]) -> str:
    """Dutch names of themes in one cell."""
    return " | ".join(labels[theme] for theme in themes)
