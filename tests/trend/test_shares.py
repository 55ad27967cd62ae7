"""The tables of the trend: per theme since the previous and first round, staff beside partners, per action."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.corpus import Action
from pipeline.core.errors import InputError
from pipeline.core.params import load_params
from pipeline.core.tables import TREND, TREND_ACTIONS, TREND_MIRROR
from pipeline.core.yaml_model import own_yaml
from pipeline.trend.comparing import verdict
from pipeline.trend.intervals import Estimate
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import action_trend, trend_tables
from tests.cases import cases
from tests.trend.settings import PARAMS, THEMES, labels, row, share

SAME, FEW = "geen aantoonbaar verschil", "te weinig gegevens"
SOURCES = [(str(year), datetime.date(year, 3, 1)) for year in (2023, 2024, 2025, 2026)]
BY_HAND = own_yaml(Path(__file__).parent / "cases" / "shares.yaml")["rows"]


def trend(*rows: dict[str, str], sources: Any = SOURCES, themes: dict[str, str] = THEMES) -> pd.DataFrame:
    frame = labels(*rows)
    table = trend_tables(frame, rounds_in_order(frame, sources), themes, PARAMS).themes
    return TREND.checked(table, where="test")


def of(table: pd.DataFrame, round_name: str, *columns: str, audience: str = "alle", theme: str = "leren") -> Any:
    """Cells of one row; one cell as it is."""
    found = row(table, thema=theme, ronde=round_name, doelgroep=audience)
    return found[columns[0]] if len(columns) == 1 else [found[column] for column in columns]


def times(n: int, **cells: str) -> list[dict[str, str]]:
    return [cells] * n


def test_the_themes_alone_are_as_they_are_among_the_rest() -> None:
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

    actions = {number: Action(title=THEMES[theme], themes=(theme,)) for number, theme in enumerate(THEMES)}

    whole = trend_tables(frame, rounds, THEMES, PARAMS).themes
    alone = action_trend(frame, rounds, actions, PARAMS)

    assert (whole["respondenten_methode"] != "").any()
    as_actions = whole.rename(columns={"thema": "nummer", "thema_naam": "titel"})[alone.columns]
    numbers = {theme: str(number) for number, theme in enumerate(THEMES)}
    pd.testing.assert_frame_equal(alone, as_actions.replace({"nummer": numbers}))


def test_a_row_by_hand() -> None:
    table = trend(
        *times(3, themes="verkokering", stance="knelpunt", respondent="r1"),
        *times(2, themes="verkokering|leren", stance="behouden", respondent="r2"),
        *times(1, themes="verkokering", stance="wens"),
        *times(1, themes_status="onbeslist", respondent="r3"),
        *times(3, stance="neutraal"),
    )

    found = row(table, thema="verkokering", ronde="2025", doelgroep="extern")
    assert found == {**dict.fromkeys(TREND.names, ""), **BY_HAND["theme"]}
    assert of(table, "2025", "n", audience="extern") == "2"


def test_respondents_are_empty_where_none_is_known() -> None:
    assert of(trend({"themes": "leren"}), "2025", "respondenten", "respondenten_totaal") == ["", ""]


def test_each_audience_has_its_own_row_and_alle_has_everyone() -> None:
    table = trend(
        *times(4, round="2024-intern", audience="intern", themes="leren"),
        *times(3, round="2024-extern", audience="extern"),
        *times(2, round="2024-onbekend", audience="onbekend", themes="leren"),
        *times(1, round="2024-beide", audience="beide"),
    )

    counts = [of(table, "2024", "n", "noemer", audience=audience) for audience in ("intern", "extern", "alle")]
    assert counts == [["4", "4"], ["0", "3"], ["6", "10"]]


def test_a_rise_that_the_data_carry() -> None:
    rows = [*share(48, 80, round="2024-extern"), *share(56, 70, round="2025")]
    table = trend(*rows)

    # Newcombe's example: 56/70 - 48/80; nobody named the other theme, so there is one to correct for.
    cells = ("vorige_ronde", "verschil", "verschil_ondergrens", "verschil_bovengrens", "p_waarde", "p_aangepast")
    assert of(table, "2025", *cells) == ["2024", "0.2000", "0.0524", "0.3339", "0.0081", "0.0081"]
    assert of(table, "2025", "verandering", audience="extern") == "gestegen"
    assert of(table, "2025", "verandering", theme="verkokering") == FEW
    assert of(table, "2024", "verandering") == "eerste ronde"

    # Looking at more themes that people name asks for more: .008133 times 19, as nobody names verkokering.
    others = {f"thema_{number}": f"Thema {number}" for number in range(18)}
    named = [{**cells, "themes": "|".join(filter(None, [cells.get("themes"), *others]))} for cells in rows]
    many = trend(*named, themes=THEMES | others)
    assert of(many, "2025", "p_aangepast", "verandering") == ["0.1545", SAME]


def test_a_fall_and_the_series_do_not_mix() -> None:
    table = trend(
        *times(30, round="2024", audience="intern", themes="leren"),
        *times(30, round="2024", audience="extern"),
        *times(30, round="2025", audience="intern"),
        *times(30, round="2025", audience="extern", themes="leren"),
    )

    found = [of(table, "2025", "verandering", audience=audience) for audience in ("intern", "extern", "alle")]
    assert found == ["gedaald", "gestegen", SAME]


def test_the_round_before_is_the_one_before_of_the_same_audience() -> None:
    table = trend(
        {"round": "2023", "audience": "intern"},
        {"round": "2024", "audience": "extern"},
        {"round": "2025", "audience": "intern"},
    )

    assert of(table, "2025", "vorige_ronde", audience="intern") == "2023"
    assert of(table, "2025", "vorige_ronde") == "2024"
    assert of(table, "2024", "verandering", audience="extern") == "eerste ronde"


@pytest.mark.parametrize(("before", "now", "undecided", "expected"), cases(__file__, "enough"))
def test_a_change_needs_enough_decided_statements(before: int, now: int, undecided: int, expected: str) -> None:
    table = trend(
        *times(before, round="2024"),
        *times(undecided, round="2025", themes_status="onbeslist"),
        *times(now - undecided, round="2025", themes="leren"),
    )

    assert of(table, "2025", "verandering") == expected
    assert of(table, "2025", "verschil") != ""


@pytest.mark.parametrize(("low", "high", "p", "expected"), cases(__file__, "verdicts"))
def test_a_change_needs_both_the_p_value_and_the_interval(
    low: float, high: float, p: float, expected: str
) -> None:
    assert verdict(Estimate((low + high) / 2, low, high), p, 0.05) == expected


def test_a_tone_that_turned_says_on_every_row_that_another_source_asked() -> None:
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


def test_rounds_that_other_people_coded_are_not_compared_silently() -> None:
    def coded(by: str, **cells: str) -> list[dict[str, str]]:
        return [{**cells, "audit": "ja", "audit_probability": "1.000000", "reviewer": by}] * 5

    apart = trend(*coded("An", round="2024"), *coded("Bo", round="2025"))
    mixed = trend(*(row for by in ("An", "Bo") for name in ("2024", "2025") for row in coded(by, round=name)))

    assert of(apart, "2025", "vergelijking", "methode") == ["andere beoordelaars", "geheel handmatig"]
    assert of(mixed, "2025", "vergelijking") == "gelijk"


def test_a_report_alone_without_round_or_date() -> None:
    table = trend(
        {"round": "intern", "audience": "intern", "kind": "advies"},
        {"round": "extern", "audience": "extern", "kind": "advies", "themes": "leren"},
        {"round": "onbekend", "audience": "onbekend", "kind": "citaat"},
        sources=[("", None)],
    )

    assert {*zip(table["ronde"], table["verandering"], table["datum"], strict=True)} == {
        ("zonder naam", "eerste ronde", "")
    }
    assert of(table, "zonder naam", "aandeel") == "0.3333"


def test_a_round_that_cannot_be_placed_is_shown_and_not_compared() -> None:
    table = trend({"round": "najaar"}, {"round": "2024"}, {"round": "2025"}, sources=[])

    found = [of(table, name, "verandering", "vorige_ronde", "eerste_ronde") for name in ("najaar", "2024", "2025")]
    assert found == [[FEW, "", ""], ["eerste ronde", "", ""], [FEW, "2024", ""]]


def test_no_statements_make_an_empty_table() -> None:
    assert list(trend().columns) == TREND.names
    assert trend().empty


@pytest.mark.parametrize(("cells", "message"), cases(__file__, "uncountable"))
def test_a_label_that_cannot_be_counted_is_not_lost(cells: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        trend({}, cells)


statement = st.fixed_dictionaries(
    {
        "round": st.sampled_from(["2024-intern", "2024-extern", "2025"]),
        "audience": st.sampled_from(["intern", "extern", "beide", "onbekend"]),
        "stance": st.sampled_from(["behouden", "knelpunt", "wens", "neutraal"]),
        "themes": st.sampled_from(["", "leren", "verkokering", "verkokering|leren"]),
        "respondent": st.sampled_from(["", "r1", "r2"]),
    }
)


@settings(max_examples=12)
@given(st.lists(statement, max_size=12), st.randoms(use_true_random=False))
def test_order_is_free_and_every_theme_is_counted_once(rows: list[dict[str, str]], chance: Any) -> None:
    frame = labels(*rows)
    shuffled = frame.sample(frac=1, random_state=chance.randrange(1000)) if rows else frame

    table = trend(*rows)

    again = trend_tables(shuffled, rounds_in_order(shuffled, SOURCES[::-1]), THEMES, PARAMS).themes
    pd.testing.assert_frame_equal(table, again)
    of_all = table[table["doelgroep"] == "alle"]
    assert of_all["n"].astype(int).sum() == sum(len(row["themes"].split("|")) for row in rows if row["themes"])
    stances = table[["n_behouden", "n_knelpunt", "n_wens", "n_neutraal"]].astype(int).sum(axis="columns")
    assert stances.tolist() == table["n"].astype(int).tolist()


SINCE_FIRST = (
    "eerste_ronde", "verschil_eerste", "verschil_eerste_ondergrens", "verschil_eerste_bovengrens",
    "p_eerste_aangepast", "sinds_eerste", "vergelijking_eerste",
)  # fmt: skip


def test_a_slow_rise_that_no_step_shows_is_one_since_the_first_round() -> None:
    table = trend(
        *share(48, 80, round="2024", kind="citaat"),
        *share(49, 70, round="2025", kind="antwoord"),
        *share(56, 70, round="2026", kind="antwoord"),
    )

    assert {of(table, name, "verandering") for name in ("2025", "2026")} == {SAME}
    # Newcombe's example, 56/70 - 48/80; nobody named the other theme.
    expected = ["2024", "0.2000", "0.0524", "0.3339", "0.0081", "gestegen", "andere soort bron"]
    assert of(table, "2026", *SINCE_FIRST) == expected
    assert of(table, "2026", "vorige_ronde", "vergelijking") == ["2025", "gelijk"]
    assert of(table, "2026", "sinds_eerste", theme="verkokering") == FEW
    # Empty when the first round is the previous, or there is none.
    assert {*of(table, "2024", *SINCE_FIRST), *of(table, "2025", *SINCE_FIRST)} == {""}


def test_the_first_round_is_that_of_the_same_audience() -> None:
    said = (("2024", "intern"), ("2025", "extern"), ("2025", "intern"), ("2026", "extern"), ("2026", "intern"))
    table = trend(*(cells for name, who in said for cells in share(1, 20, round=name, audience=who)))

    found = [of(table, "2026", "eerste_ronde", audience=who) for who in ("intern", "extern", "alle")]
    assert found == ["2024", "", "2024"]  # the first of partners is their previous


def test_a_first_round_that_is_too_small_carries_no_change() -> None:
    table = trend(*share(0, 19, round="2024"), *share(10, 20, round="2025"), *share(20, 20, round="2026"))

    assert of(table, "2026", "sinds_eerste", "verschil_eerste", "p_eerste_aangepast") == [FEW, "1.0000", ""]


def mirror(*rows: dict[str, str]) -> pd.DataFrame:
    frame = labels(*rows)
    table = trend_tables(frame, rounds_in_order(frame, []), THEMES, load_params().trend).staff_vs_partners
    return TREND_MIRROR.checked(table, where="test")


def beside(table: pd.DataFrame, *columns: str, stance: str = "", theme: str = "leren") -> list[str]:
    """Cells of staff beside partners in 2025."""
    found = row(table, thema=theme, oordeel=stance, ronde="2025")
    return [found[column] for column in columns]


def test_two_intervals_may_touch_where_the_difference_is_shown() -> None:
    found = mirror(*share(56, 70, audience="intern"), *share(48, 80, audience="extern"))

    assert row(found, thema="leren", oordeel="", ronde="2025") == BY_HAND["staff_vs_partners"]
    assert beside(found, "oordeel_verschil", theme="verkokering") == [FEW]
    turned = mirror(*share(48, 80, audience="intern"), *share(56, 70, audience="extern"))
    assert beside(turned, "verschil", "oordeel_verschil") == ["-0.2000", "partners vaker"]


def test_one_who_repeats_himself_shows_nothing() -> None:
    """Seven staff and eight partners each say the same ten times: that is as few voices as there are people."""
    rows = [
        *[{"audience": "intern", "themes": "leren", "respondent": f"i{n % 6}"} for n in range(60)],
        *[{"audience": "intern", "respondent": "i6"}] * 10,
        *[{"audience": "extern", "themes": "leren", "respondent": f"e{n % 5}"} for n in range(50)],
        *[{"audience": "extern", "respondent": f"e{5 + n % 3}"} for n in range(30)],
    ]
    columns = [f"{part}_{who}" for part in ("aandeel", "respondenten") for who in ("medewerkers", "partners")]

    assert beside(mirror(*rows), *columns, "oordeel_verschil") == ["0.8571", "0.6250", "7", "8", SAME]
    alone = mirror(*({**cells, "respondent": ""} for cells in rows))
    assert beside(alone, "oordeel_verschil") == ["medewerkers vaker"]


def test_their_tone_is_compared_too() -> None:
    found = mirror(
        *share(30, 50, audience="intern", stance="behouden"), *share(30, 50, audience="extern", stance="knelpunt")
    )

    stances = ("", "behouden", "knelpunt", "saldo")
    assert [beside(found, "oordeel_verschil", stance=stance)[0] for stance in stances] == [
        SAME, "medewerkers vaker", "partners vaker", "medewerkers positiever",
    ]  # fmt: skip
    assert beside(found, "verschil", stance="saldo") == ["1.2000"]  # 0.6 - (-0.6)


def test_a_small_side_or_one_that_is_corrected_alone_carries_no_difference() -> None:
    def held(n: int) -> list[str]:
        rows = [*share(0, n, audience="intern"), *share(60, 80, audience="extern")]
        return beside(mirror(*rows), "oordeel_verschil", "p_aangepast")

    assert held(19) == [FEW, ""]
    assert held(20)[0] == "partners vaker"
    audited = {"audit": "ja", "audit_probability": "1.000000", "predicted_themes_status": "geen_thema"}
    unlike = mirror(*share(30, 40, audience="intern", **audited), *share(10, 40, audience="extern"))
    assert beside(unlike, "verschil", "oordeel_verschil") == ["0.5000", FEW]


@pytest.mark.parametrize(("of_partners", "expected"), cases(__file__, "asked"))
def test_that_both_were_not_asked_alike_stands_beside_the_verdict(
    of_partners: dict[str, str], expected: str
) -> None:
    asked = {"question": "Wat gaat goed?", "reviewer": "An", "audit": "ja" if "audit" in of_partners else ""}
    both = [{**asked, "audience": "intern"}, {**asked, "audience": "extern", **of_partners}]

    found = mirror(*both, {"round": "2026", "audience": "intern"}, {"round": "2026", "audience": "extern"})

    assert found.groupby("ronde")["vergelijking"].unique().map(list).to_dict() == {
        "2025": [expected], "2026": ["gelijk"],
    }  # fmt: skip


def test_a_round_of_one_side_has_no_rows_and_rounds_are_in_order() -> None:
    whole = [{"round": one, "audience": who} for one in ("2026", "2024") for who in ("intern", "extern", "beide")]
    found = mirror(*whole, {"round": "2025", "audience": "intern"}, {"round": "2025", "audience": "beide"})

    assert list(dict.fromkeys(found["ronde"])) == ["2024", "2026"]


NAMES = {"regie": "Regie", "leren": "Leren", "relatie": "Elkaar kennen"}
ACTIONS = {
    2: Action(title="Netwerkdag", themes=("regie", "leren")),
    7: Action(title="Nog niets"),
    12: Action(title="Meten", themes=("leren",)),
}


def of_actions(*rows: dict[str, str]) -> pd.DataFrame:
    frame, params = labels(*rows), PARAMS.model_copy(update={"min_audit": 10})
    found = action_trend(frame, rounds_in_order(frame, SOURCES), ACTIONS, params)
    return TREND_ACTIONS.checked(found, where="test")


def test_a_statement_that_touches_two_themes_of_an_action_counts_once() -> None:
    table = of_actions(
        {"themes": "regie|leren", "stance": "wens", "respondent": "r1"},
        {"themes": "regie", "stance": "knelpunt", "respondent": "r1"},
        {"themes": "leren", "stance": "behouden", "audience": "intern"},
        {"themes": "relatie", "respondent": "r2"},
        {"themes": ""},
    )

    of_two = row(table, nummer="2", ronde="2025", doelgroep="alle")
    assert {name: of_two[name] for name in BY_HAND["action"]} == BY_HAND["action"]
    assert row(table, nummer="2", ronde="2025", doelgroep="intern")["n"] == "1"
    assert set(table["nummer"]) == {"2", "12"}  # an action without themes has no rows
    assert TREND_ACTIONS.checked(action_trend(labels(), [], {}, PARAMS), where="test").empty


def test_the_audit_corrects_the_themes_together() -> None:
    """The coder says regie of 20, the audit finds 4 of 5 of these right, and 1 of 10 others leren."""
    audited = {"audit": "ja", "audit_probability": "0.25"}
    said = {"predicted_themes": "regie", "predicted_themes_status": "thema"}
    table = of_actions(
        *[{"themes": "regie", **said, **audited}] * 4,
        {"themes": "relatie", **said, **audited},
        *[{"themes": "regie", **said}] * 15,
        {"themes": "leren", **audited},
        *[{"themes": "", **audited}] * 9,
        *[{"themes": ""}] * 30,
    )

    of_two = row(table, nummer="2", ronde="2025", doelgroep="alle")
    # 4 known + 15 · (.8 · 5 + .8 · 2) / 7 borrowed, and 1 known + 30 · 1/10, of 60.
    assert [of_two[name] for name in ("methode", "n", "aandeel_geteld")] == ["gecorrigeerd", "20", "0.3333"]
    assert float(of_two["aandeel"]) == pytest.approx((4 + 15 * 0.8 + 1 + 3) / 60, abs=1e-4)


def test_the_coders_chances_tell_of_themes_and_of_actions() -> None:
    """It is surest of 30 of 80, and right of the audited half, though it gives the theme to none."""
    unaudited: dict[str, str] = {"themes": ""}
    audited = {**unaudited, "audit": "ja", "audit_probability": "0.5"}
    likely, not_likely = ({"theme_chances": cell} for cell in ("regie=0.30", "regie=0.01|buiten_onderwerp=0.02"))
    rows = [
        *[{**audited, **likely, "themes": "regie"}] * 15,
        *[{**unaudited, **likely}] * 15,
        *[{**audited, **not_likely}] * 25,
        *[{**unaudited, **not_likely}] * 25,
    ]
    of_theme = row(trend(*rows, themes=NAMES), thema="regie", doelgroep="alle")
    of_action = row(of_actions(*rows), nummer="2", doelgroep="alle")

    for found in (of_theme, of_action):
        assert found["methode"] == "gecorrigeerd"
        assert found["aandeel_geteld"] == "0.1875"
        assert float(found["aandeel"]) == pytest.approx(30 / 80, abs=0.03)


def test_an_action_of_one_theme_has_the_counts_and_the_uncorrected_share_of_that_theme() -> None:
    rows = [
        *[{"themes": "leren", "round": "2024-intern"}] * 12,
        *[{"themes": "regie", "round": "2024-intern"}] * 13,
        *[{"themes": "leren|regie"}] * 5,
        *[{"themes": ""}] * 20,
    ]
    themes, mine = trend(*rows, themes=NAMES), of_actions(*rows)
    theirs = themes[(themes.thema == "leren") & (themes.doelgroep == "alle")]
    mine = mine[(mine.nummer == "12") & (mine.doelgroep == "alle")]

    same = ["ronde", "n", "noemer", "aandeel", "n_knelpunt", "vorige_ronde", "verschil", "p_waarde"]
    assert mine[same].to_numpy().tolist() == theirs[same].to_numpy().tolist()
    assert mine["n"].tolist() == ["12", "5"]


def test_an_action_is_also_held_against_the_first_round() -> None:
    """From 18 of 30 by way of 12 to 6: no step is shown, the whole way is."""
    found = of_actions(
        *(
            {"themes": ("regie", "leren", "regie|leren")[place % 3] if place < n else "", "round": name}
            for name, n in (("2023", 18), ("2024", 12), ("2025", 6))
            for place in range(30)
        )
    )

    columns = ["eerste_ronde", "verschil_eerste", "sinds_eerste", "verschil", "verandering"]
    of_two = found[(found["nummer"] == "2") & (found["doelgroep"] == "alle")]
    assert of_two[columns].to_numpy().tolist()[1:] == [
        ["", "", "", "-0.2000", SAME],  # 2023 is the round before: nothing to add
        ["2023", "-0.4000", "gedaald", "-0.2000", SAME],
    ]
