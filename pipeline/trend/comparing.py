"""Two rounds compared: what moved, what may be said of it, and what could have been seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.codes import FALLEN, FEW, JOINT, NO_NAME, NONE_SHOWN, RISEN, UNCORRECTED
from pipeline.core.params import Trend
from pipeline.trend.intervals import Estimate, Share, adjusted, difference, furthest, p_value, smallest_shown

SURVEY_KIND = "antwoord"
DECIMALS = 4


@dataclass(frozen=True)
class Level:
    """One round for one audience.

    Attributes
    ----------
    total : counted statements.
    undecided : of total, those of which the themes are undecided.
    shares : per item the share and how it was made.
    """

    total: int
    undecided: int
    shares: Sequence[tuple[Share, str]]


@dataclass(frozen=True)
class Change:
    """What may be said of one item. p-values are None where none may be given; smallest is 0-1, of a tone 0-2."""

    moved: Estimate
    p: float | None
    p_corrected: float | None
    verdict: str
    smallest: float


def compared(
    now: Level, before: Level, families: Sequence[Sequence[int]], params: Trend, *, audit: bool
) -> dict[int, Change]:
    """Per item the change between two rounds; each family of items is corrected by itself.

    No verdict is given where a round is too small. Nor where the corpus has an audit, but too little
    of it in one of the rounds to correct the share: corrected and uncorrected shares differ by more than
    the change. Without any audit uncorrected shares are compared with each other, which holds as far as
    the coder errs alike in both rounds.
    """
    changes: dict[int, Change] = {}
    for family in families:
        pairs = {item: (now.shares[item], before.shares[item]) for item in family}
        testable = [item for item, pair in pairs.items() if _testable(now, before, pair, params, audit=audit)]
        # Rounded before use, so that the verdict never hangs on the last digit of a machine's arithmetic.
        raw = {item: round(p_value(pairs[item][0][0], pairs[item][1][0]), 6) for item in testable}
        corrected = dict(zip(testable, (round(p, 4) for p in adjusted(list(raw.values()))), strict=True))
        for item, ((share_now, _), (share_before, _)) in pairs.items():
            moved = difference(share_now, share_before)
            p = corrected.get(item)
            changes[item] = Change(
                moved,
                raw.get(item),
                p,
                FEW if p is None else verdict(moved, p, params.false_discovery_rate),
                smallest_shown(
                    moved,
                    len(family),
                    params.false_discovery_rate,
                    params.power,
                    most=furthest(share_now, share_before),
                ),
            )
    return changes


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
    now: Level, before: Level, pair: tuple[tuple[Share, str], tuple[Share, str]], params: Trend, *, audit: bool
) -> bool:
    if min(now.total, before.total) < params.min_denominator:
        return False
    uncorrected = [made == UNCORRECTED for _, made in pair]
    if audit or not all(uncorrected):
        return not any(uncorrected)
    return all(round(one.undecided / one.total, DECIMALS) <= params.max_undecided_share for one in (now, before))


@dataclass(frozen=True)
class Asked:
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


def asked(statements: pd.DataFrame) -> Asked:
    """How the counted statements of one round and audience were asked, and by whom the audited were coded."""
    parts = statements["audience"].value_counts(normalize=True)
    coders = statements.loc[statements["audit"] == "ja", "reviewer"].map(_people)
    return Asked(
        frozenset(statements["kind"] == SURVEY_KIND),
        frozenset(statements["question"]),
        {str(audience): float(part) for audience, part in parts.items()},
        [each for each in coders if each],
    )


def _people(reviewer: str) -> frozenset[str]:
    names = (" ".join(name.casefold().split()) for name in reviewer.split(JOINT))
    return frozenset(name for name in names if name not in ("", NO_NAME))


def alike(before: Asked, now: Asked, params: Trend) -> str:
    """A value of ``vergelijking``: the most serious way in which two rounds are not alike.

    What was asked comes first, as it moves most: who is asked what goes well, praises. Then who coded it: where
    hardly anything of a round was coded by somebody who coded in both, a change may be the coder's. Then who
    spoke: so large a part of the voices would have to be another audience's to make the rounds alike.
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


def _coded_by_the_same(before: Asked, now: Asked) -> float:
    """Of each round the part of the audit, 0-1, by people who coded in both: the smallest; 1 when not known."""
    if not (before.coders and now.coders):
        return 1.0
    both = frozenset[str]().union(*before.coders) & frozenset[str]().union(*now.coders)
    return min(sum(not both.isdisjoint(each) for each in one.coders) / len(one.coders) for one in (before, now))


def decimal(number: float) -> str:
    """A share or difference as a cell."""
    return f"{round(number, DECIMALS) + 0.0:.{DECIMALS}f}"  # + 0.0 turns minus zero into zero
