"""Two rounds compared: the difference, its test, the smallest change that would have shown, and comparability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, JOINT, NO_NAME, NONE_SHOWN, RISEN, UNCORRECTED
from pipeline.core.comparison import Comparison
from pipeline.core.params import Trend
from pipeline.trend.intervals import Estimate, Share, adjusted, difference, furthest, p_value, smallest_shown

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
    shares : per item.
    """

    total: int
    undecided: int
    shares: Sequence[EstimatedShare]


def compare(
    now: RoundShares, before: RoundShares, families: Sequence[Sequence[int]], params: Trend, *, audit: bool
) -> dict[int, Comparison]:
    """Per item what may be said of the difference of two rounds; each family of items is corrected by itself.

    No verdict is given where a round is too small. Nor where the corpus has an audit, but too little
    of it in one of the rounds to correct the share: corrected and uncorrected shares differ by more than
    the change. Without any audit uncorrected shares are compared with each other, which holds as far as
    the coder errs alike in both rounds.
    """
    results: dict[int, Comparison] = {}
    rate = params.false_discovery_rate
    for family in families:
        pairs = {item: (now.shares[item], before.shares[item]) for item in family}
        testable = [item for item, pair in pairs.items() if _testable(now, before, pair, params, audit=audit)]
        # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
        raw = {item: round(p_value(pairs[item][0][0], pairs[item][1][0]), 6) for item in testable}
        corrected = dict(zip(testable, (round(p, 4) for p in adjusted(list(raw.values()))), strict=True))
        for item, ((share_now, _), (share_before, _)) in pairs.items():
            moved, most = difference(share_now, share_before), furthest(share_now, share_before)
            p = corrected.get(item)
            results[item] = Comparison(
                difference=decimal(moved.value),
                low=decimal(moved.low),
                high=decimal(moved.high),
                p="" if p is None else decimal(raw[item]),
                p_corrected="" if p is None else decimal(p),
                verdict=FEW if p is None else verdict(moved, p, rate),
                smallest=decimal(smallest_shown(moved, len(family), rate, params.power, most=most)),
            )
    return results


def verdict(moved: Estimate, p_corrected: float, false_discovery_rate: float) -> str:
    """What may be said of a difference: a change only when p and interval both carry it."""
    if p_corrected > false_discovery_rate:
        return NONE_SHOWN
    if round(moved.low, DECIMALS) > 0:
        return RISEN
    if round(moved.high, DECIMALS) < 0:
        return FALLEN
    return NONE_SHOWN


def _testable(
    now: RoundShares,
    before: RoundShares,
    pair: tuple[EstimatedShare, EstimatedShare],
    params: Trend,
    *,
    audit: bool,
) -> bool:
    if min(now.total, before.total) < params.min_denominator:
        return False
    uncorrected = [made == UNCORRECTED for _, made in pair]
    if audit or not all(uncorrected):
        return not any(uncorrected)
    undecided = max(round(each.undecided / each.total, DECIMALS) for each in (now, before))
    return undecided <= params.max_undecided_share


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
