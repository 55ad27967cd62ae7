"""Staff beside partners: the difference, its interval and its verdict, worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipeline.core.params import load_params
from pipeline.core.tables import TREND_MIRROR
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.trend import settings
from tests.trend.settings import THEMES, share

PARAMS = load_params().trend


def mirror(frame: pd.DataFrame) -> pd.DataFrame:
    table = trend_tables(frame, rounds_in_order(frame, []), THEMES, PARAMS).staff_vs_partners
    return TREND_MIRROR.checked(table, where="test")


def row(table: pd.DataFrame, stance: str = "", theme: str = "leren") -> dict[str, str]:
    return settings.row(table, thema=theme, oordeel=stance, ronde="2025")


def audited(n: int, of: int, audience: str) -> list[dict[str, str]]:
    """Statements that people coded, all of them."""
    cells = {"audit": "ja", "audit_probability": "1.000000", "predicted_themes_status": "geen_thema"}
    return share(n, of, audience=audience, **cells)


def test_two_intervals_may_touch_where_the_difference_is_shown(labels: Any) -> None:
    found = mirror(labels(*share(56, 70, audience="intern"), *share(48, 80, audience="extern")))

    # Wilson of 56/70 and 48/80; Newcombe's example (1998, table II, method 10) of their difference; its p of
    # .0082 by Benjamini-Hochberg over two themes, the other with p = 1.
    assert row(found) == {
        "thema": "leren", "thema_naam": "Leren en volhouden", "oordeel": "", "ronde": "2025",
        "aandeel_medewerkers": "0.8000", "ondergrens_medewerkers": "0.6918", "bovengrens_medewerkers": "0.8770",
        "noemer_medewerkers": "70", "respondenten_medewerkers": "",
        "aandeel_partners": "0.6000", "ondergrens_partners": "0.4905", "bovengrens_partners": "0.7004",
        "noemer_partners": "80", "respondenten_partners": "",
        "verschil": "0.2000", "verschil_ondergrens": "0.0524", "verschil_bovengrens": "0.3339",
        "p_aangepast": "0.0163", "oordeel_verschil": "medewerkers vaker",
        "vergelijking": "gelijk",
    }  # fmt: skip
    assert row(found, theme="verkokering")["oordeel_verschil"] == "geen aantoonbaar verschil"


def test_the_other_way_round_partners_speak_more_of_it(labels: Any) -> None:
    found = row(mirror(labels(*share(48, 80, audience="intern"), *share(56, 70, audience="extern"))))

    assert (found["verschil"], found["oordeel_verschil"]) == ("-0.2000", "partners vaker")


def test_one_who_repeats_himself_shows_nothing(labels: Any) -> None:
    """Seven staff and eight partners each say the same ten times: that is as few voices as there are people."""
    frame = labels(
        *[{"audience": "intern", "themes": "leren", "respondent": f"i{n % 6}"} for n in range(60)],
        *[{"audience": "intern", "respondent": "i6"}] * 10,
        *[{"audience": "extern", "themes": "leren", "respondent": f"e{n % 5}"} for n in range(50)],
        *[{"audience": "extern", "respondent": f"e{5 + n % 3}"} for n in range(30)],
    )

    found = row(mirror(frame))
    assert (found["aandeel_medewerkers"], found["aandeel_partners"]) == ("0.8571", "0.6250")
    assert (found["respondenten_medewerkers"], found["respondenten_partners"]) == ("7", "8")
    assert found["oordeel_verschil"] == "geen aantoonbaar verschil"
    alone = mirror(frame.assign(respondent=""))
    assert row(alone)["oordeel_verschil"] == "medewerkers vaker"


def test_their_tone_is_compared_too(labels: Any) -> None:
    found = mirror(
        labels(
            *share(30, 50, audience="intern", stance="behouden"),
            *share(30, 50, audience="extern", stance="knelpunt"),
        )
    )

    assert row(found)["oordeel_verschil"] == "geen aantoonbaar verschil"
    assert [row(found, stance)["oordeel_verschil"] for stance in ("behouden", "knelpunt", "saldo")] == [
        "medewerkers vaker", "partners vaker", "medewerkers positiever",
    ]  # fmt: skip
    assert row(found, "saldo")["verschil"] == "1.2000"  # 0.6 - (-0.6)


@pytest.mark.parametrize(("staff", "verdict"), [(19, "te weinig gegevens"), (20, "partners vaker")])
def test_a_small_side_carries_no_difference(labels: Any, staff: int, verdict: str) -> None:
    found = row(mirror(labels(*share(0, staff, audience="intern"), *share(60, 80, audience="extern"))))

    assert found["oordeel_verschil"] == verdict
    assert (found["p_aangepast"] == "") == (verdict == "te weinig gegevens")


def test_a_corrected_side_is_not_held_against_one_that_is_not(labels: Any) -> None:
    found = row(mirror(labels(*audited(30, 40, "intern"), *share(10, 40, audience="extern"))))

    assert (found["verschil"], found["oordeel_verschil"]) == ("0.5000", "te weinig gegevens")


@pytest.mark.parametrize(
    ("of_partners", "expected"),
    [
        pytest.param({}, "gelijk", id="only who spoke differs"),
        pytest.param({"question": "Wat kan beter?"}, "andere vragen", id="questions"),
        pytest.param({"kind": "advies", "question": "Wat kan beter?"}, "andere soort bron", id="kind of source"),
        pytest.param({"audit": "ja", "reviewer": "Bo"}, "andere beoordelaars", id="coders"),
        pytest.param({"audit": "ja", "reviewer": "an"}, "gelijk", id="the same coder"),
    ],
)
def test_that_both_were_not_asked_alike_stands_beside_the_verdict(
    of_partners: dict[str, str], expected: str, labels: Any
) -> None:
    asked = {"question": "Wat gaat goed?", "reviewer": "An", "audit": "ja" if "audit" in of_partners else ""}
    both = [{**asked, "audience": "intern"}, {**asked, "audience": "extern", **of_partners}]

    found = mirror(labels(*both, {"round": "2026", "audience": "intern"}, {"round": "2026", "audience": "extern"}))

    assert found.groupby("ronde")["vergelijking"].unique().map(list).to_dict() == {
        "2025": [expected], "2026": ["gelijk"],
    }  # fmt: skip


def test_a_round_of_one_side_has_no_rows_and_rounds_are_in_order(labels: Any) -> None:
    found = mirror(
        labels(
            *[
                {"round": one, "audience": who}
                for one in ("2026", "2024")
                for who in ("intern", "extern", "beide")
            ],
            {"round": "2025", "audience": "intern"},
            {"round": "2025", "audience": "beide"},
        )
    )

    assert list(dict.fromkeys(found["ronde"])) == ["2024", "2026"]
