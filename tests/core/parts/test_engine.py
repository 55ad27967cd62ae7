"""Whoever does the work, and however often it dies, outcomes are those of one process."""

from __future__ import annotations

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.core.errors import InputError
from pipeline.core.params import Engine
from pipeline.core.parts.engine import SERIAL, as_done, in_order

TWO = Engine(kind="processes", workers=2, scheduler=None)
WANTED = [(n, n * n) for n in range(20)]


def squared(part: int) -> int:
    return part * part


def squared_by_mortals(folder: Path, dies: frozenset[int], part: int) -> int:
    """Kills its process at some parts, once each."""
    if part in dies:
        try:
            (folder / str(part)).touch(exist_ok=False)
        except FileExistsError:
            return squared(part)
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(part)


def squared_when_told(folder: Path, part: int) -> int:
    """The first part waits."""
    while part == 1 and not (folder / "go").exists():
        time.sleep(0.01)
    return squared(part)


def killed(part: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return part


def refused(part: int) -> int:
    raise InputError(f"{part} is too much", where="here", todo="stop")


@pytest.mark.parametrize(
    "engine", [SERIAL, *(Engine(kind="processes", workers=n, scheduler=None) for n in (2, 4, 8))]
)
def test_each_part_comes_once_with_its_outcome(engine: Engine) -> None:
    assert list(in_order(iter(range(20)), squared, engine)) == WANTED
    assert sorted(as_done(iter(range(20)), squared, engine)) == WANTED
    assert list(as_done([], squared, engine)) == []


def test_what_is_done_does_not_wait_for_what_came_before(tmp_path: Path) -> None:
    found = as_done([1, 2], partial(squared_when_told, tmp_path), TWO)

    assert next(found) == (2, 4)
    (tmp_path / "go").touch()
    assert list(found) == [(1, 1)]


@pytest.mark.skipif(os.name == "nt", reason="kills as Linux does")
@pytest.mark.parametrize("dies", [{0}, {7}, {19}, {3, 4, 11}])
def test_a_part_of_which_the_worker_died_is_done_again(tmp_path: Path, dies: set[int]) -> None:
    work = partial(squared_by_mortals, tmp_path, frozenset(dies))

    assert list(in_order(range(20), work, TWO)) == WANTED
    assert {int(path.name) for path in tmp_path.iterdir()} == dies


@pytest.mark.skipif(os.name == "nt", reason="kills as Linux does")
def test_workers_that_keep_dying_end_the_work_and_say_what_to_do() -> None:
    with pytest.raises(InputError, match="no part was done") as told:
        list(as_done(range(3), killed, TWO))

    assert "engine.workers" in told.value.todo


@pytest.mark.parametrize("engine", [SERIAL, TWO])
def test_a_mistake_of_the_user_reaches_the_user_whole(engine: Engine) -> None:
    with pytest.raises(InputError, match="too much") as told:
        list(as_done([2], refused, engine))

    assert (told.value.where, told.value.todo) == ("here", "stop")
