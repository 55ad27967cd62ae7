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

from pipeline.core.corpus import Corpus
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
from pipeline.evidence.overview import overview, unsupported
from pipeline.evidence.readme import readme_text
from pipeline.evidence.sheets import BookTables, sheets
from pipeline.evidence.statements import listing, with_evidence

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
    trends : the tables TREND, TREND_STANCES and TREND_ACTIONS.
    rounds : names, oldest first.
    statements : what :func:`pipeline.evidence.statements.with_evidence` gives.
    """

    corpus: Corpus
    themes: Mapping[str, str]
    trends: tuple[pd.DataFrame, ...]
    rounds: Sequence[str]
    statements: pd.DataFrame
    params: Evidence

    @property
    def answered(self) -> set[str]:
        """The themes that some action answers."""
        return {theme for action in self.corpus.actions.values() for theme in action.themes}


def load(corpus: Corpus) -> Inputs:
    """Read the labels, the trend, the actions and the settings."""
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}
    kinds = {"trend": TREND, "trend-oordelen": TREND_STANCES, "trend-acties": TREND_ACTIONS}
    trends = tuple(read_table(corpus.reports / f"{name}.csv", table) for name, table in kinds.items())
    rounds = list(dict.fromkeys(trends[0].loc[trends[0]["doelgroep"] == "alle", "ronde"]))
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    surveys = {source.file for source in corpus.config.sources if source.is_table}
    statements = with_evidence(labels, list(themes), rounds, surveys)
    return Inputs(corpus, themes, trends, rounds, statements, load_params().evidence)


def summaries(inputs: Inputs) -> dict[str, tuple[pd.DataFrame, Table]]:
    """File name, without its end, to the rows and kind of each table but the lists."""
    statements, themes, params = inputs.statements, inputs.themes, inputs.params
    trend, stances, _ = inputs.trends
    actions = overview(inputs.corpus.actions, statements, trend, stances, themes, inputs.rounds, params)
    return {
        "overzicht": (actions, EVIDENCE_OVERVIEW),
        "themas-zonder-actie": (themes_without_action(trend, themes, inputs.answered), EVIDENCE_THEMES),
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


def run(corpus: Corpus) -> Outputs:
    """List the evidence of one corpus."""
    inputs, folder, texts, layout = load(corpus), corpus.reports / "evidence", own_yaml(TEXTS), own_yaml(LAYOUT)
    listed = {
        number: listing(number, action, inputs.statements, inputs.themes, inputs.params)
        for number, action in corpus.actions.items()
    }
    others, ledger = summaries(inputs), account(inputs.statements, inputs.answered)
    tables = {f"actie-{number:02d}": (frame, EVIDENCE) for number, frame in listed.items()} | others
    title, frames = corpus.config.title, {name: frame for name, (frame, _) in others.items()}
    book = sheets(BookTables(title, inputs.trends[2], listed, frames), layout, texts)
    contents = {
        folder / f"{name}.csv": table_bytes(frame, table, where=str(folder / f"{name}.csv"))
        for name, (frame, table) in tables.items()
    }
    contents[folder / "bewijstabellen.xlsx"] = workbook_bytes(book, f"{layout['titel']}: {title}")
    contents[folder / "LEESMIJ.txt"] = readme_text(EXPLAINED, texts).encode("utf-8")
    return Outputs(
        {**contents, corpus.ledger("evidence"): ledger.as_bytes()},
        f"{len(ledger.kept)} of {several(ledger.incoming)} bear on {several(len(listed), 'action')} "
        f"({len(frames['acties-zonder-onderbouwing'])} without enough evidence) → {folder}",
        stale={folder: ("actie-*.csv",)},  # of an action that actions.yaml no longer has
    )


main = corpus_stage(run)
