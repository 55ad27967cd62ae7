"""Stage review: applies what reviewers handed back and writes the next files to review.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml, corpora/codebook.yaml,
        corpora/<corpus>/reviews/ (returned .csv, .tsv, .txt and .xlsx files; may be absent).
Writes  reports/<corpus>/labels.csv (one row is a statement with its final labels), review/
        (blind-<ronde>.csv, twijfel.csv, alles.csv to fill in; ingeleverd.csv, afgewezen.csv,
        geschillen.csv to look at; LEESMIJ.txt) and ledgers/review.json. A run that ends on mistakes
        in returned files writes only reports/te-verbeteren-<corpus>.csv, which lists them.
Keeps   corpora/<corpus>/reviews/steekproef.csv: which statements were drawn for the blind audit, and with
        which chance. It is only ever added to, and belongs in version control with the reviews.

No statement is dropped. A row of a returned file is applied, or listed in afgewezen.csv with
the reason, or was not filled in. Returned files are only read: they stay as they are. With
``review.strict`` a value that cannot be read ends the stage before anything is written. So do
answers that were filled in in review/ itself, and not handed in: they would be written over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.corpus import Corpus
from pipeline.errors import InputError, InputErrors, guarded
from pipeline.excel_tables import DISPUTES, RECEIPTS, REJECTED, REVIEW
from pipeline.files import write_json, write_text
from pipeline.ledger import Ledger
from pipeline.params import load_params
from pipeline.review.checking import Checked, check_file, without_contradictions
from pipeline.review.labelling import disputes, label
from pipeline.review.manual import manual
from pipeline.review.outgoing import may_be_drawn, review_tables
from pipeline.review.problems import Code, Problem, Wording, Wordings, as_errors, as_table, stopping
from pipeline.review.receipts import Receipt, receipt, receipts_table
from pipeline.review.returned import TEXT_SUFFIXES, WORKBOOK_SUFFIXES, UnreadableError, parse_returned
from pipeline.review.sampling import sample, to_code
from pipeline.review.texts import Texts
from pipeline.review.unsaved import FilledIn, digest, filled_rows, unsaved
from pipeline.review.verdicts import Review, weigh
from pipeline.table import read_table, write_table
from pipeline.tables import AUDIT_SAMPLE, LABELS, PREDICTIONS
from pipeline.yaml_model import read_yaml_model

TEXTS = Path(str(files("pipeline.review")))
NOT_REVIEWS = (".md", ".yaml", ".yml", ".json")  # notes that people and programs keep beside the reviews
SAMPLE = "steekproef.csv"  # beside the reviews: how the audit was drawn
MOST_ERRORS = 20  # shown at once; more of them only hide the first
NOT_TO_FILL_IN = ("afgewezen.csv", "geschillen.csv", "ingeleverd.csv", "LEESMIJ.txt")
WRITTEN = ".geschreven.json"  # what the last run wrote, to tell what people changed since


@dataclass(frozen=True)
class Returned:
    """All returned files together; `cells` is what was filled in, row by row, as it stands there."""

    reviews: list[Review] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    cells: set[FilledIn] = field(default_factory=set)


def read_returned(folder: Path, texts: Texts, codebook: Codebook) -> Returned:
    """Read and check every returned file; hidden files, lock files and notes are not reviews."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    returned = Returned()
    rows: dict[str, list[int]] = {}
    checked: dict[str, Checked] = {}
    for name in names:
        if name.startswith((".", "~$")) or name.lower().endswith(NOT_REVIEWS) or name == SAMPLE:
            continue
        frame = read_frame(folder / name)
        if isinstance(frame, Problem):
            returned.problems.append(frame)
            returned.receipts.append(Receipt(name))
            continue
        rows[name] = frame.index.tolist()
        checked[name] = check_file(name, frame, texts, codebook)
        returned.cells.update(filled_rows(frame).values())
    for name, settled in without_contradictions(checked).items():
        returned.reviews.extend(settled.reviews)
        returned.problems.extend(settled.problems)
        returned.receipts.append(receipt(name, rows[name], settled))
    return returned


def read_frame(path: Path) -> pd.DataFrame | Problem:
    """The file as a table, or why it is none."""
    if path.is_dir() or not path.name.lower().endswith((*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)):
        return Problem(path.name, 0, "not_a_table")
    try:
        return parse_returned(path.name, path.read_bytes())
    except UnreadableError as problem:
        return Problem(path.name, problem.row, problem.code)


def to_mend(corpus: Corpus) -> Path:
    """Where the mistakes that ended a run are listed for reviewers."""
    return corpus.reports.with_name(f"te-verbeteren-{corpus.name}.csv")


