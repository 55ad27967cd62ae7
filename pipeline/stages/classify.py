"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads   reports/<corpus>/statements.csv and corrections.jsonl (what reviewers taught), models/coder/coder.npz,
        models/encoder, corpora/rules, the codebook and models/language/installed.json.
Writes  reports/<corpus>/predictions.csv and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

import pandas as pd

from pipeline.coder.classify.classifying import code_statements, lessons_of
from pipeline.coder.model.resources import load_resources
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.corpus import Corpus
from pipeline.core.corrections import read_corrections
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.files import own_text
from pipeline.core.masking import masked_reason, masked_texts, read_spans
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, STATEMENTS, read_table, table_bytes


def without_personal_data(predictions: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """The predictions with what ``personal_data`` points at masked in ``text`` and ``why``."""
    rows = predictions[["text", "why", "personal_data"]].itertuples(index=False, name=None)
    texts = masked_texts(predictions, where=where)
    reasons = [masked_reason(why, text, read_spans(cell, text, where=where)) for text, why, cell in rows]
    return predictions.assign(
        text=pd.Series(texts, index=predictions.index, dtype=str),
        why=pd.Series(reasons, index=predictions.index, dtype=str),
    )


def summary(predictions: pd.DataFrame) -> str:
    """How many statements there are of each status."""
    status = predictions["themes_status"]
    return (
        f"{several(len(predictions))}, {(status == 'thema').sum()} with a theme, "
        f"{(status == 'onbeslist').sum()} undecided, {(status == OFF_TOPIC).sum()} off topic, "
        f"{(status == NO_CONTENT).sum()} without content"
    )


def run(corpus: Corpus) -> Outputs:
    """Code the statements of one corpus; personal data is masked unless the settings show it."""
    params, source = load_params(), corpus.reports / "statements.csv"
    statements = read_table(source, STATEMENTS)
    resources = load_resources(params.language, params.coder, corpus.codebook)
    corrections = read_corrections(own_text(corpus.corrections), where=str(corpus.corrections))
    lessons = lessons_of(corrections, statements, resources, params.classify)
    predictions = statements.join(code_statements(statements, resources, params.classify, lessons))
    if params.ingest.personal_data != "tonen":
        predictions = without_personal_data(predictions, where=str(source))
    ids, coded = statements["statement_id"], predictions["statement_id"]
    ledger = Ledger.of("classify", "statement", incoming=ids, kept=coded)
    path = corpus.reports / "predictions.csv"
    files = {
        path: table_bytes(predictions, PREDICTIONS, where=str(path)),
        corpus.ledger("classify"): ledger.as_bytes(),
    }
    taught = f", with {several(len(corrections), 'correction')} as lessons" if corrections else ""
    return Outputs(files, f"{summary(predictions)}{taught} → {path}")


main = corpus_stage(run)
