"""The linear heads: the columns that they read, their scores, and what turns scores into calibrated probabilities.

Themes are judged one by one (a statement may have several); category and stance are one of
many. Scores come from linear support vector machines on several views of a text; what they
are worth together as a probability is learned on statements that the classifiers had not seen.
As both steps are linear, they end as one matrix from columns to log-odds.

The classifiers are many, one per kind of label, view and fold, and each stands by itself, so processes share
the work. In threads, liblinear's fits would draw from one row of chance, in any order.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from pipeline.coder.model.features import Features
from pipeline.core.parallel import cores, each
from pipeline.core.params import Train
from pipeline.core.text import char_ngrams, plain_words, word_ngrams
from pipeline.measures.bootstrap import Bools, Floats, Ints

_TOLERANCE = 0.02  # liblinear's stopping rule; tighter takes twice as long and changes no third decimal of F1
_ITERATIONS = 2000
_LOOSE = 10.0  # C of the curves: nearly unbound, as they have a handful of parameters
_SOLVER = "newton-cholesky"  # exact in a few steps where parameters are few
_NEVER = -10.0  # score of a label that no training statement has: a probability of practically 0
_ALL_SEEN = -1  # fold of the classifier that has seen all
_FEW = 200_000  # numbers, about 1,000 statements: to start processes for fewer takes longer than they save


def chosen_columns(texts: Sequence[str], rules: Sequence[str], encoder: Sequence[str], params: Train) -> Features:
    """N-grams that occur in at least so many texts as the settings ask, all rules, all labels of the encoder."""
    words, word_idf = _frequent((set(word_ngrams(text)) for text in texts), params.min_df_word)
    spoken = (set(plain_words(text)) for text in texts)
    chars, char_idf = _frequent((set().union(*map(char_ngrams, own)) for own in spoken), params.min_df_char)
    return Features(
        word_ngrams=words,
        word_idf=word_idf,
        char_ngrams=chars,
        char_idf=char_idf,
        rules=tuple(rules),
        rule_weight=params.rule_weight,
        encoder=tuple(encoder),
    )


def _frequent(pieces: Iterable[set[str]], least: int) -> tuple[tuple[str, ...], npt.NDArray[np.float32]]:
    """The pieces that so many texts have, in alphabetical order, and their inverse document frequencies.

    Smoothed as scikit-learn's TfidfVectorizer does, 1 + ln((1 + texts) / (1 + texts with the piece)), to the bit:
    it weighs each text besides, which takes three times as long, and here nobody asks.
    """
    held: Counter[str] = Counter()
    n_texts = 0
    for own in pieces:
        held.update(own)
        n_texts += 1
    names = tuple(sorted(piece for piece, texts in held.items() if texts >= least))
    found = np.array([held[name] for name in names], dtype=np.float32)
    return names, np.log(np.float32(1 + n_texts) / (1 + found)) + np.float32(1)


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

    def rounded(self) -> "Linear":
        """In fewer decimals and single precision: the last bits differ between computers."""
        return Linear(np.round(self.weights, 4).astype(np.float32), np.round(self.offsets, 4).astype(np.float32))


@dataclass(frozen=True)
class Material:
    """What classifiers are fitted on.

    Attributes
    ----------
    rows : per view (n_statements, n_columns).
    truths : per kind (n_statements, n_labels).
    folds : (n_statements,)
    weights : per kind (n_statements,) the cost of a mistake, 0 where that kind was not judged; all 1 without.
    """

    rows: Mapping[str, sp.csr_matrix]
    truths: Mapping[str, Bools]
    folds: Ints
    params: Train
    weights: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Classifiers:
    """Those of one kind and view.

    Attributes
    ----------
    by_fold : each has not seen the statements of its fold.
    whole : has seen all.
    """

    by_fold: tuple[Linear, ...]
    whole: Linear

    def unseen(self, rows: sp.csr_matrix, folds: Ints) -> Floats:
        """(n_rows, n_labels) scores, each by the classifier that had not seen the row."""
        scores = np.zeros((rows.shape[0], len(self.whole.offsets)))
        for fold in np.unique(folds):
            scores[folds == fold] = self.by_fold[fold].scores(rows[folds == fold])
        return scores


def fit_classifiers(material: Material) -> dict[tuple[str, str], Classifiers]:
    """Those of each kind and view; the same whatever the number of processes."""
    pairs = [(kind, view) for kind in material.truths for view in material.rows]
    folds = (*range(material.params.folds), _ALL_SEEN)
    # The longest first: no process is left with one while the others are done.
    pairs.sort(key=lambda pair: -material.truths[pair[0]].shape[1] * material.rows[pair[1]].nnz)
    tasks = [(*pair, fold) for pair in pairs for fold in folds]
    few = sum(rows.nnz for rows in material.rows.values()) < _FEW
    fitted = each(tasks, _fit, material, processes=1 if few else cores())
    parts = (fitted[start : start + len(folds)] for start in range(0, len(tasks), len(folds)))
    return {pair: Classifiers(tuple(heads), whole) for pair, (*heads, whole) in zip(pairs, parts, strict=True)}


def _fit(material: Material, task: tuple[str, str, int]) -> Linear:
    kind, view, fold = task
    weights = material.weights.get(kind, np.ones(len(material.folds)))
    where = (material.folds != fold) & (weights > 0)
    rows, truth = material.rows[view][where], material.truths[kind][where]
    return fit_linear(rows, truth, weights[where], material.params, balanced=kind != "themes")


def fit_linear(rows: sp.csr_matrix, truth: Bools, weights: Floats, params: Train, *, balanced: bool) -> Linear:
    """One head per column of ``truth`` (n_rows, n_labels); ``balanced`` weighs the two sides alike.

    The cost of a training mistake is that of ``params``, times ``weights`` (n_rows,). A label that all
    statements have, or none, gets a head that always says so.
    """
    rows = rows.astype(np.float64)
    classifier = LinearSVC(
        C=params.regularisation_c,
        class_weight="balanced" if balanced else None,
        tol=_TOLERANCE,
        max_iter=_ITERATIONS,
        random_state=params.seed,
    )

    def fit(label: int) -> tuple[slice, LinearSVC]:
        return slice(None), classifier.fit(rows, truth[:, label], sample_weight=weights)

    heads = _label_by_label(truth, rows.shape[1], fit)
    return Linear(heads.weights.astype(np.float32), heads.offsets.astype(np.float32))


def _label_by_label(truth: Bools, n_columns: int, fit: Callable[[int], tuple[slice, Any]]) -> Linear:
    """A model per label, and the columns that it looks at; a label that all rows have, or none, needs no model."""
    weights, offsets = np.zeros((n_columns, truth.shape[1])), np.where(truth.all(axis=0), -_NEVER, _NEVER)
    for label in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)).tolist():
        columns, model = fit(label)
        weights[columns, label], offsets[label] = model.coef_[0], model.intercept_[0]
    return Linear(weights, offsets)


def calibrate_independent(scores: Floats, truth: Bools, *, seed: int) -> Linear:
    """Platt scaling (Platt 1999) per label, over its scores in all views.

    ``scores`` (n_rows, n_views * n_labels) are of statements not trained on, views one after another.
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
    """Per label the threshold with the highest F-beta; ties (as where ``truth`` has none) go to the higher.

    Parameters
    ----------
    probabilities, truth : (n_rows, n_labels)
    choices : thresholds to choose from, ascending.
    beta : weight of recall against precision; below 1, a wrong label costs more than a missed one.
    """
    scores = np.array([_f_beta(probabilities >= choice, truth, beta * beta) for choice in choices])
    best = len(choices) - 1 - np.argmax(np.round(scores, 6)[::-1], axis=0)
    return np.asarray(np.array(choices)[best], dtype=np.float64)


def _f_beta(said: Bools, truth: Bools, weight: float) -> Floats:
    hit, wrong, missed = (said & truth).sum(0), (said & ~truth).sum(0), (~said & truth).sum(0)
    whole = (1 + weight) * hit + weight * missed + wrong
    return np.asarray((1 + weight) * hit / np.maximum(whole, 1e-9), dtype=np.float64)
