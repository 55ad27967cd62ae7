"""Training: from labelled statements to a coder, and to what it says of those that it did not see.

Three views of a text each give a score per label: two linear classifiers, and the encoder.
Scores of unseen statements come from cross-validation in folds that keep groups together
(the encoder's from sisters that had not seen them, see ``Seen`` in encoder.py). They serve
three ends: calibration, thresholds, and the figures. For the figures, calibration and
thresholds of each fold come from the other folds, so that no statement judges itself.
The columns (which words count) are chosen on all texts, without their labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from pipeline.coder.data.groups import folds_of, group_numbers
from pipeline.coder.data.training_set import Example, Labels
from pipeline.coder.encoder.encoder import Encoder, LabelScores, named
from pipeline.coder.model import heads
from pipeline.coder.model.coder import Coder, Provenance
from pipeline.coder.model.features import Features
from pipeline.coder.model.heads import Classifiers, Linear, Material, chosen_columns, fit_classifiers
from pipeline.coder.model.predictions import TOPIC, GoldLabels, LabelPredictions, independent, of_logits
from pipeline.coder.rules.rules import RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.params import Train
from pipeline.measures.bootstrap import Bools, Floats, Ints

# Two classifiers per head, one with character n-grams and one without: they err apart.
_VIEWS = {"all": ("word_ngrams", "char_ngrams", "rules"), "words": ("word_ngrams", "rules")}
_ONE_BY_ONE = ("themes", TOPIC)  # kinds of which a statement can have any number of labels
_CHOICES = [round(step / 100, 2) for step in range(10, 71, 2)]  # of thresholds


CrossFitted = tuple[Floats, Floats]  # (n_statements, n_labels) log-odds, and the threshold of each


@dataclass(frozen=True)
class Learned:
    """What training says of the examples, which the coder that says it had not seen.

    Attributes
    ----------
    truth, answers : as annotators coded them, and what the coder says.
    simpler : name -> what a coder of only some views says, by the same folds: a baseline.
    groups, folds : (n_examples,)
    """

    truth: GoldLabels
    answers: Mapping[str, LabelPredictions]
    simpler: Mapping[str, Mapping[str, LabelPredictions]]
    groups: Ints
    folds: Ints


def truth_of(statements: Sequence[Labels], codebook: Codebook) -> dict[str, Bools]:
    """Per kind (n_statements, n_labels), labels in codebook order."""
    given: dict[str, list[set[str]]] = {
        "category": [{statement.category} for statement in statements],
        "stance": [{statement.stance} for statement in statements],
        "themes": [set(statement.themes) for statement in statements],
        TOPIC: [{OFF_TOPIC} if statement.on_topic is False else set() for statement in statements],
    }
    return {
        kind: np.array([[label in own for label in labels_of(codebook)[kind]] for own in labels], dtype=bool)
        for kind, labels in given.items()
    }


def labels_of(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Per kind of label that the coder judges, the ids in codebook order."""
    return {**codebook.labels, TOPIC: (OFF_TOPIC,)}


def train(
    examples: Sequence[Example],
    codebook: Codebook,
    rules: RuleHits,
    encoder: Encoder,
    params: Train,
    *,
    language: str = "",
) -> tuple[Coder, Learned]:
    """Train a coder on examples; gives it, and the out-of-fold answers that it is measured on.

    All heads are fitted on all statements; calibrated, given thresholds and measured on unseen examples.

    Parameters
    ----------
    rules : what they found in the texts of all examples.
    language : which pipeline cut the texts for the rules.
    """
    texts = [example.text for example in examples]
    groups = group_numbers(texts, [example.group for example in examples], near_duplicate=params.near_duplicate)
    folds = folds_of([example.id for example in examples], groups, params.folds, seed=params.seed)
    truths = truth_of(examples, codebook)
    scores = encoder.fit(texts, lambda vectors: fit_heads(vectors, truths, folds, codebook, params))
    features = chosen_columns(texts, rules.columns, scores.names, params)
    rows = features.transform(texts, rules.of(texts), scores.unseen)
    on_topic = np.array([example.on_topic for example in examples])
    material = Material(
        {view: rows[:, _columns(view, features)] for view in _VIEWS},
        truths,
        folds,
        params,
        {"category": on_topic.astype(np.float64)},
    )
    calibrated_on = {"category": on_topic, TOPIC: np.array([bool(example.form) for example in examples])}
    head, thresholds, learned = _learn(material, scores.unseen, groups, features, codebook, calibrated_on)
    provenance = Provenance(codebook.version, rules.version, language, encoder.version)
    coder = Coder(features, labels_of(codebook), head.weights, head.offsets, thresholds, provenance)
    return over_numbers(coder, encoder.names, scores), learned


