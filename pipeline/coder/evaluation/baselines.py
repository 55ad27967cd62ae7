"""What simpler coders say of the same statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, key
from pipeline.coder.evaluation.predictions import GoldLabels, LabelPredictions, Predictions, of_answers
from pipeline.coder.model.training import Learned, by_vectors
from pipeline.coder.rules.rules import Hit
from pipeline.core.params import Train
from pipeline.measures.bootstrap import Ints


def majority(learned_from: GoldLabels, n_statements: int) -> Predictions:
    """Always the commonest label of what was learned from, as sure as that label is common."""
    found = {}
    for kind, truth in learned_from.items():
        shares = truth.mean(axis=0)
        labels = np.zeros((n_statements, len(shares)), dtype=bool)
        labels[:, shares.argmax()] = True
        found[kind] = LabelPredictions(labels, np.tile(shares, (n_statements, 1)))
    return found


def majority_of_others(truth: GoldLabels, folds: Ints) -> Predictions:
    """As :func:`majority`, in cross-validation: each fold gets the commonest label of the others."""
    found = {}
    for kind, own in truth.items():
        labels, shares = np.zeros_like(own), np.zeros(own.shape)
        for fold in np.unique(folds):
            here = folds == fold
            others = own[~here] if (~here).any() else own
            part = majority({kind: others}, int(here.sum()))[kind]
            labels[here], shares[here] = part.labels, part.probabilities
        found[kind] = LabelPredictions(labels, shares)
    return found


def by_rules(hits: Sequence[Sequence[Hit]], labels: Mapping[str, Sequence[str]]) -> Predictions:
    """Every label that a rule matched, and no other; there are no rules for the category."""
    found = {}
    for kind in ("stance", "themes"):
        columns = {label: column for column, label in enumerate(labels[kind])}
        given = np.zeros((len(hits), len(columns)), dtype=bool)
        for row, matches in enumerate(hits):
            given[row, [columns[hit.label] for hit in matches if hit.label in columns]] = True
        found[kind] = LabelPredictions(given)
    return found


def simpler_coders(
    learned: Learned, encoder: Encoder, examples: Sequence[Example], params: Train
) -> dict[str, Predictions]:
    """Name -> what a coder that looks at less says of the training statements, by the same folds.

    ``linear`` and ``encoder`` are the coder's own views alone; ``encoder_untuned`` is the encoder
    before it learned the codebook, for the statements that it was tuned on.
    """
    found = {name: of_answers(answers) for name, answers in learned.simpler.items()}
    rows = [encoder.seen.rows.get(key(example.text), -1) for example in examples]
    if min(rows) >= 0:
        found["encoder_untuned"] = of_answers(by_vectors(encoder.seen.untuned[rows], learned, params))
    return found
