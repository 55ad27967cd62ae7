"""Tables of what was read: statements, scores, actions."""

from __future__ import annotations

from pipeline.core.tables.reading import tables

STATEMENTS, SCORES, ACTIONS_FOUND = tables("statements")
