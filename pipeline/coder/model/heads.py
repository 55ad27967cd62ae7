"""The linear heads: one score per label, turned into a calibrated probability.

Themes are judged one by one (a statement may have several); category and stance are one of
many. Scores come from linear support vector machines on several views of a text; what they
are worth together as a probability is learned on statements that the classifiers had not seen.
As both steps are linear, they end as one matrix from columns to log-odds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_TOLERANCE = 0.02  # liblinear's stopping rule; tighter takes twice as long and changes no third decimal of F1
_ITERATIONS = 2000
_LOOSE = 10.0  # C of the curves: nearly unbound, as they have a handful of parameters
_SOLVER = "newton-cholesky"  # exact in a few steps where parameters are few
_NEVER = -10.0  # score of a label that no training statement has: a probability of practically 0


@dataclass(frozen=True)
class Linear:
    """From columns to one number per label: rows @ weights + offsets.

    Attributes
    ----------
    weights : (n_columns, n_labels), labels in codebook order.
    offsets : (n_labels,)
    """

    weights: npt.NDArray[np.floating[Any]]
    offsets: npt.NDArray[np.floating[Any]]

    def scores(self, rows: sp.csr_matrix | Floats) -> Floats:
        """(n_rows, n_labels); above 0 leans to the label."""
        return np.asarray(rows @ self.weights, dtype=np.float64) + self.offsets

    def rounded(self) -> Linear:
        """In fewer decimals and single precision: the last bits differ between computers."""
        return Linear(np.round(self.weights, 4).astype(np.float32), np.round(self.offsets, 4).astype(np.float32))


def _label_by_label(truth: Bools, n_columns: int, fit: Callable[[int], tuple[slice, Any]]) -> Linear:
    """A model per label, and the columns that it looks at; a label that all rows have, or none, needs no model."""
    weights, offsets = np.zeros((n_columns, truth.shape[1])), np.where(truth.all(axis=0), -_NEVER, _NEVER)
    for label in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)).tolist():
        columns, model = fit(label)
        weights[columns, label], offsets[label] = model.coef_[0], model.intercept_[0]
    return Linear(weights, offsets)


def fit_linear(
    rows: sp.csr_matrix, truth: Bools, weights: Floats, *, regularisation_c: float, balanced: bool, seed: int
) -> Linear:
    """One head per column of ``truth`` (n_rows, n_labels).

    ``regularisation_c`` is the cost of a training mistake (C), times ``weights`` (n_rows,); ``balanced`` weighs
    the two sides alike. A label that all statements have, or none, gets a head that always says so.
    """
    rows = rows.astype(np.float64)
    classifier = LinearSVC(
        C=regularisation_c,
        class_weight="balanced" if balanced else None,
        tol=_TOLERANCE,
        max_iter=_ITERATIONS,
        random_state=seed,
    )
    heads = _label_by_label(
        truth,
        rows.shape[1],
        lambda label: (slice(None), classifier.fit(rows, truth[:, label], sample_weight=weights)),
    )
    return Linear(heads.weights.astype(np.float32), heads.offsets.astype(np.float32))


def independent(logits: Floats) -> Floats:
    """Probability of each label on its own (a statement may have several), rounded to 3 decimals."""
    return np.asarray(np.round(expit(logits), 3), dtype=np.float64)


def exclusive(logits: Floats) -> Floats:
    """Probabilities of labels of which exactly one holds: rows sum to 1; rounded to 3 decimals."""
    return np.asarray(np.round(softmax(logits, axis=1), 3), dtype=np.float64)


@dataclass(frozen=True)
class Decision:
    """Which labels hold, of those judged one by one; each (n_rows, n_labels).

    Attributes
    ----------
    near : where a label misses its threshold by no more than the margin, or holds.
    """

    said: Bools
    near: Bools

    @property
    def undecided(self) -> Bools:
        """(n_rows,) where no label holds, but one nearly does: a person decides."""
        return np.asarray(~self.said.any(axis=1) & self.near.any(axis=1))


def decide(probabilities: Floats, thresholds: Floats, *, abstention_margin: float) -> Decision:
    """Hold probabilities (n_rows, n_labels) against the thresholds (n_labels,)."""
    return Decision(probabilities >= thresholds, thresholds - probabilities <= abstention_margin)


def calibrate_independent(scores: Floats, truth: Bools, *, seed: int) -> Linear:
    """Platt scaling (Platt 1999) per label, over its scores in all views.

    Parameters
    ----------
    scores : (n_rows, n_views * n_labels), views one after another, of statements not trained on.
    truth : (n_rows, n_labels)
    """
    curve = LogisticRegression(C=_LOOSE, solver=_SOLVER, random_state=seed)

    def fit(label: int) -> tuple[slice, LogisticRegression]:
        own = slice(label, None, truth.shape[1])
        return own, curve.fit(scores[:, own], truth[:, label])

    return _label_by_label(truth, scores.shape[1], fit)


def calibrate_exclusive(scores: Floats, truth: Bools, *, seed: int) -> Linear:
    """Multinomial logistic regression over the scores of all labels in all views.

    A label that ``truth`` (n_rows, n_labels) never has stays improbable.
    """
    labels = truth.argmax(axis=1)
    seen = np.unique(labels)
    weights, offsets = np.zeros((scores.shape[1], truth.shape[1])), np.full(truth.shape[1], _NEVER)
    offsets[seen] = 0.0
    if len(seen) > 1:
        curve = LogisticRegression(C=_LOOSE, solver=_SOLVER, random_state=seed).fit(scores, labels)
        fitted = seen[-len(curve.coef_) :]  # of two labels scikit-learn keeps the second alone
        weights[:, fitted], offsets[fitted] = curve.coef_.T, curve.intercept_
    return Linear(weights, offsets)


def best_thresholds(probabilities: Floats, truth: Bools, *, choices: Sequence[float], beta: float) -> Floats:
    """Per label the threshold with the highest F-beta; ties go to the higher one.

    Parameters
    ----------
    probabilities, truth : (n_rows, n_labels)
    choices : thresholds to choose from, ascending.
    beta : weight of recall against precision; below 1, a wrong label costs more than a missed one.

    Returns
    -------
    (n_labels,); the highest choice for a label that ``truth`` never has.
    """
    scores = np.array([_f_beta(probabilities >= choice, truth, beta) for choice in choices])
    best = len(choices) - 1 - np.argmax(np.round(scores, 6)[::-1], axis=0)
    return np.asarray(np.array(choices)[best], dtype=np.float64)


def _f_beta(said: Bools, truth: Bools, beta: float) -> Floats:
    hit, wrong, missed = (said & truth).sum(0), (said & ~truth).sum(0), (~said & truth).sum(0)
    weight = beta * beta
    whole = (1 + weight) * hit + weight * missed + wrong
    return np.asarray((1 + weight) * hit / np.maximum(whole, 1e-9), dtype=np.float64)
