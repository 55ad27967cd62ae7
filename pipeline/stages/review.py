"""Stage review: applies what reviewers handed back and writes the next files to review.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml, corpora/codebook.yaml,
        corpora/<corpus>/reviews/ (returned .csv, .tsv, .txt, .xlsx and .ods files; may be absent).
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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import Ledger
from pipeline.core.dates import moment_of
from pipeline.core.errors import several, unknown
from pipeline.core.files import json_bytes, remove_stale, write_bytes
from pipeline.core.params import Params, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import (
    AUDIT_SAMPLE,
    CODINGS,
    DISPUTES,
    LABELS,
    MIGRATED,
    ORPHANS,
    RECEIPTS,
    REJECTED,
    REVIEW,
    Table,
    read_table,
    table_bytes,
)
from pipeline.review.common.issues import APPLIED, as_table, stopping
from pipeline.review.common.resolutions import Resolution, aggregate
from pipeline.review.labels.labelling import disputes, label
from pipeline.review.metrics.reviewers import codings
from pipeline.review.outgoing.outgoing import may_be_drawn, review_tables
from pipeline.review.outgoing.readme import readme_text
from pipeline.review.outgoing.sampling import carried, sample, to_code
from pipeline.review.outgoing.workbook import workbook
from pipeline.review.outgoing.workload import beside_audit
from pipeline.review.returned.hand_in import TEXTS, Coded, read_coded, refuse, returned_files, to_mend, today
from pipeline.review.returned.orphans import migrated_table, orphans_table
from pipeline.review.returned.reading import SAMPLE, Returned, read_returned
from pipeline.review.returned.receipts import receipts_table
from pipeline.review.returned.unsaved import WRITING, WRITTEN, digest, refuse_to_overwrite


@dataclass(frozen=True)
class Inputs:
    """What the coder and the reviewers made of a corpus, and ``record``: the audit as it was drawn before."""

    corpus: Corpus
    params: Params
    coded: Coded
    returned: Returned
    record: pd.DataFrame


@dataclass(frozen=True)
class Audit:
    """The blind audit: rows of AUDIT_SAMPLE, and per round the ids that are there, in the order to code them."""

    record: pd.DataFrame
    to_code: Mapping[str, Sequence[str]]

    @property
    def probabilities(self) -> dict[str, str]:
        """Id that is there to the chance with which it was drawn."""
        chances = dict(zip(self.record["statement_id"], self.record["probability"], strict=True))
        return {statement_id: chances[statement_id] for ids in self.to_code.values() for statement_id in ids}


@dataclass(frozen=True, kw_only=True)
class ReviewOutputs(Outputs):
    """Outputs of which the files to fill in are known as the stage's own, also when it is killed half-way.

    Attributes
    ----------
    sample : the record of the audit, when it changed; on disk before anybody can code what it draws.
    folder, to_review : where the files to fill in go, and their content by name.
    mended : the list of mistakes that an earlier run may have left.
    """

    sample: Mapping[Path, bytes]
    folder: Path
    to_review: Mapping[str, bytes]
    mended: Path

    def write(self) -> None:
        """Write the files to fill in between two records of what they are, then the rest."""
        digests = json_bytes({name: digest(content) for name, content in self.to_review.items()})
        paths = {self.folder / name: content for name, content in self.to_review.items()}
        for path, content in {**self.sample, self.folder / WRITING: digests, **paths}.items():
            write_bytes(path, content)
        remove_stale(self.folder, ("blind-*", "besluiten.*"), paths)  # rounds that are gone, disputes resolved
        self.mended.unlink(missing_ok=True)
        (self.folder / WRITING).replace(self.folder / WRITTEN)
        super().write()


def load(corpus: Corpus) -> Inputs:
    """Read the predictions, the returned files and the audit so far; mistakes end a strict run."""
    params, coded, path = load_params(), read_coded(corpus), corpus.reviews / SAMPLE
    returned = read_returned(returned_files(corpus.reviews), coded.texts, corpus.codebook, today=today())
    if params.review.strict:
        refuse(stopping(returned.issues), corpus)
    record = read_table(path, AUDIT_SAMPLE) if path.is_file() else AUDIT_SAMPLE.empty()
    return Inputs(corpus, params, coded, returned, record)


def draw_audit(inputs: Inputs, resolutions: Mapping[str, Resolution]) -> Audit:
    """Draw what the audit still needs; what is drawn stays drawn."""
    drawable = may_be_drawn(inputs.coded.predictions)
    coded = {statement_id for statement_id, resolution in resolutions.items() if resolution.coded_blind}
    known = carried(inputs.record, drawable, inputs.returned.id_changes)
    whole = _coded_whole(inputs.corpus, drawable["round"])
    record = sample(drawable, inputs.params.review.audit_size, coded, known, whole)
    return Audit(record, to_code(drawable, record))


def _coded_whole(corpus: Corpus, rounds: pd.Series) -> set[str]:
    """The rounds that corpus.yaml wants coded whole."""
    moments = {str(name): moment_of(str(name)) for name in rounds.unique()}
    for moment in corpus.config.audit_whole:
        if moment not in moments.values():
            where = f"{corpus.folder / 'corpus.yaml'}: audit_whole"
            raise unknown("round", moment, sorted(set(moments.values())), where=where)
    return {name for name, moment in moments.items() if moment in corpus.config.audit_whole}


def tables_to_look_at(
    inputs: Inputs, resolutions: Mapping[str, Resolution]
) -> dict[str, tuple[pd.DataFrame, Table]]:
    """What became of the returned files, per file name."""
    returned, texts = inputs.returned, inputs.coded.texts
    return {
        "afgewezen.csv": (as_table(returned.issues), REJECTED),
        "geschillen.csv": (disputes(resolutions, texts), DISPUTES),
        "ingeleverd.csv": (receipts_table(returned.receipts), RECEIPTS),
        "omgezet.csv": (migrated_table(returned.reviews, texts), MIGRATED),
        "zonder-uitspraak.csv": (orphans_table(returned.orphans, texts), ORPHANS),
    }


def run(corpus: Corpus) -> ReviewOutputs:
    """Review one corpus."""
    inputs = load(corpus)
    predictions, params = inputs.coded.predictions, inputs.params.review
    resolutions = aggregate(inputs.returned.reviews)
    audit = draw_audit(inputs, resolutions)
    labels = label(predictions, resolutions, audit.probabilities, corpus.codebook)
    to_fill_in, listed = review_tables(labels, audit.to_code, resolutions, params.doubtful_size)
    refuse_to_overwrite(corpus, to_fill_in, inputs.returned.cells)
    to_look_at = tables_to_look_at(inputs, resolutions)
    readme = readme_text(
        (TEXTS / "leesmij.txt.j2").read_text(encoding="utf-8"),
        corpus.config.title,
        corpus.reviews.as_posix(),
        listed,
        corpus.codebook,
        all_blind=len(may_be_drawn(predictions)) > 0 and not beside_audit(labels),
    )
    ids, final_ids = predictions["statement_id"], labels["statement_id"]
    ledger = Ledger.of("review", "statement", incoming=ids, kept=final_ids, dropped={}, reasons={})
    folder, sample_path = corpus.reports / "review", corpus.reviews / SAMPLE
    tables = {
        **{folder / name: table for name, table in to_look_at.items()},
        corpus.reports / "codings.csv": (codings(inputs.returned.reviews), CODINGS),
        corpus.reports / "labels.csv": (labels, LABELS),
    }
    return ReviewOutputs(
        {
            folder / "LEESMIJ.txt": readme.encode(),
            **{path: table_bytes(table, kind, where=str(path)) for path, (table, kind) in tables.items()},
            corpus.ledger("review"): json_bytes(ledger.as_json()),
        },
        f"{summary(labels, audit, inputs, to_look_at)} → {corpus.reports / 'labels.csv'}",
        {corpus.reviews: ()},
        sample={}
        if audit.record.equals(inputs.record)
        else {sample_path: table_bytes(audit.record, AUDIT_SAMPLE, where=str(sample_path))},
        folder=folder,
        to_review=_files(to_fill_in, corpus),
        mended=to_mend(corpus),
    )


def _files(tables: Mapping[str, pd.DataFrame], corpus: Corpus) -> dict[str, bytes]:
    """Each table as .csv and as .xlsx, by name."""
    files = {name: table_bytes(table, REVIEW, where=name) for name, table in tables.items()}
    files |= {name.replace(".csv", ".xlsx"): workbook(table, corpus.codebook) for name, table in tables.items()}
    return dict(sorted(files.items()))


def summary(
    labels: pd.DataFrame, audit: Audit, inputs: Inputs, to_look_at: Mapping[str, tuple[pd.DataFrame, Table]]
) -> str:
    """What was reviewed, and what is left to look at, in one line."""
    counts = {name: len(rows) for name, (rows, _) in to_look_at.items()}
    disputed = to_look_at["geschillen.csv"][0]["uitspraak_id"].nunique()
    orphans = counts["zonder-uitspraak.csv"]
    remarks = len({issue for issue in inputs.returned.issues if issue.code in APPLIED})
    return (
        f"{several(len(labels))}, {(labels['review_status'] != '').sum()} reviewed "
        f"({(labels['audit'] == 'ja').sum()} of {sum(map(len, audit.to_code.values()))} in the audit), "
        f"{disputed} disputed, {counts['afgewezen.csv'] - remarks} problems in returned files"
        f"{f' ({orphans} reviews of a statement that changed or went)' if orphans else ''}"
        f"{f', {remarks} remarks on rows that count' if remarks else ''}"
    )


main = corpus_stage(run)
