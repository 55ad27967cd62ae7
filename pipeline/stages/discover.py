"""Stage discover: groups of like statements, found without the codebook, and which of them no theme covers.

Reads   reports/<corpus>/predictions.csv, corpora/<corpus>/corpus.yaml (the organisation's name) and topics.yaml
        when there is one (topics that keep their id and name), corpora/codebook.yaml, and models/encoder unless
        meaning has no weight. What the encoder made of many texts is kept in reports/<corpus>/parts/discover.
Writes  reports/<corpus>/topics.csv and topics-uitspraken.csv (which statement is in which), for people
        topics-rondes.csv (topics over rounds), topics-deelonderwerpen.csv (what large topics are made up of) and
        topics-kandidaten.csv (what the codebook does not know yet), and ledgers/discover.json.

One row is one topic. Statements without content and duplicates do not take part; of those that
do, some are in no topic because too few others say something like them. The ledger names each. Among many
statements topics are looked for in a sample, and all are placed in what is found there.

Predictions are read, not labels: which statements are alike does not depend on what people corrected, so that a
topic does not change while a round is reviewed.
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.coder.encoder import sentence
from pipeline.coder.encoder.static import read_static
from pipeline.core.corpus import ENCODER, Corpus
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.params import load_params
from pipeline.core.parts.columns import read_columns
from pipeline.core.parts.store import PartStore, maker
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import (
    PREDICTIONS,
    TOPIC_CANDIDATES,
    TOPIC_PARTS,
    TOPIC_ROUNDS,
    TOPIC_STATEMENTS,
    TOPICS,
    tables_bytes,
)
from pipeline.discover import readings
from pipeline.discover.keeping import KEPT_FILE, read_kept
from pipeline.discover.sheets import candidate_sheet, round_sheet
from pipeline.discover.table import NOT_IN_A_TOPIC, discover_topics, round_sizes

# What is read of the predictions.
KINDS = ("source", "round", "category", "stance", "themes", "themes_status", "theme_confidences")
TEXTS = ("statement_id", "duplicate_of", "text")
# What a reading rests on beside the text and the encoder's files.
READERS = ("onnxruntime", "tokenizers", "numpy")

_static = lru_cache(maxsize=1)(read_static)


def quick(texts: Sequence[str]) -> NDArray[np.floating]:
    """Vectors of texts that take no time; a function of the module, so that other processes can call it."""
    return _static(ENCODER).read(texts).vectors


def meaning(corpus: Corpus, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of what texts mean, read by the sentence encoder where they were not read before."""
    encoder = sentence.read_encoder(ENCODER)
    version = maker([Path(sentence.__file__).parent], READERS, encoder.version.encode())
    store = PartStore(corpus.parts / "discover", version, readings.COLUMNS)
    return readings.read_once(texts, encoder.vectors, store)


def run(corpus: Corpus) -> Outputs:
    """Find the topics of one corpus."""
    params = load_params().discover
    predictions = read_columns(corpus.reports / "predictions.csv", PREDICTIONS, KINDS, TEXTS)
    kept = read_kept(corpus.folder / KEPT_FILE)
    found = discover_topics(
        predictions,
        list(corpus.codebook.themes),
        corpus.config.organisation,
        params,
        kept,
        partial(meaning, corpus) if params.meaning_weight else None,
        quick,
    )
    topics = found.topics
    ledger = Ledger.of(
        "discover",
        "statement",
        incoming=predictions["statement_id"].to_numpy().tolist(),
        kept=found.statements["statement_id"].to_numpy().tolist(),
        dropped=found.dropped,
        reasons=NOT_IN_A_TOPIC,
    )
    tables = {
        "topics.csv": (topics, TOPICS),
        "topics-uitspraken.csv": (found.statements, TOPIC_STATEMENTS),
        "topics-rondes.csv": (round_sheet(topics, round_sizes(predictions, found.dropped)), TOPIC_ROUNDS),
        "topics-deelonderwerpen.csv": (found.parts, TOPIC_PARTS),
        "topics-kandidaten.csv": (candidate_sheet(topics, predictions, params.min_coverage), TOPIC_CANDIDATES),
    }
    again = f", {(topics['kept'] == 'ja').sum()} of {len(kept)} kept topics found again" if kept else ""
    sample = f", looked for among {found.sample}" if found.sample else ""
    return Outputs(
        {**tables_bytes(corpus.reports, tables), corpus.ledger("discover"): ledger.as_bytes()},
        f"{several(len(topics), 'topic')} in {len(ledger.kept)} of {several(ledger.incoming)}{sample}, "
        f"{(topics['covered'] == 'nee').sum()} not covered by a theme{again} → {corpus.reports / 'topics.csv'}",
    )


main = corpus_stage(run)
