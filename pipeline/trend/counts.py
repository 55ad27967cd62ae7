"""Counting themes: per round and audience, how many statements have each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.core.counting import STANCES, theme_lists
from pipeline.core.rounds import moment_of


@dataclass(frozen=True)
class ThemeCount:
    """One theme in one round for one audience.

    Attributes
    ----------
    n : statements that have the theme.
    stances : of n, per stance; they add up to n.
    respondents : distinct known respondents among n.
    """

    n: int
    stances: Mapping[str, int]
    respondents: int


@dataclass(frozen=True)
class RoundCount:
    """One round for one audience.

    Attributes
    ----------
    total : counted statements, the denominator of every share.
    undecided : of total, statements whose themes are undecided.
    respondents : distinct known respondents among total; 0 when none is known.
    themes : theme id to its count; a theme that nobody named is absent.
    """

    total: int
    undecided: int
    respondents: int
    themes: Mapping[str, ThemeCount]

    def of(self, theme: str) -> ThemeCount:
        """The count of a theme, also of one that nobody named."""
        return self.themes.get(theme, ThemeCount(0, {}, 0))


def count(counted: pd.DataFrame, themes: list[str]) -> dict[str, RoundCount]:
    """Counts per moment.

    Parameters
    ----------
    counted : labels of the statements that count, of one audience.
    themes : theme ids of the codebook.

    Raises
    ------
    InputError
        A theme or stance in the labels that cannot be counted.
    """
    frame = pd.DataFrame(
        {
            "moment": counted["round"].map(moment_of),
            "undecided": counted["themes_status"] == "onbeslist",
            "respondent": counted["respondent"].mask(counted["respondent"] == ""),
            "stance": counted["stance"],
            "theme": theme_lists(counted, themes),
        }
    )
    per_theme = frame.explode("theme").dropna(subset="theme")
    of_moment: dict[str, dict[str, ThemeCount]] = {}
    for (moment, theme), group in per_theme.groupby(["moment", "theme"]):
        by_stance = {stance: int((group["stance"] == stance).sum()) for stance in STANCES}
        of_moment.setdefault(str(moment), {})[str(theme)] = ThemeCount(
            len(group), by_stance, int(group["respondent"].nunique())
        )
    return {
        str(moment): RoundCount(
            total=len(group),
            undecided=int(group["undecided"].sum()),
            respondents=int(group["respondent"].nunique()),
            themes=of_moment.get(str(moment), {}),
        )
        for moment, group in frame.groupby("moment")
    }
