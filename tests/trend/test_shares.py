from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.comparison import FIRST, PREVIOUS
from pipeline.core.errors import InputError
from pipeline.core.params import Trend
from pipeline.core.tables import TREND
from pipeline.trend.comparing import verdict
from pipeline.trend.intervals import Estimate
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_of_themes, trend_tables
from tests.trend import settings as shared
from tests.trend.settings import PARAMS, THEMES, share

SOURCES = [("2024", datetime.date(2024, 10, 1)), ("2025", datetime.date(2025, 3, 1))]


def trend(frame: pd.DataFrame, params: Trend = PARAMS, sources: Any = SOURCES) -> pd.DataFrame:
    table = trend_tables(frame, rounds_in_order(frame, sources), THEMES, params)[0]
    return TREND.checked(table, where="test")


def row(table: pd.DataFrame, theme: str, round_name: str, audience: str) -> dict[str, str]:
    return shared.row(table, thema=theme, ronde=round_name, doelgroep=audience)


def times(n: int, **cells: str) -> list[dict[str, str]]:
    return [cells] * n


def test_the_themes_alone_are_as_they_are_among_the_rest(labels: Any) -> None:
    said = {
        "audit": "ja",
        "audit_probability": "0.5",
        "predicted_themes": "leren",
        "predicted_themes_status": "thema",
    }
    frame = labels(
        *times(30, themes="leren", stance="behouden", respondent="r1", round="2024"),
        *times(15, themes="leren", audience="intern", round="2024"),
        *times(25, **said, themes="leren", stance="behouden", respondent="r2"),
        *times(20, **said, audience="intern"),
        *times(20, themes="verkokering"),
    )
    rounds = rounds_in_order(frame, SOURCES)
    people = ["respondenten_aandeel", "respondenten_ondergrens", "respondenten_bovengrens", "respondenten_methode"]

    whole = trend_tables(frame, rounds, THEMES, PARAMS).themes
    alone = trend_of_themes(frame, rounds, THEMES, PARAMS)

    assert (whole["respondenten_methode"] != "").any()
    pd.testing.assert_frame_equal(alone, whole.assign(**dict.fromkeys(people, "")))


def test_a_row_by_hand(labels: Any) -> None:
    table = trend(
        labels(
            *times(3, themes="verkokering", stance="knelpunt", respondent="r1"),
            *times(2, themes="verkokering|leren", stance="behouden", respondent="r2"),
            *times(1, themes="verkokering", stance="wens"),
            *times(1, themes_status="onbeslist", respondent="r3"),
            *times(3, stance="neutraal"),
        )
    )

    assert row(table, "verkokering", "2025", "extern") == {
        "thema": "verkokering",
        "thema_naam": "Verkokering",
        "ronde": "2025",
        "doelgroep": "extern",
        "datum": "2025-03-01",
        "n": "6",
        "noemer": "10",
        "aandeel": "0.6000",
        # r1 and r2 repeat themselves: of both themes the squares sum to 4.0 by statement, to 6.8 by
        # respondent, so m = 10 · 4.0 / 6.8; Wilson: (.6 + z²/2m ± z·√(.24/m + z²/4m²)) / (1 + z²/m).
        "ondergrens": "0.2501",
        "bovengrens": "0.8709",
        "methode": "niet gecorrigeerd",
        "gecontroleerd": "0",
        "aandeel_geteld": "0.6000",
        "n_behouden": "2",
        "n_knelpunt": "3",
        "n_wens": "1",
        "n_neutraal": "0",
        "respondenten": "2",
        "respondenten_totaal": "3",
        # 2 of 3, Wilson.
        "respondenten_aandeel": "0.6667",
        "respondenten_ondergrens": "0.2077",
        "respondenten_bovengrens": "0.9385",
        "respondenten_methode": "niet gecorrigeerd",
        "onbeslist": "1",
        **dict.fromkeys([*PREVIOUS.values(), *FIRST.values()], ""),
        "verandering": "eerste ronde",
    }
    assert row(table, "leren", "2025", "extern")["n"] == "2"


def test_respondents_are_empty_where_none_is_known(labels: Any) -> None:
    found = row(trend(labels({"themes": "leren"})), "leren", "2025", "alle")

    assert (found["respondenten"], found["respondenten_totaal"]) == ("", "")


def test_each_audience_has_its_own_row_and_alle_has_everyone(labels: Any) -> None:
    table = trend(
        labels(
            *times(4, round="2024-intern", audience="intern", themes="leren"),
            *times(3, round="2024-extern", audience="extern"),
            *times(2, round="2024-onbekend", audience="onbekend", themes="leren"),
            *times(1, round="2024-beide", audience="beide"),
        )
    )

    found = {audience: row(table, "leren", "2024", audience) for audience in ("intern", "extern", "alle")}
    assert {audience: (r["n"], r["noemer"]) for audience, r in found.items()} == {
        "intern": ("4", "4"),
        "extern": ("0", "3"),
        "alle": ("6", "10"),
    }


