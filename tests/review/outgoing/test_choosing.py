from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.review.outgoing.outgoing import asked_for, left_to_do
from tests.cases import cases

Frames = Callable[..., pd.DataFrame]


@pytest.mark.parametrize(("coded", "width", "wanted", "there", "expected"), cases(__file__, "left"))
def test_the_work_that_is_left(
    coded: int, width: float | None, wanted: float, there: int, expected: list[float]
) -> None:
    left = left_to_do(coded, width, wanted, 60, there)

    assert [left.needed, left.to_do, left.minutes, round(left.reached, 9)] == expected


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
