"""Nothing disappears and nothing counts twice, whatever the labels: lists, overview and trend agree."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.corpus import Action
from pipeline.core.counting import CRITICAL, STANCES
from pipeline.core.params import load_params
from pipeline.core.tables import EVIDENCE, EVIDENCE_OVERVIEW, TREND, TREND_STANCES
from pipeline.evidence.gaps import coverage
from pipeline.evidence.overview import overview
from pipeline.evidence.statements import listing, with_evidence
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import action_trend
from tests.trend.settings import labels

NAMES = {"regie": "Regie", "leren": "Leren", "relatie": "Elkaar kennen"}
ACTIONS = {
    1: Action(title="Een", themes=("regie", "leren")),
    2: Action(title="Twee", themes=("leren",)),
    3: Action(title="Drie"),
}
ROUNDS = ["2024", "2025"]

statement = st.fixed_dictionaries(
    {
        "round": st.sampled_from(["2024-intern", "2024-extern", "2025"]),
        "audience": st.sampled_from(["intern", "extern", "beide", "onbekend"]),
        "stance": st.sampled_from(STANCES),
        "themes": st.sampled_from(["", "regie", "leren", "regie|leren", "relatie", "leren|relatie"]),
        "kind": st.sampled_from(["antwoord", "antwoord", "motto"]),
        "duplicate_of": st.sampled_from(["", "", "", "u0"]),
        "respondent": st.sampled_from(["", "r1", "r2"]),
        "text": st.sampled_from(["Te traag.", "=1+1", "Het gaat goed zo."]),
    }
)


@settings(max_examples=12)
@given(st.lists(statement, max_size=15))
def test_lists_overview_coverage_and_trend_tell_one_story(rows: list[dict[str, str]]) -> None:
    frame = labels(*rows)
    statements = with_evidence(frame, list(NAMES), ROUNDS)
    counted = frame[(frame["duplicate_of"] == "") & (frame["kind"] != "motto")]
    placed = rounds_in_order(counted, [(name, None) for name in ROUNDS])
    trend = action_trend(counted, placed, ACTIONS, load_params().trend)
    limits = load_params().evidence
    table = overview(ACTIONS, statements, TREND.empty(), TREND_STANCES.empty(), NAMES, ROUNDS, limits)

    EVIDENCE_OVERVIEW.checked(table, where="test")
    critical = counted[counted["stance"].isin(CRITICAL)]
    for row in table.to_dict("records"):
        action = ACTIONS[int(row["nummer"])]
        touched = [not set(cell.split("|")).isdisjoint(action.themes) for cell in counted["themes"]]
        mine = counted[pd.Series(touched, index=counted.index, dtype=bool)]
        listed = EVIDENCE.checked(listing(1, action, statements, NAMES, limits), where="test")
        assert sorted(listed.loc[listed["dubbel_van"] == "", "uitspraak_id"]) == sorted(mine["statement_id"])

        total = int(row["uitspraken"])
        assert total == len(mine) == len(listed) - int(row["dubbel"])
        assert total == sum(int(row[f"n_{stance}"]) for stance in STANCES)
        assert total == sum(int(row[name]) for name in ("n_intern", "n_extern", "n_overig"))
        assert total == sum(int(part.split("=")[1]) for part in row["per_ronde"].split("|"))
        assert int(row["kritisch"]) == int(row["n_knelpunt"]) + int(row["n_wens"])
        assert row["dekking"] == (f"{int(row['kritisch']) / len(critical):.4f}" if len(critical) else "")

        of_all = trend[(trend["nummer"] == row["nummer"]) & (trend["doelgroep"] == "alle")]
        assert total == sum(map(int, of_all["n"]))
        for stance in STANCES:
            assert int(row[f"n_{stance}"]) == sum(map(int, of_all[f"n_{stance}"]))

    answered = coverage(statements, ROUNDS, {"regie", "leren"}).iloc[-1]
    either = [int(row["kritisch"]) for row in table.to_dict("records")]
    assert max(either) <= int(answered["met_actie"]) <= sum(either)
    assert int(answered["kritisch"]) == len(critical)
