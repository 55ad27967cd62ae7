"""Rounds of which the truth is known: what people say, what a coder makes of it, and what the audit draws.

A statement gets a score per theme, normal with one mean where it has the theme and another where it has not; the
coder names it above 0 (the binormal model: D.D. Dorfman, E. Alf, 1969, Journal of Mathematical Psychology
6:487-496). So the coder finds and adds as many as it should, and how sure it is says as much as it would by Bayes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy.special import betaincinv, expit, logit, ndtri

from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.review.outgoing.sampling import inclusion_probabilities
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.borrowing import Lending
from pipeline.trend.comparing import RoundShares, counts_of, round_shares
from pipeline.trend.correcting import EstimatedShare
from tests.paths import ROOT

PARAMS = load_params().trend
REAL_TEXT = ROOT / "models" / "real_text.json"
PER_RESPONDENT = 3
LIKENESS = 0.05  # correlation between statements of one respondent
TONES = ((0.2, 0.5), (0.5, 0.2), (0.05, 0.8), (0.8, 0.05))  # of mentions, praise and criticism; by turns
STANCE_RIGHT = 0.9  # as the demo's audit measured; else each of the other three alike
DRIFTS = {  # in log-odds: of recall and of what is added, in the last round; spread over all; of every fifth theme
    "none": (0.0, 0.0, 0.0, 0.0),
    "finds less": (-0.7, 0.0, 0.0, 0.0),
    "finds more": (0.7, 0.0, 0.0, 0.0),
    "adds more": (0.0, 0.7, 0.0, 0.0),
    "each a little": (0.0, 0.0, 0.3, 0.0),
    "each much": (0.0, 0.0, 0.8, 0.0),
    "some themes": (0.0, 0.0, 0.0, -1.5),
}
_LEVELS = 400  # of how much people are inclined to a theme


@dataclass(frozen=True)
class Coder:
    """Per theme the part of true mentions that a coder finds, and of other statements that it adds."""

    found: Floats
    added: Floats

    @classmethod
    def with_precision(cls, shares: Floats, recall: float, precision: float) -> Coder:
        """One that finds so many, and is right so often, where people name the themes so often."""
        added = shares * recall * (1 - precision) / precision / (1 - shares)
        return cls(np.full(len(shares), recall), added)

    def drifted(self, drift: str, *, last: bool, chance: np.random.Generator) -> Coder:
        """The coder as it errs in one round."""
        finds, adds, spread, some = DRIFTS[drift]
        found, added = (logit(np.clip(part, 1e-4, 1 - 1e-4)) for part in (self.found, self.added))
        found = found + chance.normal(0, spread, len(found)) + last * finds
        added = added + chance.normal(0, spread / 2, len(added)) + last * adds
        found[::5] += last * some
        return Coder(expit(found), expit(added))


def coder_on_real_text(shares: Floats) -> Coder:
    """The bundled coder on real text, of every theme alike."""
    measured = json.loads(REAL_TEXT.read_text(encoding="utf-8"))["coder"]
    return Coder.with_precision(shares, float(measured["recall"][0]), float(measured["precision"][0]))


@cache
def _inclined(share: float, likeness: float) -> Floats:
    """(levels,) How much people are inclined to a theme: beta, with the share as its mean."""
    spread = 1 / likeness - 1
    levels = betaincinv(share * spread, (1 - share) * spread, (np.arange(_LEVELS) + 0.5) / _LEVELS)
    even: Floats = levels * (share / levels.mean())
    return even


def leaning(people: int, themes: int, chance: np.random.Generator) -> Ints:
    """(people, themes) The place of each among all people, by how much they are inclined to a theme."""
    return chance.integers(_LEVELS, size=(people, themes))


def said(
    shares: Floats,
    respondent: Ints,
    chance: np.random.Generator,
    likeness: float = LIKENESS,
    leans: Ints | None = None,
) -> Bools:
    """(size, themes) whether each statement has each theme.

    Parameters
    ----------
    shares : (themes,), or (size, themes) where groups differ; of one respondent alike.
    respondent : (size,) numbers. likeness : correlation within a respondent.
    leans : (people, themes) of :func:`leaning`, in the order of their numbers; None draws it.
    """
    _, first, number = np.unique(respondent, return_index=True, return_inverse=True)
    if leans is None:
        leans = leaning(len(first), shares.shape[-1], chance)
    of_person = np.broadcast_to(shares, (len(respondent), shares.shape[-1]))[first]
    different, which = np.unique(of_person, return_inverse=True)
    table = np.stack([_inclined(float(share), likeness) for share in different])
    inclined = table[which.reshape(of_person.shape), leans]
    has: Bools = chance.random((len(respondent), shares.shape[-1])) < inclined[number]
    return has


def tones_of(themes: int) -> Floats:
    """(themes, 2) of a theme's mentions the part that praises and that criticises."""
    return np.array(TONES)[np.arange(themes) % len(TONES)]


