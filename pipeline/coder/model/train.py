"""The training recipe: from labelled statements to a coder, and to what it says of those that it did not see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.coder.data.groups import folds_of, group_numbers
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, Floats, LabelScores
from pipeline.coder.model.coder import Coder, Provenance
from pipeline.coder.model.corrections import Corrections
from pipeline.coder.model.features import Features
from pipeline.coder.model.training import Learned, fit_heads, learn, truth_of
from pipeline.coder.rules.rules import RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train
from pipeline.core.tables.corrections import Correction


@dataclass(frozen=True)
class Trained:
    """Outcome of training: the coder, and the out-of-fold answers that it is measured on."""

    coder: Coder
    learned: Learned


def train(
    examples: Sequence[Example],
    codebook: Codebook,
    rules: RuleHits,
    encoder: Encoder,
    params: Train,
    corrections: Sequence[Correction] = (),
    *,
    language: str = "",
) -> Trained:
    """Train a coder on examples and corrections.

    Parameters
    ----------
    rules : what they found in the texts of all examples and corrections.
    corrections : what reviewers taught; nothing is measured on it.
    language : which pipeline cut the texts for the rules.
    """
    texts = [example.text for example in examples]
    groups = group_numbers(texts, [example.group for example in examples], near_duplicate=params.near_duplicate)
    folds = folds_of([example.id for example in examples], groups, params.folds, seed=params.seed)
    truths = truth_of(examples, codebook)
    scores = encoder.fit(texts, lambda vectors: fit_heads(vectors, truths, folds, codebook, params))
    features = Features.fit(
        texts,
        rules.columns,
        scores.names,
        min_df_word=params.min_df_word,
        min_df_char=params.min_df_char,
        rule_weight=params.rule_weight,
    )
    rows = features.transform(texts, rules.of(texts), scores.unseen)
    taught = Corrections.of(corrections, features, rules, codebook)
    learned = learn(rows, truths, groups, folds, features, codebook, params, taught)
    heads = learned.heads.values()
    coder = Coder(
        features,
        codebook.labels,
        np.hstack([head.weights for head in heads]),
        np.hstack([head.offsets for head in heads]),
        learned.thresholds,
        Provenance(codebook.version, rules.version, language, encoder.version),
    )
    return Trained(over_numbers(coder, encoder.names, scores), learned)


def over_numbers(coder: Coder, names: tuple[str, ...], scores: LabelScores) -> Coder:
    """A coder over the encoder's label scores as one over the numbers that it reads; both steps are linear."""
    if scores.weights is None or scores.offsets is None:
        return coder
    where = coder.features.columns["encoder"]
    share = coder.weights[where].astype(np.float64)
    weights = np.vstack([coder.weights[: where.start], np.round(scores.weights @ share, 4)])
    offsets: Floats = np.round(coder.offsets + scores.offsets @ share, 4)
    return replace(
        coder,
        features=replace(coder.features, encoder=names),
        weights=weights.astype(np.float32),
        offsets=offsets.astype(np.float32),
    )
