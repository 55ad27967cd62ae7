"""Theme shares per round and audience.

Reads ``reports/<corpus>/labels.csv``, ``corpora/<corpus>/corpus.yaml`` (dates of the rounds)
and the codebook. Writes ``reports/<corpus>/trend.csv`` (Dutch Excel) and its ledger.

One row is one theme in one round for one audience. Dropped from the count, never from the
labels: duplicates, the report authors' own words, statements without content; the ledger
names them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipeline.corpus import Corpus
from pipeline.counting import NOT_COUNTED, why_not_counted
from pipeline.errors import guarded
from pipeline.excel_tables import TREND
from pipeline.ledger import Ledger
from pipeline.params import load_params
from pipeline.table import read_table, write_table
from pipeline.tables import LABELS
from pipeline.trends.order import rounds_in_order
from pipeline.trends.shares import trend_table


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.trend", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Count, compare, write."""
    corpus = Corpus(name)
    params = load_params().trend
    labels = read_table(corpus.reports / "labels.csv", LABELS).sort_values("statement_id", ignore_index=True)
    reasons = why_not_counted(labels, params.kinds_excluded)
    counted = labels[reasons == ""]
    rounds = rounds_in_order(labels, [(source.round, source.date) for source in corpus.config.sources])
    themes = {theme: label.label for theme, label in corpus.codebook.themes.items()}

    trend = trend_table(counted, rounds, themes, params)
    ledger = Ledger.of(
        "trend",
        "statement",
        incoming=labels["statement_id"],
        kept=counted["statement_id"],
        dropped=dict(zip(labels["statement_id"][reasons != ""], reasons[reasons != ""], strict=True)),
        reasons=NOT_COUNTED,
    )

    path = corpus.reports / "trend.csv"
    write_table(path, trend, TREND)
    ledger.write(corpus.ledger("trend"))
    changes = trend["verandering"].isin(["gestegen", "gedaald"]).sum()
    sys.stdout.write(
        f"trend {name}: {len(counted)} of {len(labels)} statements counted in {trend['ronde'].nunique()} rounds, "
        f"{changes} changes shown by the data → {path}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
