"""Statements that annotators coded, and what coders that had not seen them say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.coder.data.groups import group_numbers
from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.evaluation.baselines import by_rules, majority, majority_of_others
from pipeline.coder.evaluation.predictions import GoldLabels, Predictions, of_answers, of_logits
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.training import Learned, truth_of
from pipeline.coder.rules.rules import Hit, RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train
from pipeline.measures.bootstrap import Ints


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


def cross_validated(
    learned: Learned, hits: Sequence[Sequence[Hit]], codebook: Codebook, baselines: Mapping[str, Predictions]
) -> EvaluationSet:
    """The training statements, each judged by coders that had not seen it.

    Parameters
    ----------
    hits : what the rules matched in each.
    baselines : those beside the majority and the rules, by the same folds.
    """
    truth = {kind: answers.truth for kind, answers in learned.answers.items()}
    simple = {"majority": majority_of_others(truth, learned.folds), "rules_only": by_rules(hits, codebook.labels)}
    return EvaluationSet(truth, learned.groups, hits, of_answers(learned.answers), {**simple, **baselines})


def held_out_set(
    held: HeldOut,
    predictions: Predictions,
    hits: Sequence[Sequence[Hit]],
    learned_from: Sequence[Example],
    codebook: Codebook,
    *,
    near_duplicate: float,
) -> EvaluationSet:
    """A held-out set with what the coder says of it, and beside it the majority and the rules.

    Parameters
    ----------
    predictions : of the coder, trained on ``learned_from``, in the order of the set's statements.
    """
    texts = [example.text for example in held.examples]
    return EvaluationSet(
        truth_of(held.examples, codebook),
        group_numbers(texts, [example.group for example in held.examples], near_duplicate=near_duplicate),
        hits,
        predictions,
        {
            "majority": majority(truth_of(learned_from, codebook), len(texts)),
            "rules_only": by_rules(hits, codebook.labels),
        },
        truth_of(held.second, codebook) if held.second else None,
    )


def held_out_sets(
    sets: Sequence[HeldOut],
    coder: Coder,
    encoder: Encoder,
    rules: RuleHits,
    learned_from: Sequence[Example],
    codebook: Codebook,
    params: Train,
    *,
    abstention_margin: float,
) -> dict[str, EvaluationSet]:
    """Name -> each held-out set, judged by the coder from its texts alone."""
    found = {}
    for held in sets:
        texts = [example.text for example in held.examples]
        hits = rules.of(texts)
        rows = coder.features.transform(texts, hits, encoder.read(texts).logits)
        predictions = of_logits(coder.logits(rows), coder.thresholds, abstention_margin=abstention_margin)
        found[held.name] = held_out_set(
            held, predictions, hits, learned_from, codebook, near_duplicate=params.near_duplicate
        )
    return found
