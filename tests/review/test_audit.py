from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.audit import draw, place, quotas


def statements(**rounds: int) -> pd.DataFrame:
    rows = [(f"u{name}{number}", name) for name, n in rounds.items() for number in range(n)]
    return pd.DataFrame(rows, columns=["statement_id", "round"])


def drawn(frame: pd.DataFrame, size: int, coded: set[str] | None = None) -> set[str]:
    return {one for ids in draw(frame, size, coded or set()).values() for one in ids}


@pytest.mark.parametrize(
    ("sizes", "total", "expected"),
    [
        pytest.param({"a": 50, "b": 50}, 10, {"a": 5, "b": 5}, id="even"),
        pytest.param(
            {"a": 6, "b": 3, "c": 1}, 4, {"a": 3, "b": 1, "c": 0}, id="2.4, 1.2 and 0.4: a has most left over"
        ),
        pytest.param({"a": 1, "b": 1, "c": 1}, 2, {"a": 1, "b": 1, "c": 0}, id="a tie goes to the first name"),
        pytest.param({"a": 2, "b": 1}, 100, {"a": 2, "b": 1}, id="never more than there is"),
        pytest.param({"a": 2, "b": 1}, 0, {"a": 0, "b": 0}, id="no audit"),
        pytest.param({}, 5, {}, id="no statements"),
    ],
)
def test_quotas(sizes: dict[str, int], total: int, expected: dict[str, int]) -> None:
    assert quotas(sizes, total) == expected


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(1, 500), min_size=1), st.integers(0, 300))
def test_quotas_add_up_and_stay_within_one_of_proportional(sizes: dict[str, int], total: int) -> None:
    given_out = quotas(sizes, total)
    total = min(total, sum(sizes.values()))

    assert sum(given_out.values()) == total
    for name, size in sizes.items():
        assert abs(given_out[name] - total * size / sum(sizes.values())) < 1
        assert given_out[name] <= size


def test_the_place_of_a_statement_never_changes() -> None:
    # First digits of sha256("audit-1:u1"): another seed or hash would draw every audit anew.
    assert place("u1").startswith("892c17fb27d757a3")


def test_the_lowest_places_are_drawn_in_order() -> None:
    frame = statements(a=30)
    ranked = sorted(frame["statement_id"], key=place)

    assert draw(frame, 7, set()) == {"a": ranked[:7]}


def test_the_order_of_rows_does_not_matter() -> None:
    frame = statements(a=40, b=25)

    assert draw(frame, 20, set()) == draw(frame.sample(frac=1, random_state=3), 20, set())


def test_a_larger_audit_only_adds() -> None:
    frame = statements(a=40, b=25)

    assert drawn(frame, 10) < drawn(frame, 20) < drawn(frame, 65)


def test_an_added_statement_moves_at_most_the_last_place_of_its_round() -> None:
    before = draw(statements(a=40), 10, set())["a"]
    after = draw(statements(a=41), 10, set())["a"]

    assert set(before) - set(after) <= {before[-1]}
    assert set(after) - set(before) <= {"ua40"}


def test_what_was_coded_stays_when_a_new_round_takes_its_quota() -> None:
    old = statements(a=40)
    coded = drawn(old, 20)
    both = statements(a=40, b=160)

    assert len(draw(both, 20, set())["a"]) == 4
    assert coded <= drawn(both, 20, coded)
    assert len(draw(both, 20, coded)["b"]) == 16


def test_between_coded_statements_none_is_skipped() -> None:
    frame = statements(a=40)
    ranked = sorted(frame["statement_id"], key=place)

    assert draw(frame, 2, {ranked[5]}) == {"a": ranked[:6]}


def test_a_coded_statement_that_may_no_longer_be_drawn_is_not_drawn() -> None:
    assert drawn(statements(a=3), 1, {"elsewhere"}) == drawn(statements(a=3), 1)


@given(st.integers(0, 60), st.sets(st.integers(0, 39)))
def test_coded_statements_are_always_in(size: int, coded: set[int]) -> None:
    ids = {f"ua{number}" for number in coded}

    assert ids <= drawn(statements(a=40), size, ids)
