"""Stage review: applies what reviewers handed back and writes the next files to review.

Reads   reports/<corpus>/predictions.csv and language_model/taalmodel.csv (no rows without a language model),
        corpora/<corpus>/corpus.yaml, corpora/codebook.yaml, corpora/<corpus>/reviews/
        (returned .csv, .tsv, .txt, .xlsx and .ods files; may be absent).
Writes  reports/<corpus>/labels.csv (one row is a statement with its final labels), review/
        (blind-<ronde>, twijfel, alles and, with disputes, besluiten to fill in, each as .csv, .xlsx and
        .html; ingeleverd.csv, afgewezen.csv, geschillen.csv, omgezet.csv, zonder-uitspraak.csv to look
        at; LEESMIJ.txt), codings.csv (what each reviewer coded blind) and ledgers/review.json. A run
        that ends on mistakes in returned files writes only reports/te-verbeteren-<corpus>.csv.
Keeps   corpora/<corpus>/reviews/steekproef.csv: which statements were drawn for the blind audit, and with
        which chance. It is only ever added to, and holds ids, no text: it may go into git.

No statement is dropped. A row of a returned file is applied, or listed in afgewezen.csv with
the reason, or was not filled in. Returned files are only read: they stay as they are. With
``review.strict`` a value that cannot be read ends the stage before anything is written. So do
answers that were filled in in review/ itself, and not handed in: they would be written over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import Ledger, with_set_aside
from pipeline.core.dates import moment_of
from pipeline.core.errors import several, unknown
from pipeline.core.files import json_bytes, remove_stale, write_bytes
from pipeline.core.parallel import each
from pipeline.core.params import load_params
from pipeline.core.parts.engine import processes_of
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.parts.streams import ROWS
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import AUDIT_SAMPLE, CODINGS, PREDICTIONS, REVIEW, read_table, table_bytes, tables_bytes
from pipeline.language_model.mixed import Mixing
from pipeline.language_model.mixing import said_of
from pipeline.review.common.issues import APPLIED, as_table
from pipeline.review.common.resolutions import Resolution, aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.labels.in_file import Labelling, LabelsContent
from pipeline.review.metrics.pace import pace
from pipeline.review.outgoing.outgoing import (
    DECISIONS,
    OVERVIEW,
    beside_audit,
    may_be_drawn,
    readme_text,
    review_tables,
)
from pipeline.review.outgoing.sampling import DRAWN_BY, carried, sample, to_code
from pipeline.review.outgoing.workbook import workbook
from pipeline.review.page.page import MOST_ROWS, AboutFile, review_page
from pipeline.review.returned import hand_in, listing
from pipeline.review.returned.reading import SAMPLE, Returned, read_returned

# Columns of PREDICTIONS that are looked at, and those of which a cell may be wrong: they go into labels.csv.
LOOKED_AT = ("kind", "duplicate_of", "round", "themes", "themes_status", "theme_chances")
NEEDED = (*LOOKED_AT, *(column.name for column in PREDICTIONS.columns if column.number or column.allowed))


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
        digests = json_bytes({name: hand_in.digest(content) for name, content in self.to_review.items()})
        paths = {self.folder / name: content for name, content in self.to_review.items()}
        for path, content in {**self.sample, self.folder / hand_in.WRITING: digests, **paths}.items():
            write_bytes(path, content)
        # Rounds that are gone, disputes that are resolved, tables that grew too large for a page.
        remove_stale(self.folder, ("blind-*", "besluiten.*", "alles.html", "twijfel.html"), paths)
        self.mended.unlink(missing_ok=True)
        (self.folder / hand_in.WRITING).replace(self.folder / hand_in.WRITTEN)
        super().write()


def _coded_whole(corpus: Corpus, rounds: pd.Series) -> set[str]:
    """The rounds that corpus.yaml wants coded whole."""
    moments = {str(name): moment_of(str(name)) for name in rounds.unique()}
    for moment in corpus.config.audit_whole:
        if moment not in moments.values():
            where = f"{corpus.folder / 'corpus.yaml'}: audit_whole"
            raise unknown("round", moment, sorted(set(moments.values())), where=where)
    return {name for name, moment in moments.items() if moment in corpus.config.audit_whole}


def tables_to_look_at(
    returned: Returned, resolutions: Mapping[str, Resolution], texts: Texts
) -> dict[str, pd.DataFrame]:
    """What became of the returned files, per file name."""
    rows: dict[str, Iterable[Any]] = {
        "geschillen.csv": listing.disputes_rows(resolutions, texts),
        "ingeleverd.csv": listing.receipts_rows(returned.receipts),
        "omgezet.csv": listing.migrated_rows(returned.reviews, texts),
        "zonder-uitspraak.csv": listing.orphans_rows(returned.orphans, texts),
    }
    tables = {name: listing.listed(name, found) for name, found in rows.items()}
    return {"afgewezen.csv": as_table(returned.issues), **tables}


def run(corpus: Corpus) -> ReviewOutputs:
    """Review one corpus; mistakes in returned files end a strict run."""
    params, path = load_params(), corpus.reports / "labels.csv"
    settings = params.review
    rows = PlacedRows(corpus.reports / "predictions.csv", PREDICTIONS)
    looked_at = rows.columns(LOOKED_AT, ["statement_id"], checked=NEEDED)
    known = with_set_aside(looked_at, settings.kinds_excluded)[["statement_id", *DRAWN_BY]]
    known["set_aside"] = known["set_aside"].astype("category")
    del looked_at
    sample_path = corpus.reviews / SAMPLE
    texts = Texts.stored(rows)
    returned = read_returned(hand_in.returned_files(corpus.reviews), texts, corpus.codebook, today=hand_in.today())
    if settings.strict:
        hand_in.refuse([issue for issue in returned.issues if issue.message.stops], corpus)
    before = read_table(sample_path, AUDIT_SAMPLE) if sample_path.is_file() else AUDIT_SAMPLE.empty()
    resolutions, drawable = aggregate(returned.reviews), may_be_drawn(known)
    coded = {statement_id for statement_id, resolution in resolutions.items() if resolution.coded_blind}
    drawn = carried(before, drawable, returned.id_changes)
    record = sample(drawable, settings.audit_size, coded, drawn, _coded_whole(corpus, drawable["round"]))
    audit = to_code(drawable, record)
    chances = dict(zip(record["statement_id"], record["probability"], strict=True))
    in_audit = {statement_id: chances[statement_id] for ids in audit.values() for statement_id in ids}
    incoming, n_drawable = known["statement_id"], len(drawable)
    del known, drawable  # held for nothing else, and much of very many
    labelling = Labelling(rows, settings.kinds_excluded, resolutions, in_audit, corpus.codebook)
    second = said_of(corpus)
    if len(second):  # what people said settles how heavy each coder weighs; then the labels are those of both
        reviewed = labelling.predicted([*resolutions])
        seen = labelling.of(reviewed["statement_id"].tolist())
        labelling = replace(labelling, mixed=Mixing(reviewed, second, seen, corpus.codebook).of)
    processes = processes_of(params.engine)
    made = LabelsContent(labelling, path, OVERVIEW, processes)
    labels = made.overview
    to_fill_in, explained = review_tables(
        labels, audit, resolutions, settings.doubtful_size, settings.all_size, labelling.of
    )
    hand_in.refuse_to_overwrite(corpus, to_fill_in, returned.cells)
    codings = listing.codings(returned.reviews)
    given = _ToFillIn(corpus, to_fill_in, pace(codings, settings.seconds_per_statement).seconds)
    names = given.files()
    at_once = processes if len(labels) > ROWS else 1
    files = dict(zip(names, each(names, _content, given, processes=at_once), strict=True))
    to_look_at = tables_to_look_at(returned, resolutions, texts)
    all_blind = n_drawable > 0 and not beside_audit(labels)
    readme = readme_text(
        corpus.config.title, corpus.reviews.as_posix(), explained, corpus.codebook, all_blind=all_blind
    )
    ledger = Ledger.of("review", "statement", incoming=incoming, kept=labels["statement_id"])
    folder = corpus.reports / "review"
    return ReviewOutputs(
        {
            folder / "LEESMIJ.txt": readme.encode(),
            **tables_bytes(folder, {name: (frame, listing.LISTED[name]) for name, frame in to_look_at.items()}),
            **tables_bytes(corpus.reports, {"codings.csv": (codings, CODINGS)}),
            path: made.content(),
            corpus.ledger("review"): ledger.as_bytes(),
        },
        f"{summary(labels, len(in_audit), returned, to_look_at)} → {path}",
        {corpus.reviews: ()},
        sample={}
        if record.equals(before)
        else {sample_path: table_bytes(record, AUDIT_SAMPLE, where=str(sample_path))},
        folder=folder,
        to_review=dict(sorted(files.items())),
        mended=hand_in.to_mend(corpus),
    )


@dataclass(frozen=True)
class _ToFillIn:
    """What the files to fill in are made from: the table of each CSV by name, and how long a statement takes."""

    corpus: Corpus
    tables: Mapping[str, pd.DataFrame]
    seconds: float

    def files(self) -> list[str]:
        """Their names, first those that take longest to make."""
        by_size = sorted(self.tables, key=lambda name: (-len(self.tables[name]), name))
        paged = [name for name in by_size if len(self.tables[name]) <= MOST_ROWS]
        suffixes = ((".xlsx", by_size), (".csv", by_size), (".html", paged))
        return [name.removesuffix(".csv") + suffix for suffix, names in suffixes for name in names]


def _content(given: _ToFillIn, file: str) -> bytes:
    """One of the files to fill in."""
    path, corpus = Path(file), given.corpus
    name = f"{path.stem}.csv"
    table = given.tables[name]
    if path.suffix == ".xlsx":
        return workbook(table, corpus.codebook)
    if path.suffix == ".csv":
        return table_bytes(table, REVIEW, where=name)
    about = AboutFile(path.stem, corpus.name, corpus.config.title, given.seconds, name == DECISIONS)
    return review_page(table, corpus.codebook, about)


def summary(
    labels: pd.DataFrame, in_audit: int, returned: Returned, to_look_at: Mapping[str, pd.DataFrame]
) -> str:
    """What was reviewed, and what is left to look at, in one line."""
    counts = {name: len(rows) for name, rows in to_look_at.items()}
    orphans = counts["zonder-uitspraak.csv"]
    remarks = len({issue for issue in returned.issues if issue.code in APPLIED})
    return (
        f"{several(len(labels))}, {(labels['review_status'] != '').sum()} reviewed "
        f"({(labels['audit'] == 'ja').sum()} of {in_audit} in the audit), "
        f"{to_look_at['geschillen.csv']['uitspraak_id'].nunique()} disputed, "
        f"{counts['afgewezen.csv'] - remarks} problems in returned files"
        f"{f' ({orphans} reviews of a statement that changed or went)' if orphans else ''}"
        f"{f', {remarks} remarks on rows that count' if remarks else ''}"
    )


main = corpus_stage(run)
