"""Measures the trained coder on real text that stays out of the project (``python -m models.building.real_text``).

Reads a folder: ``statements.jsonl`` (id, source, text), and ``coder1.jsonl`` and ``coder2.jsonl`` (id, on_topic,
category, stance, themes), codings by people who saw neither each other's nor the coder's; the trained coder.
Writes ``models/real_text.json``: figures, no sentence. It names what the coder was made with; the model card shows
it as long as that is so. The first coding is the truth; the second shows what a person reaches. ``lessons`` says
what corrections bring: of each source half is corrected as the first coding has it, and the other half judged with
and without these lessons, for twenty halves drawn by chance.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipeline.coder.classify.classifying import code_statements, read_statements
from pipeline.coder.classify.lessons import answers, learned
from pipeline.coder.data.training_set import read_training, training_files
from pipeline.coder.evaluation.report import REAL_TEXT, made_for
from pipeline.coder.model.predictions import TOPIC, of_logits
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.codebook import load_codebook, numbers_of, split_themes
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.corpus import CODEBOOK
from pipeline.core.corrections import Correction
from pipeline.core.errors import guarded
from pipeline.core.files import decode, read_bytes, write_json
from pipeline.core.params import LessonSettings, load_params
from pipeline.measures.agreement import Counts, indicators, ratio
from pipeline.measures.bootstrap import DECIMALS, Bools, Bootstrap, Floats, interval

_PRAISE = "behouden"
_SURE = 0.9
_HALVES = 20  # times that each source is halved by chance
Coding = Sequence[Mapping[str, Any]]  # per statement on_topic, stance, themes, and of the coder confidences


def figures(
    truth: Coding, said: Coding, themes: Sequence[str], stances: Sequence[str], seed: int
) -> dict[str, Any]:
    """How well ``said`` holds against ``truth``, each figure 0-1 with its interval; null where it is not defined.

    ``off_topic_f1``; ``off_topic_with_theme``, share of what is off topic with a theme given (lower is better);
    micro F1 of themes over all and ``on_topic``; ``precision`` and ``recall`` of themes over all; macro F1 of
    stances on topic; ``praise``, share of what is called praise that is; ``sure``, share right of themes given
    with at least .9.
    """
    off, off_said = (np.array([not one["on_topic"] for one in coding]) for coding in (truth, said))
    true, given = (indicators([one["themes"] for one in coding], themes) for coding in (truth, said))
    stance, stance_said = (indicators([[one["stance"]] for one in coding], stances) for coding in (truth, said))
    praise = stances.index(_PRAISE)
    sure = (
        np.array([[one.get("confidences", {}).get(name, 0) >= _SURE for name in themes] for one in said]) & given
    )
    bootstrap = Bootstrap.of_statements(len(truth), samples=1000, seed=seed)

    def figure(cells: Bools | Floats, measure: Callable[[Floats], Floats]) -> list[Any]:
        value, spread = measure(cells.sum(axis=0).astype(float)), interval(measure(bootstrap.sums(cells)))
        return [None if np.isnan(value) else round(float(value), DECIMALS), *(spread or (None, None))]

    def share(part: Bools, whole: Bools) -> list[Any]:
        cells = np.stack(
            [(part & whole).reshape(len(part), -1).sum(1), whole.reshape(len(part), -1).sum(1)], axis=1
        )
        return figure(cells, lambda sums: ratio(sums[..., 0], sums[..., 1]))

    def f1(one: Bools, other: Bools, measure: Callable[[Counts], Floats]) -> list[Any]:
        cells = np.stack([one & other, ~one & other, one & ~other], axis=-1)
        return figure(cells, lambda sums: measure(Counts.of_sums(sums)))

    on = np.logical_not(off)[:, None]
    return {
        "statements": len(truth),
        "off_topic": int(off.sum()),
        "off_topic_f1": f1(off[:, None], off_said[:, None], lambda counts: counts.micro().f1),
        "off_topic_with_theme": share(np.logical_or.reduce(given, axis=1), off),
        "themes": f1(true, given, lambda counts: counts.micro().f1),
        "themes_on_topic": f1(true & on, given & on, lambda counts: counts.micro().f1),
        "precision": share(true, given),
        "recall": share(given, true),
        "stance_on_topic": f1(stance & on, stance_said & on, lambda counts: counts.macro_f1),
        "praise": share(stance[:, praise], stance_said[:, praise]),
        "praise_given": int(stance_said[:, praise].sum()),
        "sure": share(true, sure),
        "sure_given": int(sure.sum()),
    }


def lessons(
    statements: Coding, truth: Coding, resources: CoderResources, settings: LessonSettings, seed: int
) -> dict[str, Any]:
    """What corrections bring to the rest of their own source: F1 of off topic, micro F1 of themes over all, share
    of stances right; each without lessons, with them, and the difference with its interval over statements.
    """
    labels, limits = resources.coder.labels, resources.coder.thresholds
    corrections = [
        Correction(text=one["text"], weight=1, **{**own, "themes": tuple(own["themes"])})
        for one, coding in zip(statements, truth, strict=True)
        for own in [{key: coding[key] for key in ("id", "category", "stance", "themes", "on_topic")}]
    ]
    right = {kind: own for kind, (own, _) in answers(corrections, labels).items()}
    reading = read_statements(pd.DataFrame({"text": [one["text"] for one in statements]}), resources)
    sources, kinds = np.array([one["source"] for one in statements]), (TOPIC, "themes", "stance")
    # Without and with lessons, per statement: true and given, given alone, true alone. Of labels of which one
    # holds micro F1 is the share right.
    cells = {kind: np.zeros((2, len(statements), 3)) for kind in kinds}
    chance = np.random.default_rng(seed)
    for source in sorted(set(sources.tolist())) * _HALVES:
        half, rest = np.array_split(chance.permutation(np.flatnonzero(sources == source)), 2)
        corrected, before = ({kind: own[some] for kind, own in reading.logits.items()} for some in (half, rest))
        taught = learned([corrections[n] for n in half], reading.vectors[half], corrected, labels, settings)
        after = taught.taught(before, reading.vectors[rest], [""] * len(rest))
        for number, said in enumerate(of_logits(odds, limits) for odds in (before, after)):
            for kind in kinds:
                true, given = right[kind][rest], said[kind].labels
                counts = [(true & given).sum(1), (~true & given).sum(1), (true & ~given).sum(1)]
                cells[kind][number, rest] += np.stack(counts, axis=1)
    bootstrap, found = Bootstrap.of_statements(len(statements), samples=1000, seed=seed), {}
    for kind, both in cells.items():
        old, new = (float(Counts.of_sums(own.sum(axis=0)).f1) for own in both)
        before_drawn, after_drawn = (Counts.of_sums(bootstrap.sums(own)).f1 for own in both)
        gain = [round(new - old, DECIMALS), *(interval(after_drawn - before_drawn) or (None, None))]
        found[kind] = {"without": round(old, DECIMALS), "with": round(new, DECIMALS), "gain": gain}
    return found


def measure(folder: Path) -> dict[str, Any]:
    """Content of ``models/real_text.json``."""
    params, codebook = load_params(), load_codebook(CODEBOOK)
    resources = load_resources(params.language, params.coder, codebook)
    statements, first, second = (_lines(folder / f"{name}.jsonl") for name in ("statements", "coder1", "coder2"))
    people = [{one["id"]: one for one in coding} for coding in (first, second)]
    truth, other = ([coding[one["id"]] for one in statements] for coding in people)
    coded = code_statements(
        pd.DataFrame({"text": [one["text"] for one in statements]}), resources, params.classify
    )
    said = [
        {
            "on_topic": row["themes_status"] != OFF_TOPIC,
            "stance": row["stance"],
            "themes": split_themes(row["themes"]),
            "confidences": numbers_of(row["theme_confidences"]),
        }
        for row in coded.to_dict("records")
    ]
    known = codebook.labels["themes"], codebook.labels["stance"], params.train.seed
    sources = sorted({one["source"] for one in statements})
    own = {name: [n for n, one in enumerate(statements) if one["source"] == name] for name in sources}
    examples = read_training(training_files(), codebook).examples
    return {
        "made_for": made_for(examples, codebook, resources.coder.provenance.rules),
        "encoder": resources.coder.provenance.encoder,
        "coder": figures(truth, said, *known),
        "people": figures(truth, other, *known),
        "lessons": lessons(statements, truth, resources, params.classify.lessons, params.train.seed),
        "sources": [
            figures([truth[n] for n in numbers], [said[n] for n in numbers], *known) for numbers in own.values()
        ],
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    text, _ = decode(read_bytes(path, todo="name a folder with statements and two codings"), where=str(path))
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.building.real_text", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path, help="statements.jsonl, coder1.jsonl and coder2.jsonl")
    parser.add_argument("--out", type=Path, default=REAL_TEXT, help="default: %(default)s")
    given = parser.parse_args(argv)

    def run() -> None:
        found = measure(given.folder)
        write_json(given.out, found)
        sys.stdout.write(f"real_text: {found['coder']['statements']} statements → {given.out}\n")

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
