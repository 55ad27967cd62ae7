"""What one audience said in each round, and the shares that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.params import Trend
from pipeline.rounds import moment_of
from pipeline.trends.comparing import Asked, Level, asked
from pipeline.trends.correcting import corrected, right_answers
from pipeline.trends.counts import RoundCount, count
from pipeline.trends.intervals import Share
from pipeline.trends.voices import Voices, families_of


@dataclass(frozen=True)
class Point:
    """One round for one audience: what was said, what counts, the shares, how it was asked, shares of people."""

    here: Voices
    counts: RoundCount
    level: Level
    asked: Asked
    people: Sequence[tuple[Share, str]]


def series_of(
    drawable: pd.DataFrame, everyone: Voices, audience: str, themes: Sequence[str], params: Trend
) -> dict[str, Point]:
    """Round to what one audience said in it, for rounds with a counted statement."""
    content = drawable["themes_status"] != "geen_inhoud"
    heard = pd.Series(True, index=drawable.index) if audience == "alle" else drawable["audience"] == audience
    moments = drawable["round"].map(moment_of)
    series = {}
    for name, counts in count(drawable[heard & content], list(themes)).items():
        here = everyone.where((heard & (moments == name)).to_numpy())
        level = Level(counts.total, counts.undecided, _estimated(here, themes, params))
        told = asked(drawable[heard & content & (moments == name)])
        series[name] = Point(here, counts, level, told, _of_people(here, themes, params))
    return series


def _estimated(here: Voices, themes: Sequence[str], params: Trend) -> list[tuple[Share, str]]:
    families, shares = [[item for *_, item in family] for family in families_of(themes)], []
    of_themes, of_tone = here.design_effect(families[0]), here.design_effect(families[-1])
    for family, effect in zip(families, (of_themes, of_themes, of_tone), strict=True):
        right = right_answers(here, family)
        shares += [corrected(here, item, effect, params.min_audit, right) for item in family]
    return shares


def _of_people(here: Voices, themes: Sequence[str], params: Trend) -> list[tuple[Share, str]]:
    """Per theme the share of respondents who name it; none when no respondent is known."""
    people, items = here.people(), [item for *_, item in families_of(themes)[0]]
    if not people.content.any():
        return []
    right = right_answers(people, items)
    return [corrected(people, item, 1.0, params.min_audit, right) for item in items]
