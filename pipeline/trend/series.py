"""What each audience said in each round, the shares that follow from it, and how two of them compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from pipeline.core.codes import TREND_AUDIENCES
from pipeline.core.comparison import Comparison
from pipeline.core.counting import NET_SENTIMENT, theme_lists
from pipeline.core.dates import moment_of
from pipeline.core.params import Trend
from pipeline.trend.annotated_sample import (
    AnnotatedSample,
    Estimand,
    Family,
    annotated_sample,
    families_of,
    item_numbers,
)
from pipeline.trend.comparing import EstimatedShare, RoundDesign, RoundShares, comparability, compare, round_design
from pipeline.trend.correcting import confusion_rates, corrected
from pipeline.trend.order import DatedRound


@dataclass(frozen=True)
class RoundResult:
    """One round for one audience: its statements, its shares, those of respondents, and how it was asked."""

    sample: AnnotatedSample
    shares: RoundShares
    people: Sequence[EstimatedShare]
    design: RoundDesign


@dataclass(frozen=True)
class CountedRounds:
    """What each audience said in each round, and by what it is counted and compared.

    Attributes
    ----------
    rounds : every round, oldest first.
    themes : theme id to Dutch name, in codebook order.
    families : what is judged together.
    audit : whether any of it was audited.
    results : audience to round to what it said, for rounds with a counted statement.
    """

    rounds: Sequence[DatedRound]
    themes: Mapping[str, str]
    families: Sequence[Family]
    params: Trend
    audit: bool
    results: Mapping[str, Mapping[str, RoundResult]]

    @property
    def items(self) -> Family:
        """The items of all families."""
        return list(chain(*self.families))

    def compared(
        self,
        now: RoundResult,
        before: RoundResult,
        of_shares: Mapping[str, str],
        of_net_sentiment: Mapping[str, str],
        since: str = "",
    ) -> list[Comparison]:
        """Per item the comparison of two results; the mappings have other words for what was shown."""
        alike = comparability(before.design, now.design, self.params)
        tests = compare(now.shares, before.shares, item_numbers(self.families), self.params, audit=self.audit)
        words = [of_net_sentiment if stance == NET_SENTIMENT else of_shares for _, stance, _ in self.items]
        return [
            replace(test, since=since, comparability=alike, verdict=verdicts.get(test.verdict, test.verdict))
            for test, verdicts in zip(tests.values(), words, strict=True)
        ]


def count_rounds(
    drawable: pd.DataFrame,
    rounds: Sequence[DatedRound],
    themes: Mapping[str, str],
    params: Trend,
    weight: pd.Series | None,
    *,
    themes_alone: bool = False,
) -> CountedRounds:
    """Count what each audience said, as of :func:`pipeline.trend.shares.trend_tables`.

    Parameters
    ----------
    themes_alone : without stances and without shares of respondents: a third of the work.
    """
    drawable = drawable.reset_index(drop=True)
    weight = pd.Series(1.0, index=drawable.index) if weight is None else weight.reset_index(drop=True)
    theme_lists(drawable[drawable["themes_status"] != "geen_inhoud"], list(themes))  # refuses what it cannot count
    everyone = annotated_sample(drawable, weight, list(themes))
    families = families_of(list(themes))[: 1 if themes_alone else None]
    results = {
        audience: _per_round(drawable, everyone, audience, families, params, with_people=not themes_alone)
        for audience in TREND_AUDIENCES
    }
    return CountedRounds(rounds, themes, families, params, bool(everyone.audited.any()), results)


def _per_round(
    statements: pd.DataFrame,
    sample: AnnotatedSample,
    audience: str,
    families: Sequence[Family],
    params: Trend,
    *,
    with_people: bool,
) -> dict[str, RoundResult]:
    """Round to what one audience said in it; ``sample`` has the statements as arrays."""
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
