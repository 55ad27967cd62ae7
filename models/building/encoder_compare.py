"""Measures an encoder of one's own beside the bundled one (``python -m models.building.encoder_compare FOLDER``).

Reads what the train stage reads, and ``models/encoder``. Trains a coder on each of the two, in memory, and
prints how large and how quick they are and how well their coders do: on the held-out sets, and on the training
statements, each judged by coders and encoders that had not seen it. Writes the same to the folder's CARD.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.building.encoder import CARD
from pipeline.coder.data.held_out import HeldOut, read_held_out
from pipeline.coder.data.training_set import Example, read_training, statement_files, training_files
from pipeline.coder.encoder.sentence import MODEL, SentenceEncoder, read_encoder
from pipeline.coder.evaluation.evaluation_set import held_out_set
from pipeline.coder.evaluation.metrics_json import averages
from pipeline.coder.model.predictions import TOPIC, GoldLabels, Predictions
from pipeline.coder.model.training import train
from pipeline.coder.rules.rule_files import read_rule_folder
from pipeline.coder.rules.rules import RuleHits, RuleSet, find_in_all
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, ENCODER, HELD_OUT, RULES
from pipeline.core.errors import guarded
from pipeline.core.files import decode, read_bytes, write_text
from pipeline.core.params import Params, load_params
from pipeline.measures.bootstrap import Bootstrap, Ints

HEADING = "## Beside the bundled encoder\n"
_TIMED = 1000  # statements
_MEASURES = {"themes": "micro_f1", "stance": "macro_f1", TOPIC: "micro_f1"}
_TOLD = {"themes": "themes, micro F1", "stance": "stance, macro F1", TOPIC: "off topic, F1"}


def seconds(encoder: SentenceEncoder, texts: Sequence[str]) -> float:
    """What reading 1,000 such texts takes; the better of two times."""
    some = texts[:: max(len(texts) // _TIMED, 1)][:_TIMED]
    taken = []
    for _ in range(2):
        start = time.perf_counter()
        encoder.read(some)
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000 / len(some)


def rows_of(
    name: str, truth: GoldLabels, said: Predictions, groups: Ints, params: Params
) -> Iterator[tuple[str, str]]:
    """What is measured on a set, and the figure as text; of one that is all on topic, how much is put aside."""
    bootstrap = Bootstrap.of_groups(groups, samples=params.train.bootstrap_samples, seed=params.train.seed)
    found = averages(truth, said, bootstrap)
    for kind, measure in _MEASURES.items():
        if kind == TOPIC and not truth[kind].any():
            yield f"{name}: taken for off topic, none is", f"{100 * float(said[kind].labels.mean()):.1f}%"
        else:
            yield f"{name}: {_TOLD[kind]}", _figure(found[kind], measure)


def _figure(found: Mapping[str, Any], measure: str) -> str:
    if found[measure] is None:
        return "–"
    low_high = found[f"{measure}_interval"]
    spread = " ({:.2f}–{:.2f})".format(*low_high) if low_high else ""
    return f"{found[measure]:.2f}{spread}"


def measured(
    encoder: SentenceEncoder,
    examples: Sequence[Example],
    held_out: Sequence[HeldOut],
    hits: RuleHits,
    codebook: Codebook,
    params: Params,
) -> Iterator[tuple[str, str]]:
    """Train a coder on an encoder: what is measured -> the figure as text."""
    coder, learned = train(examples, codebook, hits, encoder, params.train)
    settings = {
        "near_duplicate": params.train.near_duplicate,
        "abstention_margin": params.classify.abstention_margin,
    }
    for held in held_out:
        own = held_out_set(held, coder, encoder, hits, examples, codebook, **settings)
        yield from rows_of(
            f"`{held.name}`, {len(held.examples)} statements", own.truth, own.coder, own.groups, params
        )
    name = f"training, {len(examples):,} statements"
    yield from rows_of(name, learned.truth, learned.answers, learned.groups, params)


def compare(folder: Path) -> str:
    """Measure both, add the table to CARD.md and give it."""
    params, codebook = load_params(), load_codebook(CODEBOOK)
    encoders = {"bundled": (ENCODER, read_encoder(ENCODER)), "own": (folder, read_encoder(folder))}
    examples = read_training(training_files(), codebook).examples
    near = params.train.near_duplicate
    held_out = read_held_out(statement_files(HELD_OUT), codebook, examples, near_duplicate=near)
    texts = [example.text for example in examples]
    rules = RuleSet(read_rule_folder(RULES, codebook).files, params.language.model)
    hits = find_in_all(rules, [*texts, *(example.text for held in held_out for example in held.examples)])
    columns = {}
    for name, (place, encoder) in encoders.items():
        size, took = (place / MODEL).stat().st_size / 1e6, seconds(encoder, texts)
        columns[name] = {
            f"size of `{MODEL}`": f"{size:.1f} MB",
            f"time for 1,000 statements, {encoder.threads} cores": f"{took:.2f} s",
            **dict(measured(encoder, examples, held_out, hits, codebook, params)),
        }
    lines = [f"| {what} | {' | '.join(own[what] for own in columns.values())} |" for what in columns["own"]]
    table = "\n".join([f"| measured | {' | '.join(columns)} |", "|---|---|---|", *lines])
    before = decode(read_bytes(folder / CARD), where=CARD)[0].partition(HEADING)[0].rstrip()
    write_text(folder / CARD, f"{before}\n\n{HEADING}\n{table}\n")
    return table


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.building.encoder_compare", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, help="folder that models.building.encoder wrote")
    given = parser.parse_args(argv)

    def run() -> None:
        sys.stdout.write(f"{compare(given.folder)}\n")

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
