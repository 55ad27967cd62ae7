"""Rounds of which the truth is known: what people say, and how the trend stage estimates it.

What a coder makes of it and what the audit draws, :mod:`tests.benchmarks.coder_with_chances` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.special import betaincinv

from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.borrowing import Lending
from pipeline.trend.comparing import RoundShares, counts_of, round_shares
from pipeline.trend.correcting import EstimatedShare
from pipeline.trend.error_pattern import errs_alike
from tests.paths import ROOT

PARAMS = load_params().trend
REAL_TEXT = ROOT / "models" / "real_text.json"
PER_RESPONDENT = 3
LIKENESS = 0.05  # correlation between statements of one respondent
TONES = ((0.2, 0.5), (0.5, 0.2), (0.05, 0.8), (0.8, 0.05))  # of mentions, praise and criticism; by turns
STANCE_RIGHT = 0.9  # as the demo's audit measured; else each of the other three alike
_LEVELS = 400  # of how much people are inclined to a theme


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
    leans : (people, themes) of :func:`leaning`, in the order of their numbers; None draws it anew.
    """
    _, first, number = np.unique(respondent, return_index=True, return_inverse=True)
    of_person = np.broadcast_to(shares, (len(respondent), shares.shape[-1]))[first]
    if leans is None:
        spread = 1 / likeness - 1
        inclined = chance.beta(of_person * spread, (1 - of_person) * spread)
    else:
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


def families(themes: int, tones: Sequence[int] = ()) -> list[list[Estimand]]:
    """Themes; with ``tones`` also those themes with praise and with criticism, and their tones."""
    shares: list[Estimand] = [[place] for place in range(themes)]
    nets: list[Estimand] = [[themes + place, 2 * themes + place] for place in tones]
    sides: list[Estimand] = [[column] for column in sorted(column for net in nets for column in net)]
    return [shares, sides, nets] if nets else [shares]


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
    rounds = {str(number): here for number, here in enumerate(samples)}
    alike = [
        errs_alike(rounds[name], shares[0], rounds, name, items[0])
        for name, shares in zip(rounds, own, strict=True)
    ]
    return own, lent, alike


def as_rounds(
    samples: Sequence[AnnotatedSample], shares: Sequence[Shares], items: Sequence[Sequence[Estimand]]
) -> list[RoundShares]:
    """Rounds as the trend stage compares them: of themes, and of tones where there are any."""
    return [
        RoundShares(len(here.weight), 0, of[::2], counts_of(here, items[::2], PARAMS))
        for here, of in zip(samples, shares, strict=True)
    ]