def misread(stance: Floats, chance: np.random.Generator) -> Floats:
    """The draw of which the coder thinks that it is: mostly the true one, else one of another stance or any."""
    return np.where(chance.random(stance.shape) < STANCE_RIGHT, stance, chance.random(stance.shape))


def with_tone(has: Bools, stance: Floats, tones: Floats) -> Bools:
    """(size, 3 themes) whether a statement has a theme, praises it, criticises it; ``stance`` is 0-1, a draw."""
    praise = has & (stance < tones[:, 0])
    return np.concatenate([has, praise, has & ~praise & (stance < tones.sum(axis=1))], axis=1)


def rarest(machine: Bools) -> Ints:
    """(size,) The rarest theme that the coder saw in each statement, -1 for none: the strata of the audit."""
    order = np.argsort(machine.sum(axis=0), kind="stable")
    found: Ints = np.where(machine.any(axis=1), order[machine[:, order].argmax(axis=1)], -1)
    return found


def heard(
    truth: Bools, respondent: Ints, coder: Coder, audit: int, chance: np.random.Generator, *, tones: bool = False
) -> AnnotatedSample:
    """What the coder made of one round, and what the audit drew; with ``tones`` also praise and criticism."""
    score = chance.normal(size=truth.shape) + np.where(truth, ndtri(coder.found), ndtri(coder.added))
    machine = score > 0
    p = inclusion_probabilities(pd.Series(rarest(machine)), audit)
    drawn = np.argsort(chance.random(len(p)) / np.maximum(p, 1e-9))[:audit]
    coded = np.full(len(p), np.nan)
    coded[drawn] = p[drawn]
    if tones:
        stance, of_theme = chance.random(truth.shape), tones_of(truth.shape[1])
        machine, truth = with_tone(machine, misread(stance, chance), of_theme), with_tone(truth, stance, of_theme)
    everyone = np.ones(len(p), dtype=np.bool_)
    labelled = np.where(np.isnan(coded)[:, None], machine, truth)
    return AnnotatedSample(np.ones(len(p)), respondent, everyone, coded, everyone, everyone, labelled, machine)


def families(themes: int, *, tones: bool = False) -> list[list[Estimand]]:
    """Themes; with ``tones`` also themes with praise and with criticism, and tones."""
    shares: list[Estimand] = [[place] for place in range(themes)]
    sides: list[Estimand] = [[themes + place] for place in range(2 * themes)]
    nets: list[Estimand] = [[themes + place, 2 * themes + place] for place in range(themes)]
    return [shares, sides, nets] if tones else [shares]


Shares = list[list[EstimatedShare]]


def estimated(
    samples: Sequence[AnnotatedSample],
    items: Sequence[Sequence[Estimand]],
    lenders: Sequence[tuple[AnnotatedSample, Shares]] = (),
) -> tuple[list[Shares], list[Shares], list[str]]:
    """Per round the shares of each family by its own audit, with what others lend it, and ``codeerfouten``.

    Parameters
    ----------
    lenders : the rounds of which the coder's errors are learned, with their own shares; the same unless given.
    """
    own = [round_shares(here, items, PARAMS) for here in samples]
    lending = Lending.among(lenders or list(zip(samples, own, strict=True)), items)
    lent = [lending.to(here, shares) for here, shares in zip(samples, own, strict=True)]
    return own, lent, [lending.alike(here, shares[0]) for here, shares in zip(samples, own, strict=True)]


def as_rounds(
    samples: Sequence[AnnotatedSample], shares: Sequence[Shares], items: Sequence[Sequence[Estimand]]
) -> list[RoundShares]:
    """Rounds as the trend stage compares them: of themes, and of tones where there are any."""
    return [
        RoundShares(len(here.weight), 0, of[::2], counts_of(here, items[::2], PARAMS))
        for here, of in zip(samples, shares, strict=True)
    ]
