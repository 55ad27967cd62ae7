"""Stage evaluate: holds the coder against the blind random audit, with intervals.

Reads   reports/<corpus>/labels.csv, codings.csv and language_model/taalmodel.csv, where a language model was asked
        also predictions.csv; corpora/<corpus>/corpus.yaml, corpora/codebook.yaml.
Writes  reports/<corpus>/metrics.json, its headline numbers in headline.json, and ledgers/evaluate.json.

One unit of the ledger is a statement: compared with a person's blind coding, or left out
because it is not in the audit or does not count in shares. Without an audit every figure is
null, with the reason: not measured is not the same as bad.
"""

from collections.abc import Mapping
from typing import Any

from pipeline.core.corpus import Corpus
from pipeline.core.counting import NOT_COUNTED, Ledger, why_not_counted
from pipeline.core.files import json_bytes
from pipeline.core.params import load_params
from pipeline.core.parts.columns import read_columns
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import CODINGS, LABELS, PREDICTIONS, read_table
from pipeline.language_model.mixed import together
from pipeline.language_model.mixing import said_of
from pipeline.review.metrics.audit import confusions, corpus_headline, measured
from pipeline.review.metrics.reviewers import between_reviewers
from pipeline.review.metrics.side_by_side import side_by_side

# Columns of LABELS that are measured or counted.
NEEDED = (
    *("round", "duplicate_of", "set_aside", "category_given", "category", "category_provenance", "stance"),
    *("stance_provenance", "themes", "themes_provenance", "themes_status", "predicted_category"),
    *("predicted_stance", "predicted_themes", "predicted_themes_status", "review_status", "audit"),
    *("audit_probability",),
)
REASONS = {**NOT_COUNTED, "not_audited": "it is not in the blind audit, or not coded yet"}


def summary(metrics: Mapping[str, Any], interval: float) -> str:
    """The main figure of the audit in words."""
    themes = metrics["audit"]["themes"]
    f1, n = themes["micro_f1"], themes["n"]
    if f1["value"] is None:
        return f"themes micro F1 not measured ({f1['reason']}) on {n} audited statements"
    bounds = f"{round(100 * interval)}% interval {f1['low']:.2f}–{f1['high']:.2f}"
    return f"themes micro F1 {f1['value']:.2f} ({bounds}) on {n} audited statements"


def run(corpus: Corpus) -> Outputs:
    """Evaluate one corpus: every statement is compared with a person's coding, or has a reason why not."""
    labels = read_columns(corpus.reports / "labels.csv", LABELS, NEEDED, ["statement_id"])
    codings = read_table(corpus.reports / "codings.csv", CODINGS)
    coded = labels[labels["statement_id"].isin(codings["statement_id"])].astype(str)
    codebook, settings = corpus.codebook, load_params().evaluate
    metrics: dict[str, Any] = {
        "corpus": corpus.name,
        **measured(labels, codebook, settings),
        "reviewers": between_reviewers(codings, coded, codebook, settings),
        "confusion": confusions(labels),
    }
    second = said_of(corpus)
    if len(second):
        bundled = read_table(corpus.reports / "predictions.csv", PREDICTIONS)
        labels = labels.astype(str)  # a language model is asked of some thousand statements, not of a million
        _, weights = together(bundled, second, labels, codebook)
        compared = side_by_side(labels, bundled, second, codebook, settings)
        metrics["coders"] = {**compared, "weights": weights.overall, "learned_from": weights.audited}
    reasons = why_not_counted(labels)
    reasons = reasons.mask((reasons == "") & (labels["audit"] != "ja"), "not_audited")
    ids = labels["statement_id"].to_numpy().tolist()
    ledger = Ledger.of_statements("evaluate", ids, reasons.to_numpy().tolist(), REASONS)
    path = corpus.reports / "metrics.json"
    files = {
        path: json_bytes(metrics),
        corpus.reports / "headline.json": json_bytes(corpus_headline(metrics)),
        corpus.ledger("evaluate"): ledger.as_bytes(),
    }
    return Outputs(files, f"{summary(metrics, settings.interval)} → {path}")


main = corpus_stage(run)
