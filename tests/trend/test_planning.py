from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.params import load_params
from pipeline.trend.intervals import Z
from pipeline.trend.planning import Kind, Measured, Need, kinds, left_unknown, measured, planned, shown_after
from tests.cases import cases
from tests.trend.settings import labels

PARAMS = load_params().trend


def row(**cells: str) -> dict[str, str]:
    return {
        "aandeel": "0.2000", "ondergrens": "0.1000", "bovengrens": "0.3000", "noemer": "200",
        "gecontroleerd": "50", "methode": "gecorrigeerd", **cells,
    }  # fmt: skip


def test_what_the_coder_leaves_unknown_is_read_from_the_interval() -> None:
    # (.1 / 1.96)^2 = .002603, of which .16 / 200 = .0008 is of the people; the rest is (1 - 1/4) u .16 / 50.
    seen = measured(row())

    assert (seen.share, seen.statements, seen.audited) == (0.2, 200, 50)
    assert seen.unknown == pytest.approx(((0.1 / Z) ** 2 - 0.0008) * 50 / (0.75 * 0.16))


@pytest.mark.parametrize(("cells", "unknown"), cases(__file__, "from_a_row"))
def test_it_is_never_nothing_nor_more_than_all(cells: dict[str, str], unknown: float) -> None:
    assert measured(row(**cells), 0.3).unknown == unknown


@pytest.mark.parametrize(
    ("counts", "unknown"),
    # Half is added to each: phi² = (7.5 · 9.5 - 2.5 · .5)² / (10 · 10 · 8 · 12). No mistakes seen is not none.
    [
        ((7, 2, 0, 9), 1 - 70**2 / 9600),
        ((0, 0, 0, 9), 1 - 4.5**2 / 100),
        ((500, 0, 0, 500), 0.05),
        ((5,) * 4, 1.0),
    ],
)
def test_what_the_coder_leaves_unknown_is_counted(counts: tuple[int, ...], unknown: float) -> None:
    answers = (("regie|leren", "leren"), ("regie|leren", ""), ("", "leren|inbreng"), ("regie", "inbreng"))
    rows = [
        {"predicted_themes": said, "themes": heard, "audit": "ja"}
        for n, (said, heard) in zip(counts, answers, strict=True)
        for _ in range(n)
    ]

    assert left_unknown(labels(*rows), "leren") == pytest.approx(unknown)


def test_who_had_less_chance_counts_for_more() -> None:
    """Six right, two wrong at a third of the chance: these weigh 2, those 2/3, together eight."""
    right = {"audit": "ja", "audit_probability": "0.900000"}
    wrong = {**right, "audit_probability": "0.300000", "predicted_themes": "leren"}
    rows = [*[{**right, "predicted_themes": "leren", "themes": "leren"}] * 3, *[right] * 3, *[wrong] * 2]

    # Both 2, only the coder 4, neither 2, and half each: (2.5 · 2.5 - 4.5 · .5)² / (7 · 3 · 3 · 7).
    assert left_unknown(labels(*rows), "leren") == pytest.approx(1 - 16 / 441)
    # Of another round half came back: its one statement has the chance of the wrong ones.
    other = {"round": "2026", "audit_probability": "0.600000"}
    more = labels(*rows, {**other, "audit": "ja"}, other)

    # Weighed .6 and 1.8: both 1.8, only the coder 3.6, neither 3.6, and half each.
    expected = 1 - (2.3 * 4.1 - 4.1 * 0.5) ** 2 / (6.4 * 4.6 * 2.8 * 8.2)
    assert left_unknown(more, "leren") == pytest.approx(expected)


@pytest.mark.parametrize(
    "cells",
    [{"duplicate_of": "u0"}, {"themes_status": "geen_inhoud"}, {"kind": "toelichting"}, {"audit": ""}],
)
def test_what_does_not_count_says_nothing_of_the_coder(cells: dict[str, str]) -> None:
    rows = [{"audit": "ja", "predicted_themes": "leren", "themes": "leren"}, *[{"audit": "ja"}] * 3]
    wrong = {"audit": "ja", "predicted_themes": "leren", **cells}

    alone = left_unknown(labels(*rows), "leren")

    assert left_unknown(labels(*rows, *[wrong] * 9), "leren") == alone


