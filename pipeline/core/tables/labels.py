"""The final labels, the blind audit and what reviewers coded in it."""

from __future__ import annotations

from pipeline.core.codes import PROVENANCES, REVIEW_STATUSES, SET_ASIDE, THEMES_STATUSES
from pipeline.core.table import Column, Table
from pipeline.core.tables.predictions import MASKED_TEXT
from pipeline.core.tables.statements import FOR_OTHERS

LABELS = Table(
    "labels",
    "one statement with its final labels and where they come from, sorted by statement_id",
    ("statement_id",),
    (
        *(column for column in FOR_OTHERS if column.name != "text"),
        Column(
            "set_aside",
            "why it is neither counted nor drawn for the audit: `authors_words`, the report's authors speak "
            "(review.kinds_excluded); `duplicate`, a fuller twin is counted; else empty",
            SET_ASIDE,
        ),
        Column("category", "final category"),
        Column("category_provenance", "where it comes from", PROVENANCES),
        Column("category_confidence", "0–1; 1 for reviewer and report", number=True),
        Column("stance", "final stance"),
        Column("stance_provenance", "where it comes from", PROVENANCES),
        Column("stance_confidence", "0–1; 1 for reviewer", number=True),
        Column("themes", "final themes, as in predictions"),
        Column("themes_provenance", "where the set of themes comes from (weakest source in it)", PROVENANCES),
        Column("themes_status", "as in predictions", THEMES_STATUSES),
        Column("theme_confidences", "as in predictions; 1.00 for a reviewer's theme"),
        Column("why", "per theme the rule, the words or the reviewer that carried it"),
        Column("predicted_category", "what the coder said, for comparison"),
        Column("predicted_stance", "what the coder said, for comparison"),
        Column("predicted_themes", "what the coder said, for comparison"),
        Column("predicted_themes_status", "what the coder said, for comparison", THEMES_STATUSES),
        Column(
            "review_status", "what the reviewer made of it; `geschil`: two disagree", (*REVIEW_STATUSES, "geschil")
        ),
        Column("reviewer", "who reviewed it"),
        Column("review_date", "when, as the reviewer wrote it"),
        Column("review_note", "the reviewer's remark"),
        Column(
            "audit",
            "`ja` when it is in the blind random audit and came back coded; `geschil` when that is disputed",
            ("ja", "geschil", ""),
        ),
        Column(
            "audit_probability",
            "chance with which the audit drew it, 0–1; also before it is coded; empty when not drawn",
            number=True,
        ),
        MASKED_TEXT,
    ),
    linked=True,
)

AUDIT_SAMPLE = Table(
    "audit_sample",
    "one statement drawn for the blind audit (corpora/<corpus>/reviews/steekproef.csv), by round and id",
    ("statement_id",),
    (
        Column("statement_id", "as in statements; stays when the statement is gone"),
        Column("round", "as in statements, when it was drawn"),
        Column(
            "design",
            "`enkelvoudig`: all of the round had one chance; `gelaagd`: a larger one for rarer themes",
            ("enkelvoudig", "gelaagd"),
        ),
        Column("stratum", "rarest theme that the coder saw when it was drawn, or the themes_status; else empty"),
        Column("probability", "chance with which it was drawn, 0–1; a later draw can only raise it", number=True),
        Column("draw", "in which draw of the round, from 1", number=True),
        Column("seed", "with the id it gives the place of a statement in the draw"),
        Column("wanted", "statements that the latest draw of the round was to give", number=True),
        Column("size", "statements of the round that it drew from", number=True),
        Column("frame", "short hash of their ids: when it changes, statements may be added to the audit"),
    ),
)

CODINGS = Table(
    "codings",
    "what one reviewer made of one statement, coded in full without seeing labels, by statement and name",
    ("statement_id", "reviewer"),
    (
        Column("statement_id", "as in statements"),
        Column("reviewer", "name, as first written"),
        Column("category", "category id; empty when nothing was said in the statement"),
        Column("stance", "stance id; empty when nothing was said in the statement"),
        Column("themes", "theme ids joined by `|`, codebook order, empty = none"),
        Column("themes_status", "as in labels", ("thema", "geen_thema", "geen_inhoud")),
    ),
)
