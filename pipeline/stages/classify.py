"""Gives each statement its category, stance and themes, with confidences and reasons.

Reads   reports/<corpus>/statements.csv, models/coder/coder.skops, models/encoder, corpora/rules, the codebook
        and models/language/installed.json.
Writes  reports/<corpus>/predictions.csv and its ledger.

The coder reads the text verbatim; what it writes for others has the personal data that ingest
found masked, in the text and in the reason (unless ``ingest.personal_data`` says ``tonen``).

One row is one statement; none is dropped. The labels are the coder's own: what the report's
heading or a reviewer says is put over them by the review stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.coder.classify.classifying import code_statements
from pipeline.coder.model.resources import CoderResources, load_resources
from pipeline.core.corpus import Corpus
from pipeline.core.counting import Ledger
from pipeline.core.errors import several
from pipeline.core.masking import masked_reason, masked_texts, read_spans
from pipeline.core.params import Classify, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import PREDICTIONS, STATEMENTS, read_table, table_bytes


@dataclass(frozen=True)
class Inputs:
    """What is coded, and with what; ``path`` is the file of the statements."""

    path: Path
    statements: pd.DataFrame
    resources: CoderResources
    params: Classify
    show_personal_data: bool


def load(corpus: Corpus) -> Inputs:
    """Read the statements and the trained coder."""
    params, path = load_params(), corpus.reports / "statements.csv"
    statements = read_table(path, STATEMENTS)
    resources = load_resources(params.language, params.coder, corpus.codebook)
    return Inputs(path, statements, resources, params.classify, params.ingest.personal_data == "tonen")


def predictions_of(inputs: Inputs) -> pd.DataFrame:
    """The statements with what the coder says, personal data masked unless the settings show it."""
    statements = inputs.statements
    predictions = statements.join(code_statements(statements, inputs.resources, inputs.params))
    if inputs.show_personal_data:
        return predictions
    return without_personal_data(predictions, where=str(inputs.path))


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
        f"{(status == 'onbeslist').sum()} undecided, {(status == 'geen_inhoud').sum()} without content"
    )


def run(corpus: Corpus) -> Outputs:
    """Code the statements of one corpus."""
    inputs = load(corpus)
    predictions = predictions_of(inputs)
    ledger = Ledger.of(
        "classify",
        "statement",
        incoming=inputs.statements["statement_id"],
        kept=predictions["statement_id"],
        dropped={},
        reasons={},
    )
    path = corpus.reports / "predictions.csv"
    files = {
        path: table_bytes(predictions, PREDICTIONS, where=str(path)),
        corpus.ledger("classify"): ledger.as_bytes(),
    }
    return Outputs(files, f"{summary(predictions)} → {path}")


main = corpus_stage(run)
