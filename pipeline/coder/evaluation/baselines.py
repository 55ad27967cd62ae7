"""The coder and simpler ones tried: on its training statements by cross-validation, and on held-out sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, key
from pipeline.coder.evaluation.evaluation_set import Judged, Outcome, Trial, judged
from pipeline.coder.evaluation.report import held_out_trial
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.training import Answers, Learned, by_vectors
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train


def simpler_coders(
    learned: Learned,
    encoder: Encoder,
    examples: Sequence[Example],
    params: Train,
) -> dict[str, Outcome]:
    """Name -> what a coder that looks at less says of the training statements, by the same folds.

    ``linear`` and ``encoder`` are the coder's own views alone; ``encoder_untuned`` is the encoder
    before it learned the codebook, for the statements that it was tuned on.
    """
    found = {name: _outcome(answers) for name, answers in learned.simpler.items()}
    rows = [encoder.seen.rows.get(key(example.text), -1) for example in examples]
    if min(rows) >= 0:
        untuned = by_vectors(encoder.seen.untuned[rows], learned, params)
        found["encoder_untuned"] = _outcome(untuned)
    return found


def held_out_trials(
    sets: Sequence[HeldOut],
    coder: Coder,
    encoder: Encoder,
    hits: Mapping[str, Sequence[Hit]],
    training: Sequence[Example],
    codebook: Codebook,
    params: Train,
    *,
    doubt: float,
) -> dict[str, Trial]:
    """Name of a set -> its trial. Statements are judged by their text alone.

    Parameters
    ----------
    hits : per text what the rules found.
    doubt : as ``classify.doubt``.
    """
    found = {}
    for held in sets:
        texts = [example.text for example in held.examples]
        own = [hits[text] for text in texts]
        rows = coder.features.transform(texts, own, encoder.read(texts).logits)
        outcome = judged(coder.logits(rows), coder.thresholds, doubt=doubt)
        found[held.name] = held_out_trial(held, outcome, own, training, codebook, params)
    return found


def _outcome(answers: Mapping[str, Answers]) -> Outcome:
    return {kind: Judged(own.said, np.asarray(own.probabilities)) for kind, own in answers.items()}
