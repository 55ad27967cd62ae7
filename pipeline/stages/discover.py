"""Stage discover: groups of like statements, found without the codebook, and which of them no theme covers.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml (the organisation's name) and topics.yaml
        when there is one (topics that keep their id and name), corpora/codebook.yaml, and models/encoder unless
        meaning has no weight.
Writes  reports/<corpus>/topics.csv, for people topics-rondes.csv (topics over rounds) and topics-kandidaten.csv
        (what the codebook does not know yet), and ledgers/discover.json.

One row is one topic. Statements without content and duplicates do not take part; of those that
do, some are in no topic because too few others say something like them. The ledger names each.

Predictions are read, not labels: which statements are alike does not depend on what people corrected, so that a
topic does not change while a round is reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.coder.encoder.sentence import read_encoder
from pipeline.core.codebook import SEPARATOR
from pipeline.core.corpus import ENCODER, Corpus
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.params import Discover, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS, read_table, table_bytes
from pipeline.discover.keeping import KEPT_FILE, KeptTopic, read_kept
from pipeline.discover.sheets import candidate_sheet, round_sheet
from pipeline.discover.table import NOT_IN_A_TOPIC, Meaning, discover_topics, round_sizes


@dataclass(frozen=True)
class Inputs:
    """What topics are looked for in: predictions, topics of earlier runs, what reads meaning (None: nothing)."""

    predictions: pd.DataFrame
    themes: list[str]
    organisation: str
    kept: Mapping[str, KeptTopic]
    meaning: Meaning | None
    params: Discover


def load(corpus: Corpus) -> Inputs:
    """Read the predictions, the topics that were kept, and the encoder."""
    params = load_params().discover
    encoder = read_encoder(ENCODER) if params.meaning_weight else None
    return Inputs(
        read_table(corpus.reports / "predictions.csv", PREDICTIONS),
        list(corpus.codebook.themes),
        corpus.config.organisation,
        read_kept(corpus.folder / KEPT_FILE),
        (lambda texts: encoder.read(texts).vectors) if encoder else None,
        params,
    )


def account(predictions: pd.DataFrame, topics: pd.DataFrame, dropped: Mapping[str, str]) -> Ledger:
    """Every statement is in a topic, or has a reason why not."""
    return Ledger.of(
        "discover",
        "statement",
        incoming=predictions["statement_id"],
        kept=sorted(statement for cell in topics["statements"] for statement in cell.split(SEPARATOR)),
        dropped=dropped,
        reasons=NOT_IN_A_TOPIC,
    )


def summary(inputs: Inputs, topics: pd.DataFrame, ledger: Ledger) -> str:
    """How many topics there are, and how many the codebook does not know."""
    again = f", {(topics['kept'] == 'ja').sum()} of {len(inputs.kept)} kept topics found again"
    return (
        f"{several(len(topics), 'topic')} in {len(ledger.kept)} of {several(ledger.incoming)}, "
        f"{(topics['covered'] == 'nee').sum()} not covered by a theme{again if inputs.kept else ''}"
    )


def run(corpus: Corpus) -> Outputs:
    """Find the topics of one corpus."""
    inputs = load(corpus)
    predictions, params = inputs.predictions, inputs.params
    topics, dropped = discover_topics(
        predictions, inputs.themes, inputs.organisation, params, inputs.kept, inputs.meaning
    )
    ledger = account(predictions, topics, dropped)
    tables = {
        "topics.csv": (topics, TOPICS),
        "topics-rondes.csv": (round_sheet(topics, round_sizes(predictions, dropped)), TOPIC_ROUNDS),
        "topics-kandidaten.csv": (candidate_sheet(topics, predictions, params.min_coverage), TOPIC_CANDIDATES),
    }
    files = {
        corpus.reports / name: table_bytes(frame, table, where=name) for name, (frame, table) in tables.items()
    }
    return Outputs(
        {**files, corpus.ledger("discover"): ledger.as_bytes()},
        f"{summary(inputs, topics, ledger)} → {corpus.reports / 'topics.csv'}",
    )


main = corpus_stage(run)
