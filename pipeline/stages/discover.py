"""Topics that people talk about: groups of like statements, beside the themes, and what no theme covers.

Reads ``reports/<corpus>/predictions.csv``, ``corpora/<corpus>/corpus.yaml`` (the organisation's
name), ``corpora/<corpus>/topics.yaml`` when there is one (topics that keep their id and name), the
codebook, and ``models/encoder`` unless meaning has no weight. Writes ``reports/<corpus>/topics.csv``,
for people ``topics-rondes.csv`` (topics over rounds) and ``topics-kandidaten.csv`` (what the codebook
does not know yet), and its ledger.

One row is one topic. Statements without content and duplicates do not take part; of those that
do, some are in no topic because too few others say something like them. The ledger names each.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipeline.coder.encoder.sentence import read_encoder
from pipeline.core.corpus import ENCODER, Corpus
from pipeline.core.errors import guarded, several
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.table import read_table, write_table
from pipeline.core.tables.predictions import PREDICTIONS
from pipeline.core.tables.topics import TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS
from pipeline.discover.keeping import KEPT_FILE, read_kept
from pipeline.discover.sheets import candidate_sheet, round_sheet
from pipeline.discover.table import NOT_IN_A_TOPIC, discover_topics, round_sizes


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.discover", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Find, name, write."""
    corpus = Corpus(name)
    params = load_params().discover
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)

    known = read_kept(corpus.folder / KEPT_FILE)
    encoder = read_encoder(ENCODER) if params.meaning_weight else None
    topics, dropped = discover_topics(
        predictions,
        list(corpus.codebook.themes),
        corpus.config.organisation,
        params,
        known,
        (lambda texts: encoder.read(texts).vectors) if encoder else None,
    )
    kept = sorted(statement for cell in topics["statements"] for statement in cell.split("|"))
    ledger = Ledger.of(
        "discover",
        "statement",
        incoming=predictions["statement_id"],
        kept=kept,
        dropped=dropped,
        reasons=NOT_IN_A_TOPIC,
    )

    path = corpus.reports / "topics.csv"
    rounds = round_sheet(topics, round_sizes(predictions, dropped))
    candidates = candidate_sheet(topics, predictions, params.min_coverage)
    write_table(path, topics, TOPICS)
    write_table(corpus.reports / "topics-rondes.csv", rounds, TOPIC_ROUNDS)
    write_table(corpus.reports / "topics-kandidaten.csv", candidates, TOPIC_CANDIDATES)
    ledger.write(corpus.ledger("discover"))
    uncovered = (topics["covered"] == "nee").sum()
    again = f", {(topics['kept'] == 'ja').sum()} of {len(known)} kept topics found again" if known else ""
    sys.stdout.write(
        f"discover {name}: {several(len(topics), 'topic')} in {len(kept)} of {several(len(predictions))}, "
        f"{uncovered} not covered by a theme{again} → {path}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
