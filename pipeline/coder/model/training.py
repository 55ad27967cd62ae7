"""Learning a coder from examples, and measuring it on examples that it did not see.

Three views of a text each give a score per label: two linear classifiers, and the encoder.
Scores of unseen statements come from cross-validation in folds that keep groups together
(the encoder's from sisters that had not seen them, see ``Seen`` in encoder.py). They serve
three ends: calibration, thresholds, and the figures. For the figures, calibration and
thresholds of each fold come from the other folds, so that no statement judges itself.
The columns (which words count) are chosen on all texts, without their labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import LabelScores, named
from pipeline.coder.model.classifiers import ALL_SEEN, Material, fit_classifiers
from pipeline.coder.model.corrections import Corrections
from pipeline.coder.model.features import Features
from pipeline.coder.model.heads import (
    Calibration,
    Linear,
    best_thresholds,
    calibrate_exclusive,
    calibrate_independent,
    exclusive,
    independent,
)
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int_]

KINDS = ("category", "stance", "themes")
# Two classifiers per head, one with character n-grams and one without: they err apart.
_VIEWS = {"all": ("word_ngrams", "char_ngrams", "rules"), "words": ("word_ngrams", "rules")}
_CHOICES = [round(step / 100, 2) for step in range(10, 71, 2)]  # of thresholds


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
    """Outcome of training.

    Attributes
    ----------
    heads, answers : per kind of label.
    simpler : name -> per kind what a coder of only some views says, by the same folds: a baseline.
    groups, folds : (n_examples,)
    """

    heads: Mapping[str, Head]
    thresholds: Floats
    answers: Mapping[str, Answers]
    simpler: Mapping[str, Mapping[str, Answers]]
    groups: Ints
    folds: Ints


def truth_of(examples: Sequence[Example], codebook: Codebook) -> dict[str, Bools]:
    """Per kind (n_examples, n_labels), labels in codebook order."""
    return {
        "category": np.array([[e.category == label for label in codebook.categories] for e in examples]),
        "stance": np.array([[e.stance == label for label in codebook.stances] for e in examples]),
        "themes": np.array([[label in e.themes for label in codebook.themes] for e in examples]),
    }


def learn(
    rows: sp.csr_matrix,
    truths: Mapping[str, Bools],
    groups: Ints,
    folds: Ints,
    features: Features,
    codebook: Codebook,
    params: Train,
    corrections: Corrections | None = None,
) -> Learned:
    """Fit all heads on all examples; calibrate, choose thresholds and measure on unseen ones.

    Parameters
    ----------
    rows : (n_examples, n_columns) of ``features``; the encoder's log-odds are of examples that it had not seen.
    truths : per kind (n_examples, n_labels).
    groups, folds : (n_examples,)
    corrections : what reviewers taught. Every classifier learns from all of it; nothing is measured on it.
    """
    parts = {view: rows[:, _columns(view, features)] for view in _VIEWS}
    taught = {view: corrections.rows[:, _columns(view, features)] for view in _VIEWS} if corrections else {}
    classifiers = _fitted(Material(parts, truths, folds, params, corrections, taught))
    logits = rows[:, features.columns["encoder"]].toarray()
    heads, answers, thresholds = {}, {}, np.empty(0)
    simpler: dict[str, dict[str, Answers]] = {"linear": {}, "encoder": {}}
    for kind, truth in truths.items():
        unseen = [_unseen(parts[view], folds, classifiers[kind, view]) for view in _VIEWS]
        selected = _selection(features.encoder, [named(kind, label) for label in codebook.labels[kind]])
        views = {"linear": np.hstack(unseen), "encoder": np.asarray(logits @ selected, dtype=np.float64)}
        scores = np.hstack(list(views.values()))
        calibration = _calibrate(kind, scores, truth, params)
        heads[kind] = _collapsed([classifiers[kind, view][-1] for view in _VIEWS], selected, calibration, features)
        if kind == "themes":
            sure = independent(calibration.logits(scores))
            thresholds = best_thresholds(sure, truth, choices=_CHOICES, beta=params.beta)
        answers[kind] = _cross_fitted(kind, scores, truth, folds, params)
        for name, some in views.items():
            if some.any():
                simpler[name][kind] = _cross_fitted(kind, some, truth, folds, params)
    return Learned(heads, thresholds, answers, {name: own for name, own in simpler.items() if own}, groups, folds)


def fit_heads(
    vectors: npt.NDArray[np.float32], truths: Mapping[str, Bools], folds: Ints, codebook: Codebook, params: Train
) -> LabelScores:
    """Linear heads over vectors (n_examples, n_numbers), and what heads that had not seen a fold say of it."""
    rows = sp.csr_matrix(vectors)
    classifiers = _fitted(Material({"": rows}, truths, folds, params))
    names = tuple(named(kind, label) for kind in truths for label in codebook.labels[kind])
    unseen = np.hstack([_unseen(rows, folds, classifiers[kind, ""]) for kind in truths])
    whole = [classifiers[kind, ""][-1] for kind in truths]
    return LabelScores(
        names,
        unseen.astype(np.float32),
        np.hstack([classifier.weights for classifier in whole]),
        np.concatenate([classifier.offsets for classifier in whole]),
    )


def by_vectors(vectors: npt.NDArray[np.float32], learned: Learned, params: Train) -> dict[str, Answers]:
    """What linear heads over vectors (n_examples, n_numbers) say, by the folds of ``learned``: a baseline."""
    rows, folds = sp.csr_matrix(vectors), learned.folds
    truths = {kind: answers.truth for kind, answers in learned.answers.items()}
    classifiers = _fitted(Material({"": rows}, truths, folds, params))
    return {
        kind: _cross_fitted(kind, _unseen(rows, folds, classifiers[kind, ""]), truth, folds, params)
        for kind, truth in truths.items()
    }


def _columns(view: str, features: Features) -> npt.NDArray[np.int_]:
    return np.concatenate([np.r_[features.columns[block]] for block in _VIEWS[view]])


def _selection(known: Sequence[str], wanted: Sequence[str]) -> npt.NDArray[np.float32]:
    """(n_known, n_wanted) that picks the wanted labels; a label that the encoder lacks gets zeros."""
    return np.array([[float(label == other) for other in wanted] for label in known], dtype=np.float32).reshape(
        len(known), len(wanted)
    )


def _fitted(material: Material) -> dict[tuple[str, str], list[Linear]]:
    """Per kind and view: one classifier per fold that has not seen that fold, and one that has seen all."""
    pairs = [(kind, view) for kind in material.truths for view in material.rows]
    order = (*range(material.params.folds), ALL_SEEN)
    fitted = fit_classifiers([(*pair, fold) for pair in pairs for fold in order], material)
    return {pair: [fitted[(*pair, fold)] for fold in order] for pair in pairs}


def _unseen(rows: sp.csr_matrix, folds: Ints, classifiers: Sequence[Linear]) -> Floats:
    """(n_rows, n_labels) scores, each by the classifier that had not seen the row."""
    scores = np.zeros((rows.shape[0], len(classifiers[-1].offsets)))
    for fold in np.unique(folds):
        scores[folds == fold] = classifiers[fold].scores(rows[folds == fold])
    return scores


def _calibrate(kind: str, scores: Floats, truth: Bools, params: Train) -> Calibration:
    calibrate = calibrate_independent if kind == "themes" else calibrate_exclusive
    return calibrate(scores, truth, seed=params.seed)


def _collapsed(
    classifiers: Sequence[Linear],
    selected: npt.NDArray[np.float32],
    calibration: Calibration,
    features: Features,
) -> Head:
    """Classifiers, encoder and calibration as one matrix. Rounded: the last bits differ between computers."""
    n_labels = calibration.weights.shape[1]
    weights = np.zeros((features.columns["encoder"].stop, n_labels))
    offsets = calibration.offsets.copy()
    shares = np.vsplit(calibration.weights, len(classifiers) + 1)
    for view, classifier, share in zip(_VIEWS, classifiers, shares, strict=False):
        weights[_columns(view, features)] += classifier.weights @ share
        offsets += classifier.offsets @ share
    weights[features.columns["encoder"]] = selected @ shares[-1]
    return Head(np.round(weights, 4).astype(np.float32), np.round(offsets, 4).astype(np.float32))


def _cross_fitted(kind: str, scores: Floats, truth: Bools, folds: Ints, params: Train) -> Answers:
    probabilities, said = np.zeros(truth.shape), np.zeros(truth.shape, dtype=bool)
    for fold in np.unique(folds):
        own, others = folds == fold, folds != fold
        calibration = _calibrate(kind, scores[others], truth[others], params)
        logits = calibration.logits(scores[own])
        if kind == "themes":
            sure = independent(calibration.logits(scores[others]))
            limits = best_thresholds(sure, truth[others], choices=_CHOICES, beta=params.beta)
            probabilities[own] = independent(logits)
            said[own] = probabilities[own] >= limits
        else:
            probabilities[own] = exclusive(logits)
            said[own] = np.eye(truth.shape[1], dtype=bool)[probabilities[own].argmax(axis=1)]
    return Answers(truth, probabilities, said)
