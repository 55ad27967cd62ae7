"""Rounds of which the truth is known: what people say, what a coder makes of it, and what the audit draws."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from pipeline.core.params import load_params
from pipeline.measures.bootstrap import Bools, Floats, Ints
from pipeline.review.outgoing.sampling import inclusion_probabilities
from pipeline.trend.annotated_sample import AnnotatedSample, Estimand
from pipeline.trend.borrowing import Lending
from pipeline.trend.comparing import RoundShares, counts_of, round_shares
from tests.paths import ROOT

PARAMS = load_params().trend
REAL_TEXT = ROOT / "models" / "real_text.json"


def coder_on_real_text(shares: Floats) -> tuple[Floats, Floats]:
    """Per theme the part of true mentions that the coder finds, and of other statements that it adds."""
    measured = json.loads(REAL_TEXT.read_text(encoding="utf-8"))["coder"]
    recall, precision = (float(measured[name][0]) for name in ("recall", "precision"))
    return np.full(len(shares), recall), shares * recall * (1 - precision) / precision / (1 - shares)


def said(
    shares: Floats,
    respondent: Ints,
    chance: np.random.Generator,
    likeness: Floats | float,
    leaning: Floats | None = None,
) -> Bools:
    """(size, themes) whether each statement has each theme.

    Parameters
    ----------
    shares : (themes,), or (size, themes) where groups differ. likeness : correlation within a respondent.
    leaning : (people, themes) how much each is inclined to a theme among all people, 0-1; None draws it.
    """
    people, number = np.unique(respondent, return_inverse=True)
    if leaning is None:
        leaning = chance.random((len(people), shares.shape[-1]))
    spread = 1 / np.asarray(likeness) - 1
    of_person = np.broadcast_to(shares, (len(respondent), shares.shape[-1]))[
        np.unique(number, return_index=True)[1]
    ]
    inclined = betaincinv(of_person * spread, (1 - of_person) * spread, leaning)
    has: Bools = chance.random((len(respondent), shares.shape[-1])) < inclined[number]
    return has


def rarest(machine: Bools) -> Ints:
    """(size,) The rarest theme that the coder saw in each statement, -1 for none: the strata of the audit."""
    order = np.argsort(machine.sum(axis=0), kind="stable")
    found: Ints = np.where(machine.any(axis=1), order[machine[:, order].argmax(axis=1)], -1)
    return found


def heard(
    truth: Bools, respondent: Ints, coder: tuple[Floats, Floats], audit: int, chance: np.random.Generator
) -> AnnotatedSample:
    """What the coder made of one round, and what the audit drew."""
    recall, added = coder
    machine = chance.random(truth.shape) < np.where(truth, recall, added)
    p = inclusion_probabilities(pd.Series(rarest(machine)), audit)
    drawn = np.argsort(chance.random(len(p)) / np.maximum(p, 1e-9))[:audit]
    coded = np.full(len(p), np.nan)
    coded[drawn] = p[drawn]
    everyone = np.ones(len(p), dtype=np.bool_)
    labelled = np.where(np.isnan(coded)[:, None], machine, truth)
    return AnnotatedSample(np.ones(len(p)), respondent, everyone, coded, everyone, everyone, labelled, machine)


def as_rounds(
    samples: Sequence[AnnotatedSample], lenders: Sequence[AnnotatedSample] = (), *, lend: bool = True
) -> list[RoundShares]:
    """Rounds with the shares of their themes; with ``lend`` with what they lend each other.

    Parameters
    ----------
    lenders : the rounds of which the coder's errors are learned; the same unless given.
    """
    items: list[list[Estimand]] = [[[place] for place in range(samples[0].labelled.shape[1])]]
    lending = Lending.among([(here, round_shares(here, items, PARAMS)) for here in lenders or samples], items)
    return [
        RoundShares(
            len(here.weight),
            0,
            lending.to(here, round_shares(here, items, PARAMS)) if lend else round_shares(here, items, PARAMS),
            counts_of(here, items, PARAMS),
        )
        for here in samples
    ]
