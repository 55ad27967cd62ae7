"""Learning a coder from examples, and measuring it on examples that it did not see.

Scores of unseen statements come from cross-validation in folds that keep families together.
They serve three ends: calibration, thresholds, and the figures. For the figures, calibration
and thresholds of each fold come from the other folds, so that no statement judges itself.
The columns (which words count) are chosen on all texts, without their labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.codebook import Codebook
from pipeline.coding.features import Features
from pipeline.coding.folds import folds_of, kinship
from pipeline.coding.heads import (
    Calibration,
    Linear,
    best_thresholds,
    calibrate_exclusive,
    calibrate_independent,
    exclusive,
    fit_linear,
    independent,
)
from pipeline.coding.rules import Hit
from pipeline.coding.training import Example
from pipeline.params import Train

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int_]

KINDS = ("category", "stance", "themes")
_VIEWS = ("all", "words")  # each head looks at everything, and at words and rules only: they err apart


@dataclass(frozen=True)
class Head:
    """One kind of label, learned: logits = rows @ weights + offsets.

    Attributes
    ----------
    weights : (n_columns, n_labels), labels in codebook order.
    offsets : (n_labels,)
    """

    weights: npt.NDArray[np.float32]
    offsets: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Answers:
    """What the coder says about the examples when it has not seen them.

    Attributes
    ----------
    truth : (n_examples, n_labels)
    probabilities : (n_examples, n_labels)
    said : (n_examples, n_labels); themes by threshold, else the most probable label.
    """

    truth: Bools
    probabilities: Floats
    said: Bools


@dataclass(frozen=True)
class Learned:
    """Outcome of training."""

    heads: Mapping[str, Head]
    thresholds: Floats
    answers: Mapping[str, Answers]
    families: Ints
    folds: Ints


def truth_of(examples: Sequence[Example], codebook: Codebook) -> dict[str, Bools]:
    """Per kind (n_examples, n_labels), labels in codebook order."""
    return {
        "category": np.array([[e.category == label for label in codebook.categories] for e in examples]),
        "stance": np.array([[e.stance == label for label in codebook.stances] for e in examples]),
        "themes": np.array([[label in e.themes for label in codebook.themes] for e in examples]),
    }


def learn(
    examples: Sequence[Example],
    hits: Sequence[Sequence[Hit]],
    features: Features,
    codebook: Codebook,
    params: Train,
) -> Learned:
    """Fit all heads on all examples; calibrate, choose thresholds and measure on unseen ones."""
    families = kinship(
        [e.text for e in examples], [e.group for e in examples], near_duplicate=params.near_duplicate
    )
    folds = folds_of([e.id for e in examples], families, params.folds, seed=params.seed)
    rows = features.transform([e.text for e in examples], hits)
    choices = [round(step / 100, 2) for step in range(10, 71, 2)]
    heads, answers, thresholds = {}, {}, np.empty(0)
    for kind, truth in truth_of(examples, codebook).items():
        unseen, machines = _scores(kind, rows, truth, folds, features, params)
        calibration = _calibrate(kind, unseen, truth, params)
        heads[kind] = _collapsed(machines, calibration, features)
        if kind == "themes":
            sure = independent(calibration.logits(unseen))
            thresholds = best_thresholds(sure, truth, choices=choices, beta=params.recall_weight)
        answers[kind] = _cross_fitted(kind, unseen, truth, folds, choices, params)
    return Learned(heads, thresholds, answers, families, folds)


def _columns(view: str, features: Features) -> slice | npt.NDArray[np.int_]:
    n_words, n_runs, n_rules = len(features.words), len(features.runs), len(features.rules)
    if view == "all":
        return slice(0, n_words + n_runs + n_rules)
    rules = np.arange(n_words + n_runs, n_words + n_runs + n_rules)
    return np.concatenate([np.arange(n_words), rules])


def _scores(
    kind: str, rows: sp.csr_matrix, truth: Bools, folds: Ints, features: Features, params: Train
) -> tuple[Floats, dict[str, Linear]]:
    """Scores (n_rows, n_views * n_labels) by machines that had not seen the row, and the final machines."""
    unseen, machines = [], {}
    for view in _VIEWS:
        part = rows[:, _columns(view, features)].tocsr().astype(np.float64)

        def fit(where: Bools, part: sp.csr_matrix = part) -> Linear:
            return fit_linear(
                part[where], truth[where], strength=params.strength, balanced=kind != "themes", seed=params.seed
            )

        scores = np.zeros(truth.shape)
        for fold in range(params.folds):
            if (folds == fold).any():
                scores[folds == fold] = fit(folds != fold).scores(part[folds == fold])
        unseen.append(scores)
        machines[view] = fit(np.ones(len(truth), dtype=bool))
    return np.hstack(unseen), machines


def _calibrate(kind: str, scores: Floats, truth: Bools, params: Train) -> Calibration:
    calibrate = calibrate_independent if kind == "themes" else calibrate_exclusive
    return calibrate(scores, truth, seed=params.seed)


def _collapsed(machines: Mapping[str, Linear], calibration: Calibration, features: Features) -> Head:
    """Machines and calibration as one matrix. Rounded: the last bits differ between machines."""
    n_columns = len(features.words) + len(features.runs) + len(features.rules)
    weights = np.zeros((n_columns, calibration.weights.shape[1]))
    offsets, start = calibration.offsets.copy(), 0
    for view, machine in machines.items():
        share = calibration.weights[start : start + len(machine.offsets)]
        weights[_columns(view, features)] += machine.weights @ share
        offsets += machine.offsets @ share
        start += len(machine.offsets)
    return Head(np.round(weights, 4).astype(np.float32), np.round(offsets, 4).astype(np.float32))


def _cross_fitted(
    kind: str, scores: Floats, truth: Bools, folds: Ints, choices: Sequence[float], params: Train
) -> Answers:
    probabilities, said = np.zeros(truth.shape), np.zeros(truth.shape, dtype=bool)
    for fold in np.unique(folds):
        own, others = folds == fold, folds != fold
        calibration = _calibrate(kind, scores[others], truth[others], params)
        logits = calibration.logits(scores[own])
        if kind == "themes":
            sure = independent(calibration.logits(scores[others]))
            limits = best_thresholds(sure, truth[others], choices=choices, beta=params.recall_weight)
            probabilities[own] = independent(logits)
            said[own] = probabilities[own] >= limits
        else:
            probabilities[own] = exclusive(logits)
            said[own] = np.eye(truth.shape[1], dtype=bool)[probabilities[own].argmax(axis=1)]
    return Answers(truth, probabilities, said)
