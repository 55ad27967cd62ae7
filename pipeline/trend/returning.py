"""Respondents who return: how far the errors of two rounds hang together because the same people spoke.

Two rounds with other people are independent samples. Who is asked again mostly says the same again, so the
difference of two rounds is surer than one of twice as many people (L. Kish, 1965, Survey Sampling, 12.4; S.M. Tam,
1984, On covariances from overlapping samples, The American Statistician 38:288-289). The covariance of two shares
is that of what respondents add to them, over those who spoke in both:

    cov(p1, p2) = sum of u1 * u2 over respondents in both;  var(p) = sum of u ** 2 over all respondents

with u what the statements of a respondent add to the share (its linearisation: C.-E. Sarndal, B. Swensson,
J. Wretman, 1992, Model Assisted Survey Sampling, 5.5 and 7.6). Of a statement with content z is its label, 0 or 1,
less the share. An audited statement adds its z; another adds the mean z of the audited to which the coder gave the
same answer. As an audited statement also speaks for those, it adds its distance to that mean times how many it
speaks for. That is nobody's but its own: the less is audited, the less the same people help.

Only the correlation is used, in the interval of a difference: how wide the shares themselves are stays as
:mod:`pipeline.trend.correcting` has it. It is one figure per two rounds for all that is judged together (sums
over the items, then divided), as that of a rare theme alone would be noise; and at least 0: that people turn
round is no reason for wider intervals than those of strangers. Nor is it more than 0.95.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.core.codes import PSEUDONYM, UNCORRECTED, WHOLE
from pipeline.core.dates import moment_of
from pipeline.core.parts.alike import named, pairs_of
from pipeline.measures.bootstrap import Floats, Ints
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.intervals import Share

_NOTHING = 1e-12
_MOST = 0.95  # who said the same twice may yet say something else a third time


class Voices(NamedTuple):
    """What each respondent adds to the shares of one round.

    Attributes
    ----------
    respondents : (n,) their numbers, ascending.
    added : per family (n, items), as of :func:`contributions`.
    """

    respondents: Ints
    added: list[Floats]


def told_apart(labels: pd.DataFrame, *, same_codes: bool) -> pd.Series:
    """The respondents of LABELS, so that only who is known to be the same person has one name in two rounds.

    A pseudonym was made of a name or an address: with one key it is one person in every file. A code such as 12
    may be the number of a row; it is one person within a round.

    Parameters
    ----------
    same_codes : whether a code, too, is one person in every round.
    """
    respondents = labels["respondent"]
    if same_codes:
        return respondents
    number, pairs = pairs_of(respondents, labels["round"].map(moment_of))
    names = [code if not code or re.fullmatch(PSEUDONYM, code) else f"{code}\n{moment}" for code, moment in pairs]
    return pd.Series(named(number, names), labels.index)


def recurring_codes(labels: pd.DataFrame) -> int:
    """How many codes of respondents, which may or may not be the same people, stand in more than one round."""
    codes = labels.assign(moment=labels["round"].map(moment_of))[["respondent", "moment"]].drop_duplicates()
    codes = codes[(codes["respondent"] != "") & ~codes["respondent"].str.fullmatch(PSEUDONYM)]
    return int((codes["respondent"].value_counts() > 1).sum())


def who_return(rounds: Sequence[AnnotatedSample]) -> Ints:
    """Numbers of the known respondents who said something in more than one round."""
    spoke = [each.speakers for each in rounds]
    numbers, times = np.unique(np.concatenate([*spoke, np.zeros(0, dtype=np.int64)]), return_counts=True)
    returned: Ints = numbers[times > 1]
    return returned


def voices(
    here: AnnotatedSample, families: Sequence[Sequence[Estimand]], shares: Sequence[Sequence[tuple[Share, str]]]
) -> Voices:
    """The respondents of one round; ``shares`` are those of the families, and how they were made."""
    respondents, number = np.unique(here.respondent, return_inverse=True)
    added = []
    for items, made in zip(families, shares, strict=True):
        of_items = [np.bincount(number, column, len(respondents)) for column in _columns(here, items, made)]
        added.append(np.stack(of_items, axis=1, dtype=np.float64))
    return Voices(respondents, added)


def contributions(here: AnnotatedSample, items: Sequence[Estimand], made: Sequence[tuple[Share, str]]) -> Floats:
    """(n, items) What each statement adds to what is not known of each share, in statements."""
    added: Floats = np.stack([*_columns(here, items, made)], axis=1)
    return added


def _columns(
    here: AnnotatedSample, items: Sequence[Estimand], made: Sequence[tuple[Share, str]]
) -> Iterator[Floats]:
    return (_added(here, item, share.value, method) for item, (share, method) in zip(items, made, strict=True))


def _added(here: AnnotatedSample, item: Estimand, share: float, method: str) -> Floats:
    has: Floats = np.subtract.reduce(here.labelled[:, item].astype(np.float64), axis=1)
    distance = (has - share) * here.content
    if method in (WHOLE, UNCORRECTED):
        return here.weight * distance
    audited, kinds = here.audited, len(item) + 2
    answer = np.where(here.predicted_content, 1 + here.predicted[:, item] @ (1 + np.arange(len(item))), 0)
    speaks = np.where(audited, here.weight * (1 / np.where(audited, here.probability, 1.0) - 1), 0.0)
    others = np.bincount(answer, here.weight * ~audited, kinds)
    heavy = np.bincount(answer, speaks, kinds)
    anyone = float(speaks @ distance) / max(float(speaks.sum()), _NOTHING)
    told = np.bincount(answer, speaks * distance, kinds) / np.maximum(heavy, _NOTHING)
    told = np.where(heavy > 0, told, anyone)  # of each of the coder's answers
    spread = (others / np.maximum(heavy, _NOTHING))[answer] * speaks * (distance - told[answer])
    added: Floats = np.where(audited, here.weight * distance + spread, here.weight * told[answer])
    return added


def correlations(one: Voices, other: Voices) -> list[float]:
    """Per family the correlation, 0-0.95, of the errors of two rounds; 0 when nobody spoke in both."""
    _, here, there = np.intersect1d(one.respondents, other.respondents, assume_unique=True, return_indices=True)
    found = []
    for mine, theirs in zip(one.added, other.added, strict=True):
        together = float((mine[here] * theirs[there]).sum())
        apart = float((mine**2).sum()) * float((theirs**2).sum())
        found.append(min(_MOST, max(0.0, together / apart**0.5)) if apart else 0.0)
    return found
