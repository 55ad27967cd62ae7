"""Topics: groups of like statements."""

from __future__ import annotations

from pipeline.core.tables.reading import tables

TOPICS, TOPIC_ROUNDS, TOPIC_CANDIDATES = tables("topics")
