"""What one audience said in each round, and the shares that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.params import Trend
from pipeline.core.rounds import moment_of
from pipeline.trend.comparing import Asked, Level, asked
from pipeline.trend.correcting import corrected, right_answers
from pipeline.trend.counts import RoundCount, count
from pipeline.trend.intervals import Share
from pipeline.trend.voices import Family, Item, Voices


@dataclass(frozen=True)
class Point:
    """One round for one audience: what was said, what counts, the shares, how it was asked, shares of people."""

    here: Voices
    counts: RoundCount
    level: Level
    asked: Asked
    people: Sequence[tuple[Share, str]]


def series_of(
    drawable: pd.DataFrame,
    everyone: Voices,
    audience: str,
    families: Sequence[Family],
    params: Trend,
    *,
    with_people: bool = True,
) -> dict[str, Point]:
    """Round to what one audience said in it, for rounds with a counted statement.

    Parameters
    ----------
    families : of which shares are made: those of ``families_of``, or the first of them alone, the themes.
    with_people : whether shares of respondents are made too.
    """
    content = drawable["themes_status"] != "geen_inhoud"
    heard = pd.Series(True, index=drawable.index) if audience == "alle" else drawable["audience"] == audience
    moments = drawable["round"].map(moment_of)
    items = [[item for *_, item in family] for family in families]
    series = {}
    for name, counts in count(drawable[heard & content], [theme for theme, *_ in families[0]]).items():
        here = everyone.where((heard & (moments == name)).to_numpy())
        level = Level(counts.total, counts.undecided, _estimated(here, items, params))
        told = asked(drawable[heard & content & (moments == name)])
        people = _of_people(here, items[0], params) if with_people else []
        series[name] = Point(here, counts, level, told, people)
    return series


def _estimated(here: Voices, families: Sequence[Sequence[Item]], params: Trend) -> list[tuple[Share, str]]:
    shares, of_themes = [], here.design_effect(families[0])
    for family in families:
        effect = of_themes if family[0].minus is None else here.design_effect(family)
        right = right_answers(here, family)
        shares += [corrected(here, item, effect, params.min_audit, right) for item in family]
    return shares


def _of_people(here: Voices, items: Sequence[Item], params: Trend) -> list[tuple[Share, str]]:
    """Per theme the share of respondents who name it; none when no respondent is known."""
    people = here.people()
    if not people.content.any():
        return []
    right = right_answers(people, items)
    return [corrected(people, item, 1.0, params.min_audit, right) for item in items]
