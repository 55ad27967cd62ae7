"""Shares and changes per theme, round and audience (Dutch Excel)."""

from __future__ import annotations

from pipeline.core.tables.reading import tables

TREND, TREND_STANCES, TREND_MIRROR, TREND_ACTIONS = tables("trend")
