"""Stage review: applies what reviewers handed back and writes the next files to review.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml, corpora/codebook.yaml,
        corpora/<corpus>/reviews/ (returned .csv, .tsv, .txt and .xlsx files; may be absent).
Writes  reports/<corpus>/labels.csv (one row is a statement with its final labels), review/
        (blind-<ronde>, twijfel, alles and, with disputes, besluiten to fill in, each as .csv and
        .xlsx; ingeleverd.csv, afgewezen.csv, geschillen.csv, omgezet.csv, zonder-uitspraak.csv to look
        at; LEESMIJ.txt), codings.csv (what each reviewer coded blind) and ledgers/review.json. A run
        that ends on mistakes in returned files writes only reports/te-verbeteren-<corpus>.csv.
Keeps   corpora/<corpus>/reviews/steekproef.csv: which statements were drawn for the blind audit, and with
        which chance. It is only ever added to, and holds ids, no text: it may go into git.

No statement is dropped. A row of a returned file is applied, or listed in afgewezen.csv with
the reason, or was not filled in. Returned files are only read: they stay as they are. With
``review.strict`` a value that cannot be read ends the stage before anything is written. So do
answers that were filled in in review/ itself, and not handed in: they would be written over.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.errors import guarded, several, unknown
from pipeline.core.files import remove_stale, write_bytes, write_json, write_text
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.rounds import moment_of
from pipeline.core.table import read_table, table_bytes, write_table
from pipeline.core.tables.labels import AUDIT_SAMPLE, CODINGS, LABELS
from pipeline.core.tables.review import DISPUTES, MIGRATED, ORPHANS, RECEIPTS, REJECTED, REVIEW
from pipeline.review.labels.labelling import disputes, label
from pipeline.review.metrics.reviewers import codings
from pipeline.review.outgoing.manual import manual
from pipeline.review.outgoing.outgoing import may_be_drawn, review_tables
from pipeline.review.outgoing.sampling import carried, sample, to_code
from pipeline.review.outgoing.workbook import workbook
from pipeline.review.outgoing.workload import beside_audit
from pipeline.review.returned.hand_in import (
    TEXTS,
    WRITING,
    WRITTEN,
    read_coded,
    refuse,
    refuse_to_overwrite,
    returned_files,
    to_mend,
    today,
)
from pipeline.review.returned.orphans import migrated_table, orphans_table
from pipeline.review.returned.reading import SAMPLE, read_returned
from pipeline.review.returned.receipts import receipts_table
from pipeline.review.returned.unsaved import digest
from pipeline.review.verdicts.problems import APPLIED, as_table, stopping
from pipeline.review.verdicts.verdicts import weigh


def run(name: str) -> str:
    """Review one corpus; gives the summary line."""
    params, corpus = load_params(), Corpus(name)
    now = read_coded(corpus)
    predictions, texts, wordings = now.predictions, now.texts, now.wordings

    returned = read_returned(returned_files(corpus.reviews), texts, corpus.codebook, today=today())
    if params.review.strict:
        refuse(stopping(returned.problems, wordings), wordings, corpus)
    verdicts = weigh(returned.reviews)
    coded = {one for one, verdict in verdicts.items() if verdict.coded_blind}
    drawable, path = may_be_drawn(predictions), corpus.reviews / SAMPLE
    before = read_table(path, AUDIT_SAMPLE) if path.is_file() else AUDIT_SAMPLE.empty()
    known = carried(before, drawable, returned.moves)
    record = sample(drawable, params.review.audit_size, coded, known, _whole(corpus, drawable["round"]))
    audit = to_code(drawable, record)
    chance = dict(zip(record["statement_id"], record["probability"], strict=True))
    labels = label(
        predictions, verdicts, {one: chance[one] for ids in audit.values() for one in ids}, corpus.codebook
    )
    tables, listed = review_tables(labels, audit, verdicts, params.review.doubtful_size)
    template = (TEXTS / "leesmij.txt.j2").read_text(encoding="utf-8")
    readme = manual(
        template,
        corpus.config.title,
        corpus.reviews.as_posix(),
        listed,
        corpus.codebook,
        all_blind=len(drawable) > 0 and not beside_audit(labels),
    )
    to_look_at = {
        "afgewezen.csv": (as_table(returned.problems, wordings), REJECTED),
        "geschillen.csv": (disputes(verdicts, texts), DISPUTES),
        "ingeleverd.csv": (receipts_table(returned.receipts), RECEIPTS),
        "omgezet.csv": (migrated_table(returned.reviews, texts), MIGRATED),
        "zonder-uitspraak.csv": (orphans_table(returned.orphans, texts), ORPHANS),
    }
    to_review = {file: table_bytes(table, REVIEW, where=file) for file, table in tables.items()}
    to_review |= {
        file.replace(".csv", ".xlsx"): workbook(table, corpus.codebook) for file, table in tables.items()
    }
    to_review = dict(sorted(to_review.items()))
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
    write_json(folder / WRITING, {file: digest(content) for file, content in sorted(to_review.items())})
    for file, content in to_review.items():
        write_bytes(folder / file, content)
    # Of a round that is gone, of disputes that were settled; what a killed run left:
    remove_stale(folder, ("blind-*", "besluiten.*"), (folder / file for file in to_review))
    remove_stale(corpus.reviews, (), ())
    to_mend(corpus).unlink(missing_ok=True)
    (folder / WRITING).replace(folder / WRITTEN)
    for file, (rows, kind) in to_look_at.items():
        write_table(folder / file, rows, kind)
    write_text(folder / "LEESMIJ.txt", readme)
    write_table(corpus.reports / "codings.csv", codings(returned.reviews), CODINGS)
    write_table(corpus.reports / "labels.csv", labels, LABELS)
    ledger.write(corpus.ledger("review"))
    counts = {file: len(rows) for file, (rows, _) in to_look_at.items()}
    open_disputes = to_look_at["geschillen.csv"][0]["uitspraak_id"].nunique()
    orphans = counts["zonder-uitspraak.csv"]
    odd = len({one for one in returned.problems if one.code in APPLIED})
    return (
        f"review {name}: {several(len(labels))}, {(labels['review_status'] != '').sum()} reviewed "
        f"({(labels['audit'] == 'ja').sum()} of {sum(map(len, audit.values()))} in the audit), "
        f"{open_disputes} disputed, {counts['afgewezen.csv'] - odd} problems in returned files"
        f"{f' ({orphans} reviews of a statement that changed or went)' if orphans else ''}"
        f"{f', {odd} remarks on rows that count' if odd else ''}"
        f" → {corpus.reports / 'labels.csv'}"
    )


def _whole(corpus: Corpus, rounds: pd.Series) -> set[str]:
    """The rounds that corpus.yaml wants coded whole."""
    moments = {str(name): moment_of(str(name)) for name in rounds.unique()}
    for moment in corpus.config.audit_whole:
        if moment not in moments.values():
            where = f"{corpus.folder / 'corpus.yaml'}: audit_whole"
            raise unknown("round", moment, sorted(set(moments.values())), where=where)
    return {name for name, moment in moments.items() if moment in corpus.config.audit_whole}


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