def test_a_rise_that_the_data_carry(labels: Any) -> None:
    table = trend(
        labels(
            *share(48, 80, round="2024-extern"),
            *share(56, 70, round="2025"),
        )
    )

    found = row(table, "leren", "2025", "extern")
    assert found["vorige_ronde"] == "2024"
    # Newcombe's example: 56/70 - 48/80; BH over two themes, the other with p = 1: p doubles.
    assert (found["verschil"], found["verschil_ondergrens"], found["verschil_bovengrens"]) == (
        "0.2000",
        "0.0524",
        "0.3339",
    )
    assert (found["p_waarde"], found["p_aangepast"]) == ("0.0081", "0.0163")
    assert found["verandering"] == "gestegen"
    assert row(table, "verkokering", "2025", "extern")["verandering"] == "geen aantoonbaar verschil"
    assert row(table, "leren", "2024", "extern")["verandering"] == "eerste ronde"


def test_looking_at_more_themes_asks_for_more(labels: Any) -> None:
    frame = labels(*share(48, 80, round="2024"), *share(56, 70, round="2025"))
    many = {**THEMES, **{f"thema_{number}": f"Thema {number}" for number in range(18)}}

    table = trend_tables(frame, rounds_in_order(frame, SOURCES), many, PARAMS)[0]

    found = row(table, "leren", "2025", "alle")  # .008133 times 20 themes
    assert (found["p_aangepast"], found["verandering"]) == ("0.1627", "geen aantoonbaar verschil")


def test_a_fall_and_the_series_do_not_mix(labels: Any) -> None:
    table = trend(
        labels(
            *times(30, round="2024", audience="intern", themes="leren"),
            *times(30, round="2024", audience="extern"),
            *times(30, round="2025", audience="intern"),
            *times(30, round="2025", audience="extern", themes="leren"),
        )
    )

    verdicts = {
        audience: row(table, "leren", "2025", audience)["verandering"] for audience in ("intern", "extern")
    }
    assert verdicts == {"intern": "gedaald", "extern": "gestegen"}
    assert row(table, "leren", "2025", "alle")["verandering"] == "geen aantoonbaar verschil"


def test_the_round_before_is_the_one_before_of_the_same_audience(labels: Any) -> None:
    table = trend(
        labels(
            {"round": "2023", "audience": "intern"},
            {"round": "2024", "audience": "extern"},
            {"round": "2025", "audience": "intern"},
        )
    )

    assert row(table, "leren", "2025", "intern")["vorige_ronde"] == "2023"
    assert row(table, "leren", "2025", "alle")["vorige_ronde"] == "2024"
    assert row(table, "leren", "2024", "extern")["verandering"] == "eerste ronde"


@pytest.mark.parametrize(
    ("before", "now", "undecided", "expected"),
    [
        pytest.param(20, 20, 0, "gestegen", id="just enough"),
        pytest.param(19, 20, 0, "te weinig gegevens", id="too few before"),
        pytest.param(20, 19, 0, "te weinig gegevens", id="too few now"),
        pytest.param(20, 20, 5, "gestegen", id="a quarter undecided"),
        pytest.param(20, 20, 6, "te weinig gegevens", id="more than a quarter undecided"),
    ],
)
def test_a_change_needs_enough_decided_statements(
    labels: Any, before: int, now: int, undecided: int, expected: str
) -> None:
    table = trend(
        labels(
            *times(before, round="2024"),
            *times(undecided, round="2025", themes_status="onbeslist"),
            *times(now - undecided, round="2025", themes="leren"),
        )
    )

    assert row(table, "leren", "2025", "alle")["verandering"] == expected
    assert row(table, "leren", "2025", "alle")["verschil"] != ""


@pytest.mark.parametrize(
    ("low", "high", "p", "expected"),
    [
        (0.01, 0.2, 0.05, "gestegen"),
        (-0.2, -0.01, 0.05, "gedaald"),
        (0.01, 0.2, 0.0501, "geen aantoonbaar verschil"),
        (0.00004, 0.2, 0.001, "geen aantoonbaar verschil"),
        (-0.2, 0.0, 0.001, "geen aantoonbaar verschil"),
    ],
)
def test_a_change_needs_both_the_p_value_and_the_interval(
    low: float, high: float, p: float, expected: str
) -> None:
    assert verdict(Estimate((low + high) / 2, low, high), p, 0.05) == expected


