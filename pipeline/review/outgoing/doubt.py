"""Where a correction is worth most: statements with the most expected mistakes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from pipeline.core.codebook import split_themes, theme_confidences
from pipeline.core.codes import SETTLED
from pipeline.core.counting import why_not_counted
from pipeline.core.tables import records
from pipeline.review.common.resolutions import DISPUTED

CLOSED = (*SETTLED, DISPUTED)  # nothing is gained by asking again

_RAREST = 2.0  # times what a theme of middling frequency weighs, for the rarest
_HEADING = 0.5  # mistakes, where heading and coder name different categories


def expected_mistakes(labels: pd.DataFrame) -> pd.Series:
    """Per row the expected number of wrong labels, 0 or more; higher = more worth a look.

    With calibrated probabilities a label that is right with probability p is wrong 1 − p
    times on average; category, stance and each theme add up. Undecided themes count as one
    mistake: somebody has to decide. A person's label and a report heading count as right.
    Rounded to 3 decimals, so that ties are ties on every machine.
    """
    return pd.Series([_mistakes(label) for label in records(labels)], labels.index, dtype=float)


def _mistakes(label: Mapping[str, str]) -> float:
    sure = theme_confidences(label["theme_confidences"])
    doubt = sum(1 - float(label[name]) for name in ("category_confidence", "stance_confidence") if label[name])
    doubt += sum(1 - sure[theme] for theme in split_themes(label["themes"]) if theme in sure)
    return round(doubt + (label["themes_status"] == "onbeslist"), 3)


def worth(labels: pd.DataFrame) -> pd.Series:
    """Per row what a correction is worth: its expected mistakes, and more where one teaches more.

    A doubtful theme counts up to double the rarer it is: of a rare theme each statement changes the
    share, and there is little else to learn it from. A report heading that names another category
    than the coder counts half a mistake: one of the two is wrong, and it may be either.
    """
    themes = labels["themes"].map(split_themes)
    seen = themes.explode().dropna().value_counts()
    usual = float(seen.mean()) if len(seen) else 0.0
    extra = {str(theme): min((usual / n) ** 0.5, _RAREST) - 1 for theme, n in seen.items() if n < usual}
    rare = [
        sum((1 - sure[theme]) * extra[theme] for theme in found if theme in extra and theme in sure)
        for found, sure in zip(themes, labels["theme_confidences"].map(theme_confidences), strict=True)
    ]
    against = (labels["category_given"] != "") & (labels["category_given"] != labels["predicted_category"])
    return (expected_mistakes(labels) + pd.Series(rare, labels.index, dtype=float) + _HEADING * against).round(3)


def open_to_review(labels: pd.DataFrame, audit: Collection[str]) -> pd.DataFrame:
    """The rows that count, are not drawn for the audit, and that nobody settled or disputes."""
    drawn, closed = labels["statement_id"].isin(list(audit)), labels["review_status"].isin(CLOSED)
    return labels[(why_not_counted(labels) == "") & ~drawn & ~closed]


def most_doubtful(labels: pd.DataFrame, size: int) -> pd.DataFrame:
    """The ``size`` rows in which a correction is worth most, most first; ties by statement_id."""
    ranked = labels.assign(worth=worth(labels))
    ranked = ranked.sort_values(["worth", "statement_id"], ascending=[False, True])
    return ranked.drop(columns="worth").head(size)
