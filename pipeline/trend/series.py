"""What one audience said in each round, and the shares that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.params import Trend
from pipeline.core.rounds import moment_of
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand, Family
from pipeline.trend.comparing import EstimatedShare, RoundDesign, RoundShares, round_design
from pipeline.trend.correcting import confusion_rates, corrected


@dataclass(frozen=True)
class RoundResult:
    """One round for one audience: its statements, its shares, those of respondents, and how it was asked."""

    sample: AnnotatedSample
    shares: RoundShares
    people: Sequence[EstimatedShare]
    design: RoundDesign


def results_per_round(
    statements: pd.DataFrame,
    sample: AnnotatedSample,
    audience: str,
    families: Sequence[Family],
    params: Trend,
    *,
    with_people: bool = True,
) -> dict[str, RoundResult]:
    """Round to what one audience said in it, for rounds with a counted statement.

    Parameters
    ----------
    statements, sample : the rows of LABELS that the audit may draw, and the same as arrays.
    families : of which shares are made: those of ``families_of``, or the first of them alone, the themes.
    with_people : whether shares of respondents are made too.
    """
    content = statements["themes_status"] != "geen_inhoud"
    undecided = statements["themes_status"] == "onbeslist"
    moments = statements["round"].map(moment_of)
    speaks = pd.Series(audience == "alle", index=statements.index) | (statements["audience"] == audience)
    items = [[item for *_, item in family] for family in families]
    results = {}
    for name in sorted(set(moments[speaks & content])):
        here = speaks & (moments == name)
        part = sample.where(here.to_numpy())
        results[str(name)] = RoundResult(
            part,
            RoundShares(int((here & content).sum()), int((here & undecided).sum()), _shares(part, items, params)),
            _shares_of_people(part, items[0], params) if with_people else [],
            round_design(statements[here & content]),
        )
    return results


def _shares(here: AnnotatedSample, families: Sequence[Sequence[Estimand]], params: Trend) -> list[EstimatedShare]:
    shares, of_themes = [], here.design_effect(families[0])
    for family in families:
        effect = of_themes if family[0].minus is None else here.design_effect(family)
        rates = confusion_rates(here, family)
        shares += [corrected(here, item, effect, params.min_audit, rates) for item in family]
    return shares


def _shares_of_people(here: AnnotatedSample, items: Sequence[Estimand], params: Trend) -> list[EstimatedShare]:
    """Per theme the share of respondents who name it; none when no respondent is known."""
    people = here.people()
    if not people.content.any():
        return []
    rates = confusion_rates(people, items)
    return [corrected(people, item, 1.0, params.min_audit, rates) for item in items]