def test_before_any_audit_the_coder_is_no_help() -> None:
    assert left_unknown(labels({"predicted_themes": "leren", "themes": "leren"}), "leren") == 1.0


def test_a_theme_that_nobody_named_gets_the_middle_of_its_interval() -> None:
    assert measured(row(aandeel="0.0", ondergrens="0.0", bovengrens="0.08")).share == pytest.approx(0.04)


def test_by_hand() -> None:
    # One theme, 5%, power 80%: 2.8016 errors. From .2 to .3: .16 + .21 = .37; (.1 / 2.8016)^2 / .37 = .003443.
    plan = planned(Measured(0.2, 0.5, 400, 100), 0.1, 1, PARAMS)

    assert plan.choices[0] == Need(291, 290)  # 1 / .003443 = 290.4; .5 / (.003443 - .5 / 291) = 289.9
    assert plan.now == Need(400, 228)  # .5 / (.003443 - .5 / 400) = 227.9
    # (.5 / 400 + .5 / 100) · .32, times 2.8016^2.
    assert plan.smallest == pytest.approx(2.8016 * (0.00625 * 0.32) ** 0.5, rel=1e-4)


def test_with_too_few_statements_no_audit_helps() -> None:
    assert planned(Measured(0.2, 0.5, 250, 100), 0.1, 1, PARAMS).now is None
    assert planned(Measured(0.2, 1.0, 250, 0), 0.1, 1, PARAMS).smallest is None


@given(st.floats(0.01, 0.99), st.floats(0.05, 1.0), st.integers(20, 5000), st.floats(0.01, 0.5))
def test_more_statements_need_fewer_audited(share: float, unknown: float, size: int, change: float) -> None:
    choices = planned(Measured(share, unknown, size, size // 2), change, 20, PARAMS).choices

    assert choices
    assert [one.audited for one in choices] == sorted((one.audited for one in choices), reverse=True)
    assert all(PARAMS.min_audit <= one.audited <= one.statements for one in choices)


def test_what_there_is_to_see_is_read_from_the_newest_round() -> None:
    """Four of ten name leren, two of these with praise or criticism; two of twelve are off topic."""
    off = {"themes_status": "buiten_onderwerp", "predicted_themes_status": "buiten_onderwerp"}
    frame = labels(
        *[{"themes": "leren", "stance": stance} for stance in ("behouden", "knelpunt", "wens", "neutraal")],
        *[{"themes": "regie"}] * 2,
        *[{}] * 4,
        *[off] * 2,
        *[{"round": "2020", "themes": "inbreng"}] * 9,
    )

    theme, tone, off_topic = kinds(frame, frame["round"] != "2020", ["leren", "regie", "inbreng"])

    assert (theme.name, theme.unknown, theme.compared) == ("a theme of 40%", 1.0, 3)
    assert theme.spread == pytest.approx(0.24)
    assert (tone.name, off_topic.name, off_topic.compared) == ("its tone", "off topic, 17%", 1)
    assert [tone.spread, off_topic.spread] == pytest.approx([0.2, 5 / 36])
    assert kinds(frame, frame["round"] == "2021", ["leren"]) == []


def test_minutes_are_shared_by_two_rounds() -> None:
    kind = Kind("off topic", 0.16, 0.5, 1)

    # 40 minutes of 30 s are 80 statements, 40 of each round: .16 (1/200 + .8 · .5 / 40), twice.
    read, change = shown_after(kind, 200, 40, 30, PARAMS)

    assert read == 40
    assert change == pytest.approx((1.959964 + 0.841621) * (2 * 0.16 * (0.005 + 0.01)) ** 0.5, abs=1e-5)
    # Whole rounds are not read twice; then only other people are unknown.
    read, change = shown_after(kind, 200, 10_000, 30, PARAMS)
    assert read == 200
    assert change == pytest.approx(2.801585 * (0.32 / 200) ** 0.5, abs=1e-5)


@given(st.integers(20, 500), st.floats(1, 600), st.floats(5, 90))
def test_more_minutes_show_no_less(statements: int, minutes: float, seconds: float) -> None:
    kind = Kind("theme", 0.1, 0.6, 20)

    assert (
        shown_after(kind, statements, 2 * minutes, seconds, PARAMS)[1]
        <= shown_after(kind, statements, minutes, seconds, PARAMS)[1]
    )
