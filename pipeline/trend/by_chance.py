"""Shares by the coder's chances: how likely it takes every theme to be, corrected by the blind audit.

The estimate
------------
The coder gives each statement a chance of each theme, also where it does not give the theme. Of the statements
that are not audited a share is the mean of these chances, once people have corrected them (logistic generalised
regression: R. Lehtonen, A. Veijanen, 1998, Survey Methodology 24:51-55; with the audited ones counted as people
coded them it is prediction-powered inference with soft predictions: A.N. Angelopoulos et al., 2023, Science
382:669-674):

    logit(corrected) = a + b logit(chance) + c (the coder gives it) + d(theme)

- a, b and c are those of all themes of a family together, by logistic regression on the audited statements. A
  coder that is too sure of itself gets a b below 1, one that is not sure enough a b above 1;
- d makes the weighted sum of what people said of a theme, less what was expected, nought: so the estimate is right
  for any coder as the audit grows. It is drawn to nought by a t distribution with three degrees of freedom: little
  where much is known, and hardly where a theme is quite another (a coder that is blind to it, a share that moved).
  Its scale is 1; on real text themes differed by 0.7 (standard deviation of log-odds, 107 mentions). Of themes
  with a stance it is 2, as some themes are mostly praised and others mostly criticised;
- an audited statement speaks for (1 / its chance of being drawn) - 1 others;
- the part with content is estimated in the same way, from the chance of being off topic or without content.

The interval
------------
That of one proportion (Jeffreys) that rests on as many statements as give this variance (E.L. Korn, B.I. Graubard,
1998, Survey Methodology 24:193-201): what others like these respondents would have said, plus that of the estimate

    G^2 (V + k) / (I + k)^2 + R (2 I / (I + k) - 1)

with m = corrected (1 - corrected) per statement, and p^2 times that of having content; I and V the sums over the
audited of v m and v^2 m, v being what each speaks for, scaled to Kish's effective size; G and R those over the
others, by weight and squared weight; k what draws d to nought. So the variance is the one to be expected (C.T.
Isaki, W.A. Fuller, 1982, JASA 77:89-96): of sixty audited statements one or none has a rare theme, and no variance
can be counted.

Why this one
------------
Tried on simulated coders with chances as on real text (tests/benchmarks/README.md): strata by chance, each with
its own share (A. Fisch et al., 2024, Stratified PPI, arXiv:2406.04291), make intervals as wide as the coder's yes
and no alone at 60 audited, and wider at 30. Where the coder sees nothing is a stratum, of which sixty statements
without a mention tell little.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from pipeline.core.codes import CORRECTED
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.cells import Hundredths, rows_with
from pipeline.trend.correcting import EstimatedShare, effective_size
from pipeline.trend.intervals import Balance, Sampled, Share

_ODDS: Floats = logit(np.clip(np.arange(101) / 100, 0.004, 0.99))  # what is written as 0.00 is below 0.005
_KINDS = np.stack(
    [np.ones(202), np.repeat(_ODDS, 2), np.tile([0.0, 1.0], 101)]
)  # of (chance, given): 1, logit, given
_EXPECTED, _SPREAD = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.25, 0.5])  # of a, b and c: a coder that is right
_FREEDOM, _SCALE, _SCALE_OF_STANCES = 3.0, 1.0, 2.0  # of the distribution of d
_OF_CODER = 0.5  # of the variance of d: how themes differ with one coder, in all rounds alike
_STEPS, _CLOSE = 100, 1e-9
_LEAST = 1e-9


class _Tallies(NamedTuple):
    """Statements by kind, which is the coder's chance and whether it gives the item; (k, kinds) each.

    Attributes
    ----------
    named, heard, squares : of audited ones the sums of v, if people say that they have it; of v; of v squared.
    rest, rest_squares : of others the sums of weight, and of squared weight.
    """

    named: Floats
    heard: Floats
    squares: Floats
    rest: Floats
    rest_squares: Floats

    @classmethod
    def of(cls, here: AnnotatedSample, v: Floats, kinds: Iterable[Hundredths], people: Bools) -> "_Tallies":
        """Tally one item after another, as all statements by all items are more than there is room for.

        Parameters
        ----------
        v : of the audited statements. kinds : per item the kind of each statement, (n,). people : (audited, k).
        """
        audited, others = np.flatnonzero(here.audited), np.flatnonzero(~here.audited)
        w = here.weight[others]
        every, columns = [w, w**2], []
        wholes = [by.sum() for by in every]
        for kind, told in zip(kinds, people.T, strict=True):
            heard, rest = kind[audited], kind[others]
            # Most themes have no chance in most statements: what is left is of the first kind.
            some = np.flatnonzero(rest)
            # Of none at all numpy counts in whole numbers, in which the rest would lose its fraction.
            of_rest = [np.bincount(rest[some], by[some], _KINDS.shape[1]).astype(np.float64) for by in every]
            for whole, sums in zip(wholes, of_rest, strict=True):
                sums[0] = max(0.0, whole - sums.sum()) if len(some) < len(rest) else 0.0
            columns.append([np.bincount(heard, by, _KINDS.shape[1]) for by in (v * told, v, v**2)] + of_rest)
        return cls(*np.array(columns).transpose(1, 0, 2))


def _calibrated(tallies: _Tallies) -> Floats:
    """(kinds,) log-odds of each kind, of all items together."""
    named, heard = tallies.named.sum(axis=0), tallies.heard.sum(axis=0)
    found = _EXPECTED
    for _ in range(_STEPS):
        part = expit(found @ _KINDS)
        slope = _KINDS @ (named - heard * part) - (found - _EXPECTED) / _SPREAD**2
        curve = (_KINDS * (heard * part * (1 - part))) @ _KINDS.T + np.diag(1 / _SPREAD**2)
        step = np.clip(np.linalg.solve(curve, slope), -1, 1)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            break
    odds: Floats = found @ _KINDS
    return odds


def _drawn_by(apart: Floats, scale: float) -> Floats:
    """How strongly each d is drawn to nought: the curvature of the t distribution, as it weighs there."""
    return (_FREEDOM + 1) / (_FREEDOM * scale**2 + apart**2)


def _apart(tallies: _Tallies, odds: Floats, scale: float) -> Floats:
    """(k,) d of each item: by how much its log-odds differ."""
    found = np.zeros(len(tallies.named))
    for _ in range(_STEPS):
        part, drawn = expit(odds + found[:, None]), _drawn_by(found, scale)
        slope = (tallies.named - tallies.heard * part).sum(axis=1) - drawn * found
        step = np.clip(slope / ((tallies.heard * part * (1 - part)).sum(axis=1) + drawn), -1, 1)
        found = found + step
        if np.abs(step).max() < _CLOSE:
            break
    return found


def estimated(
    here: AnnotatedSample, items: Sequence[Estimand], design_effect: float, min_audit: int, *, stances: bool
) -> list[EstimatedShare] | None:
    """The shares of one family; None where the coder gave no chances, or the audit says too little.

    Parameters
    ----------
    here : statements of one round and audience, at least one with content.
    design_effect, min_audit : as of :func:`pipeline.trend.correcting.corrected`.
    stances : whether these are themes with a stance, or tones.
    """
    audited, scale = here.audited, _SCALE_OF_STANCES if stances else _SCALE
    if audited.all() or (audited & here.content).sum() < max(1, min_audit):
        return None
    speaks = (here.weight * (1 / here.probability - 1))[audited]
    if here.chance is None or not speaks.sum():
        return None
    v = speaks * effective_size(speaks) / speaks.sum()
    content = here.predicted_content
    likely = np.where(content, 100, 0).astype(np.uint8) if here.content_chance is None else here.content_chance
    told_content = here.content[audited]
    whole = _Tallies.of(here, v, [_kind(likely, content)], told_content[:, None])
    with_content = expit(_calibrated(whole))
    total = float(here.weight[audited] @ here.content[audited] + whole.rest[0] @ with_content)

    columns = sorted({column for item in items for column in item})
    people = np.ascontiguousarray(here.labelled[audited][:, columns] & told_content[:, None])
    chance, given = here.chance, here.predicted
    kinds = (_kind(chance[:, column], given[:, column] & content) for column in columns)
    tallies = _Tallies.of(here, v, kinds, people)
    odds = _calibrated(tallies)
    apart = _apart(tallies, odds, scale)
    part = expit(odds + apart[:, None])
    sums = here.weight[audited] @ people + (tallies.rest * part).sum(axis=1)
    least = np.array([here.weight[_known(here, column)].sum() for column in columns])
    value = np.minimum(np.maximum(sums, least) / max(total, _LEAST), 1.0)

    size = float(v.sum())
    smooth = (value * size + 0.5) / (size + 1)
    unsure, of_content = part * (1 - part), with_content * (1 - with_content)
    information, spread, others, left = (
        (own * unsure).sum(axis=1) + smooth**2 * float(all_of[0] @ of_content)
        for own, all_of in zip(tallies[1:], whole[1:], strict=True)
    )
    drawn = _drawn_by(apart, scale)
    kept = information + drawn
    whole_squared = max(total, _LEAST) ** 2
    of_prior = others**2 * drawn / kept**2 / whole_squared
    variance = (others**2 * spread / kept**2 + left * (2 * information / kept - 1)) / whole_squared
    variance += (1 - _OF_CODER) * of_prior
    common = np.sqrt(_OF_CODER * of_prior)
    all_tell = effective_size(here.weight[here.content]) / design_effect
    smooth = (value * all_tell + 1) / (all_tell + 2)
    of_one = smooth * (1 - smooth)
    sizes = of_one / (np.maximum(variance, 0.0) + of_one / all_tell)
    shares = {
        column: Share(p, (Sampled(1.0, p, size),), common=in_all)
        for column, p, size, in_all in zip(columns, value.tolist(), sizes.tolist(), common.tolist(), strict=True)
    }
    return [(_of_item([shares[column] for column in item]), CORRECTED) for item in items]


def _kind(chance: Hundredths, given: Bools) -> Hundredths:
    """(n,) the kind of each statement: below 202, so that it stays a byte."""
    return 2 * chance + given


def _known(here: AnnotatedSample, column: int) -> Ints:
    """The statements to which a person gave an item, as the coder did not."""
    rows = rows_with(here.labelled, column).astype(np.int64)
    sure = here.audited[rows] | ~here.predicted[rows][:, column]
    found: Ints = rows[here.content[rows] & sure]
    return found


def _of_item(sides: Sequence[Share]) -> Share:
    if len(sides) == 1:
        return sides[0]
    praise, criticism = sides
    (plus,), (minus,) = (tuple(part for part in side.parts if isinstance(part, Sampled)) for side in sides)
    common = math.hypot(praise.common, criticism.common)
    return Share(praise.value - criticism.value, (Balance(plus, minus),), lowest=-1.0, common=common)
