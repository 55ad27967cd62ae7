"""What did learning from reviewers bring? ``python -m tests.benchmarks.bench_corrections [CORPUS]``.

After ``dvc repro``: trains the coder without corrections, with all of the corpus, and once for each of five
parts of the reviewed statements with the corrections of the other parts (seven trainings, some three minutes).
Printed per kind of label, with the 95% interval of the difference:

- reviewed: each part judged by the coder that had not seen it; respondents and near-duplicates stay in one part;
- audit: the blind audit, from which nobody learns, judged by the coder with all corrections.

What both coders get wrong does not widen the interval: whole groups are drawn, the same for both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.coder.classify.classifying import code_statements
from pipeline.coder.data.groups import folds_of, group_numbers
from pipeline.coder.data.training_set import read_training, training_files
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.coder.model.training import judged, train, truth_of
from pipeline.coder.rules.rules import RuleHits, find_in_all
from pipeline.core.codebook import Codebook, load_codebook, split_themes
from pipeline.core.corpus import CODEBOOK, CORRECTIONS, Corpus
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.counting import chances_coded, why_not_counted
from pipeline.core.params import Params, load_params
from pipeline.core.tables import LABELS, STATEMENTS, read_table
from pipeline.measures.agreement import Counts, outcomes
from pipeline.measures.bootstrap import Bootstrap, Floats, interval

PARTS = 5  # of the reviewed statements: each coder learns from four fifths
FEWEST = 20  # reviewed statements; with fewer the interval is wider than any gain

Groups = npt.NDArray[np.int_]


def groups_of(statements: pd.DataFrame, params: Params) -> Groups:
    """Number of each statement's group: of one respondent, the same in other words, or nearly the same."""
    twins = statements["duplicate_of"].where(statements["duplicate_of"] != "", statements["statement_id"])
    names = ("respondent " + statements["respondent"]).where(statements["respondent"] != "", "twin " + twins)
    return group_numbers(statements["text"].tolist(), names.tolist(), near_duplicate=params.train.near_duplicate)


def coded(labels: pd.DataFrame) -> list[Correction]:
    """Statements with labels, in the form of corrections."""
    rows = labels[["text", "category", "stance", "themes"]].to_dict("records")
    return [
        Correction.model_validate({**row, "id": "–", "weight": 1, "themes": split_themes(str(row["themes"]))})
        for row in rows
    ]


def gain(
    truth: Sequence[Correction],
    answers: tuple[Sequence[Correction], Sequence[Correction]],
    groups: Groups,
    weights: Floats,
    codebook: Codebook,
    params: Params,
) -> list[str]:
    """Per kind of label the F1 of the coder without and with corrections, and the interval of the difference."""
    right, known = truth_of(truth, codebook), judged(truth, codebook)
    lines = []
    for kind, measure in (("themes", "micro F1"), ("category", "macro F1"), ("stance", "macro F1")):
        there = known[kind]
        bootstrap = Bootstrap.of_groups(
            groups[there], samples=params.train.bootstrap_samples, seed=params.train.seed
        )
        figures = []
        for given in (truth_of(coder, codebook)[kind] for coder in answers):
            cells = outcomes(right[kind][there], given[there]) * weights[there, None, None]
            both = Counts.of_sums(cells.sum(axis=0)), Counts.of_sums(bootstrap.sums(cells))
            figures.append([c.macro_f1 if measure == "macro F1" else c.micro().f1 for c in both])
        (before, drawn_before), (after, drawn_after) = figures
        spread = interval(drawn_after - drawn_before) if there.any() else None
        if spread:
            change = f"{after - before:+.3f} ({spread[0]:+.3f} to {spread[1]:+.3f})"
            lines.append(f"  {kind} {measure} {before:.3f} → {after:.3f}: {change}, {there.sum()} statements")
    return lines or ["  nothing came back coded"]


def run(corpus: Corpus) -> None:
    """Read, train seven times, print."""
    params, codebook = load_params(), load_codebook(CODEBOOK)
    path = CORRECTIONS / f"{corpus.name}.jsonl"
    corrections = read_corrections(path.read_text(encoding="utf-8"), where=str(path))
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS).set_index("statement_id", drop=False)
    labels = read_table(corpus.reports / "labels.csv", LABELS).set_index("statement_id", drop=False)
    reviewed = statements.loc[[correction.id for correction in corrections]]
    groups = groups_of(reviewed, params)
    n_parts = min(PARTS, len(set(groups.tolist())))
    if len(corrections) < FEWEST or n_parts < 2:
        sys.exit(f"{len(corrections)} corrections in {n_parts} groups are too few to say what they brought")
    parts = folds_of(reviewed.index.tolist(), groups, n_parts, seed=params.train.seed)
    audited = labels[(labels["audit"] == "ja") & (why_not_counted(labels) == "")]
    drawn = statements.loc[audited.index]
    examples = read_training(training_files(), codebook).examples
    known = load_resources(params.language, params.coder, corpus.codebook)
    hits: RuleHits = find_in_all(known.rules, [*(e.text for e in examples), *(c.text for c in corrections)])

    def taught(by: Sequence[Correction]) -> CoderResources:
        return replace(known, coder=train(examples, codebook, hits, known.encoder, params.train, by)[0])

    def judge(coder: CoderResources, rows: pd.DataFrame) -> list[Correction]:
        return coded(rows[["text"]].join(code_statements(rows, coder, params.classify)))

    plain, full = taught([]), taught(corrections)
    unseen: dict[str, Correction] = {}
    for part in range(n_parts):
        others = [row for row, own in zip(corrections, parts, strict=True) if own != part]
        rows = reviewed[parts == part]
        unseen |= dict(zip(rows.index, judge(taught(others), rows), strict=True))
    ones, chances = np.ones(len(reviewed)), chances_coded(labels)[audited.index]
    heavy = ((1 / chances) / (1 / chances).mean()).fillna(1.0).to_numpy(dtype=np.float64)
    answers = judge(plain, reviewed), [unseen[name] for name in reviewed.index]
    audit = judge(plain, drawn), judge(full, drawn)
    lines = [
        f"{corpus.name}: what {len(corrections)} corrections brought",
        "on the reviewed statements:",
        *gain(corrections, answers, groups, ones, corpus.codebook, params),
        "on the blind audit:",
        *gain(coded(audited), audit, groups_of(drawn, params), heavy, corpus.codebook, params),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", nargs="?", default="nedermaas")
    run(Corpus(parser.parse_args().corpus))
