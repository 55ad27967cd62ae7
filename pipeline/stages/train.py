"""Trains the coder and measures it.

Reads   corpora/codebook.yaml, corpora/rules, corpora/training/*.jsonl (one labelled statement a line),
        models/encoder, models/language/installed.json;
        for the figures corpora/held_out, for the card models/study.json and models/real_text.json.
Writes  models/coder/coder.npz, metrics.json (with the account of the training lines), headline.json and
        learning_curve.csv (for DVC to show), and CARD.md.

Dropped: a line that repeats another word for word with the same labels. Every other fault in a
line stops the stage and is named.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.coder.data.held_out import read_held_out
from pipeline.coder.data.training_set import read_training, statement_files, training_files
from pipeline.coder.evaluation.evaluation_set import cross_validated, held_out_set
from pipeline.coder.evaluation.report import (
    REAL_TEXT,
    calibration,
    coder_headline,
    learning_curve,
    model_card,
    read_study,
    report,
)
from pipeline.coder.model.resources import load_readers
from pipeline.coder.model.training import train
from pipeline.coder.rules.rules import find_in_all
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, CODER, HELD_OUT
from pipeline.core.delimited import plain_csv
from pipeline.core.files import json_bytes
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, project_stage


def summary(metrics: Mapping[str, Any]) -> str:
    """What was learned from, and the main figures."""
    return (
        f"{metrics['statements']} statements, "
        f"cross-validated themes micro F1 {metrics['themes']['micro_f1']:.2f}, "
        f"category macro F1 {metrics['category']['macro_f1']:.2f}, "
        f"stance macro F1 {metrics['stance']['macro_f1']:.2f}"
    )


def run() -> Outputs:
    """Train the coder on all statements, and measure it by cross-validation and on held-out ones."""
    params, codebook = load_params(), load_codebook(CODEBOOK)
    readers = load_readers(params.language, params.coder, codebook)
    training = read_training(training_files(), codebook)
    examples, encoder, near = training.examples, readers.encoder, params.train.near_duplicate
    held_out = read_held_out(statement_files(HELD_OUT), codebook, examples, near_duplicate=near)
    study, texts = read_study(), [example.text for example in examples]
    judged = [own.text for held in held_out for own in held.examples]
    hits = find_in_all(readers.rules, [*texts, *judged])
    language = readers.provenance.language
    coder, learned = train(examples, codebook, hits, encoder, params.train, language=language)
    settings = {"near_duplicate": near, "abstention_margin": params.classify.abstention_margin}
    sets = {
        held.name: held_out_set(held, coder, encoder, hits, examples, codebook, **settings) for held in held_out
    }
    evaluated = cross_validated(learned, hits.of(texts), codebook)
    metrics = report(training, evaluated, sets, coder, codebook, params.train)
    path = CODER / "coder.npz"
    files = {
        path: coder.to_bytes(),
        CODER / "metrics.json": json_bytes({**metrics, "calibration": calibration(metrics)}),
        CODER / "headline.json": json_bytes(coder_headline(metrics)),
        CODER / "learning_curve.csv": plain_csv(learning_curve(study)).encode(),
        CODER / "CARD.md": model_card(metrics, study, read_study(REAL_TEXT)).encode(),
    }
    return Outputs(files, f"{summary(metrics)} → {path}")


main = project_stage(run)
