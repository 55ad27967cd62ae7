"""Studies the coder, more slowly than every training could: `make study`.

Reads what the train stage reads, and the held-out statements. Writes ``models/study.json``:
how the coder grows with its training statements, how it does on a kind of text that it never saw,
and on which kinds of text each rule is right. It names what it was made for; the model card shows
it as long as that is what the coder is trained on.

Keys: ``made_for``; ``notes`` (coder → what it looks at); ``learning_curve`` (coder → points of
``statements`` and ``tests``: set → kind → averages); ``transfer`` (coder → part left out →
``statements``, ``learned_from``, kind → averages); ``rules`` (set → rule → figures).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.coder.data.groups import group_numbers
from pipeline.coder.data.held_out import read_held_out
from pipeline.coder.data.training_set import Example, read_training, statement_files, training_files
from pipeline.coder.encoder.encoder import NOTHING_SEEN, Encoder, FitHeads, Floats, LabelScores, Reading
from pipeline.coder.encoder.sentence import MODEL, read_encoder
from pipeline.coder.evaluation.metrics_json import averages
from pipeline.coder.evaluation.report import PAGE, STUDY, made_for, rule_figures
from pipeline.coder.model.predictions import Predictions, of_logits
from pipeline.coder.model.training import train, truth_of
from pipeline.coder.rules.rule_files import read_rule_folder
from pipeline.coder.rules.rules import Hit, RuleHits, RuleSet, find_in_all
from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.corpus import CODEBOOK, ENCODER, HELD_OUT, RULES
from pipeline.core.errors import guarded
from pipeline.core.files import write_json
from pipeline.core.params import Train, load_params
from pipeline.measures.bootstrap import Bootstrap, Ints

SIZES = (1000, 2000, 4000, 8000)  # training statements on the curve, beside all
TESTED = 0.1  # share of the training statements that the curve's coders never learn from
NOTES = {
    "linear": "words, character runs and rules",
    "with_encoder": (
        "the same and the sentence encoder, which was tuned on all training statements: "
        "sound on held-out sets, but it knows kinds of text that the linear part has not seen"
    ),
}


@dataclass(frozen=True)
class Material:
    """Labelled statements and what is known of each before learning.

    Attributes
    ----------
    groups : (n_statements,)
    """

    examples: tuple[Example, ...]
    hits: tuple[Sequence[Hit], ...]
    groups: Ints

    def part(self, where: npt.NDArray[np.bool_]) -> Material:
        """The statements where ``where`` (n_statements,) holds."""
        rows = np.flatnonzero(where)
        return Material(
            tuple(self.examples[row] for row in rows),
            tuple(self.hits[row] for row in rows),
            self.groups[rows],
        )


class NoEncoder:
    """Says nothing, of any text: for a coder of words, character n-grams and rules alone."""

    version = ""
    names: tuple[str, ...] = ()
    seen = NOTHING_SEEN

    def read(self, texts: Sequence[str]) -> Reading:
        """No numbers."""
        nothing = np.zeros((len(texts), 0), dtype=np.float32)
        return Reading(nothing, nothing)

    def unseen(self, texts: Sequence[str]) -> Floats:
        """No numbers."""
        return self.read(texts).logits

    def short(self, vectors: Floats) -> Floats:
        """No numbers."""
        return vectors

    def fit(self, texts: Sequence[str], fit_heads: FitHeads) -> LabelScores:
        """No scores."""
        del fit_heads
        return LabelScores((), self.unseen(texts))


Coder = Callable[[Material], Predictions]
Learner = Callable[[Material], Coder]  # from statements to learn from, to a coder


def learner(columns: Sequence[str], encoder: Encoder, codebook: Codebook, params: Train) -> Learner:
    """The coder of the train stage, with these columns of rules and this encoder."""

    def fit(material: Material) -> Coder:
        hits = {example.text: own for example, own in zip(material.examples, material.hits, strict=True)}
        coder, _ = train(material.examples, codebook, RuleHits("", columns, hits), encoder, params)

        def judge(other: Material) -> Predictions:
            texts = [example.text for example in other.examples]
            rows = coder.features.transform(texts, other.hits, encoder.unseen(texts))
            return of_logits(coder.logits(rows), coder.thresholds)

        return judge

    return fit


def learning_curve(
    material: Material, tests: Mapping[str, Material], fit: Learner, codebook: Codebook, params: Train
) -> list[dict[str, Any]]:
    """Averages on each test by coders that learned from ever more statements, groups whole.

    A tenth of the statements, ``kept_apart``, is a test too; no coder learns from it.
    """
    order = shuffled(material, seed=params.seed)
    counted = np.cumsum([int((material.groups == group).sum()) for group in order])
    n_test = counted[-1] * TESTED
    apart = np.isin(material.groups, order[counted <= n_test])
    rest = counted - apart.sum()
    tests = {"kept_apart": material.part(apart), **tests}
    points = []
    for size in [size for size in SIZES if size < rest[-1]] + [int(rest[-1])]:
        learned_from = material.part(np.isin(material.groups, order[(rest > 0) & (rest <= size)]))
        coder = fit(learned_from)
        points.append(
            {
                "statements": len(learned_from.examples),
                "tests": {name: measured(own, coder, codebook, params) for name, own in tests.items()},
            }
        )
    return points


def transfer(
    material: Material, registers: Sequence[str], fit: Learner, codebook: Codebook, params: Train
) -> dict[str, dict[str, Any]]:
    """Register -> averages on it by a coder that learned from the others (and not from its near-duplicates).

    Parameters
    ----------
    registers : register of each statement: where it is from, how it is worded.
    """
    found = {}
    names = np.array(registers)
    for register in sorted(set(registers)):
        own = names == register
        learned_from = material.part(~np.isin(material.groups, material.groups[own]))
        test = material.part(own)
        found[register] = {
            "statements": len(test.examples),
            "learned_from": len(learned_from.examples),
        } | measured(test, fit(learned_from), codebook, params)
    return found


def measured(test: Material, coder: Coder, codebook: Codebook, params: Train) -> dict[str, Any]:
    """Per kind micro and macro F1 with intervals, Brier and calibration error."""
    bootstrap = Bootstrap.of_groups(test.groups, samples=params.bootstrap_samples, seed=params.seed)
    return averages(truth_of(test.examples, codebook), coder(test), bootstrap)


def shuffled(material: Material, *, seed: int) -> Ints:
    """The groups in an order that a hash of their first id gives, whatever the order of statements."""
    first: dict[int, str] = {}
    for group, example in zip(material.groups.tolist(), material.examples, strict=True):
        first[group] = min(first.get(group, example.id), example.id)
    return np.array(sorted(first, key=lambda f: hashlib.sha256(f"{seed}:{first[f]}".encode()).hexdigest()))


def register_of(file: str) -> str:
    """The register of a training file: its name without the number of the part.

    >>> register_of("field_12.jsonl"), register_of("part_a.jsonl")
    ('field', 'part_a')
    """
    return re.sub(r"(_\d+)?\.jsonl$", "", file)


def rules_by_text(material: Material, tests: Mapping[str, Material], codebook: Codebook) -> dict[str, Any]:
    """Set -> rule -> figures: on made-up statements, on those after public pages, on each held-out set."""
    pages = np.array([example.group.startswith(PAGE) for example in material.examples])
    sets = {"made_up": material.part(~pages), "from_pages": material.part(pages), **tests}
    return {
        name: rule_figures(own.hits, truth_of(own.examples, codebook), codebook.labels)
        for name, own in sets.items()
        if own.examples
    }


def run() -> None:
    """Read, study, write."""
    params = load_params()
    tuned = params.train
    codebook = load_codebook(CODEBOOK)
    files = training_files()
    examples = read_training(files, codebook).examples
    held_out = read_held_out(statement_files(HELD_OUT), codebook, examples, near_duplicate=tuned.near_duplicate)
    rules = RuleSet(read_rule_folder(RULES, codebook).files, params.language.model)

    def prepared(some: tuple[Example, ...]) -> Material:
        texts = [example.text for example in some]
        groups = group_numbers(texts, [e.group for e in some], near_duplicate=tuned.near_duplicate)
        return Material(some, tuple(find_in_all(rules, texts).of(texts)), groups)

    material, tests = prepared(examples), {held.name: prepared(held.examples) for held in held_out}
    lines = ((name, line) for name, text in files.items() for line in text.split("\n") if line.strip())
    register = {json.loads(line)["id"]: register_of(name) for name, line in lines}
    registers = [register[example.id] for example in examples]
    learners = {"linear": learner(rules.columns, NoEncoder(), codebook, tuned)}
    if (ENCODER / MODEL).exists():
        learners["with_encoder"] = learner(rules.columns, read_encoder(ENCODER), codebook, tuned)
    study: dict[str, Any] = {
        "made_for": made_for(examples, codebook, rules.version),
        "notes": {name: NOTES[name] for name in learners},
        "learning_curve": {},
        "transfer": {},
        "rules": rules_by_text(material, tests, codebook),
    }
    for name, fit in learners.items():
        study["learning_curve"][name] = learning_curve(material, tests, fit, codebook, tuned)
        sys.stdout.write(f"study: learning curve of {name} done\n")
        study["transfer"][name] = transfer(material, registers, fit, codebook, tuned)
        sys.stdout.write(f"study: transfer of {name} done\n")
    write_json(STUDY, study)
    sys.stdout.write(f"study: {len(examples)} statements in {len(set(registers))} parts → {STUDY}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the study by hand."""
    argparse.ArgumentParser(prog="python -m models.building.study", description=__doc__.split("\n")[0]).parse_args(
        argv
    )
    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
