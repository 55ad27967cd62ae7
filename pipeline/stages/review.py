"""Stage review: applies what reviewers handed back and writes the next files to review.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml, corpora/codebook.yaml,
        corpora/<corpus>/reviews/ (returned .csv, .tsv, .txt and .xlsx files; may be absent).
Writes  reports/<corpus>/labels.csv (one row is a statement with its final labels), review/
        (blind-<ronde>.csv, twijfel.csv, alles.csv to fill in; ingeleverd.csv, afgewezen.csv,
        geschillen.csv to look at; LEESMIJ.txt) and ledgers/review.json.

No statement is dropped. A row of a returned file is applied, or listed in afgewezen.csv with
the reason, or was not filled in. Returned files are only read: they stay as they are. With
``review.strict`` a value that cannot be read ends the stage before anything is written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.corpus import Corpus
from pipeline.errors import InputError, InputErrors, guarded
from pipeline.files import write_text
from pipeline.ledger import Ledger
from pipeline.params import load_params
from pipeline.review.audit import draw
from pipeline.review.checking import check_file
from pipeline.review.labelling import disputes, label
from pipeline.review.manual import manual
from pipeline.review.outgoing import may_be_drawn, review_tables
from pipeline.review.problems import Code, Problem, Wording, Wordings, as_error, as_table, stopping
from pipeline.review.receipts import Receipt, receipt, receipts_table
from pipeline.review.returned import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, parse_returned, row_of
from pipeline.review.verdicts import Review, weigh
from pipeline.tables import (
    DISPUTES,
    LABELS,
    PREDICTIONS,
    RECEIPTS,
    REJECTED,
    REVIEW,
    read_table,
    write_table,
)
from pipeline.yaml_model import read_yaml_model

TEXTS = Path(str(files("pipeline.review")))
NOT_REVIEWS = (".md", ".yaml", ".yml", ".json")  # notes that people and programs keep beside the reviews
MOST_ERRORS = 20  # shown at once; more of them only hide the first


@dataclass(frozen=True)
class Returned:
    """All returned files together."""

    reviews: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)


def read_returned(folder: Path, texts: Mapping[str, str], codebook: Codebook) -> Returned:
    """Read and check every returned file; hidden files, lock files and notes are not reviews."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    returned = Returned()
    for name in names:
        if name.startswith((".", "~$")) or name.lower().endswith(NOT_REVIEWS):
            continue
        frame = read_frame(folder / name)
        if isinstance(frame, Problem):
            returned.problems.append(frame)
            returned.receipts.append(Receipt(name))
            continue
        checked = check_file(name, frame, texts, codebook)
        returned.reviews.extend(checked.reviews)
        returned.problems.extend(checked.problems)
        returned.receipts.append(receipt(name, frame.index.tolist(), checked))
    return returned


def read_frame(path: Path) -> pd.DataFrame | Problem:
    """The file as a table, or why it is none."""
    if path.is_dir() or not path.name.lower().endswith((*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)):
        return Problem(path.name, 0, "not_a_table")
    try:
        return parse_returned(path.name, path.read_bytes())
    except InputError as problem:
        return Problem(path.name, row_of(problem), "unreadable")


def refuse(problems: Sequence[Problem], wordings: Mapping[Code, Wording], folder: Path) -> None:
    """End the stage when there are mistakes, naming each; after the first twenty their number."""
    errors = [as_error(problem, wordings, folder=str(folder)) for problem in problems]
    if len(errors) > MOST_ERRORS:
        more = InputError(
            f"and {len(errors) - MOST_ERRORS} more", where=str(folder), todo="mend the first ones first"
        )
        errors = [*errors[:MOST_ERRORS], more]
    if errors:
        raise InputErrors.of(errors)


def run(name: str) -> str:
    """Review one corpus; gives the summary line."""
    params, corpus = load_params(), Corpus(name)
    kinds_excluded = params.trend.kinds_excluded
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    texts = dict(zip(predictions["statement_id"], predictions["text"], strict=True))
    wordings = read_yaml_model(TEXTS / "problems.yaml", Wordings).problems

    returned = read_returned(corpus.reviews, texts, corpus.codebook)
    if params.review.strict:
        refuse(stopping(returned.problems, wordings), wordings, corpus.reviews)
    verdicts = weigh(returned.reviews)
    coded = {one for one, verdict in verdicts.items() if verdict.coded_blind}
    audit = draw(may_be_drawn(predictions, kinds_excluded), params.review.audit_size, coded)
    labels = label(predictions, verdicts, {one for ids in audit.values() for one in ids})
    tables, listed = review_tables(labels, audit, verdicts, kinds_excluded, params.review.doubtful_size)
    template = (TEXTS / "leesmij.txt.j2").read_text(encoding="utf-8")
    readme = manual(template, corpus.config.title, corpus.reviews.as_posix(), listed, corpus.codebook)
    rejected, disputed = as_table(returned.problems, wordings), disputes(verdicts, texts)
    ledger = Ledger.of(
        "review",
        "statement",
        incoming=predictions["statement_id"],
        kept=labels["statement_id"],
        dropped={},
        reasons={},
    )

    folder = corpus.reports / "review"
    for file, table in tables.items():
        write_table(folder / file, table, REVIEW)
    for stale in sorted(set(folder.glob("blind-*.csv")) - {folder / file for file in tables}):
        stale.unlink()  # of a round that is gone
    write_table(folder / "afgewezen.csv", rejected, REJECTED)
    write_table(folder / "geschillen.csv", disputed, DISPUTES)
    write_table(folder / "ingeleverd.csv", receipts_table(returned.receipts), RECEIPTS)
    write_text(folder / "LEESMIJ.txt", readme)
    write_table(corpus.reports / "labels.csv", labels, LABELS)
    ledger.write(corpus.ledger("review"))
    return (
        f"review {name}: {len(labels)} statements, {(labels['reviewer'] != '').sum()} reviewed "
        f"({(labels['audit'] == 'ja').sum()} of {sum(map(len, audit.values()))} in the audit), "
        f"{disputed['uitspraak_id'].nunique()} disputed, {len(rejected)} problems in returned files"
        f" → {corpus.reports / 'labels.csv'}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage from the command line."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.review", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: _print(run(arguments.corpus)))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
