"""A change split into other people and another opinion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from pipeline.core.tables import TREND_COMPOSITION, TREND_ROUNDS
from pipeline.trend.annotated_sample import annotated_sample
from pipeline.trend.correcting import uncorrected
from pipeline.trend.groups import at_mix, common_mix, groups_of
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.trend.settings import PARAMS, THEMES, labels, row, share
from tests.trend.test_shares import SOURCES

SAME, FEW = "geen aantoonbaar verschil", "te weinig gegevens"
STAFF, TOWN, BOARD = (
    {"audience": audience, "organisation": organisation}
    for audience, organisation in (("intern", ""), ("extern", "gemeente"), ("extern", "waterschap"))
)


def composition(*rows: dict[str, str]) -> pd.DataFrame:
    frame = labels(*rows)
    table = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS).composition
    return TREND_COMPOSITION.checked(table, where="test")


def of(table: pd.DataFrame, *columns: str, since: str = "2024", audience: str = "alle", **cells: str) -> list[str]:
    place = {"thema": "leren", "oordeel": "", "ronde": "2025", "doelgroep": audience, "sinds": since, **cells}
    found = row(table, **place)
    return [found[column] for column in columns]


SPLIT = ("verschil", "andere_mensen", "andere_mening", "verandering")


def test_by_hand() -> None:
    # Staff 10 of 20, then 30 of 60; partners 8 of 80, then 6 of 40: .18 and .36.
    table = composition(
        *share(10, 20, round="2024", audience="intern"),
        *share(8, 80, round="2024", audience="extern"),
        *share(30, 60, round="2025", audience="intern"),
        *share(6, 40, round="2025", audience="extern"),
    )

    # Staff were 20%, now 60%: .4 * .5 - .4 * (.1 + .15) / 2. Partners went from .10 to .15, 60% on average.
    assert of(table, *SPLIT) == ["0.1800", "0.1500", "0.0300", SAME]
    # At 40% staff: .4 * .5 + .6 * .10, and + .6 * .15.
    assert of(table, "aandeel_gelijke_mix", since="alle rondes", ronde="2024") == ["0.2600"]
    assert of(table, "aandeel_gelijke_mix", since="alle rondes") == ["0.2900"]
    assert of(table, "groepen", "vergeleken_deel", "weggelaten") == ["doelgroep", "1.0000", ""]


def test_other_people_alone_are_no_other_opinion() -> None:
    shift = [
        *share(48, 80, round="2024", audience="intern"),
        *share(4, 40, round="2024", audience="extern"),
        *share(24, 40, round="2025", audience="intern"),
        *share(8, 80, round="2025", audience="extern"),
    ]
    frame = labels(*shift)
    tables = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS)

    assert row(tables.themes, thema="leren", ronde="2025", doelgroep="alle")["verandering"] == "gedaald"
    assert of(tables.composition, *SPLIT) == ["-0.1667", "-0.1667", "0.0000", SAME]


def test_another_opinion_may_hide_behind_other_people() -> None:
    # In both groups 25 points more, of a group that names it less.
    table = composition(
        *share(60, 80, round="2024", audience="intern"),
        *share(4, 40, round="2024", audience="extern"),
        *share(40, 40, round="2025", audience="intern"),
        *share(28, 80, round="2025", audience="extern"),
    )

    assert of(table, *SPLIT) == ["0.0333", "-0.2167", "0.2500", "gestegen"]


def test_a_group_that_one_round_hardly_holds_is_named_and_left_out() -> None:
    table = composition(
        *share(20, 50, round="2024", **TOWN),
        *share(45, 50, round="2024", **BOARD),
        *share(20, 50, round="2025", **TOWN),
        *share(9, 9, round="2025", **BOARD),
        *share(5, 12, round="2025", **STAFF),
        *share(3, 3, round="2025", audience="onbekend"),
    )

    # By organisation half of 2024 would be left out.
    assert of(table, "groepen", "vergeleken_deel", "weggelaten") == ["doelgroep", "0.7973", "intern | onbekend"]
    assert set(table["doelgroep"]) == {"alle"}


@pytest.mark.parametrize("few", [9, 10])
def test_organisations_are_told_apart_where_most_are_compared(few: int) -> None:
    table = composition(
        *share(20, 50, round="2024", **TOWN),
        *share(30, 50, round="2024", **BOARD),
        *share(5, few, round="2024", audience="extern", organisation="Rijk"),
        *share(20, 50, round="2025", **{**TOWN, "organisation": " Gemeente "}),
        *share(30, 50, round="2025", **BOARD),
        *share(5, few, round="2025", audience="extern", organisation="rijk"),
    )

    left_out = "" if few == 10 else "extern · Rijk"
    expected = ["doelgroep en organisatie", "1.0000" if few == 10 else "0.9174", left_out, "0.0000"]
    assert of(table, "groepen", "vergeleken_deel", "weggelaten", "andere_mening") == expected


def test_where_too_little_is_alike_nothing_is_split() -> None:
    table = composition(
        *share(20, 50, round="2024", audience="intern"),
        *share(2, 15, round="2024", audience="extern"),
        *share(20, 50, round="2025", audience="extern"),
    )

    assert of(table, *SPLIT, "vergeleken_deel") == ["0.0615", "", "", FEW, "0.2308"]
    assert of(table, "aandeel_gelijke_mix", "weggelaten") == ["", "intern"]


@pytest.mark.parametrize("who", [{"audience": "extern"}, {"audience": "onbekend"}, TOWN])
def test_one_group_has_no_mix(who: dict[str, str]) -> None:
    assert composition(*share(20, 50, round="2024", **who), *share(20, 50, round="2025", **who)).empty
    assert composition(*share(20, 50, round="2024", audience="intern"), *share(9, 50, round="2024")).empty


def test_each_round_has_the_mix_of_the_one_before_of_the_first_and_of_all() -> None:
    said = [
        one
        for moment, staff in (("2023", 20), ("2024", 40), ("2025", 30))
        for one in (*share(10, staff, round=moment, audience="intern"), *share(10, 60 - staff, round=moment))
    ]
    found = composition(*said)
    found = found[(found["thema"] == "leren") & (found["oordeel"] == "") & (found["doelgroep"] == "alle")]

    assert found[["ronde", "sinds"]].to_numpy().tolist() == [
        ["2023", "alle rondes"],
        ["2024", "2023"],
        ["2024", "alle rondes"],
        ["2025", "2024"],
        ["2025", "2023"],
        ["2025", "alle rondes"],
    ]


statement = st.fixed_dictionaries(
    {
        "round": st.sampled_from(["2023", "2024-extern", "2025"]),
        "audience": st.sampled_from(["intern", "extern", "beide", "onbekend"]),
        "organisation": st.sampled_from(["", "Gemeente", "gemeente ", "waterschap"]),
        "stance": st.sampled_from(["behouden", "knelpunt", "wens"]),
        "themes": st.sampled_from(["", "leren", "verkokering", "verkokering|leren"]),
        "respondent": st.sampled_from(["", "p0123456789", "p9876543210"]),
    }
)


@settings(max_examples=25)
@given(st.lists(statement, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_parts_add_up_whatever_the_order_of_the_rows(rows: list[dict[str, str]], chance: Any) -> None:
    frame, params = labels(*rows), PARAMS.model_copy(update={"min_group": 1, "min_denominator": 1})
    shuffled = frame.sample(frac=1, random_state=chance.randrange(1000))

    tables = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, params)
    again = trend_tables(shuffled, rounds_in_order(shuffled, SOURCES[::-1]), THEMES, params)

    for one, other, table in (
        (tables.rounds, again.rounds, TREND_ROUNDS),
        (tables.composition, again.composition, TREND_COMPOSITION),
    ):
        pd.testing.assert_frame_equal(table.checked(one, where="test"), other)
    for each in tables.composition.to_dict("records"):
        if each["andere_mening"]:
            parts = Decimal(each["andere_mensen"]) + Decimal(each["andere_mening"])
            assert parts == Decimal(each["verschil"])


counts = st.tuples(st.integers(0, 12), st.integers(12, 24))


@given(st.lists(st.tuples(counts, counts), min_size=2, max_size=4))
def test_the_split_is_that_of_statsmodels(groups: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    said = [
        {"organisation": name, "round": moment, "themes": "leren" if place < n else ""}
        for name, of_both in zip("abcd", groups, strict=False)
        for moment, (n, total) in zip(("2024", "2025"), of_both, strict=True)
        for place in range(total)
    ]
    frame = labels(*said, audience="extern")
    now, has = (frame["round"] == "2025").to_numpy(), (frame["themes"] == "leren").to_numpy(dtype=float)
    means = has[~now].mean(), has[now].mean()
    assume(means[0] != means[1])
    who = pd.get_dummies(frame["organisation"]).to_numpy(dtype=float)[:, 1:]

    oracle = OaxacaBlinder(has, np.column_stack([now, who]), 0, hasconst=False, swap=True)
    of_people, of_opinion, of_both_at_once, gap = oracle.three_fold().params

    everyone, known = annotated_sample(frame, pd.Series(1.0, index=frame.index), ["leren"]), groups_of(frame)
    rounds = [
        (everyone.where(which), {level: names[which] for level, names in known.items()}) for which in (~now, now)
    ]
    mix = common_mix(rounds, PARAMS)
    assert mix
    before, after = (uncorrected(at_mix(*one, mix), [0], 1.0).value for one in rounds)
    sign = 1 if means[1] > means[0] else -1  # it takes the lower from the higher
    assert sign * gap == pytest.approx(means[1] - means[0], abs=1e-9)
    # What both changed at once belongs half to either.
    assert after - before == pytest.approx(sign * (of_opinion + of_both_at_once / 2), abs=1e-9)
    assert means[1] - means[0] - (after - before) == pytest.approx(
        sign * (of_people + of_both_at_once / 2), abs=1e-9
    )


def test_a_slope_that_other_people_make_is_none_at_one_mix() -> None:
    said = [
        one
        for moment, staff in (("2023", 80), ("2024", 60), ("2025", 20))
        for one in (
            *share(staff // 2, staff, round=moment, audience="intern"),
            *share((100 - staff) // 10, 100 - staff, round=moment, audience="extern"),
        )
    ]
    frame = labels(*said)
    table = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS).rounds

    found = row(table, thema="leren", oordeel="", doelgroep="alle")
    assert [found["verloop"], found["verloop_gelijke_mix"]] == ["gedaald", SAME]
    assert float(found["per_ronde"]) == pytest.approx(-0.12, abs=0.01)
    assert float(found["per_ronde_gelijke_mix"]) == pytest.approx(0, abs=0.001)
    alone = row(table, thema="leren", oordeel="", doelgroep="intern")
    assert [alone["per_ronde_gelijke_mix"], alone["verloop_gelijke_mix"]] == ["", ""]
