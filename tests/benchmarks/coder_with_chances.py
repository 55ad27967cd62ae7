"""Rounds coded by a coder that gives chances as the bundled one does on real text.

How its log-odds of a theme are spread over statements that have it, over others on topic and over those off topic,
and its log-odds of off topic over both, are quantiles measured on the 248 statements of real text of the model
card (107 mentions). Given is what is likelier than 0.35: 38% of the mentions, as measured. Themes of another
share and other themes are shifted: on real text their log-odds differed by 0.7 (standard deviation) beyond chance.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.review.outgoing.sampling import inclusion_probabilities, probabilities_of, unsureness
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.cells import Hundredths
from tests.benchmarks.simulated_rounds import LIKENESS, PER_RESPONDENT, misread, said, tones_of, with_tone

_PARTS = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1])
_MENTION = np.array([-6.9, -5.8, -3.8, -3.0, -2.3, -1.8, -0.8, 0.2, 0.9, 2.0, 2.7, 3.2, 3.8])
_OTHER = np.array([-6.9, -6.9, -6.9, -6.9, -6.7, -6.1, -5.6, -5.1, -4.4, -3.3, -2.4, -1.1, 1.6])
_OFF_TOPIC = np.array([-6.9, -6.9, -6.9, -6.9, -6.9, -6.9, -6.9, -6.9, -6.9, -5.7, -4.5, -2.9, 3.9])
_OFF_IF_ON = np.array([-6.1, -4.9, -3.7, -3.0, -2.4, -1.6, -0.8, -0.1, 1.0, 2.6, 3.6, 4.1, 4.2])
_OFF_IF_OFF = np.array([-4.1, 0.0, 1.0, 1.7, 2.8, 3.3, 4.0, 4.6, 5.1, 5.8, 6.4, 6.8, 6.9])
_MEASURED = 0.057  # mean share of a theme there, of what is on topic
_WITH_SHARE = 0.6  # of the difference in log-odds of shares: the coder was trained where it was much the same
_GIVEN, _LEFT_OUT = 0.35, 0.5
_RICH = np.exp(0.5 * np.array([-1.3, -0.5, 0.0, 0.5, 1.3]))  # how much people say: some name four themes, most one


class Coder(NamedTuple):
    """How one coder differs from the measured one.

    Attributes
    ----------
    shift : (themes,) added to the log-odds of each theme.
    sure : what log-odds are multiplied by: above 1 it is surer than it may be, below 1 less.
    finds : added to the log-odds of mentions alone.
    """

    shift: Floats
    sure: float = 1.0
    finds: float = 0.0


def coder_for(shares: Floats, chance: np.random.Generator, *, sure: float = 1.0, apart: float = 0.5) -> Coder:
    """A coder for themes of these shares; ``apart`` is how much themes differ by chance (standard deviation)."""
    return Coder(_WITH_SHARE * (logit(shares) - logit(_MEASURED)) + chance.normal(0, apart, len(shares)), sure)


def _drawn(quantiles: Floats, shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    return np.asarray(np.interp(chance.random(shape), _PARTS, quantiles))


class Heard(NamedTuple):
    """One round as people mean it and the coder hears it, before anything is audited."""

    truth: Bools
    content: Bools
    predicted: Bools
    predicted_content: Bools
    chance: Hundredths
    content_chance: Hundredths
    respondent: np.ndarray


def heard(
    shares: Floats,
    off_topic: float,
    size: int,
    coder: Coder,
    chance: np.random.Generator,
    *,
    respondent: Ints | None = None,
    likeness: float = LIKENESS,
    leans: Ints | None = None,
) -> Heard:
    """A round of ``size`` statements; columns are themes, themes with praise, themes with criticism.

    Parameters
    ----------
    off_topic : part of the statements. shares, likeness, leans : as of ``said``.
    respondent : (size,) numbers; three statements a respondent when not given.
    """
    respondent = np.arange(size) // PER_RESPONDENT if respondent is None else respondent
    content = chance.random(size) >= off_topic
    people, number = np.unique(respondent, return_inverse=True)
    rich = chance.choice(_RICH / _RICH.mean(), len(people))[number]
    has = said(np.minimum(shares * rich[:, None], 0.9), respondent, chance, likeness, leans) & content[:, None]
    other = np.where(content[:, None], _drawn(_OTHER, has.shape, chance), _drawn(_OFF_TOPIC, has.shape, chance))
    odds = np.where(has, _drawn(_MENTION, has.shape, chance) + coder.finds, other) + coder.shift
    off = np.where(content, _drawn(_OFF_IF_ON, (size,), chance), _drawn(_OFF_IF_OFF, (size,), chance))
    on = 1 - expit(coder.sure * off)
    likely = np.minimum(expit(coder.sure * odds), on[:, None])
    stance, tones = chance.random(has.shape), tones_of(has.shape[1])
    predicted_content, as_heard = on > _LEFT_OUT, misread(stance, chance)
    given = (expit(odds) > _GIVEN) & predicted_content[:, None]
    says = with_tone(np.ones_like(has), as_heard, tones)[:, has.shape[1] :]
    of_stance = np.tile(likely, 2) * np.where(says, 0.7, 0.1)
    hundredths = np.rint(100 * np.concatenate([likely, of_stance], axis=1)).astype(np.uint8)
    return Heard(
        with_tone(has, stance, tones),
        content,
        with_tone(given, as_heard, tones),
        predicted_content,
        hundredths,
        np.rint(100 * on).astype(np.uint8),
        respondent,
    )


def rarest(machine: Bools) -> Ints:
    """(size,) The rarest theme that the coder saw in each statement, -1 for none: the strata of the audit."""
    order = np.argsort(machine.sum(axis=0), kind="stable")
    found: Ints = np.where(machine.any(axis=1), order[machine[:, order].argmax(axis=1)], -1)
    return found


def audited(what: Heard, audit: int, design: str, chance: np.random.Generator) -> AnnotatedSample:
    """The round with so many statements drawn, by design ``gelaagd`` or ``naar_zekerheid``, and coded."""
    themes = what.truth.shape[1] // 3
    if design == "gelaagd":
        stratum = np.where(what.predicted_content, rarest(what.predicted[:, :themes]), -2)
        p = inclusion_probabilities(pd.Series(stratum), audit)
    else:
        off = (100 - what.content_chance)[:, None]
        p = probabilities_of(unsureness(np.hstack([what.chance[:, :themes], off])), audit)
    drawn = np.argsort(chance.random(len(p)) / np.maximum(p, 1e-9))[:audit]
    coded = np.full(len(p), np.nan)
    coded[drawn] = p[drawn]
    read = ~np.isnan(coded)
    return AnnotatedSample(
        np.ones(len(p)),
        what.respondent,
        np.ones(len(p), dtype=np.bool_),
        coded,
        np.where(read, what.content, what.predicted_content),
        what.predicted_content,
        np.where(read[:, None], what.truth, what.predicted),
        what.predicted,
        chance=what.chance,
        content_chance=what.content_chance,
    )


def mute(here: AnnotatedSample) -> AnnotatedSample:
    """The same of a coder that gives labels and no chances."""
    return replace(here, chance=None, content_chance=None)
