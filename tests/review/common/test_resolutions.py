from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from pipeline.review.common.resolutions import Review, aggregate
from tests.cases import cases

AN = Review(
    "u1", "an.csv", 2, blind=True, category="inhoud", stance="wens", themes="vertrouwen", themes_status="thema",
    status="gecorrigeerd", reviewer="An", date="12-11-2026", note="duidelijk",
)  # fmt: skip
BO = replace(AN, file="bo.csv", row=9, reviewer="Bo", date="13-11-2026", note="")
DECISION = replace(
    BO, file="besluit.csv", reviewer="An | Bo", status="besluit", themes="", themes_status="geen_thema"
)
KNOWN = {"an": AN, "bo": BO, "decision": DECISION}


def review(said: str | dict[str, Any]) -> Review:
    if isinstance(said, str):
        return KNOWN[said]
    return replace(KNOWN[said.get("of", "an")], **{name: cell for name, cell in said.items() if name != "of"})


@pytest.mark.parametrize(("said", "expected"), cases(__file__, "resolutions"))
def test_what_reviews_of_one_statement_come_to(said: list[Any], expected: dict[str, Any]) -> None:
    expected = {name: tuple(value) if isinstance(value, list) else value for name, value in expected.items()}
    for order in permutations(map(review, said)):
        resolution = aggregate(order)["u1"]
        assert {name: getattr(resolution, name) for name in expected} == expected


def test_all_reviews_are_kept_by_file() -> None:
    other = replace(BO, stance="knelpunt", themes="verkokering")

    for order in permutations([AN, other, DECISION]):
        assert aggregate(order)["u1"].reviews == (AN, DECISION, other)


def test_the_same_file_under_another_name_changes_nothing() -> None:
    once, twice = (aggregate(reviews)["u1"] for reviews in ([AN], [AN, replace(AN, file="kopie.csv")]))

    assert replace(twice, reviews=once.reviews) == once