def _learn(
    material: Material,
    logits: npt.NDArray[np.float32],
    groups: Ints,
    features: Features,
    codebook: Codebook,
    calibrated_on: Mapping[str, Bools],
) -> tuple[Linear, dict[str, Floats], Learned]:
    """The head of all kinds, the thresholds of those judged label by label, and what is said of unseen examples.

    Parameters
    ----------
    logits : (n_examples, n_encoder) the encoder's log-odds of examples that it had not seen.
    groups : (n_examples,)
    calibrated_on : kind -> (n_examples,) the examples that scores are calibrated on; all, of a kind that is not
        there or has none.
    """
    n_examples, params, classifiers = len(groups), material.params, fit_classifiers(material)
    folds, truths = material.folds, material.truths
    wholes, thresholds = [], {}
    found: dict[str, dict[str, CrossFitted]] = {"": {}, "linear": {}, "encoder": {}}
    for kind, truth in truths.items():
        own = {view: classifiers[kind, view] for view in _VIEWS}
        unseen = [own[view].unseen(material.rows[view], folds) for view in _VIEWS]
        selected = _selected(kind, features, codebook)
        views = {"linear": np.hstack(unseen), "encoder": np.asarray(logits @ selected, dtype=np.float64)}
        scores, where = np.hstack(list(views.values())), calibrated_on.get(kind, np.ones(n_examples, dtype=bool))
        where = where if where.any() else ~where
        calibration = _calibrate(kind, scores[where], truth[where], params)
        wholes.append(_collapsed([own[view].whole for view in _VIEWS], selected, calibration, features))
        if kind in _ONE_BY_ONE:
            thresholds[kind] = _thresholds(calibration, scores[where], truth[where], params)
        for name, seen in {"": scores, **views}.items():
            if seen.any():
                found[name][kind] = _cross_fitted(kind, seen, truth, folds, params, where)
    head = Linear(np.hstack([own.weights for own in wholes]), np.hstack([own.offsets for own in wholes]))
    simpler = {name: _answers(baseline) for name, baseline in found.items() if name and baseline}
    return head, thresholds, Learned(truths, _answers(found[""]), simpler, groups, folds)


def _selected(kind: str, features: Features, codebook: Codebook) -> npt.NDArray[np.float32]:
    """(n_encoder, n_columns) picks the encoder's log-odds of a kind's labels; a label that it lacks gets zeros.

    All labels bear on what a statement is about.
    """
    names = np.array(features.encoder, dtype=str)
    if kind == TOPIC:
        return np.eye(len(names), dtype=np.float32)
    wanted = np.array([named(kind, label) for label in labels_of(codebook)[kind]])
    return np.asarray(names[:, None] == wanted, dtype=np.float32)


def over_numbers(coder: Coder, names: tuple[str, ...], scores: LabelScores) -> Coder:
    """A coder over the encoder's label scores as one over the numbers that it reads; both steps are linear."""
    if scores.weights is None or scores.offsets is None:
        return coder
    where = coder.features.columns["encoder"]
    share = coder.weights[where].astype(np.float64)
    own = Linear(scores.weights @ share, coder.offsets + scores.offsets @ share).rounded()
    weights = np.vstack([coder.weights[: where.start], own.weights])
    return replace(coder, features=replace(coder.features, encoder=names), weights=weights, offsets=own.offsets)


