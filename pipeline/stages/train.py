"""Trains the coder and measures it.

Reads ``corpora/codebook.yaml``, ``corpora/rules``, ``corpora/training/*.jsonl`` (one labelled
statement a line), ``models/coder/corrections.jsonl`` (what reviewers taught), ``models/encoder``,
``models/language/installed.json``; for the figures ``corpora/held_out``, for the card
``models/study.json``. Writes ``models/coder/coder.skops``, ``metrics.json`` (with the
account of the training lines) and ``CARD.md``.

Dropped: a line that repeats another word for word with the same labels. Every other fault in a
line stops the stage and is named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipeline.coder.data.held_out import held_back, read_held_out
from pipeline.coder.data.rule_folder import read_rule_folder, statement_files
from pipeline.coder.data.training_set import read_training
from pipeline.coder.encoder.sentence import read_encoder
from pipeline.coder.encoder.static import read_static
from pipeline.coder.evaluation.baselines import held_out_trials, simpler_coders
from pipeline.coder.evaluation.card import model_card
from pipeline.coder.evaluation.report import report
from pipeline.coder.evaluation.study_file import made_for, read_study
from pipeline.coder.language.language import check_installed, load
from pipeline.coder.model.corrections import read_corrections
from pipeline.coder.model.train import train
from pipeline.coder.rules.find_all import find_in_all
from pipeline.coder.rules.rules import RuleSet
from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK, CODER, ENCODER, HELD_OUT, MERGED_CORRECTIONS, RULES, TRAINING
from pipeline.core.errors import guarded, missing_file
from pipeline.core.files import write_bytes, write_json, write_text
from pipeline.core.params import load_params


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.train", description=__doc__.split("\n")[0])
    parser.parse_args(argv)
    return guarded(run)


def run() -> None:
    """Read, learn, measure, write."""
    params = load_params()
    codebook = load_codebook(CODEBOOK)
    pipeline = check_installed(params.language.model)
    folder = read_rule_folder(RULES, codebook)
    training = read_training(training_files(), codebook, where=str(TRAINING))
    nlp = load(params.language.model)
    encoder = read_static(ENCODER) if params.coder.encoder == "static" else read_encoder(ENCODER)
    rules = RuleSet(folder.files, nlp, params.language.model, grammar=params.coder.encoder == "sentence")
    held_out = read_held_out(
        statement_files(HELD_OUT),
        codebook,
        training.examples,
        where=str(HELD_OUT),
        near_duplicate=params.train.near_duplicate,
    )
    # The demo's statements are held out: what reviewers say of them teaches nothing, or the figures would flatter.
    given = read_corrections(_correction_files(), where=str(CODER))
    known = held_back([one.text for one in given], held_out, near_duplicate=params.train.near_duplicate)
    corrections = [one for one, held in zip(given, known, strict=True) if not held]
    texts = [example.text for example in training.examples]
    judged = [example.text for held in held_out for example in held.examples]
    hits = find_in_all(rules, [*texts, *(one.text for one in corrections), *judged])
    trained = train(training.examples, codebook, hits, encoder, params.train, corrections, language=pipeline.title)
    coder, learned = trained.coder, trained.learned
    figures = report(
        training,
        hits.of(texts),
        learned,
        codebook,
        params.train,
        language=pipeline.title,
        encoder=encoder.version,
        made_for=made_for(training.examples, codebook, rules.version),
        baselines=simpler_coders(learned, encoder, training.examples, params.train),
        held_out=held_out_trials(
            held_out,
            coder,
            encoder,
            hits.by_text,
            training.examples,
            codebook,
            params.train,
            doubt=params.classify.doubt,
        ),
    )
    content, card = coder.to_bytes(), model_card(figures, read_study())

    write_bytes(CODER / "coder.skops", content)
    write_json(CODER / "metrics.json", figures)
    write_text(CODER / "CARD.md", card)
    themes, category, stance = (figures[kind] for kind in ("themes", "category", "stance"))
    taught_by = f" and {len(corrections)} of reviewers" if corrections else ""
    sys.stdout.write(
        f"train: {len(training.examples)} statements{taught_by}, "
        f"cross-validated themes micro F1 {themes['micro_f1']:.2f}, "
        f"category macro F1 {category['macro_f1']:.2f}, stance macro F1 {stance['macro_f1']:.2f} "
        f"→ {CODER / 'coder.skops'}\n"
    )


def _correction_files() -> dict[str, str]:
    """Content of the file of corrections, by its name; none where the coder is trained apart from any corpus."""
    return (
        {MERGED_CORRECTIONS.name: MERGED_CORRECTIONS.read_text(encoding="utf-8")}
        if MERGED_CORRECTIONS.is_file()
        else {}
    )


def training_files() -> dict[str, str]:
    """Content of the training files, by name."""
    files = statement_files(TRAINING)
    if not files:
        raise missing_file(TRAINING / "*.jsonl", todo="put labelled statements there, one JSON object a line")
    return files


if __name__ == "__main__":
    sys.exit(main())
