"""An action's themes together are one theme: a statement that touches two of them counts once."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest

from pipeline.core.tables import TREND_ACTIONS
from pipeline.trend.actions import action_trend
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.trend import settings

THEMES = {"regie": "Regie", "leren": "Leren", "relatie": "Elkaar kennen"}
TITLES = {"2": "Netwerkdag", "7": "Nog niets", "12": "Meten"}
ANSWERED = {"2": ("regie", "leren"), "7": (), "12": ("leren",)}
SOURCES = [("2024", datetime.date(2024, 10, 1)), ("2025", datetime.date(2025, 3, 1))]
PARAMS = settings.PARAMS.model_copy(update={"min_audit": 10})


def table(frame: pd.DataFrame) -> pd.DataFrame:
    rounds = rounds_in_order(frame, SOURCES)
    return TREND_ACTIONS.checked(action_trend(frame, rounds, TITLES, ANSWERED, PARAMS), where="test")


def row(frame: pd.DataFrame, number: str, round_name: str, audience: str = "alle") -> dict[str, str]:
    return settings.row(frame, nummer=number, ronde=round_name, doelgroep=audience)


def test_counted_by_hand(labels: Any) -> None:
    frame = labels(
        {"themes": "regie|leren", "stance": "wens", "respondent": "r1"},
        {"themes": "regie", "stance": "knelpunt", "respondent": "r1"},
        {"themes": "leren", "stance": "behouden", "audience": "intern"},
        {"themes": "relatie", "respondent": "r2"},
        {"themes": ""},
    )

    of_two = row(table(frame), "2", "2025")

    assert {name: of_two[name] for name in ("titel", "n", "noemer", "aandeel", "aandeel_geteld", "methode")} == {
        "titel": "Netwerkdag",
        "n": "3",  # not 2 for regie and 2 for leren
        "noemer": "5",
        "aandeel": "0.6000",
        "aandeel_geteld": "0.6000",
        "methode": "niet gecorrigeerd",
    }
    assert [of_two[f"n_{stance}"] for stance in ("behouden", "knelpunt", "wens", "neutraal")] == list("1110")
    assert of_two["respondenten"] == "1"
    assert row(table(frame), "2", "2025", "intern")["n"] == "1"


def test_an_action_without_themes_has_no_rows_and_no_actions_give_an_empty_table(labels: Any) -> None:
    frame = labels({"themes": "regie"})

    assert set(table(frame)["nummer"]) == {"2", "12"}
    assert TREND_ACTIONS.checked(action_trend(frame, [], {}, {}, PARAMS), where="test").empty


def test_the_audit_corrects_the_themes_together(labels: Any) -> None:
    """The coder says regie of 20, the audit finds 4 of 5 of these right, and 1 of 10 others leren."""
    audited = {"audit": "ja", "audit_probability": "0.25"}
    said = {"predicted_themes": "regie", "predicted_themes_status": "thema"}
    frame = labels(
        *[{"themes": "regie", **said, **audited}] * 4,
        {"themes": "relatie", **said, **audited},
        *[{"themes": "regie", **said}] * 15,
        {"themes": "leren", **audited},
        *[{"themes": "", **audited}] * 9,
        *[{"themes": ""}] * 30,
    )

    of_two = row(table(frame), "2", "2025")

    # 4 known + 15 · (.8 · 5 + .8 · 2) / 7 borrowed, and 1 known + 30 · 1/10, of 60.
    assert of_two["methode"] == "gecorrigeerd"
    assert (of_two["n"], of_two["aandeel_geteld"]) == ("20", "0.3333")
    assert float(of_two["aandeel"]) == pytest.approx((4 + 15 * 0.8 + 1 + 3) / 60, abs=1e-4)


def test_an_action_of_one_theme_has_the_counts_and_the_uncorrected_share_of_that_theme(labels: Any) -> None:
    frame = labels(
        *[{"themes": "leren", "round": "2024-intern"}] * 12,
        *[{"themes": "regie", "round": "2024-intern"}] * 13,
        *[{"themes": "leren|regie"}] * 5,
        *[{"themes": ""}] * 20,
    )
    themes = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS)[0]
    theirs = themes[(themes.thema == "leren") & (themes.doelgroep == "alle")]

    mine = table(frame)
    mine = mine[(mine.nummer == "12") & (mine.doelgroep == "alle")]

    same = ["ronde", "n", "noemer", "aandeel", "n_knelpunt", "vorige_ronde", "verschil", "p_waarde"]
    assert mine[same].to_numpy().tolist() == theirs[same].to_numpy().tolist()
    assert mine["n"].tolist() == ["12", "5"]


def test_an_action_is_also_held_against_the_first_round(labels: Any) -> None:
    """From 18 of 30 by way of 12 to 6: no step is shown, the whole way is."""
    frame = labels(
        *(
            {"themes": ("regie", "leren", "regie|leren")[place % 3] if place < n else "", "round": name}
            for name, n in (("2023", 18), ("2024", 12), ("2025", 6))
            for place in range(30)
        )
    )
    rounds = rounds_in_order(frame, [("2023", datetime.date(2023, 10, 1)), *SOURCES])

    found = TREND_ACTIONS.checked(action_trend(frame, rounds, TITLES, ANSWERED, PARAMS), where="test")

    assert [
        (of["eerste_ronde"], of["verschil_eerste"], of["sinds_eerste"], of["verschil"], of["verandering"])
        for of in (row(found, "2", name) for name in ("2024", "2025"))
    ] == [
        ("", "", "", "-0.2000", "geen aantoonbaar verschil"),  # 2023 is the round before: nothing to add
        ("2023", "-0.4000", "gedaald", "-0.2000", "geen aantoonbaar verschil"),
    ]
