"""Ids over several sources."""

from __future__ import annotations

import pandas as pd

from pipeline.core.tables import STATEMENTS
from pipeline.ingest.common.identity import with_distinct_ids


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{**dict.fromkeys(STATEMENTS.names, ""), **row} for row in rows], dtype=str)


A = {"statement_id": "u1", "source": "a.csv", "text": "geen"}
B = {"statement_id": "u1", "source": "b.csv", "text": "geen"}
TWIN = {"statement_id": "u2", "source": "b.csv", "text": "gee", "duplicate_of": "u1"}


def test_the_first_keeps_its_id_and_links_follow_the_other() -> None:
    after = with_distinct_ids(frame(A, B, TWIN))

    first, second, twin = after["statement_id"]
    assert first == "u1"
    assert len({first, second, twin}) == 3
    assert after["duplicate_of"].tolist() == ["", "", second]


def test_order_does_not_matter() -> None:
    one = with_distinct_ids(frame(A, B, TWIN)).set_index(["source", "text"])["statement_id"]
    other = with_distinct_ids(frame(TWIN, B, A)).set_index(["source", "text"])["statement_id"]

    assert one.to_dict() == other.to_dict()


def test_distinct_ids_stay() -> None:
    before = frame(A, {**B, "statement_id": "u3"})

    pd.testing.assert_frame_equal(with_distinct_ids(before), before)