def test_a_tone_that_turned_says_on_every_row_that_another_source_asked(labels: Any) -> None:
    """A report, then a survey that asks what goes well: of its praise nobody can say that it is new."""
    complaint = {"kind": "citaat", "round": "2024", "stance": "knelpunt", "themes": "leren"}
    praise = {"kind": "antwoord", "question": "Wat gaat goed?", "stance": "behouden", "themes": "leren"}
    frame = labels(*[complaint] * 40, *[{**praise, "round": "2025"}] * 40, *[{**praise, "round": "2026"}] * 40)

    stances = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS).stances
    of_leren = stances[(stances["thema"] == "leren") & (stances["doelgroep"] == "extern")]
    found = {name: of_leren[of_leren["ronde"] == name] for name in ("2025", "2026")}
    firm = {name: each[each["oordeel"].isin(["behouden", "knelpunt", "saldo"])] for name, each in found.items()}
    assert firm["2025"]["verandering"].tolist() == ["gestegen", "gedaald", "verbeterd"]
    assert firm["2026"]["sinds_eerste"].tolist() == ["gestegen", "gedaald", "verbeterd"]
    assert set(found["2025"]["vergelijking"]) == {"andere soort bron"}
    assert set(found["2026"]["vergelijking_eerste"]) == {"andere soort bron"}
    assert set(found["2026"]["vergelijking"]) == {"gelijk"}


def test_rounds_that_other_people_coded_are_not_compared_silently(labels: Any) -> None:
    def coded(by: str, **cells: str) -> list[dict[str, str]]:
        return [{**cells, "audit": "ja", "audit_probability": "1.000000", "reviewer": by}] * 5

    apart = trend(labels(*coded("An", round="2024"), *coded("Bo", round="2025")))
    mixed = trend(
        labels(*(row for by in ("An", "Bo") for name in ("2024", "2025") for row in coded(by, round=name)))
    )

    assert row(apart, "leren", "2025", "alle")["vergelijking"] == "andere beoordelaars"
    assert row(mixed, "leren", "2025", "alle")["vergelijking"] == "gelijk"
    assert row(apart, "leren", "2025", "alle")["methode"] == "geheel handmatig"


def test_a_report_alone_without_round_or_date(labels: Any) -> None:
    table = trend(
        labels(
            {"round": "intern", "audience": "intern", "kind": "advies"},
            {"round": "extern", "audience": "extern", "kind": "advies", "themes": "leren"},
            {"round": "onbekend", "audience": "onbekend", "kind": "citaat"},
        ),
        sources=[("", None)],
    )

    assert set(table["ronde"]) == {"zonder naam"}
    assert set(table["verandering"]) == {"eerste ronde"}
    assert set(table["datum"]) == {""}
    assert row(table, "leren", "zonder naam", "alle")["aandeel"] == "0.3333"


def test_a_round_that_cannot_be_placed_is_shown_and_not_compared(labels: Any) -> None:
    table = trend(labels({"round": "najaar"}, {"round": "2025"}), sources=[])

    assert row(table, "leren", "najaar", "alle")["verandering"] == "te weinig gegevens"
    assert row(table, "leren", "najaar", "alle")["vorige_ronde"] == ""
    assert row(table, "leren", "2025", "alle")["verandering"] == "eerste ronde"


def test_no_statements_make_an_empty_table(labels: Any) -> None:
    table = trend(labels())

    assert list(table.columns) == TREND.names
    assert table.empty


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"themes": "leren|verkokerd"}, r'statement u1: unknown theme "verkokerd"'),
        ({"stance": "boos"}, r'statement u1: unknown stance "boos"'),
    ],
)
def test_a_label_that_cannot_be_counted_is_not_lost(labels: Any, cells: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        trend(labels({}, cells))


statement = st.fixed_dictionaries(
    {
        "round": st.sampled_from(["2024-intern", "2024-extern", "2025"]),
        "audience": st.sampled_from(["intern", "extern", "beide", "onbekend"]),
        "stance": st.sampled_from(["behouden", "knelpunt", "wens", "neutraal"]),
        "themes": st.sampled_from(["", "leren", "verkokering", "verkokering|leren"]),
        "respondent": st.sampled_from(["", "r1", "r2"]),
    }
)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(statement, max_size=12), st.randoms(use_true_random=False))
def test_order_is_free_and_every_theme_is_counted_once(
    labels: Any, rows: list[dict[str, str]], chance: Any
) -> None:
    frame = labels(*rows)
    shuffled = frame.sample(frac=1, random_state=chance.randrange(1000)) if rows else frame

    table = trend(frame)

    pd.testing.assert_frame_equal(table, trend(shuffled, sources=SOURCES[::-1]))
    of_all = table[table["doelgroep"] == "alle"]
    assert of_all["n"].astype(int).sum() == sum(len(row["themes"].split("|")) for row in rows if row["themes"])
    stances = table[["n_behouden", "n_knelpunt", "n_wens", "n_neutraal"]].astype(int).sum(axis="columns")
    assert stances.tolist() == table["n"].astype(int).tolist()
