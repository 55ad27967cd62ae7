"""Stage evidence: the statements behind each improvement action, and where feedback and actions miss each other.

Reads   reports/<corpus>/labels.csv, trend.csv, trend-oordelen.csv and trend-acties.csv,
        corpora/<corpus>/corpus.yaml and actions.yaml, corpora/codebook.yaml.
Writes  reports/<corpus>/evidence/ (Dutch Excel) and ledgers/evidence.json:

- ``actie-NN.csv`` per action: one row is one statement with a theme that the action answers (the first
  ``evidence.most_listed``);
- ``overzicht.csv``: one row is one action;
- ``themas-zonder-actie.csv``: one row is one theme that no action answers, in one round or all;
- ``acties-zonder-onderbouwing.csv``: one row is one action for which too little was said;
- ``dekking.csv``: one row is one round: the part of its critical statements that is answered;
- ``bewijstabellen.xlsx``: all of these in one workbook, the overview first, with links;
- ``LEESMIJ.txt``: what stands in each column, in Dutch, of these files and of the trend.

A statement that several actions answer is in the list of each. Duplicates are listed, marked
and not counted. Left out, with the reason in the ledger: statements that no action answers.
"""

from collections.abc import Collection, Mapping
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from pipeline.core import tables as shapes
from pipeline.core.corpus import Corpus
from pipeline.core.counting import NOT_COUNTED, Ledger
from pipeline.core.errors import several
from pipeline.core.excel.writer import workbook_bytes
from pipeline.core.parallel import each
from pipeline.core.params import load_params
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.engine import processes_of
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import Table, read_table, records, tables_bytes
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.gaps import coverage, fates, themes_without_action
from pipeline.evidence.overview import overview, unsupported
from pipeline.evidence.readme import readme_text
from pipeline.evidence.sheets import BookTables, sheets
from pipeline.evidence.statements import listing, with_evidence

HERE = Path(str(files("pipeline.evidence")))
# Columns of LABELS that are listed or counted.
NEEDED = (
    *("source", "line_start", "line_end", "round", "duplicate_of", "respondent", "audience", "organisation"),
    *("set_aside", "stance", "stance_provenance", "stance_confidence", "themes", "themes_provenance"),
    *("themes_status", "theme_confidences", "review_status", "text"),
)
TEXTS, LAYOUT = HERE / "leesmij.yaml", HERE / "bewijstabellen.yaml"
_MANY = 5_000  # rows of all lists, from which on the workbook is made beside the other files
REASONS = {
    **{reason: meaning for reason, meaning in NOT_COUNTED.items() if reason != "duplicate"},
    "undecided": "no theme that an action answers, and its themes are undecided",
    "no_theme": "no theme of the codebook",
    "no_action": "no action answers any of its themes",
}

# Column of dekking.csv -> reason, so that the two tell the same story.
UNANSWERED = {"onbeslist": "undecided", "zonder_actie": "no_action", "zonder_thema": "no_theme"}


def account(statements: pd.DataFrame, answered: Collection[str]) -> Ledger:
    """Every statement is listed for some action, or has a reason why not."""
    unanswered = pd.Series(fates(statements, answered)).map({"met_actie": "", **UNANSWERED}).astype(str)
    reasons = statements["not_counted"]
    reasons = reasons.where(reasons.isin([*REASONS]), unanswered)
    ids = statements["statement_id"].to_numpy().tolist()
    return Ledger.of_statements("evidence", ids, reasons.to_numpy().tolist(), REASONS)


def run(corpus: Corpus) -> Outputs:
    """List the evidence of one corpus."""
    params, reports, texts = load_params(), corpus.reports, own_yaml(TEXTS)
    settings = params.evidence
    folder, labels = (
        reports / "evidence",
        read_columns(reports / "labels.csv", shapes.LABELS, NEEDED, ["statement_id"]),
    )
    trend = read_table(reports / "trend.csv", shapes.TREND)
    stances = read_table(reports / "trend-oordelen.csv", shapes.TREND_STANCES)
    moves = read_table(reports / "trend-acties.csv", shapes.TREND_ACTIONS)
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}
    rounds = list(dict.fromkeys(trend.loc[trend["doelgroep"] == "alle", "ronde"]))
    surveys = {source.file for source in corpus.config.sources if source.is_table}
    statements = with_evidence(labels, list(themes), rounds, surveys)
    answered = {theme for action in corpus.actions.values() for theme in action.themes}
    listed = {
        number: listing(number, action, statements, themes, settings) for number, action in corpus.actions.items()
    }
    actions = overview(corpus.actions, statements, trend, stances, themes, rounds, settings)
    whole = {int(row["nummer"]): int(row["uitspraken"]) + int(row["dubbel"]) for row in records(actions)}
    cut = {
        f"actie-{number:02d}.csv": (len(frame), whole[number])
        for number, frame in listed.items()
        if len(frame) < whole[number]
    }
    others = {
        "overzicht": (actions, shapes.EVIDENCE_OVERVIEW),
        "themas-zonder-actie": (themes_without_action(trend, themes, answered), shapes.EVIDENCE_THEMES),
        "acties-zonder-onderbouwing": (unsupported(actions, settings), shapes.EVIDENCE_ACTIONS),
        "dekking": (coverage(statements, rounds, answered), shapes.EVIDENCE_COVERAGE),
    }
    ledger = account(statements, answered)
    del labels, statements
    tables = {f"actie-{number:02d}": (frame, shapes.EVIDENCE) for number, frame in listed.items()} | others
    frames = {name: frame for name, (frame, _) in others.items()}
    book = BookTables(corpus.config.title, moves, listed, frames)
    files = _Files(folder, tables, own_yaml(LAYOUT), texts, book, {corpus.ledger("evidence"): ledger})
    processes = processes_of(params.engine) if sum(map(len, listed.values())) > _MANY else 1
    made = dict(chain.from_iterable(each(("book", "tables", "account"), _made, files, processes=processes)))
    return Outputs(
        {**made, folder / "LEESMIJ.txt": readme_text(texts, cut).encode("utf-8")},
        f"{len(ledger.kept)} of {several(ledger.incoming)} bear on {several(len(listed), 'action')} "
        f"({len(frames['acties-zonder-onderbouwing'])} without enough evidence) → {folder}",
        stale={folder: ("actie-*.csv",)},  # of an action that actions.yaml no longer has
    )


class _Files(NamedTuple):
    """What files are made from: tables by name, with their kind; YAML and tables of the book; ledgers by path."""

    folder: Path
    tables: Mapping[str, tuple[pd.DataFrame, Table]]
    layout: Mapping[str, Any]
    texts: Mapping[str, Any]
    book: BookTables
    accounts: Mapping[Path, Ledger]


def _made(files: _Files, kind: str) -> list[tuple[Path, bytes]]:
    """The workbook, the other tables, or the ledger."""
    if kind == "account":
        return [(path, ledger.as_bytes()) for path, ledger in files.accounts.items()]
    if kind == "tables":
        return [*tables_bytes(files.folder, {f"{name}.csv": own for name, own in files.tables.items()}).items()]
    book = sheets(files.book, files.layout, files.texts)
    content = workbook_bytes(book, f"{files.layout['titel']}: {files.book.title}")
    return [(files.folder / "bewijstabellen.xlsx", content)]


main = corpus_stage(run)
