"""What reviewers get and hand back, and what became of it (Dutch Excel)."""

from __future__ import annotations

from pipeline.core.tables.reading import tables

REVIEW, REJECTED, RECEIPTS, DISPUTES, ORPHANS, MIGRATED = tables("review")
