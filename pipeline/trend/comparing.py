"""What each audience said in each round, and two rounds compared: what may be said of the difference, and how."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, NONE_SHOWN, RISEN, TONE_CHANGES, TREND_AUDIENCES, UNCORRECTED
from pipeline.core.comparison import Comparison
from pipeline.core.counting import is_codable, theme_lists
from pipeline.core.dates import moment_of
from pipeline.core.params import Trend
from pipeline.trend import by_chance
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand, Family, annotated_sample, families_of
from pipeline.trend.borrowing import Lending
from pipeline.trend.correcting import EstimatedShare, as_labelled, confusion_rates, corrected, uncorrected
from pipeline.trend.error_pattern import errs_alike
from pipeline.trend.groups import Groups, groups_of
from pipeline.trend.intervals import Estimate, adjusted, difference, furthest, least_p, p_value, smallest_shown
from pipeline.trend.order import DatedRound
from pipeline.trend.returning import Voices, correlations, voices, who_return
from pipeline.trend.round_design import RoundDesign, round_design

DECIMALS = 4
TONE = dict(zip((RISEN, FALLEN), TONE_CHANGES, strict=True))  # how the verdict on a tone is called


@dataclass(frozen=True)
class RoundShares:
    """The shares of one round for one audience.

    Attributes
    ----------
    total : counted statements.
    undecided : of total, those of which the themes are undecided.
    shares : per family of what is judged together, of each item.
    counts : alike, how many statements have the item now, or either side of it; empty: not known.
    texts : of total, so many that say something for themselves: where copies count once, without these (nor are
        they in counts); 0: all.
    """

    total: int
    undecided: int
    shares: Sequence[Sequence[EstimatedShare]]
    counts: Sequence[Sequence[int]] = ()
    texts: int = 0

    def mentions(self, family: int) -> list[float]:
        """How many statements have each item: as labelled, or as estimated where that is more."""
        estimated = [abs(share.value) * (self.texts or self.total) for share, _ in self.shares[family]]
        counted = self.counts[family] if self.counts else [self.total] * len(estimated)
        return [max(pair) for pair in zip(counted, estimated, strict=True)]


@dataclass(frozen=True, kw_only=True)
class RoundResult(RoundShares):
    """One round for one audience: also its statements, the shares of respondents, and how it was asked.

    Attributes
    ----------
    groups : who speaks, per statement of the sample.
    voices : what each respondent adds to the shares; None where no respondent of the corpus returns.
    alike : of ALIKE_ROUNDS, whether the coder errs as in other rounds.
    """

    sample: AnnotatedSample
    people: Sequence[EstimatedShare]
    design: RoundDesign
    groups: Groups
    voices: Voices | None = None
    alike: str = ""


@dataclass(frozen=True)
class CountedRounds:
    """What each audience said in each round, and by what it is counted and compared.

    Attributes
    ----------
    rounds : every round, oldest first.
    themes : theme id to Dutch name, in codebook order.
    families : what is judged, of :func:`pipeline.trend.annotated_sample.families_of`.
    audit : whether any of it was audited.
    results : audience to round to what it said, for rounds with a counted statement.
    lending : what rounds lend each other, in all families.
    """

    rounds: Sequence[DatedRound]
    themes: Mapping[str, str]
    families: Sequence[Family]
    params: Trend
    audit: bool
    results: Mapping[str, Mapping[str, RoundResult]]
    lending: Lending

    @property
    def items(self) -> Family:
        """All families after each other."""
        return [*chain(*self.families)]

    def series(self, audience: str) -> list[tuple[DatedRound, RoundResult]]:
        """What an audience said in rounds that can be placed, oldest first."""
        said = self.results[audience]
        return [(each, said[each.name]) for each in self.rounds if each.place and each.name in said]

    def without_stances(self) -> "CountedRounds":
        """The same with two of the three families: themes and their tones."""

        def narrowed(result: RoundResult) -> RoundResult:
            added = result.voices and result.voices._replace(added=result.voices.added[::2])
            return replace(result, shares=result.shares[::2], counts=result.counts[::2], voices=added)

        results = {
            audience: {name: narrowed(result) for name, result in said.items()}
            for audience, said in self.results.items()
        }
        return replace(self, families=self.families[::2], results=results)


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
    groups = groups_of(drawable)
    returning = len(who_return([everyone.where((moments == name).to_numpy()) for name in moments.unique()])) > 0
    results: dict[str, dict[str, RoundResult]] = {audience: {} for audience in TREND_AUDIENCES}
    for audience, series in results.items():
        speaks = (drawable["audience"] == audience) | (audience == "alle")
        for name in sorted(moments[speaks & content].unique()):
            drawn = speaks & (moments == name)
            sample, here = everyone.where(drawn.to_numpy()), drawable[drawn & content]
            crowd = None if themes_alone else sample.people(len(themes))
            people = _estimated(crowd, items[0], 1.0, params) if crowd and crowd.content.any() else []
            shares = round_shares(sample, items, params)
            series[str(name)] = RoundResult(
                len(here),
                int((here["themes_status"] == "onbeslist").sum()),
                shares,
                counts_of(sample, items, params),
                0 if params.count_copies else sample.count_independent(),
                sample=sample,
                people=people,
                design=round_design(here, sample.largest_campaign(params.min_campaign)),
                groups={level: names[drawn.to_numpy()] for level, names in groups.items()},
                voices=voices(sample, items, shares) if returning else None,
            )
    audit = bool(everyone.audited.any())
    every = {name: each.sample for name, each in results["alle"].items()}
    lending = Lending.among([(each.sample, each.shares) for each in results["alle"].values()], items)
    lent = {
        audience: {
            name: replace(
                own,
                shares=lending.to(own.sample, own.shares),
                alike=errs_alike(own.sample, own.shares[0], every, name, items[0]),
            )
            for name, own in said.items()
        }
        for audience, said in results.items()
    }
    return CountedRounds(rounds, themes, families, params, audit, lent, lending)


def hanging_together(now: RoundResult, before: RoundResult) -> list[float]:
    """Per family the correlation of the errors of two rounds, by who spoke in both."""
    return correlations(now.voices, before.voices) if now.voices and before.voices else [0.0] * len(now.shares)


def counts_of(here: AnnotatedSample, families: Sequence[Sequence[Estimand]], params: Trend) -> list[list[int]]:
    """Per family and item how many statements have it, with copies once where these count once."""
    count = here.count if params.count_copies else here.count_independent
    return [[count(item) for item in family] for family in families]


def round_shares(
    here: AnnotatedSample, families: Sequence[Sequence[Estimand]], params: Trend
) -> list[list[EstimatedShare]]:
    """The shares of each family; what the themes say of who repeats himself holds for their stances too."""
    of_themes = here.design_effect(families[0])
    effects = [of_themes if len(family[0]) == 1 else here.design_effect(family) for family in families]
    every = enumerate(zip(families, effects, strict=True))
    return [_estimated(here, family, effect, params, stances=place > 0) for place, (family, effect) in every]


def _estimated(
    here: AnnotatedSample, items: Sequence[Estimand], effect: float, params: Trend, *, stances: bool = False
) -> list[EstimatedShare]:
    if method := as_labelled(here, params.min_audit):
        return [(uncorrected(here, item, effect), method) for item in items]
    if found := by_chance.estimated(here, items, effect, params.min_audit, stances=stances):
        return found
    rates, columns = confusion_rates(here, items), [*range(len(items[0]))]
    # Of its own columns alone: an estimate looks at some statements again and again.
    own = (replace(here, labelled=here.labelled[:, item], predicted=here.predicted[:, item]) for item in items)
    return [corrected(each, columns, effect, params.min_audit, rates) for each in own]


def compare(
    now: RoundShares,
    before: RoundShares,
    params: Trend,
    *,
    audit: bool,
    likeness: Sequence[float] | None = None,
) -> list[Comparison]:
    """Per item what may be said of the difference of two rounds; each family of items is corrected by itself.

    No verdict is given where a round is too small. Nor where the corpus has an audit, but too little
    of it in one of the rounds to correct the share: corrected and uncorrected shares differ by more than
    the change. Without any audit uncorrected shares are compared with each other, which holds as far as
    the coder errs alike in both rounds. Nor for what so few named that no outcome could show a change: testing
    it would only make the others harder to see.

    Parameters
    ----------
    likeness : per family the correlation of the errors of both rounds; None when other people spoke.
    """
    results: list[Comparison] = []
    rate = params.false_discovery_rate
    together = [0.0] * len(now.shares) if likeness is None else likeness
    for number, (alike, *families) in enumerate(zip(together, now.shares, before.shares, strict=True)):
        pairs = list(zip(*families, strict=True))
        sums = map(sum, zip(now.mentions(number), before.mentions(number), strict=True))
        could = [least_p(mentions, now.total, before.total) <= rate for mentions in sums]
        # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
        raw = {
            place: round(p_value(one, other, alike), 6)
            for place, ((one, made), (other, as_made)) in enumerate(pairs)
            if could[place] and testable(now, before, {made, as_made}, params, audit=audit)
        }
        corrected_p = {place: round(p, 4) for place, p in zip(raw, adjusted(list(raw.values())), strict=True)}
        for place, ((one, _), (other, _)) in enumerate(pairs):
            moved, most = difference(one, other, alike), furthest(one, other)
            shown = place in raw
            results.append(
                Comparison(
                    difference=decimal(moved.value),
                    low=decimal(moved.low),
                    high=decimal(moved.high),
                    p=decimal(raw[place]) if shown else "",
                    p_corrected=decimal(corrected_p[place]) if shown else "",
                    verdict=verdict(moved, corrected_p[place], rate) if shown else FEW,
                    smallest=decimal(smallest_shown(moved, max(1, sum(could)), rate, params.power, most=most)),
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


def testable(now: RoundShares, before: RoundShares, made: Collection[str], params: Trend, *, audit: bool) -> bool:
    """Whether both rounds are large enough, and the two shares, made so, may be held against each other."""
    if min(each.texts or each.total for each in (now, before)) < params.min_denominator:
        return False
    if audit or made != {UNCORRECTED}:
        return UNCORRECTED not in made
    undecided = max(round(each.undecided / each.total, DECIMALS) for each in (now, before))
    return undecided <= params.max_undecided_share


def decimal(number: float) -> str:
    """A share or difference as a cell."""
    return f"{round(number, DECIMALS) + 0.0:.{DECIMALS}f}"  # + 0.0 turns minus zero into zero


def estimate_cells(share: EstimatedShare, columns: Sequence[str]) -> dict[str, str]:
    """A share, the ends of its interval and, where there is a fourth column, how it was made."""
    estimate, method = share[0].estimate(), share[1]
    numbers = (decimal(number) for number in (estimate.value, estimate.low, estimate.high))
    return dict(zip(columns, (*numbers, method), strict=False))
