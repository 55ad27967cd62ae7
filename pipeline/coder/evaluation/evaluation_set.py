"""Statements that annotators coded, and what coders that had not seen them say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.coder.data.groups import group_numbers
from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.predictions import GoldLabels, LabelPredictions, Predictions, of_logits
from pipeline.coder.model.training import Learned, truth_of
from pipeline.coder.rules.rules import Hit, RuleHits
from pipeline.core.codebook import Codebook
from pipeline.measures.bootstrap import Floats, Ints


@dataclass(frozen=True)
class EvaluationSet:
    """One set of statements.

    Attributes
    ----------
    truth : as an annotator coded it.
    groups : (n_statements,), number of the group of each; groups are drawn whole for intervals.
    hits : what the rules matched in each.
    coder : what the coder says.
    baselines : name -> what another, simpler coder says.
    second : as ``truth``, by a second annotator who had not seen the first one's labels.
    """

    truth: GoldLabels
    groups: Ints
    hits: Sequence[Sequence[Hit]]
    coder: Predictions
    baselines: Mapping[str, Predictions]
    second: GoldLabels | None = None


def cross_validated(learned: Learned, hits: Sequence[Sequence[Hit]], codebook: Codebook) -> EvaluationSet:
    """The training statements, each judged by coders that had not seen it; ``hits`` is what the rules matched."""
    folds, fold_of = np.unique(learned.folds, return_inverse=True)
    others = [learned.folds != fold if len(folds) > 1 else learned.folds == fold for fold in folds]
    common = {
        kind: majority(np.array([own[rest].mean(axis=0) for rest in others])[fold_of])
        for kind, own in learned.truth.items()
    }
    simple = {"majority": common, "rules_only": by_rules(hits, codebook.labels)}
    return EvaluationSet(learned.truth, learned.groups, hits, learned.answers, {**simple, **learned.simpler})


def held_out_set(
    held: HeldOut,
    coder: Coder,
    encoder: Encoder,
    rules: RuleHits,
    learned_from: Sequence[Example],
    codebook: Codebook,
    *,
    near_duplicate: float,
    abstention_margin: float,
) -> EvaluationSet:
    """A held-out set, judged by the coder from its texts alone, and beside it the majority and the rules.
    ``rules`` is what they matched in its texts, ``learned_from`` what the coder did.
    """
    texts = [example.text for example in held.examples]
    hits = rules.of(texts)
    rows = coder.features.transform(texts, hits, encoder.read(texts).logits)
    common = {
        kind: majority(np.tile(own.mean(axis=0), (len(texts), 1)))
        for kind, own in truth_of(learned_from, codebook).items()
    }
    return EvaluationSet(
        truth_of(held.examples, codebook),
        group_numbers(texts, [example.group for example in held.examples], near_duplicate=near_duplicate),
        hits,
        of_logits(coder.logits(rows), coder.thresholds, abstention_margin=abstention_margin),
        {"majority": common, "rules_only": by_rules(hits, codebook.labels)},
        truth_of(held.second, codebook) if held.second else None,
    )


def majority(shares: Floats) -> LabelPredictions:
    """Of each statement the label that is commonest in what was learned from, as sure as that label is common.
    ``shares`` is (n_statements, n_labels): how common each is.
    """
    return LabelPredictions(np.eye(shares.shape[1], dtype=bool)[shares.argmax(axis=1)], shares)


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
