"""Where a correction is worth most: statements with the most expected mistakes."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook import split_themes, theme_confidences


def expected_mistakes(labels: pd.DataFrame) -> pd.Series:
    """Per row the expected number of wrong labels, 0 or more; higher = more worth a look.

    With calibrated probabilities a label that is right with probability p is wrong 1 − p
    times on average; category, stance and each theme add up. Undecided themes count as one
    mistake: somebody has to decide. A person's label and a report heading count as right.
    Rounded to 3 decimals, so that ties are ties on every machine.
    """
    columns = ["category_confidence", "stance_confidence", "theme_confidences", "themes", "themes_status"]
    rows = labels[columns].itertuples(index=False, name=None)
    return pd.Series([_mistakes(*row) for row in rows], labels.index, dtype=float)


def _mistakes(category: str, stance: str, confidences: str, themes: str, status: str) -> float:
    sure = theme_confidences(confidences)
    doubt = sum(1 - float(value) for value in (category, stance) if value)
    doubt += sum(1 - sure[theme] for theme in split_themes(themes) if theme in sure)
    return round(doubt + (status == "onbeslist"), 3)


def most_doubtful(labels: pd.DataFrame, size: int) -> pd.DataFrame:
    """The ``size`` rows with the most expected mistakes, most first; ties by statement_id."""
    ranked = labels.assign(mistakes=expected_mistakes(labels))
    ranked = ranked.sort_values(["mistakes", "statement_id"], ascending=[False, True])
    return ranked.drop(columns="mistakes").head(size)
