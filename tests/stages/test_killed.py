"""Killing a stage at any moment leaves every file as it was or as it will be, and the next run completes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from pipeline.core.counting import Ledger
from pipeline.core.files import dutch_csv
from pipeline.core.tables import PREDICTIONS, REVIEW, SCORES, TOPICS, read_table, write_table
from tests import builders
from tests.paths import ROOT

KILLED = -9
MOST = 3  # moments at which the report is killed, drawn by chance: drawing charts takes seconds
CORPUS = builders.corpus_yaml(
    'file: a.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern',
    'file: b.csv, profile: tabel, round: "2026", date: 2026-03-01, audience: extern',
)
ACTIONS = "actions:\n  1: {title: Leren, owner: HR, themes: [leren]}\n"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no SIGKILL on this system")


@dataclass(frozen=True)
class Killer:
    """Runs stages through killing.py, in the project `root`."""

    root: Path
    process: subprocess.Popen[str]

    def run(self, stage: str, stop: int = 0) -> tuple[int, int]:
        """Exit status, and how many files were changed."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{stage} proef {stop}\n")
        self.process.stdin.flush()
        status, changed = self.process.stdout.readline().split()
        return int(status), int(changed)

    def whole(self, *stages: str) -> None:
        for stage in stages:
            status, _ = self.run(stage)
            assert status == 0

    def files(self) -> dict[str, bytes]:
        """Every file of the project, what a killed run left of a file among them."""
        paths = (path for path in sorted(self.root.rglob("*")) if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    """A project in which all stages ran, with a dispute; since then it was settled, and a round went."""
    root = tmp_path_factory.mktemp("project")
    lay_out(root)
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killing.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        killer = Killer(root, process)
        killer.whole("review")
        hand_in(root, "an.csv", "u010", themas_correctie="leren")
        hand_in(root, "bo.csv", "u010", themas_correctie="vertrouwen", beoordelaar="Bo")
        killer.whole("review", "evaluate", "trend", "evidence", "report")
        (root / "corpora" / "proef" / "reviews" / "bo.csv").unlink()
        hand_in(root, "cor.csv", "u011", oordeel_correctie="behouden", beoordelaar="Cor")
        predictions(root, rounds=1)
        yield killer
        assert process.stdin
        process.stdin.close()


def lay_out(root: Path) -> None:
    builders.project(root, corpus=CORPUS, actions=ACTIONS, params={"audit_size: 200": "audit_size: 6"})
    reports = root / "reports" / "proef"
    ids = predictions(root, rounds=2)
    write_table(reports / "topics.csv", TOPICS.empty(), TOPICS)
    write_table(reports / "scores.csv", SCORES.empty(), SCORES)
    for stage in ("ingest", "classify", "discover"):
        unit = "line" if stage == "ingest" else "statement"
        ledger = Ledger.of(stage, unit, incoming=ids, kept=ids, dropped={}, reasons={})
        ledger.write(reports / "ledgers" / f"{stage}.json")


def predictions(root: Path, *, rounds: int) -> list[str]:
    """Twenty coded statements in one round or two; their ids."""
    rows = [
        {
            "statement_id": f"u{n:03d}", "line_start": str(n), "line_end": str(n),
            "round": "2026" if rounds == 2 and n % 2 else "2025", "themes": ("verkokering", "")[n % 2],
        }
        for n in range(20)
    ]  # fmt: skip
    frame = builders.predictions(*rows, category_confidence="0.700")
    write_table(root / "reports" / "proef" / "predictions.csv", frame, PREDICTIONS)
    return list(frame["statement_id"])


def hand_in(root: Path, name: str, statement_id: str, **cells: str) -> None:
    rows = read_table(root / "reports" / "proef" / "review" / "alles.csv", REVIEW)
    for column, cell in {"beoordelaar": "An", "status": "gecorrigeerd", **cells}.items():
        rows.loc[rows["uitspraak_id"] == statement_id, column] = cell
    (root / "corpora" / "proef" / "reviews" / name).write_bytes(dutch_csv(rows))


HANDED_IN = ("corpora/proef/reviews/an.csv", "corpora/proef/reviews/cor.csv")
GONE = {  # files that are surely removed
    "review": {"review/besluiten.csv", "review/besluiten.xlsx", "review/blind-2026.csv", "review/blind-2026.xlsx"},
    "trend": set(),
    "report": {f"charts/verloop-{of}.{kind}" for of in ("alle", "doelgroepen") for kind in ("png", "svg")},
}


@pytest.mark.parametrize("stage", [*GONE])
def test_a_killed_run_leaves_whole_files_and_the_next_completes(
    stage: str, killer: Killer, tmp_path: Path
) -> None:
    """Killed at one file further each time, so that each run starts from what the killed ones left."""
    shutil.copytree(killer.root, tmp_path / "before")
    old = killer.files()
    status, moments = killer.run(stage)
    new = killer.files()
    assert (status, moments > MOST) == (0, True)
    gone = {*old} - {*new}
    assert gone >= {f"reports/proef/{name}" for name in GONE[stage]}

    shutil.copy(tmp_path / "before" / "dvc.lock", killer.root / "dvc.lock")
    for folder in ("reports", "corpora"):
        shutil.rmtree(killer.root / folder)
        shutil.copytree(tmp_path / "before" / folder, killer.root / folder)
    some = random.Random(1).sample(range(1, moments + 1), MOST)  # noqa: S311 - moments, no secret
    for stop in sorted(some) if stage == "report" else count(1):
        status, changed = killer.run(stage, stop)
        if status == 0:
            # What is gone already is not removed again, and what was drawn for the audit not drawn again.
            assert changed >= moments - len(gone) - (stage == "review")
            break
        assert status == KILLED
        halfway = {name: content for name, content in killer.files().items() if "/." not in name}
        assert all(content in (old.get(name), new.get(name)) for name, content in halfway.items())
        assert {name for name in {*old} & {*new} if "/." not in name} <= {*halfway}
        assert {name: halfway[name] for name in HANDED_IN} == {name: old[name] for name in HANDED_IN}
    assert killer.run(stage)[0] == 0
    assert killer.files() == new