def fit_heads(
    vectors: npt.NDArray[np.float32], truths: GoldLabels, folds: Ints, codebook: Codebook, params: Train
) -> LabelScores:
    """Linear heads over vectors (n_examples, n_numbers), and what heads that had not seen a fold say of it."""
    fitted = _over_vectors(vectors, truths, folds, params)
    return LabelScores(
        tuple(named(kind, label) for kind in truths for label in labels_of(codebook)[kind]),
        np.hstack([unseen for unseen, _ in fitted.values()]).astype(np.float32),
        np.hstack([own.whole.weights for _, own in fitted.values()]),
        np.concatenate([own.whole.offsets for _, own in fitted.values()]),
    )


def _over_vectors(
    vectors: npt.NDArray[np.float32], truths: GoldLabels, folds: Ints, params: Train
) -> dict[str, tuple[Floats, Classifiers]]:
    """Per kind what heads over vectors say of rows that they had not seen, and the heads."""
    rows = sp.csr_matrix(vectors)
    classifiers = fit_classifiers(Material({"": rows}, truths, folds, params))
    return {kind: (classifiers[kind, ""].unseen(rows, folds), classifiers[kind, ""]) for kind in truths}


def _columns(view: str, features: Features) -> Ints:
    return np.concatenate([np.r_[features.columns[block]] for block in _VIEWS[view]])


def _calibrate(kind: str, scores: Floats, truth: Bools, params: Train) -> Linear:
    calibrate = heads.calibrate_independent if kind in _ONE_BY_ONE else heads.calibrate_exclusive
    return calibrate(scores, truth, seed=params.seed)


def _thresholds(calibration: Linear, scores: Floats, truth: Bools, params: Train) -> Floats:
    return heads.best_thresholds(
        independent(calibration.scores(scores)), truth, choices=_CHOICES, beta=params.beta
    )


def _collapsed(
    classifiers: Sequence[Linear], selected: npt.NDArray[np.float32], calibration: Linear, features: Features
) -> Linear:
    """Classifiers, encoder and calibration as one matrix."""
    n_labels = calibration.weights.shape[1]
    weights = np.zeros((features.columns["encoder"].stop, n_labels))
    offsets = calibration.offsets.copy()
    *shares, of_encoder = np.split(calibration.weights, np.cumsum([len(own.offsets) for own in classifiers]))
    for view, classifier, share in zip(_VIEWS, classifiers, shares, strict=True):
        weights[_columns(view, features)] += classifier.weights @ share
        offsets += classifier.offsets @ share
    weights[features.columns["encoder"]] = selected @ of_encoder
    return Linear(weights, offsets).rounded()


def _cross_fitted(
    kind: str, scores: Floats, truth: Bools, folds: Ints, params: Train, where: Bools
) -> CrossFitted:
    """Log-odds and thresholds of each fold, by calibration on the others ``where`` it is to be."""
    logits, thresholds = np.zeros(truth.shape), np.zeros(truth.shape)
    for fold in np.unique(folds):
        own, others = folds == fold, (folds != fold) & where
        others = others if others.any() else folds != fold
        calibration = _calibrate(kind, scores[others], truth[others], params)
        logits[own] = calibration.scores(scores[own])
        if kind in _ONE_BY_ONE:
            thresholds[own] = _thresholds(calibration, scores[others], truth[others], params)
    return logits, thresholds


def _answers(found: Mapping[str, CrossFitted]) -> dict[str, LabelPredictions]:
    thresholds = {kind: own for kind, (_, own) in found.items() if kind in _ONE_BY_ONE}
    return of_logits({kind: logits for kind, (logits, _) in found.items()}, thresholds)
