"""The final labels, the blind audit and what reviewers coded in it."""

from __future__ import annotations

from pipeline.core.tables.reading import tables
from pipeline.core.tables.statements import STATEMENTS

LABELS, AUDIT_SAMPLE, CODINGS = tables("labels", STATEMENTS)
