"""What the coder says of each statement."""

from __future__ import annotations

from pipeline.core.tables.reading import tables
from pipeline.core.tables.statements import STATEMENTS

(PREDICTIONS,) = tables("predictions", STATEMENTS)
CODING = tuple(column for column in PREDICTIONS.columns if column.name not in STATEMENTS.names)  # the coder's part
