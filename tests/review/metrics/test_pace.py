from __future__ import annotations

from pipeline.core.tables import CODINGS
from pipeline.review.metrics.pace import ENOUGH, pace
from tests.builders import rows


def test_from_twenty_timed_statements_on_their_mean_counts() -> None:
    timed = [{"statement_id": f"u{n}", "seconds": "10" if n else "48.5"} for n in range(ENOUGH)]
    untimed = [{"statement_id": "x", "seconds": ""}]

    assert pace(rows(CODINGS, *timed[1:], *untimed), 60) == (60, 0)
    assert pace(rows(CODINGS, *timed, *untimed), 60) == ((48.5 + 190) / 20, 20)
