"""Trains the coder and measures it.

Reads   corpora/codebook.yaml, corpora/rules, corpora/training/*.jsonl (one labelled statement a line),
        models/coder/corrections.jsonl (what reviewers taught), models/encoder, models/language/installed.json;
        for the figures corpora/held_out, for the card models/study.json.
Writes  models/coder/coder.skops, metrics.json (with the account of the training lines), headline.json and
        learning_curve.csv (for DVC to show), and CARD.md.

Dropped: a line that repeats another word for word with the same labels. Every other fault in a
line stops the stage and is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.coder.data.held_out import HeldOut, held_back, read_held_out
from pipeline.coder.data.training_set import TrainingSet, read_training, statement_files, training_files
from pipeline.coder.evaluation.evaluation_set import cross_validated, held_out_set, simpler_coders
from pipeline.coder.evaluation.report import (
    calibration,
    coder_headline,
    learning_curve,
    model_card,
    read_study,
    report,
)
from pipeline.coder.model.resources import TextReaders, load_readers
from pipeline.coder.model.training import Trained, train
from pipeline.coder.rules.rules import RuleHits, find_in_all
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, CODER, HELD_OUT, MERGED_CORRECTIONS
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.files import json_bytes, own_text, plain_csv
from pipeline.core.params import Params, load_params
from pipeline.core.stage import Outputs, project_stage


@dataclass(frozen=True)
class Inputs:
    """What is learned from and measured on."""

    params: Params
    codebook: Codebook
    readers: TextReaders
    training: TrainingSet
    held_out: Sequence[HeldOut]
    corrections: Sequence[Correction]


def load() -> Inputs:
    """Read the statements, what reviewers taught, and what reads texts."""
    params, codebook = load_params(), load_codebook(CODEBOOK)
    readers = load_readers(params.language, params.coder, codebook)
    training, near = read_training(training_files(), codebook), params.train.near_duplicate
    held_out = read_held_out(statement_files(HELD_OUT), codebook, training.examples, near_duplicate=near)
    return Inputs(params, codebook, readers, training, held_out, corrections_to_learn(held_out, near))


def corrections_to_learn(held_out: Sequence[HeldOut], near_duplicate: float) -> list[Correction]:
    """What reviewers taught, of statements that are not held out; none where the coder is apart from any corpus.

    The demo's statements are held out: if the coder learned from what reviewers say of them, its figures would
    flatter.
    """
    if not MERGED_CORRECTIONS.is_file():
        return []
    corrections = read_corrections(own_text(MERGED_CORRECTIONS), where=str(MERGED_CORRECTIONS))
    texts = [correction.text for correction in corrections]
    held = held_back(texts, held_out, near_duplicate=near_duplicate)
    return [correction for correction, back in zip(corrections, held, strict=True) if not back]


def metrics_of(inputs: Inputs, hits: RuleHits, trained: Trained) -> dict[str, Any]:
    """The coder's figures on training statements by cross-validation, and on held-out ones."""
    examples, encoder, codebook = inputs.training.examples, inputs.readers.encoder, inputs.codebook
    params, own_hits = inputs.params.train, hits.of([example.text for example in examples])
    baselines = simpler_coders(trained.learned, encoder, examples, params)
    evaluated = cross_validated(trained.learned, own_hits, codebook, baselines)
    settings = {
        "near_duplicate": params.near_duplicate,
        "abstention_margin": inputs.params.classify.abstention_margin,
    }
    held_out = {
        held.name: held_out_set(held, trained.coder, encoder, hits, examples, codebook, **settings)
        for held in inputs.held_out
    }
    return report(inputs.training, evaluated, held_out, trained.coder, codebook, params)


def summary(inputs: Inputs, metrics: Mapping[str, Any]) -> str:
    """What was learned from, and the main figures."""
    n_corrections = len(inputs.corrections)
    corrections = f" and {n_corrections} of reviewers" if n_corrections else ""
    return (
        f"{len(inputs.training.examples)} statements{corrections}, "
        f"cross-validated themes micro F1 {metrics['themes']['micro_f1']:.2f}, "
        f"category macro F1 {metrics['category']['macro_f1']:.2f}, "
        f"stance macro F1 {metrics['stance']['macro_f1']:.2f}"
    )


def run() -> Outputs:
    """Train the coder on all statements."""
    inputs, study = load(), read_study()
    readers, examples = inputs.readers, inputs.training.examples
    taught = [correction.text for correction in inputs.corrections]
    judged = [example.text for held in inputs.held_out for example in held.examples]
    hits = find_in_all(readers.rules, [*(example.text for example in examples), *taught, *judged])
    trained = train(
        examples,
        inputs.codebook,
        hits,
        readers.encoder,
        inputs.params.train,
        inputs.corrections,
        language=readers.provenance.language,
    )
    metrics = metrics_of(inputs, hits, trained)
    path = CODER / "coder.skops"
    files = {
        path: trained.coder.to_bytes(),
        CODER / "metrics.json": json_bytes({**metrics, "calibration": calibration(metrics)}),
        CODER / "headline.json": json_bytes(coder_headline(metrics)),
        CODER / "learning_curve.csv": plain_csv(learning_curve(study)).encode(),
        CODER / "CARD.md": model_card(metrics, study).encode(),
    }
    return Outputs(files, f"{summary(inputs, metrics)} → {path}")


main = project_stage(run)
