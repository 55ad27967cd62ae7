from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.review.outgoing.choosing import Left, asked_for, left_to_do

Frames = Callable[..., pd.DataFrame]


@pytest.mark.parametrize(
    ("coded", "width", "wanted", "expected"),
    [
        pytest.param(100, 0.2, 0.1, Left(400, 300, 300, 0.1), id="half as wide asks four times as many"),
        pytest.param(100, 0.1, 0.1, Left(100, 0, 0, 0.1), id="there already"),
        pytest.param(100, 0.05, 0.1, Left(100, 0, 0, 0.1), id="narrower than wanted"),
        pytest.param(0, None, 0.1, Left(385, 385, 385, 0.1), id="nothing measured: (1.96 / 0.1)² = 384.2"),
        pytest.param(20, 0.0, 0.1, Left(385, 365, 365, 0.1), id="all alike so far"),
        pytest.param(30, 0.3, 0.2, Left(68, 38, 38, 0.2), id="67.5"),
    ],
)
def test_the_work_that_is_left(coded: int, width: float | None, wanted: float, expected: Left) -> None:
    assert left_to_do(coded, width, wanted, 60, there=1000) == expected


@pytest.mark.parametrize(
    ("coded", "width", "there", "expected"),
    [
        pytest.param(25, 0.4, 100, Left(100, 75, 75, 0.2), id="four times as many: half as wide"),
        pytest.param(25, 0.4, 25, Left(25, 0, 0, 0.4), id="all are coded"),
        pytest.param(0, None, 49, Left(49, 49, 49, 0.28), id="nothing measured: 1.96 / 7"),
        pytest.param(0, None, 1, Left(1, 1, 1, 1.0), id="never wider than the scale"),
        pytest.param(0, None, 0, Left(0, 0, 0, 1.0), id="no statements"),
    ],
)
def test_no_more_is_asked_than_there_is(coded: int, width: float | None, there: int, expected: Left) -> None:
    left = left_to_do(coded, width, 0.1, 60, there)

    assert replace(left, reached=round(left.reached, 9)) == expected


def test_minutes_are_rounded_up() -> None:
    assert left_to_do(30, 0.3, 0.2, 50, there=1000).minutes == 32  # 38 × 50 / 60 = 31.7


def test_what_is_asked_for_of_a_theme_is_least_sure_first(labels: Frames) -> None:
    has = {"themes": "rust", "themes_status": "thema"}
    frame = labels(
        {**has, "theme_confidences": "rust=0.90"},
        {**has, "theme_confidences": "rust=0.60"},
        {"themes": "vertrouwen", "themes_status": "thema", "theme_confidences": "vertrouwen=0.50"},
        {"themes_status": "onbeslist"},
        {**has, "theme_confidences": "rust=0.55", "review_status": "akkoord"},
        {**has, "theme_confidences": "rust=0.40"},
        {**has, "theme_confidences": "rust=0.40", "kind": "motto"},
        {},
    )

    assert asked_for(frame, 9, {"u5"}, "rust")["statement_id"].tolist() == ["u1", "u0", "u3"]
    assert asked_for(frame, 1, (), "rust")["statement_id"].tolist() == ["u5"]
    assert list(asked_for(frame, 1, (), "rust").columns) == list(frame.columns)


def test_of_any_theme_it_is_what_is_worth_most(labels: Frames) -> None:
    frame = labels(
        {}, {"category_confidence": "0.500"}, {"themes_status": "onbeslist"}, {"review_status": "besluit"}
    )

    assert asked_for(frame, 9, ())["statement_id"].tolist() == ["u2", "u1", "u0"]
