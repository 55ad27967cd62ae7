"""What did learning from reviewers bring? ``python -m tests.benchmarks.bench_corrections [CORPUS]``.

After ``dvc repro``: the coder with the lessons of a corpus (``classify.lessons``) beside the coder without, in
seconds. Printed per kind of label, with the 95% interval of the difference:

- reviewed: each of five parts by the lessons of the others; respondents and near-duplicates stay in one part;
- audit: the blind audit, from which nobody learns, judged with all lessons.

What both coders get wrong does not widen the interval: whole groups are drawn, the same for both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.coder.classify.classifying import NO_LESSONS, ReadStatements, lessons_of, read_statements
from pipeline.coder.classify.lessons import answers
from pipeline.coder.data.groups import folds_of, group_numbers
from pipeline.coder.model.predictions import Predictions, of_logits
from pipeline.coder.model.resources import load_resources
from pipeline.core.codebook import split_themes
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.corrections import Correction, read_corrections
from pipeline.core.counting import chances_coded, why_not_counted
from pipeline.core.files import own_text
from pipeline.core.params import Params, load_params
from pipeline.core.tables import LABELS, STATEMENTS, read_table
from pipeline.measures.agreement import Counts, outcomes
from pipeline.measures.bootstrap import Bootstrap, Floats, interval

PARTS = 5  # of the reviewed statements: each is judged by the lessons of four fifths
FEWEST = 20  # reviewed statements; with fewer the interval is wider than any gain

Groups = npt.NDArray[np.int_]


def groups_of(statements: pd.DataFrame, params: Params) -> Groups:
    """Number of each statement's group: of one respondent, the same in other words, or nearly the same."""
    twins = statements["duplicate_of"].where(statements["duplicate_of"] != "", statements["statement_id"])
    names = ("respondent " + statements["respondent"]).where(statements["respondent"] != "", "twin " + twins)
    return group_numbers(statements["text"].tolist(), names.tolist(), near_duplicate=params.train.near_duplicate)


def gain(
    truth: Sequence[Correction],
    said: Sequence[Predictions],
    groups: Groups,
    weights: Floats,
    labels: Mapping[str, Sequence[str]],
    params: Params,
) -> list[str]:
    """Per kind of label the F1 without and with lessons, and the interval of the difference."""
    lines = []
    for kind, (right, there) in answers(truth, labels).items():
        measure = "macro F1" if kind in ("category", "stance") else "micro F1"
        bootstrap = Bootstrap.of_groups(
            groups[there], samples=params.train.bootstrap_samples, seed=params.train.seed
        )
        figures = []
        for given in (predicted[kind].labels for predicted in said):
            cells = outcomes(right[there], given[there]) * weights[there, None, None]
            both = Counts.of_sums(cells.sum(axis=0)), Counts.of_sums(bootstrap.sums(cells))
            figures.append([c.macro_f1 if measure == "macro F1" else c.micro().f1 for c in both])
        (before, drawn_before), (after, drawn_after) = figures
        spread = interval(drawn_after - drawn_before) if there.any() else None
        if spread:
            change = f"{after - before:+.3f} ({spread[0]:+.3f} to {spread[1]:+.3f})"
            lines.append(f"  {kind} {measure} {before:.3f} → {after:.3f}: {change}, {there.sum()} statements")
    return lines or ["  nothing came back coded"]


def run(corpus: Corpus) -> None:
    """Read, learn six times, print."""
    params = load_params()
    corrections = read_corrections(own_text(corpus.corrections), where=str(corpus.corrections))
    statements = read_table(corpus.reports / "statements.csv", STATEMENTS).set_index("statement_id", drop=False)
    labels = read_table(corpus.reports / "labels.csv", LABELS).set_index("statement_id", drop=False)
    reviewed = statements.loc[[correction.id for correction in corrections]]
    groups = groups_of(reviewed, params)
    n_parts = min(PARTS, len(set(groups.tolist())))
    if len(corrections) < FEWEST or n_parts < 2:
        sys.exit(f"{len(corrections)} corrections in {n_parts} groups are too few to say what they brought")
    parts = folds_of(reviewed.index.tolist(), groups, n_parts, seed=params.train.seed)
    audited = labels[(labels["audit"] == "ja") & (why_not_counted(labels).isin(["", "off_topic"]))]
    resources = load_resources(params.language, params.coder, corpus.codebook)
    known, limits = resources.coder.labels, resources.coder.thresholds

    def said(reading: ReadStatements) -> Predictions:
        return of_logits(reading.logits, limits)

    plain, full = (
        read_statements(reviewed, resources),
        lessons_of(corrections, statements, resources, params.classify),
    )
    logits = {kind: values.copy() for kind, values in plain.logits.items()}
    for part in range(n_parts):
        others = [row for row, own in zip(corrections, parts, strict=True) if own != part]
        lessons = lessons_of(others, statements, resources, params.classify)
        for kind, values in read_statements(reviewed[parts == part], resources, lessons).logits.items():
            logits[kind][parts == part] = values
    ones, chances = np.ones(len(reviewed)), chances_coded(labels)[audited.index]
    heavy = ((1 / chances) / (1 / chances).mean()).fillna(1.0).to_numpy(dtype=np.float64)
    drawn, coded = statements.loc[audited.index], audited.to_dict("records")
    by_people = [
        Correction(
            id=row["statement_id"],
            text=row["text"],
            category=row["category"],
            stance=row["stance"],
            themes=tuple(split_themes(row["themes"])),
            on_topic=row["themes_status"] != OFF_TOPIC,
            weight=1,
        )
        for row in coded
    ]
    audit = [said(read_statements(drawn, resources, lessons)) for lessons in (NO_LESSONS, full)]
    lines = [
        f"{corpus.name}: what {len(corrections)} corrections brought",
        "on the reviewed statements:",
        *gain(corrections, [said(plain), of_logits(logits, limits)], groups, ones, known, params),
        "on the blind audit:",
        *gain(by_people, audit, groups_of(drawn, params), heavy, known, params),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", nargs="?", default="nedermaas")
    run(Corpus(parser.parse_args().corpus))
