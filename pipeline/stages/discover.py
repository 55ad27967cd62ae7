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

from pipeline.coder.encoder.sentence import read_encoder
from pipeline.core.codebook import SEPARATOR
from pipeline.core.corpus import ENCODER, Corpus
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, TOPIC_CANDIDATES, TOPIC_ROUNDS, TOPICS, read_table, tables_bytes
from pipeline.discover.keeping import KEPT_FILE, read_kept
from pipeline.discover.table import (
    NOT_IN_A_TOPIC,
    candidate_sheet,
    discover_topics,
    round_sheet,
    round_sizes,
)


def run(corpus: Corpus) -> Outputs:
    """Find the topics of one corpus."""
    params = load_params().discover
    predictions = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
    kept = read_kept(corpus.folder / KEPT_FILE)
    topics, dropped = discover_topics(
        predictions,
        list(corpus.codebook.themes),
        corpus.config.organisation,
        params,
        kept,
        (lambda texts: read_encoder(ENCODER).read(texts).vectors) if params.meaning_weight else None,
    )
    ledger = Ledger.of(
        "discover",
        "statement",
        incoming=predictions["statement_id"],
        kept=sorted(statement for cell in topics["statements"] for statement in cell.split(SEPARATOR)),
        dropped=dropped,
        reasons=NOT_IN_A_TOPIC,
    )
    tables = {
        "topics.csv": (topics, TOPICS),
        "topics-rondes.csv": (round_sheet(topics, round_sizes(predictions, dropped)), TOPIC_ROUNDS),
        "topics-kandidaten.csv": (candidate_sheet(topics, predictions, params.min_coverage), TOPIC_CANDIDATES),
    }
    again = f", {(topics['kept'] == 'ja').sum()} of {len(kept)} kept topics found again" if kept else ""
    return Outputs(
        {**tables_bytes(corpus.reports, tables), corpus.ledger("discover"): ledger.as_bytes()},
        f"{several(len(topics), 'topic')} in {len(ledger.kept)} of {several(ledger.incoming)}, "
        f"{(topics['covered'] == 'nee').sum()} not covered by a theme{again} → {corpus.reports / 'topics.csv'}",
    )


main = corpus_stage(run)
