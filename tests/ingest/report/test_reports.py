"""Whole reports against what a person read in them: a small deck, the demo report, minutes and a questionnaire.

The golden tables were checked line by line. When a rule changes on purpose, write the new
reading over them with ``pipeline.core.tables`` and review the difference like code.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, read_table
from tests.ingest.reports import DECK, DEMO, GOLDEN, dropped, lines_kept, read

REPORTS: dict[str, tuple[Path, str, dict[str, str]]] = {
    "deck": (DECK, "verkenning", {"round": "2024"}),
    "demo": (DEMO, "verkenning", {"round": "2024", "file": DEMO.name, "date": "2024-10-01"}),
    "verslag": (GOLDEN / "verslag.txt", "verslag", {"round": "2025", "file": "verslag.txt"}),
    "vragenlijst": (GOLDEN / "vragenlijst.txt", "vragenlijst", {"round": "2025", "file": "vragenlijst.txt"}),
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_line_becomes_what_a_person_read_in_it(report: str) -> None:
    path, profile, told = REPORTS[report]
    text = path.read_text("utf-8")
    reading = read(text, profile, **told)
    tables = {"statements": STATEMENTS, "scores": SCORES, "actions": ACTIONS_FOUND}
    for name, table in tables.items():
        golden = read_table(GOLDEN / f"{report}_{name}.csv", table)
        pd.testing.assert_frame_equal(getattr(reading, name), golden, check_dtype=False)
    reasons = json.loads((GOLDEN / f"{report}_dropped.json").read_text("utf-8"))
    assert dropped(reading) == reasons
    filled = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    assert sorted(sum(reasons.values(), lines_kept(reading))) == filled
