"""The statements behind each improvement action, and where feedback and actions miss each other.

Reads ``reports/<corpus>/labels.csv``, ``trend.csv``, ``trend-oordelen.csv`` and ``trend-acties.csv``,
``corpora/<corpus>/actions.yaml`` and the codebook. Writes the folder ``reports/<corpus>/evidence/``
(Dutch Excel) and its ledger:

- ``actie-NN.csv`` per action: one row is one statement with a theme that the action answers;
- ``overzicht.csv``: one row is one action;
- ``themas-zonder-actie.csv``: one row is one theme that no action answers, in one round or all;
- ``acties-zonder-onderbouwing.csv``: one row is one action for which too little was said;
- ``dekking.csv``: one row is one round: the part of its critical statements that is answered;
- ``bewijstabellen.xlsx``: all of these in one workbook, the overview first, with links;
- ``LEESMIJ.txt``: what stands in each column, in Dutch, of these files and of ``trend.csv``.

A statement that several actions answer is in the list of each. Duplicates are listed, marked
and not counted. Left out, with the reason in the ledger: statements that no action answers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from importlib.resources import files
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.counting import NOT_COUNTED
from pipeline.core.errors import guarded, several
from pipeline.core.files import remove_stale, write_bytes, write_text
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.table import read_table, write_table
from pipeline.core.tables.evidence import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
)
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.trend import TREND, TREND_ACTIONS, TREND_MIRROR, TREND_STANCES
from pipeline.core.yaml_model import own_yaml
from pipeline.evidence.gaps import ANSWERED, coverage, fate_of, themes_without_action
from pipeline.evidence.listing import listing
from pipeline.evidence.manual import manual
from pipeline.evidence.overview import Trends, overview, unsupported
from pipeline.evidence.sheets import Evidence, sheets
from pipeline.evidence.voices import voices
from pipeline.evidence.workbook import workbook

HERE = Path(str(files("pipeline.evidence")))
TEXTS, LAYOUT = HERE / "leesmij.yaml", HERE / "bewijstabellen.yaml"
EXPLAINED = (
    EVIDENCE_OVERVIEW,
    EVIDENCE,
    EVIDENCE_THEMES,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    TREND,
    TREND_STANCES,
    TREND_MIRROR,
    TREND_ACTIONS,
)
REASONS = {
    **{reason: meaning for reason, meaning in NOT_COUNTED.items() if reason != "duplicate"},
    "undecided": "no theme that an action answers, and its themes are undecided",
    "no_theme": "no theme of the codebook",
    "no_action": "no action answers any of its themes",
}

# Column of dekking.csv -> reason, so that the two tell the same story.
UNANSWERED = {"onbeslist": "undecided", "zonder_actie": "no_action", "zonder_thema": "no_theme"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.evidence", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Link, list, write."""
    corpus = Corpus(name)
    params = load_params()
    actions = corpus.actions
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}
    trend = read_table(corpus.reports / "trend.csv", TREND)
    trends = Trends(
        trend,
        read_table(corpus.reports / "trend-oordelen.csv", TREND_STANCES),
        read_table(corpus.reports / "trend-acties.csv", TREND_ACTIONS),
    )
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    rounds = list(dict.fromkeys(trend.loc[trend["doelgroep"] == "alle", "ronde"]))
    surveys = {source.file for source in corpus.config.sources if source.is_table}
    statements = voices(labels, list(themes), rounds, surveys)
    answered = {theme for action in actions.values() for theme in action.themes}
    readable = (params.report.quote_shortest, params.report.quote_longest)

    folder = corpus.reports / "evidence"
    tables = {
        folder / f"actie-{number:02d}.csv": (
            listing(number, action, statements, themes, params.evidence.examples_per_stance, readable),
            EVIDENCE,
        )
        for number, action in actions.items()
    }
    tables |= {
        folder / "overzicht.csv": (
            overview(actions, statements, trends, themes, rounds, params.evidence),
            EVIDENCE_OVERVIEW,
        ),
        folder / "themas-zonder-actie.csv": (themes_without_action(trend, themes, answered), EVIDENCE_THEMES),
        folder / "acties-zonder-onderbouwing.csv": (
            unsupported(actions, statements, themes, params.evidence),
            EVIDENCE_ACTIONS,
        ),
        folder / "dekking.csv": (coverage(statements, rounds, answered), EVIDENCE_COVERAGE),
    }
    ledger = account(statements, answered)
    texts, layout = map(own_yaml, (TEXTS, LAYOUT))
    explained = manual(EXPLAINED, texts)
    frames = {path.stem: frame for path, (frame, _) in tables.items()}
    evidence = Evidence(
        corpus.config.title,
        frames["overzicht"],
        trends.actions,
        {number: frames[f"actie-{number:02d}"] for number in actions},
        {
            "themas": frames["themas-zonder-actie"],
            "acties": frames["acties-zonder-onderbouwing"],
            "dekking": frames["dekking"],
        },
    )
    book = workbook(sheets(evidence, layout, texts), f"{layout['titel']}: {corpus.config.title}")

    for path, (frame, table) in tables.items():
        write_table(path, frame, table)
    write_bytes(folder / "bewijstabellen.xlsx", book)
    write_text(folder / "LEESMIJ.txt", explained)
    remove_stale(folder, ("actie-*.csv",), tables)  # of an action that actions.yaml no longer has
    ledger.write(corpus.ledger("evidence"))
    weak = len(tables[folder / "acties-zonder-onderbouwing.csv"][0])
    sys.stdout.write(
        f"evidence {name}: {len(ledger.kept)} of {several(ledger.incoming)} bear on "
        f"{several(len(actions), 'action')} ({weak} without enough evidence) → {folder}\n"
    )


def account(statements: pd.DataFrame, answered: Collection[str]) -> Ledger:
    """Every statement is listed for some action, or has a reason why not."""
    kept, dropped = [], {}
    columns = statements[["statement_id", "theme_list", "themes_status", "not_counted"]]
    for statement, own, status, reason in columns.itertuples(index=False):
        if reason in REASONS:
            dropped[statement] = reason
        elif (fate := fate_of(own, status, answered)) == ANSWERED:
            kept.append(statement)
        else:
            dropped[statement] = UNANSWERED[fate]
    return Ledger.of(
        "evidence",
        "statement",
        incoming=statements["statement_id"],
        kept=kept,
        dropped=dropped,
        reasons=REASONS,
    )


if __name__ == "__main__":
    sys.exit(main())