def refuse(problems: Sequence[Problem], wordings: Mapping[Code, Wording], corpus: Corpus) -> None:
    """End the stage when there are mistakes, naming each kind; the whole list, in Dutch, is in a file of its own.

    That file is beside the folder of the corpus: all that an earlier run wrote stays as it is.
    A run without mistakes removes it.
    """
    if not problems:
        return
    listed = to_mend(corpus)
    write_table(listed, as_table(problems, wordings), REJECTED)
    errors = as_errors(problems, wordings, folder=str(corpus.reviews))
    if len(errors) > MOST_ERRORS:
        more = InputError(f"and {len(errors) - MOST_ERRORS} more", where=str(corpus.reviews))
        errors = [*errors[:MOST_ERRORS], more]
    dutch = InputError(
        f"nothing was applied; all of this is listed in Dutch in {listed}",
        where=str(corpus.reviews),
        todo="mend them and run again; to apply the other rows meanwhile set review.strict: false in params.yaml",
    )
    raise InputErrors.of([*errors, dutch])


def refuse_to_overwrite(corpus: Corpus, tables: Mapping[str, pd.DataFrame], returned: Set[FilledIn]) -> None:
    """End the stage when a file where it writes holds answers that nobody handed in.

    It would be written over, or, under another name, never be read. A file that is as the last
    run wrote it holds none: what is filled in there came from returned files.
    """
    folder = corpus.reports / "review"
    if not (folder / WRITTEN).is_file():
        return
    written = read_written(folder / WRITTEN)
    errors = []
    for path in sorted(folder.iterdir()):
        table = path.suffix.lower() in (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES) and path.name not in NOT_TO_FILL_IN
        if not table or path.name.startswith((".", "~$")) or digest(path.read_bytes()) == written.get(path.name):
            continue
        frame = read_frame(path)
        if isinstance(frame, Problem):
            lost = "this file was changed and cannot be read now"
        elif rows := unsaved(frame, returned, tables):
            lost = f"answers were filled in here and not handed in (row {', '.join(map(str, rows[:10]))})"
        else:
            continue
        todo = f"move it to {corpus.reviews.as_posix()}/ and run again; nothing was changed"
        errors.append(InputError(lost, where=str(path), todo=todo))
    if errors:
        raise InputErrors.of(errors)


def read_written(path: Path) -> dict[str, str]:
    """Short hash per file that the last run wrote."""
    try:
        written: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        todo = "look whether files beside it hold answers; then remove it and run again"
        raise InputError("this file is not as it was written", where=str(path), todo=todo) from None
    return written


def run(name: str) -> str:
    """Review one corpus; gives the summary line."""
    params, corpus = load_params(), Corpus(name)
    kinds_excluded = params.trend.kinds_excluded
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    texts = Texts(dict(zip(predictions["statement_id"], predictions["text"], strict=True)))
    wordings = read_yaml_model(TEXTS / "problems.yaml", Wordings).problems

    returned = read_returned(corpus.reviews, texts, corpus.codebook)
    if params.review.strict:
        refuse(stopping(returned.problems, wordings), wordings, corpus)
    verdicts = weigh(returned.reviews)
    coded = {one for one, verdict in verdicts.items() if verdict.coded_blind}
    drawable, path = may_be_drawn(predictions, kinds_excluded), corpus.reviews / SAMPLE
    before = read_table(path, AUDIT_SAMPLE) if path.is_file() else AUDIT_SAMPLE.empty()
    record = sample(drawable, params.review.audit_size, coded, before)
    audit = to_code(drawable, record)
    chance = dict(zip(record["statement_id"], record["probability"], strict=True))
    labels = label(
        predictions, verdicts, {one: chance[one] for ids in audit.values() for one in ids}, corpus.codebook
    )
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

    refuse_to_overwrite(corpus, tables, returned.cells)
    if not record.equals(before):
        write_table(path, record, AUDIT_SAMPLE)
    folder = corpus.reports / "review"
    for file, table in tables.items():
        write_table(folder / file, table, REVIEW)
    for stale in sorted({*folder.glob("blind-*.csv"), to_mend(corpus)} - {folder / file for file in tables}):
        stale.unlink(missing_ok=True)  # of a round that is gone, of mistakes that were mended
    write_json(folder / WRITTEN, {file: digest((folder / file).read_bytes()) for file in sorted(tables)})
    write_table(folder / "afgewezen.csv", rejected, REJECTED)
    write_table(folder / "geschillen.csv", disputed, DISPUTES)
    write_table(folder / "ingeleverd.csv", receipts_table(returned.receipts), RECEIPTS)
    write_text(folder / "LEESMIJ.txt", readme)
    write_table(corpus.reports / "labels.csv", labels, LABELS)
    ledger.write(corpus.ledger("review"))
    orphans = {(problem.file, problem.row) for problem in returned.problems if problem.code in ("gone", "changed")}
    return (
        f"review {name}: {len(labels)} statements, {(labels['reviewer'] != '').sum()} reviewed "
        f"({(labels['audit'] == 'ja').sum()} of {sum(map(len, audit.values()))} in the audit), "
        f"{disputed['uitspraak_id'].nunique()} disputed, {len(rejected)} problems in returned files"
        f"{f' ({len(orphans)} reviews of a statement that changed or went)' if orphans else ''}"
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
