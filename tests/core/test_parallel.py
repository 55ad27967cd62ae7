"""Work in several processes: the outcomes in the order of the parts, and what is said when a process dies."""

from __future__ import annotations

import os
import time

import pytest

from pipeline.core.errors import InputError
from pipeline.core.parallel import aside, each, in_turn


def added(given: int, part: int) -> int:
    time.sleep(0.01 * (part % 3 == 0))  # so that later parts are there before earlier ones
    return given + part


def dies_at(given: int, part: int) -> int:
    if part == given:
        os._exit(9)
    return part


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("n_parts", [0, 1, 2, 20])
def test_outcomes_come_in_the_order_of_the_parts(processes: int, n_parts: int) -> None:
    parts = [*range(n_parts)]

    assert [*in_turn(parts, added, 100, processes=processes)] == [100 + part for part in parts]
    assert each(parts, added, 100, processes=processes) == [100 + part for part in parts]


def test_who_has_too_little_memory_is_told_so() -> None:
    with pytest.raises(InputError, match=r"engine: a process .* ended before it was done"):
        each([*range(6)], dies_at, 3, processes=2)


@pytest.mark.parametrize("processes", [1, 2])
def test_work_that_was_begun_aside_gives_its_outcome_when_asked(processes: int) -> None:
    with aside(processes) as begin:
        later, sooner = begin(added, 100, 3), begin(added, 200, 1)
        assert (sooner(), later(), later()) == (201, 103, 103)
        refused = begin(int, "geen getal")
        with pytest.raises(ValueError, match="geen getal"):
            refused()


def test_who_has_too_little_memory_for_work_aside_is_told_so() -> None:
    with aside(2) as begin, pytest.raises(InputError, match=r"engine: a process .* ended before it was done"):
        begin(dies_at, 3, 3)()
