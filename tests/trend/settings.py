"""What tests of shares count with, and how they read a table."""

from __future__ import annotations

import pandas as pd

from pipeline.core.params import MentionedWeights, Trend

THEMES = {"verkokering": "Verkokering", "leren": "Leren en volhouden"}

PARAMS = Trend(
    count_duplicates=False,
    mentioned_weights=MentionedWeights(vaak=1, meerdere=1, overig=1),
    min_audit=20,
    min_denominator=20,
    max_undecided_share=0.25,
    max_audience_shift=0.2,
    min_same_coders=0.2,
    false_discovery_rate=0.05,
    power=0.8,
)


def row(table: pd.DataFrame, **cells: str) -> dict[str, str]:
    """The one row that has these cells."""
    [position] = [place for place, each in enumerate(table.to_dict("records")) if cells.items() <= each.items()]
    return {str(column): str(cell) for column, cell in table.iloc[position].items()}


def share(n: int, of: int, **cells: str) -> list[dict[str, str]]:
    """So many statements, of which n are about ``leren``."""
    return [{**cells, "themes": "leren"}] * n + [cells] * (of - n)
