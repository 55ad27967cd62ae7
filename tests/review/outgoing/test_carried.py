"""A renamed round keeps its draw; a statement that is new in the same run is still offered."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.core.tables import AUDIT_SAMPLE
from pipeline.review.outgoing.sampling import carried, sample


def statements(name: str, ids: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"statement_id": ids, "round": name, "themes": "", "themes_status": "geen_thema"})


OLD = [f"a{n}" for n in range(6)]
NEW = [f"b{n}" for n in range(6)]
MOVES = dict(zip(OLD, NEW, strict=True))


@pytest.mark.parametrize(
    ("size", "now", "offered"),
    [
        pytest.param(6, NEW, set(), id="only renamed"),
        pytest.param(3, NEW, set(), id="only renamed, drawn in part"),
        pytest.param(6, [*NEW, "extra"], {"extra"}, id="one more"),
        pytest.param(6, [*NEW[:5], "extra"], {"extra"}, id="one went, one came"),
    ],
)
def test_who_is_new_in_a_renamed_round_is_offered(size: int, now: list[str], offered: set[str]) -> None:
    before = sample(statements("2026", OLD), size, (), AUDIT_SAMPLE.empty())
    after = statements("Voorjaar 2026", now)

    known = carried(before, after, {old: new for old, new in MOVES.items() if new in now})
    record = sample(after, 7 if size == 6 else size, (), known, whole=("Voorjaar 2026",) if size == 6 else ())

    drawn = set(record.loc[record["round"] == "Voorjaar 2026", "statement_id"])
    taken = {MOVES[one] for one in before["statement_id"] if MOVES[one] in now}
    assert drawn == taken | offered
    if size == 3:
        columns = ["stratum", "probability", "draw"]
        assert record[columns].to_numpy().tolist() == before[columns].to_numpy().tolist()
