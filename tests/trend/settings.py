"""The settings that tests of shares count with."""

from __future__ import annotations

from pipeline.core.params import MentionedWeights, Trend

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
