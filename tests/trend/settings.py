"""What tests of shares count with, and how they make labels and read a table."""

from __future__ import annotations

from functools import partial

import pandas as pd

from pipeline.core.params import MentionedWeights, Trend
from pipeline.trend.intervals import Component, Share
from tests import builders

labels = partial(builders.labels, stance="knelpunt", source="enquete.csv")
THEMES = {"verkokering": "Verkokering", "leren": "Leren en volhouden"}
PARAMS = Trend(
    count_duplicates=False,
    count_copies=False,
    min_campaign=10,
    max_campaign_share=0.05,
    mentioned_weights=MentionedWeights(vaak=1, meerdere=1, overig=1),
    min_audit=20,
    min_denominator=20,
    max_undecided_share=0.25,
    max_audience_shift=0.2,
    min_group=10,
    min_comparable=0.5,
    min_same_coders=0.2,
    false_discovery_rate=0.05,
    power=0.8,
)


def row(table: pd.DataFrame, **cells: str) -> dict[str, str]:
    """The one row that has these cells."""
    [found] = [each for each in table.to_dict("records") if cells.items() <= each.items()]
    return {str(column): str(cell) for column, cell in found.items()}


def share(n: int, of: int, **cells: str) -> list[dict[str, str]]:
    """So many statements, of which n are about ``leren``."""
    return [{**cells, "themes": "leren"}] * n + [cells] * (of - n)


def counted(n: float, total: float) -> Share:
    """The share n / total of independent statements, known without error."""
    return Share(n / total, (Component(1.0, n / total, total),))
