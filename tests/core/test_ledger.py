from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.errors import ConservationError
from pipeline.core.ledger import Ledger

REASONS = {"kop": "a heading"}


def test_a_ledger_counts_and_explains(tmp_path: Path) -> None:
    ledger = Ledger.of(
        "ingest",
        "line",
        incoming=["a:1", "a:2", "a:3"],
        kept=["a:2"],
        dropped={"a:1": "kop", "a:3": "kop"},
        reasons=REASONS,
    )
    ledger.write(tmp_path / "ledger.json")

    assert json.loads((tmp_path / "ledger.json").read_text()) == {
        "stage": "ingest",
        "unit": "line",
        "in": 3,
        "kept": 1,
        "dropped": {"kop": {"n": 2, "meaning": "a heading", "units": ["a:1", "a:3"]}},
    }


@pytest.mark.parametrize(
    ("kept", "dropped"),
    [
        pytest.param(["a"], {}, id="lost"),
        pytest.param(["a", "b"], {"b": "kop"}, id="kept and dropped"),
        pytest.param(["a", "a", "b"], {}, id="twice"),
        pytest.param(["a", "b", "c"], {}, id="from nowhere"),
        pytest.param(["a"], {"b": "zomaar"}, id="reason without a meaning"),
    ],
)
def test_a_ledger_that_does_not_add_up_cannot_be_made(kept: list[str], dropped: dict[str, str]) -> None:
    with pytest.raises(ConservationError):
        Ledger.of("x", "row", incoming=["a", "b"], kept=kept, dropped=dropped, reasons=REASONS)
