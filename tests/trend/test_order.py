from __future__ import annotations

import datetime

import pytest

from pipeline.core.errors import InputError
from pipeline.trend.order import DatedRound, rounds_in_order
from tests.trend.settings import labels

MARCH, APRIL = datetime.date(2025, 3, 1), datetime.date(2025, 4, 1)


def named(rounds: list[DatedRound]) -> list[str]:
    return [r.name for r in rounds]


def test_rounds_go_by_date_not_by_name() -> None:
    frame = labels({"round": "a"}, {"round": "b-intern"}, {"round": "b-extern"})

    rounds = rounds_in_order(frame, [("a", APRIL), ("b", MARCH)])

    assert rounds == [DatedRound("b", MARCH, MARCH), DatedRound("a", APRIL, APRIL)]


def test_a_round_has_the_earliest_date_of_its_sources() -> None:
    sources = [("x", APRIL), ("x", None), ("x", MARCH)]

    assert rounds_in_order(labels({"round": "x"}), sources)[0].date == MARCH
    assert rounds_in_order(labels({"round": "x"}), sources[::-1])[0].date == MARCH


def test_without_a_date_in_the_sources_the_answers_date_the_round() -> None:
    frame = labels({"round": "x", "date": "2025-04-01"}, {"round": "x", "date": "2025-03-01"}, {"round": "x"})

    assert rounds_in_order(frame, [("x", None)]) == [DatedRound("x", MARCH, MARCH)]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("2025", datetime.date(2025, 1, 1)),
        ("2025-03", MARCH),
        ("2025-03-01", MARCH),
        ("2025-13", None),
        ("najaar 2025", None),
        ("0000", None),
    ],
)
def test_a_name_that_is_a_date_places_a_round_but_does_not_date_it(name: str, place: datetime.date | None) -> None:
    assert rounds_in_order(labels({"round": name}), []) == [DatedRound(name, None, place)]


def test_a_round_that_cannot_be_placed_comes_first() -> None:
    frame = labels({"round": "najaar"}, {"round": "2024"}, {"round": "2025"})

    assert named(rounds_in_order(frame, [])) == ["najaar", "2024", "2025"]


def test_a_round_of_the_corpus_without_statements_is_no_round() -> None:
    assert named(rounds_in_order(labels({"round": "2025"}), [("2024", MARCH), ("2025", APRIL)])) == ["2025"]
    assert rounds_in_order(labels(), [("2024", MARCH)]) == []


def test_a_date_that_is_none_is_named_with_its_statement() -> None:
    with pytest.raises(InputError, match=r'statement u1: "01-03-2025" is not a date'):
        rounds_in_order(labels({}, {"date": "01-03-2025"}), [])
