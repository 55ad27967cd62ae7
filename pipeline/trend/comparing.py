"""What each audience said in each round, and two rounds compared: what may be said of the difference, and how."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, JOINT, NO_NAME, NONE_SHOWN, RISEN, TREND_AUDIENCES, UNCORRECTED
from pipeline.core.comparison import Comparison
from pipeline.core.counting import NET_SENTIMENT, is_codable, theme_lists
from pipeline.core.dates import moment_of
from pipeline.core.params import Trend
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand, Family, annotated_sample, families_of
from pipeline.trend.correcting import confusion_rates, corrected
from pipeline.trend.intervals import Estimate, Share, adjusted, difference, furthest, p_value, smallest_shown
from pipeline.trend.order import DatedRound

SURVEY_KIND = "antwoord"
DECIMALS = 4

EstimatedShare = tuple[Share, str]  # and how it was made, of METHODS


@dataclass(frozen=True)
class RoundShares:
    """The shares of one round for one audience.

    Attributes
    ----------
    total : counted statements.
    undecided : of total, those of which the themes are undecided.
    shares : per family of what is judged together, of each item.
    """

    total: int
    undecided: int
    shares: Sequence[Sequence[EstimatedShare]]


@dataclass(frozen=True)
class RoundDesign:
    """How people were asked, who answered, and who coded what they said.

    Attributes
    ----------
    kinds : whether from a survey (True), from a report (False), or both.
    audiences : part of the statements per audience, 0-1.
    coders : per audited statement of which it is known, the people who coded it; letter case set aside.
    """

    kinds: frozenset[bool]
    questions: frozenset[str]
    audiences: Mapping[str, float]
    coders: Sequence[frozenset[str]] = ()


@dataclass(frozen=True)
class RoundResult(RoundShares):
    """One round for one audience: also its statements, the shares of respondents, and how it was asked."""

    sample: AnnotatedSample
    people: Sequence[EstimatedShare]
    design: RoundDesign


@dataclass(frozen=True)
class CountedRounds:
    """What each audience said in each round, and by what it is counted and compared.

    Attributes
    ----------
    rounds : every round, oldest first.
    themes : theme id to Dutch name, in codebook order.
    items : what is judged, all families after each other.
    audit : whether any of it was audited.
    results : audience to round to what it said, for rounds with a counted statement.
    """

    rounds: Sequence[DatedRound]
    themes: Mapping[str, str]
    items: Family
    params: Trend
    audit: bool
    results: Mapping[str, Mapping[str, RoundResult]]

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
        tests = compare(now, before, self.params, audit=self.audit)
        words = [of_net_sentiment if stance == NET_SENTIMENT else of_shares for _, stance, _ in self.items]
        return [
            replace(test, since=since, comparability=alike, verdict=verdicts.get(test.verdict, test.verdict))
            for test, verdicts in zip(tests, words, strict=True)
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
    content, moments = is_codable(drawable["themes_status"]), drawable["round"].map(moment_of)
    theme_lists(drawable[content], list(themes))  # refuses what it cannot count
    everyone = annotated_sample(drawable, weight, list(themes))
    families = families_of(list(themes))[: 1 if themes_alone else None]
    items = [[item for *_, item in family] for family in families]
    results: dict[str, dict[str, RoundResult]] = {audience: {} for audience in TREND_AUDIENCES}
    for audience, series in results.items():
        speaks = (drawable["audience"] == audience) | (audience == "alle")
        for name in sorted(set(moments[speaks & content])):
            drawn = speaks & (moments == name)
            sample, here = everyone.where(drawn.to_numpy()), drawable[drawn & content]
            crowd = None if themes_alone else sample.people()
            people = _estimated(crowd, items[0], 1.0, params) if crowd and crowd.content.any() else []
            series[str(name)] = RoundResult(
                len(here),
                int((here["themes_status"] == "onbeslist").sum()),
                _shares(sample, items, params),
                sample,
                people,
                round_design(here),
            )
    return CountedRounds(rounds, themes, [*chain(*families)], params, bool(everyone.audited.any()), results)


def _shares(
    here: AnnotatedSample, families: Sequence[Sequence[Estimand]], params: Trend
) -> list[list[EstimatedShare]]:
    """The shares of each family; what the themes say of who repeats himself holds for their stances too."""
    of_themes = here.design_effect(families[0])
    effects = [of_themes if len(family[0]) == 1 else here.design_effect(family) for family in families]
    return [_estimated(here, family, effect, params) for family, effect in zip(families, effects, strict=True)]


def _estimated(
    here: AnnotatedSample, items: Sequence[Estimand], design_effect: float, params: Trend
) -> list[EstimatedShare]:
    rates = confusion_rates(here, items)
    return [corrected(here, item, design_effect, params.min_audit, rates) for item in items]


def compare(now: RoundShares, before: RoundShares, params: Trend, *, audit: bool) -> list[Comparison]:
    """Per item what may be said of the difference of two rounds; each family of items is corrected by itself.

    No verdict is given where a round is too small. Nor where the corpus has an audit, but too little
    of it in one of the rounds to correct the share: corrected and uncorrected shares differ by more than
    the change. Without any audit uncorrected shares are compared with each other, which holds as far as
    the coder errs alike in both rounds.
    """
    results: list[Comparison] = []
    rate = params.false_discovery_rate
    for families in zip(now.shares, before.shares, strict=True):
        pairs = list(zip(*families, strict=True))
        # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
        raw = {
            place: round(p_value(one, other), 6)
            for place, ((one, made), (other, as_made)) in enumerate(pairs)
            if _testable(now, before, {made, as_made}, params, audit=audit)
        }
        corrected_p = {place: round(p, 4) for place, p in zip(raw, adjusted(list(raw.values())), strict=True)}
        for place, ((one, _), (other, _)) in enumerate(pairs):
            moved, most = difference(one, other), furthest(one, other)
            shown = place in raw
            results.append(
                Comparison(
                    difference=decimal(moved.value),
                    low=decimal(moved.low),
                    high=decimal(moved.high),
                    p=decimal(raw[place]) if shown else "",
                    p_corrected=decimal(corrected_p[place]) if shown else "",
                    verdict=verdict(moved, corrected_p[place], rate) if shown else FEW,
                    smallest=decimal(smallest_shown(moved, len(pairs), rate, params.power, most=most)),
                )
            )
    return results


def verdict(moved: Estimate, p_corrected: float, false_discovery_rate: float) -> str:
    """What may be said of a difference: a change only when p and interval both carry it."""
    if p_corrected > false_discovery_rate:
        return NONE_SHOWN
    if round(moved.low, DECIMALS) > 0:
        return RISEN
    return FALLEN if round(moved.high, DECIMALS) < 0 else NONE_SHOWN


def _testable(now: RoundShares, before: RoundShares, made: Collection[str], params: Trend, *, audit: bool) -> bool:
    """Whether both rounds are large enough, and the two shares, made so, may be held against each other."""
    if min(now.total, before.total) < params.min_denominator:
        return False
    if audit or made != {UNCORRECTED}:
        return UNCORRECTED not in made
    undecided = max(round(each.undecided / each.total, DECIMALS) for each in (now, before))
    return undecided <= params.max_undecided_share


def round_design(statements: pd.DataFrame) -> RoundDesign:
    """How the counted statements of one round and audience were asked, and by whom the audited were coded."""
    parts = statements["audience"].value_counts(normalize=True)
    coders = statements.loc[statements["audit"] == "ja", "reviewer"].map(_people)
    return RoundDesign(
        frozenset(statements["kind"] == SURVEY_KIND),
        frozenset(statements["question"]),
        {str(audience): float(part) for audience, part in parts.items()},
        [each for each in coders if each],
    )


def _people(reviewer: str) -> frozenset[str]:
    names = (" ".join(name.casefold().split()) for name in reviewer.split(JOINT))
    return frozenset(name for name in names if name not in ("", NO_NAME))


def comparability(before: RoundDesign, now: RoundDesign, params: Trend) -> str:
    """A value of ``vergelijking``: the most serious way in which two rounds differ.

    The questions come first, as they change the answers most: people who are asked what goes well give praise.
    Then the people who coded: when nobody coded a fair part of both rounds, a change may be the coder's. Then
    the audiences: the part of the statements that another audience would have to make for the rounds to agree.
    """
    names = {*before.audiences, *now.audiences}
    shift = sum(abs(before.audiences.get(name, 0) - now.audiences.get(name, 0)) for name in names) / 2
    if before.kinds != now.kinds:
        return "andere soort bron"
    if before.questions != now.questions:
        return "andere vragen"
    if round(_coded_by_the_same(before, now), DECIMALS) < params.min_same_coders:
        return "andere beoordelaars"
    return "andere doelgroep" if round(shift, DECIMALS) > params.max_audience_shift else "gelijk"


def _coded_by_the_same(before: RoundDesign, now: RoundDesign) -> float:
    """Of each round the part of the audit, 0-1, by people who coded in both: the smallest; 1 when not known."""
    if not (before.coders and now.coders):
        return 1.0
    both = frozenset[str]().union(*before.coders) & frozenset[str]().union(*now.coders)
    return min(
        sum(not both.isdisjoint(people) for people in each.coders) / len(each.coders) for each in (before, now)
    )


def decimal(number: float) -> str:
    """A share or difference as a cell."""
    return f"{round(number, DECIMALS) + 0.0:.{DECIMALS}f}"  # + 0.0 turns minus zero into zero


def estimate_cells(share: EstimatedShare, columns: Sequence[str]) -> dict[str, str]:
    """A share, the ends of its interval and, where there is a fourth column, how it was made."""
    estimate, method = share[0].estimate(), share[1]
    numbers = (decimal(number) for number in (estimate.value, estimate.low, estimate.high))
    return dict(zip(columns, (*numbers, method), strict=False))
