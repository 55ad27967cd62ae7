"""Evidence per action (Dutch Excel)."""

from __future__ import annotations

from pipeline.core.tables.reading import tables

EVIDENCE, EVIDENCE_OVERVIEW, EVIDENCE_THEMES, EVIDENCE_ACTIONS, EVIDENCE_COVERAGE = tables("evidence")
