"""The trend of an action: the statements that touch any of its themes, as if these were one theme.

The shares of an action's themes may not be added up: a statement that touches two of them would
count twice. So the labels are read again with actions in the place of themes, and the same
correction, intervals and comparisons apply (:mod:`pipeline.trend.shares`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from pipeline.core.codebook import SEPARATOR, split_themes
from pipeline.core.params import Trend
from pipeline.core.tables import TREND_ACTIONS
from pipeline.trend.order import DatedRound
from pipeline.trend.shares import trend_of_themes


def action_trend(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    titles: Mapping[str, str],
    answered: Mapping[str, Collection[str]],
    params: Trend,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    """The TREND_ACTIONS table.

    Parameters
    ----------
    drawable, rounds, weight : as of :func:`pipeline.trend.shares.trend_of_themes`.
    titles : number of the action to its title, ascending.
    answered : number of the action to the themes that it answers. One without themes has no rows.
    """
    linked = {number: title for number, title in titles.items() if answered[number]}
    if not linked:
        return TREND_ACTIONS.empty()
    instead = {column: _actions(drawable[column], linked, answered) for column in ("themes", "predicted_themes")}
    table = trend_of_themes(drawable.assign(**instead), rounds, linked, params, weight)
    return table.rename(columns={"thema": "nummer", "thema_naam": "titel"})[TREND_ACTIONS.names]


def _actions(themes: pd.Series, numbers: Collection[str], answered: Mapping[str, Collection[str]]) -> pd.Series:
    """Cells of theme ids as cells of the actions that answer any of them."""
    wanted = {number: frozenset(answered[number]) for number in numbers}
    return themes.map(
        lambda cell: SEPARATOR.join(
            number for number, mine in wanted.items() if not mine.isdisjoint(split_themes(cell))
        )
    ).astype(str)
