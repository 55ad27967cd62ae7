"""A Dask cluster gives what one process gives, also when a worker dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from distributed import LocalCluster

from pipeline.core.errors import InputError
from pipeline.core.params import Engine
from pipeline.core.parts.engine import as_done
from tests.core.parts.test_engine import WANTED, refused, squared, squared_by_mortals

pytestmark = pytest.mark.filterwarnings("default")  # of a library; a worker that dies is loud


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Two workers of one thread on this machine."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        yield Engine(kind="dask", workers=None, scheduler=cluster.scheduler_address)


def test_each_part_comes_once_with_its_outcome(engine: Engine) -> None:
    assert sorted(as_done(iter(range(20)), squared, engine)) == WANTED


@pytest.mark.skipif(os.name == "nt", reason="kills as Linux does")
def test_a_part_of_which_the_worker_died_is_done_by_another(engine: Engine, tmp_path: Path) -> None:
    assert sorted(as_done(range(20), partial(squared_by_mortals, tmp_path, frozenset({7})), engine)) == WANTED
    assert [path.name for path in tmp_path.iterdir()] == ["7"]


def test_a_mistake_of_the_user_reaches_the_user_whole(engine: Engine) -> None:
    with pytest.raises(InputError, match="too much") as told:
        list(as_done([2], refused, engine))

    assert (told.value.where, told.value.todo) == ("here", "stop")


def test_a_scheduler_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.core.parts.engine._PATIENCE", "0.2s")
    nowhere = Engine(kind="dask", workers=None, scheduler="tcp://127.0.0.1:9")

    with pytest.raises(InputError, match=r'no Dask scheduler answers at "tcp://127.0.0.1:9"') as told:
        list(as_done([1], squared, nowhere))

    assert "docs/large.md" in told.value.todo
