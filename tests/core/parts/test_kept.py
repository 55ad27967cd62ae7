"""Each distinct unit is done once, in whatever run; its row comes as often as it was asked for, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.core import parallel
from pipeline.core.parts.engine import SERIAL
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import Progress
from pipeline.core.parts.store import Cells, PartStore

ROUND: list[list[Unit]] = [[("a", "x"), ("bb", ""), ("a", "x")], [("bb", ""), ("a", "")]]


class Worker:
    """Says how long texts are, and remembers which it was given."""

    def __init__(self) -> None:
        self.read: list[Unit] = []

    def __call__(self, part: Sequence[Unit]) -> list[Cells]:
        self.read += part
        return [(f"{len(text)}", beside) for text, beside in part]


def done(
    folder: Path, waves: list[list[Unit]], progress: Progress | None = None
) -> tuple[list[Unit], list[Cells]]:
    """What was done anew, and the rows."""
    worker = Worker()
    work = KeptWork(PartStore(folder, "maker", ("length", "beside")), worker, SERIAL)
    work.complete(waves, progress)
    return worker.read, list(work.rows())


@pytest.mark.parametrize("most", [1, 2, 100])
def test_a_row_comes_as_often_as_its_unit_came(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(parallel, "MOST", most)

    read, rows = done(tmp_path, ROUND)

    assert sorted(read) == [("a", ""), ("a", "x"), ("bb", "")]
    assert rows == [("1", "x"), ("2", ""), ("1", "x"), ("2", ""), ("1", "")]
    assert done(tmp_path, []) == ([], [])


def test_another_run_does_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MOST", 1)
    done(tmp_path, ROUND)

    assert done(tmp_path, [[("ccc", ""), ("a", "")], *ROUND[::-1]]) == (
        [("ccc", "")],
        [("3", ""), ("1", ""), ("2", ""), ("1", ""), ("1", "x"), ("2", ""), ("1", "x")],
    )


def test_what_is_left_is_guessed_by_what_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MOST", 1)
    told: list[tuple[int, int]] = []
    progress = Progress(read=0.5, tell=lambda now: told.append((now.done, now.expected)))

    done(tmp_path, ROUND, progress)

    assert told == [(1, 4), (2, 4), (3, 6)]  # two units in the first wave, three in both; half was read


def test_nothing_read_yet_leaves_nothing_to_guess_by() -> None:
    assert Progress(read=0.0).expected == 0
