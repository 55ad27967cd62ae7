"""Killing a stage at any moment leaves every file as it was or as it will be, and the next run completes.

Every stage is started by one runner and writes by one function (``Outputs.write``), so it is proved of stage trend
for all of them, and of stage review, which writes in an order of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import PREDICTIONS, REVIEW, read_table, write_table
from tests import builders
from tests.paths import ROOT

KILLED = -9
CORPUS = builders.corpus_yaml(
    *(f'file: {year}.csv, profile: tabel, round: "{year}", date: {year}-03-01' for year in (2025, 2026))
)
Run = Callable[..., tuple[int, int]]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no SIGKILL on this system")


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Runs a stage in a project through killing.py; gives its exit status, and how many files were changed."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killing.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        sent, heard = process.stdin, process.stdout

        def answer(root: Path, stage: str, stop: int = 0) -> tuple[int, int]:
            sent.write(f"{root} {stage} proef {stop}\n")
            sent.flush()
            status, changed = heard.readline().split()
            return int(status), int(changed)

        yield answer
        sent.close()


@pytest.fixture(scope="module")
def project(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which both stages ran, with a dispute; since then it was settled, and a round went."""
    root = tmp_path_factory.mktemp("project")
    fewer = {"audit_size: 200": "audit_size: 6", "bootstrap_samples: 2000": "bootstrap_samples: 100"}
    builders.project(root, corpus=CORPUS, params=fewer)
    predictions(root, "2025", "2026")
    assert run(root, "review")[0] == 0
    hand_in(root, "an.csv", "u010", themas_correctie="leren")
    hand_in(root, "bo.csv", "u010", themas_correctie="vertrouwen", beoordelaar="Bo")
    assert [run(root, stage)[0] for stage in ("review", "trend")] == [0, 0]
    (root / "corpora" / "proef" / "reviews" / "bo.csv").unlink()
    hand_in(root, "cor.csv", "u011", oordeel_correctie="behouden", beoordelaar="Cor")
    predictions(root, "2025", "2025")
    return root


def predictions(root: Path, *rounds: str) -> None:
    """Twenty coded statements in these two rounds."""
    rows = [
        {"statement_id": f"u{n:03d}", "round": rounds[n % 2], "themes": ("verkokering", "")[n % 2]}
        for n in range(20)
    ]
    frame = builders.predictions(*rows, category_confidence="0.700", line_start="{}", line_end="{}")
    write_table(root / "reports" / "proef" / "predictions.csv", frame, PREDICTIONS)


def hand_in(root: Path, name: str, statement_id: str, **cells: str) -> None:
    rows = read_table(root / "reports" / "proef" / "review" / "alles.csv", REVIEW)
    for column, cell in {"beoordelaar": "An", "status": "gecorrigeerd", **cells}.items():
        rows.loc[rows["uitspraak_id"] == statement_id, column] = cell
    (root / "corpora" / "proef" / "reviews" / name).write_bytes(dutch_csv(rows))


def files(root: Path) -> dict[str, bytes]:
    """Every file of the project, what a killed run left of a file among them."""
    paths = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


HANDED_IN = ("corpora/proef/reviews/an.csv", "corpora/proef/reviews/cor.csv")
GONE = {"review/besluiten.csv", "review/besluiten.xlsx", "review/blind-2026.csv", "review/blind-2026.xlsx"}


@pytest.mark.parametrize(("stage", "goes"), [("review", GONE), ("trend", set())])
def test_a_killed_run_leaves_whole_files_and_the_next_completes(
    stage: str, goes: set[str], project: Path, run: Run, tmp_path: Path
) -> None:
    """Killed at three files further each time, so that each run starts from what the killed ones left."""
    whole, killed = (shutil.copytree(project, tmp_path / name) for name in ("whole", "killed"))
    old = files(project)
    status, moments = run(whole, stage)
    new = files(whole)
    assert (status, moments > 3) == (0, True)
    gone = {*old} - {*new}
    assert gone >= {f"reports/proef/{name}" for name in goes}

    for stop in count(1, 3):
        status, changed = run(killed, stage, stop)
        if status == 0:
            # What is gone already is not removed again, and what was drawn for the audit not drawn again.
            assert changed >= moments - len(gone) - (stage == "review")
            break
        assert status == KILLED
        halfway = {name: content for name, content in files(killed).items() if "/." not in name}
        assert all(content in (old.get(name), new.get(name)) for name, content in halfway.items())
        assert {name for name in {*old} & {*new} if "/." not in name} <= {*halfway}
        assert {name: halfway[name] for name in HANDED_IN} == {name: old[name] for name in HANDED_IN}
    assert run(killed, stage)[0] == 0
    assert files(killed) == new
