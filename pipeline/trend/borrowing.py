"""What the audits of all rounds together lend one round: the coder's error pattern, as far as it holds there.

The audit of a round tells its share by itself (:mod:`pipeline.trend.correcting`). The coder's labels tell it a
second time, once it is known how often the coder finds a mention and how often it adds one
(:mod:`pipeline.trend.error_pattern`): a share p gives ``added + p * (found - added)`` of its labels, so p follows
from them (W.J. Rogan, B. Gladen, 1978, American Journal of Epidemiology 107:71-76). That pattern says nothing of
how often a theme is named, so one that moves is not drawn to what it was. (Borrowing how often the coder's yes
is right would do that, as it hangs on the share itself.)

Both are joined with the weight that makes the error smallest: power tuning (A.N. Angelopoulos, J.C. Duchi,
T. Zrnic, 2024, arXiv:2311.01453), with the coder's errors known from more than the round at hand.

Where the pattern does not hold
-------------------------------
The two answers of a round must agree but for chance. How they differ is judged over all items of a family at once
(twenty themes), as the difference of one is mostly chance:

- what is common to the round, as when the coder finds fewer mentions in another kind of answers or adds more: a
  part that grows with the share and one that does not, fitted by least squares, is taken off the second answer;
- what is left beyond chance, in this round and in all rounds (method of moments, as R. DerSimonian, N. Laird,
  1986, Controlled Clinical Trials 7:177-188), plus one standard error of it, as a small drift is easily missed, is
  added to the variance of the second answer, and so lowers its weight;
- of an item that differs by more than two standard errors the rest of the difference is added, too.

With drift the weight goes to nought: the round's own audit is left. So it is where the coder does not help, its
labels and people's correlating by less than 1 / sqrt(n - 2) over n audited statements, as chance alone may give.

What is not known of the pattern itself is the same in every round. It widens a share (``Share.common``), but
hardly the difference of two.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pipeline.core.codes import BY_HAND, CORRECTED, UNCORRECTED
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.correcting import EstimatedShare, effective_size
from pipeline.trend.error_pattern import FEWEST_ROUNDS, ErrorPattern, pattern_of, said_of
from pipeline.trend.intervals import Balance, Sampled, Share, Z
from pipeline.trend.two_answers import content_of, two_answers, variance_of

FEWEST_ITEMS = 6  # of fewer one does not see whether a round differs
_CLEAR = 4.0  # squared standard errors by which one item must differ
_NOTHING = 1e-9


def _asked(pattern: ErrorPattern | None) -> bool:
    return pattern is not None and int(pattern.lends.sum()) >= FEWEST_ITEMS


def learned(
    rounds: Sequence[tuple[AnnotatedSample, Sequence[EstimatedShare]]], columns: Sequence[int]
) -> ErrorPattern | None:
    """The pattern of one family with its drift; None where there is nothing to borrow.

    Parameters
    ----------
    rounds : their statements, and their own shares of the family.
    """
    pattern = pattern_of([sample for sample, _ in rounds], columns)
    if pattern is None or not _asked(pattern):
        return None
    answers = [
        two_answers(pattern, sample, columns, [share for share, _ in shares])
        for sample, shares in rounds
        if UNCORRECTED not in {made for _, made in shares}
    ]
    if len(answers) < FEWEST_ROUNDS:
        return None
    excess = [each.excess(pattern.lends) for each in answers]
    freedom = 2 * (int(pattern.lends.sum()) - 2)
    # One standard error is added to the sum, not to each of the rounds.
    more = sum(over for over, _ in excess) - (len(excess) - math.sqrt(len(excess))) * math.sqrt(freedom)
    return replace(pattern, drift=max(0.0, more / sum(unit for _, unit in excess)))


def borrowed(
    pattern: ErrorPattern,
    here: AnnotatedSample,
    columns: Sequence[int],
    shares: Sequence[EstimatedShare],
) -> list[EstimatedShare]:
    """The shares of one round with what the other rounds lend it; those that need or get nothing as they are."""
    if not {made for _, made in shares} & {CORRECTED, BY_HAND}:
        return list(shares)
    two = two_answers(pattern, here, columns, [share for share, _ in shares])
    more, unit = two.excess(pattern.lends)
    spread = two.share * (1 - two.share)
    drift = np.maximum(max(pattern.drift, more / unit) * spread, two.apart**2 - _CLEAR * two.chance)
    second = two.second + two.fitted + drift
    weight = np.clip((two.own - two.both) / np.maximum(two.own + second - 2 * two.both, _NOTHING), 0, 1)
    value = np.clip(two.value + weight * two.apart, 0, 1)
    in_all = np.array([share.common for share, _ in shares])
    apart = (
        (1 - weight) ** 2 * (two.own - in_all**2)
        + weight**2 * second
        + 2 * weight * (1 - weight) * (two.both + two.across)
    )
    common = np.hypot((1 - weight) * in_all, weight * np.sqrt(two.pattern))
    told = said_of(here.where(here.audited), columns)[0]
    least = here.weight[here.audited] @ told / (here.weight.sum() * content_of(here))
    found, all_tell = [], _told_by_all(here, columns)
    for k, (share, made) in enumerate(shares):
        best = max(float(value[k]), min(1.0, float(least[k])))
        lent = _sampled(best, float(apart[k]), all_tell, float(common[k]))
        found.append((_surer(share, lent) if pattern.lends[k] and made in (CORRECTED, BY_HAND) else share, made))
    return found


def _surer(own: Share, lent: Share) -> Share:
    """A share with what it borrows, unless that would tell less of its changes."""
    return lent if sum(lent.reach_apart(Z)) < sum(own.reach_apart(Z)) else own


def _told_by_all(here: AnnotatedSample, columns: Sequence[int]) -> float:
    """How many independent statements there are, as the items of a family see it."""
    return effective_size(here.weight[here.content]) / here.design_effect([[column] for column in columns])


def _sampled(value: float, variance: float, all_tell: float, common: float = 0.0) -> Share:
    """A share known as well as so many statements tell it that have this variance; not better than all of them."""
    smooth = (value * all_tell + 1) / (all_tell + 2)
    size = min(all_tell, smooth * (1 - smooth) / variance)
    return Share(value, (Sampled(1.0, value, size),), common=common)


def net_of(praise: Share, criticism: Share, all_tell: float) -> Share:
    """The tone, of the shares that praise and that criticise: where one of both was borrowed."""
    sides = [
        share.parts[0]
        if len(share.parts) == 1 and isinstance(share.parts[0], Sampled)
        else _sampled(share.value, variance_of(share), all_tell).parts[0]
        for share in (praise, criticism)
    ]
    plus, minus = (side for side in sides if isinstance(side, Sampled))
    common = math.hypot(praise.common, criticism.common)
    return Share(praise.value - criticism.value, (Balance(plus, minus),), lowest=-1.0, common=common)


class Lending(NamedTuple):
    """What the rounds of a corpus lend each other.

    Attributes
    ----------
    families : of items, each of one column or, as the last may be, of two: a tone.
    patterns : of each family of one column.
    """

    families: Sequence[Sequence[Estimand]]
    patterns: Sequence[ErrorPattern | None]

    @classmethod
    def among(
        cls,
        rounds: Sequence[tuple[AnnotatedSample, Sequence[Sequence[EstimatedShare]]]],
        families: Sequence[Sequence[Estimand]],
    ) -> "Lending":
        """Parameters are the rounds, each its statements and, per family, its own shares."""
        patterns = [
            learned([(sample, shares[number]) for sample, shares in rounds], [item[0] for item in family])
            if len(family[0]) == 1
            else None
            for number, family in enumerate(families)
        ]
        return cls(families, patterns)

    def to(self, here: AnnotatedSample, shares: Sequence[Sequence[EstimatedShare]]) -> list[list[EstimatedShare]]:
        """The shares of a round, per family, with what is borrowed."""
        found = [
            list(own) if pattern is None else borrowed(pattern, here, [item[0] for item in family], own)
            for family, pattern, own in zip(self.families, self.patterns, shares, strict=True)
        ]
        by_column, lent = dict[int, EstimatedShare](), set[int]()
        for family, before, own in zip(self.families, shares, found, strict=True):
            for item, (was, _), made in zip(family, before, own, strict=True):
                if len(item) == 1:
                    by_column[item[0]] = made
                    lent |= {item[0]} if made[0] is not was else set()
        all_tell = _told_by_all(here, [*by_column])
        for family, own in zip(self.families, found, strict=True):
            for place, item in enumerate(family):
                sides = [by_column[column][0] for column in item if column in by_column]
                if len(item) == len(sides) == 2 and lent.intersection(item):
                    own[place] = (_surer(own[place][0], net_of(sides[0], sides[1], all_tell)), own[place][1])
        return found
