"""Whole reports that tests read: the demo, a small deck, and the real one where it is beside this repository."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.paths import ROOT, SHARED

DEMO = ROOT / "corpora" / "nedermaas" / "raw" / "verkenning_2024.txt"
DECK = Path(__file__).parent / "report" / "deck.txt"
REAL = next(iter(sorted((SHARED / "report").glob("*.txt"))), Path("report.txt"))
needs_report = pytest.mark.skipif(not REAL.is_file(), reason="the real report is not beside this repository")

FACTS = ["kind", "round", "category_given", "mentioned", "effect", "text"]


def facts(statements: pd.DataFrame, *more: str) -> list[tuple[str, ...]]:
    """What is known of each statement, wherever it stands."""
    return list(statements[[*FACTS, *more]].itertuples(index=False, name=None))
