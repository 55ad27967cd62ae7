"""Stage evidence: the statements behind each improvement action, and where feedback and actions miss each other.

Reads   reports/<corpus>/labels.csv, trend.csv, trend-oordelen.csv and trend-acties.csv,
        corpora/<corpus>/corpus.yaml and actions.yaml, corpora/codebook.yaml.
Writes  reports/<corpus>/evidence/ (Dutch Excel) and ledgers/evidence.json:

- ``actie-NN.csv`` per action: one row is one statement with a theme that the action answers;
- ``overzicht.csv``: one row is one action;
- ``themas-zonder-actie.csv``: one row is one theme that no action answers, in one round or all;
- ``acties-zonder-onderbouwing.csv``: one row is one action for which too little was said;
- ``dekking.csv``: one row is one round: the part of its critical statements that is answered;
- ``bewijstabellen.xlsx``: all of these in one workbook, the overview first, with links;
- ``LEESMIJ.txt``: what stands in each column, in Dutch, of these files and of the trend.

A statement that several actions answer is in the list of each. Duplicates are listed, marked
and not counted. Left out, with the reason in the ledger: statements that no action answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Action, Corpus
from pipeline.core.counting import NOT_COUNTED, Ledger
from pipeline.core.errors import several
from pipeline.core.excel_writer import workbook_bytes
from pipeline.core.params import Evidence, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    LABELS,
    TREND,
    TREND_ACTIONS,
    TREND_MIRROR,
    TREND_STANCES,
    Table,
    read_table,
    table_bytes,
)
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.gaps import coverage, fate_of, themes_without_action
from pipeline.evidence.listing import listing
from pipeline.evidence.overview import Trends, overview, unsupported
from pipeline.evidence.readme import readme_text
from pipeline.evidence.sheets import BookTables, sheets
from pipeline.evidence.statements import with_evidence

HERE = Path(str(files("pipeline.evidence")))
TEXTS, LAYOUT = HERE / "leesmij.yaml", HERE / "bewijstabellen.yaml"
EXPLAINED = (
    *(EVIDENCE_OVERVIEW, EVIDENCE, EVIDENCE_THEMES, EVIDENCE_ACTIONS, EVIDENCE_COVERAGE),
    *(TREND, TREND_STANCES, TREND_MIRROR, TREND_ACTIONS),
)
REASONS = {
    **{reason: meaning for reason, meaning in NOT_COUNTED.items() if reason != "duplicate"},
    "undecided": "no theme that an action answers, and its themes are undecided",
    "no_theme": "no theme of the codebook",
    "no_action": "no action answers any of its themes",
}

# Column of dekking.csv -> reason, so that the two tell the same story.
UNANSWERED = {"onbeslist": "undecided", "zonder_actie": "no_action", "zonder_thema": "no_theme"}


@dataclass(frozen=True)
class Inputs:
    """What the evidence is made from.

    Attributes
    ----------
    themes : theme id to Dutch name, in codebook order.
    rounds : names, oldest first.
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    """

    title: str
    actions: Mapping[int, Action]
    themes: Mapping[str, str]
    trends: Trends
    rounds: Sequence[str]
    statements: pd.DataFrame
    params: Evidence

    @property
    def answered(self) -> set[str]:
        """The themes that some action answers."""
        return {theme for action in self.actions.values() for theme in action.themes}


def load(corpus: Corpus) -> Inputs:
    """Read the labels, the trend, the actions and the settings."""
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}
    actions = corpus.actions
    trends = Trends(
        read_table(corpus.reports / "trend.csv", TREND),
        read_table(corpus.reports / "trend-oordelen.csv", TREND_STANCES),
        read_table(corpus.reports / "trend-acties.csv", TREND_ACTIONS),
    )
    rounds = list(dict.fromkeys(trends.themes.loc[trends.themes["doelgroep"] == "alle", "ronde"]))
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    surveys = {source.file for source in corpus.config.sources if source.is_table}
    statements = with_evidence(labels, list(themes), rounds, surveys)
    return Inputs(corpus.config.title, actions, themes, trends, rounds, statements, load_params().evidence)


def listings(inputs: Inputs) -> dict[int, pd.DataFrame]:
    """Number of the action to its statements."""
    return {
        number: listing(number, action, inputs.statements, inputs.themes, inputs.params)
        for number, action in inputs.actions.items()
    }


def summaries(inputs: Inputs) -> dict[str, tuple[pd.DataFrame, Table]]:
    """File name, without its end, to the rows and kind of each other table."""
    statements, themes, params = inputs.statements, inputs.themes, inputs.params
    actions = overview(inputs.actions, statements, inputs.trends, themes, inputs.rounds, params)
    open_themes = themes_without_action(inputs.trends.themes, themes, inputs.answered)
    return {
        "overzicht": (actions, EVIDENCE_OVERVIEW),
        "themas-zonder-actie": (open_themes, EVIDENCE_THEMES),
        "acties-zonder-onderbouwing": (unsupported(actions, params), EVIDENCE_ACTIONS),
        "dekking": (coverage(statements, inputs.rounds, inputs.answered), EVIDENCE_COVERAGE),
    }


def account(statements: pd.DataFrame, answered: Collection[str]) -> Ledger:
    """Every statement is listed for some action, or has a reason why not."""
    columns = statements[["theme_list", "themes_status", "not_counted"]]
    reasons = [
        reason if reason in REASONS else UNANSWERED.get(fate_of(themes, status, answered), "")
        for themes, status, reason in columns.itertuples(index=False)
    ]
    return Ledger.of_statements("evidence", statements["statement_id"], reasons, REASONS)


def book_bytes(
    inputs: Inputs, listed: Mapping[int, pd.DataFrame], others: Mapping[str, tuple[pd.DataFrame, Table]]
) -> bytes:
    """bewijstabellen.xlsx."""
    texts, layout = own_yaml(TEXTS), own_yaml(LAYOUT)
    keys = {"themas": "themas-zonder-actie", "acties": "acties-zonder-onderbouwing", "dekking": "dekking"}
    tables = BookTables(
        inputs.title,
        others["overzicht"][0],
        inputs.trends.actions,
        listed,
        {key: others[file][0] for key, file in keys.items()},
    )
    return workbook_bytes(sheets(tables, layout, texts), f"{layout['titel']}: {inputs.title}")


def run(corpus: Corpus) -> Outputs:
    """List the evidence of one corpus."""
    inputs = load(corpus)
    listed, others, folder = listings(inputs), summaries(inputs), corpus.reports / "evidence"
    ledger = account(inputs.statements, inputs.answered)
    tables = {f"actie-{number:02d}": (frame, EVIDENCE) for number, frame in listed.items()} | others
    contents = {
        folder / f"{name}.csv": table_bytes(frame, table, where=str(folder / f"{name}.csv"))
        for name, (frame, table) in tables.items()
    }
    contents[folder / "bewijstabellen.xlsx"] = book_bytes(inputs, listed, others)
    contents[folder / "LEESMIJ.txt"] = readme_text(EXPLAINED, own_yaml(TEXTS)).encode("utf-8")
    weak = len(others["acties-zonder-onderbouwing"][0])
    return Outputs(
        {**contents, corpus.ledger("evidence"): ledger.as_bytes()},
        f"{len(ledger.kept)} of {several(ledger.incoming)} bear on "
        f"{several(len(inputs.actions), 'action')} ({weak} without enough evidence) → {folder}",
        stale={folder: ("actie-*.csv",)},  # of an action that actions.yaml no longer has
    )


main = corpus_stage(run)
