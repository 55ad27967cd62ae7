from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.params import load_params
from pipeline.trend.intervals import Z
from pipeline.trend.planning import Measured, Need, left_unknown, measured, planned
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
