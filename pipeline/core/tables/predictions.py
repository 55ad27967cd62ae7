"""What the coder says of each statement."""

from __future__ import annotations

from pipeline.core.codes import THEMES_STATUSES
from pipeline.core.table import Column, Table
from pipeline.core.tables.statements import FOR_OTHERS

MASKED_TEXT = Column("text", "as in statements, but personal data that were found are masked: `[naam]`")

CODING = (
    Column("category", "the coder's category"),
    Column("category_confidence", "calibrated probability that the category is right, 0–1", number=True),
    Column("stance", "the coder's stance"),
    Column("stance_confidence", "calibrated probability that the stance is right, 0–1", number=True),
    Column("themes", "theme ids joined by `|`, codebook order, empty = none"),
    Column("themes_status", "why the themes are as they are", THEMES_STATUSES),
    Column("theme_confidences", "`id=0.87|…`, calibrated probability per theme shown"),
    Column("why", "per theme the rule or the words that carried it"),
)

PREDICTIONS = Table(
    "predictions",
    "one statement, in the order of statements.csv",
    ("statement_id",),
    (*(MASKED_TEXT if column.name == "text" else column for column in FOR_OTHERS), *CODING),
)
