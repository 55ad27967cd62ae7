"""Small frames of labels in which only what matters is filled in."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.counting import set_aside
from pipeline.core.tables.labels import LABELS

Rows = Callable[..., pd.DataFrame]

DEFAULTS = {
    "kind": "antwoord",
    "round": "2025",
    "audience": "extern",
    "category": "proces",
    "category_provenance": "model",
    "category_confidence": "0.800",
    "stance": "knelpunt",
    "stance_provenance": "model",
    "stance_confidence": "0.700",
    "themes_provenance": "model",
    "predicted_themes_status": "geen_thema",
    "source": "enquete.csv",
    "line_start": "1",
    "line_end": "1",
    "text": "Een verzonnen zin.",
}


@pytest.fixture
def labels() -> Rows:
    """Make labels: each row a dict of what differs from the default; ids are u0, u1 …"""

    def make(*rows: dict[str, str]) -> pd.DataFrame:
        complete = []
        for number, row in enumerate(rows):
            status = "thema" if row.get("themes") else "geen_thema"
            defaults = {**dict.fromkeys(LABELS.names, ""), **DEFAULTS, "themes_status": status}
            complete.append({**defaults, "statement_id": f"u{number}", **row})
        frame = pd.DataFrame(complete, columns=LABELS.names, dtype=str)
        return frame.assign(set_aside=set_aside(frame, ["motto", "toelichting"]))

    return make
