"""A copy of the project in which the pipeline runs as a user runs it, through dvc.yaml."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import pytest
from ruamel.yaml import YAML

from pipeline.coder.encoder.encoder import from_npz
from pipeline.coder.model.coder import PACKAGES
from tests.conftest import made_once
from tests.dvc_cache import into_cache, outputs
from tests.paths import ROOT, SHARED

REPORT_FOLDER = SHARED / "report"
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.invalid")
# These are what runs the tests, or a shell's own affair.
ELSEWHERE = ("make ", ". .venv/bin/activate")


@dataclass(frozen=True)
class Project:
    """A copy of the working tree, committed in a git of its own."""

    root: Path

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command in the copy, with its code and the test's environment."""
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": f"{self.root}{os.pathsep}{ROOT / 'tests' / 'end_to_end' / 'audit'}",
            "THERMOMETER_AUDIT_LOG": str(self.audit_log),
            "COLUMNS": "200",
            "PYTHONDONTWRITEBYTECODE": "",  # of a copy too each module is compiled once, not by every stage
        }
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done

    @property
    def audit_log(self) -> Path:
        return self.root.parent / "audit.log"

    def lock(self) -> dict[str, Any]:
        """dvc.lock: stage -> cmd, deps, outs."""
        stages: dict[str, Any] = YAML(typ="safe").load((self.root / "dvc.lock").read_text())["stages"]
        return stages

    def outputs(self, corpus: str) -> dict[str, bytes]:
        """Every file that the pipeline made for a corpus."""
        folder = self.root / "reports" / corpus
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != ".gitignore"
        }

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        text = (self.root / path).read_bytes().decode("utf-8")
        assert old in text, f"{old!r} is not in {path}"
        (self.root / path).write_bytes(text.replace(old, new).encode("utf-8"))


Made = TypeVar("Made", bound=Project)


@dataclass(frozen=True)
class Told(Project):
    """A project, what its run said, and whether it has the real report."""

    told: str
    real: bool


def copy_project(to: Path) -> Project:
    """Copy what git has or would add, and commit it there."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)  # with its mode: git sees that too
    project = Project(to)
    project.run("git", "init", "--quiet")
    project.run("git", "add", "--all")
    project.run(*GIT, "commit", "--quiet", "--message", "start")
    project.run(sys.executable, "-m", "pipeline.coder.language.language")
    return project


def lend_training(project: Project) -> None:
    """Put there what this working tree was trained to, by the same packages, with what dvc.lock says it rests on:
    where any of that is other, or the coder is not what was trained, DVC trains again. All else runs from nothing.
    """
    made = {path: ROOT / path for path in outputs("train", "")}
    lock: dict[str, Any] = {"schema": "2.0", "stages": {}}
    if all(file.is_file() for file in made.values()):
        contents = {path: file.read_bytes() for path, file in made.items()}
        coder = from_npz(contents["models/coder/coder.npz"])
        by = json.loads(str(coder["description"]))["provenance"]["packages"]
        if by == {name: version(name) for name in PACKAGES}:
            lock["stages"] = {name: entry for name, entry in project.lock().items() if name == "train"}
            for path, content in contents.items():
                (project.root / path).write_bytes(content)
                into_cache(project.root, content)
    YAML(typ="safe").dump(lock, project.root / "dvc.lock")


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy in which `dvc repro` has run once, from nothing but a coder that was trained already (if any was);
    nobody may change it.
    """

    def make(folder: Path) -> None:
        project = copy_project(folder / "project")
        lend_training(project)
        project.run("dvc", "repro")

    return Project(made_once(tmp_path_factory, "first_run", make) / "project")


@pytest.fixture(scope="module")
def fresh(first_run: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the project as the first run left it, to change."""
    return another(first_run, tmp_path_factory.mktemp("fresh"))


def another(project: Made, folder: Path) -> Made:
    """A copy of a project with all that was made in it."""
    shutil.copytree(project.root.parent, folder, symlinks=True, dirs_exist_ok=True)
    return replace(project, root=folder / "project")


def shown() -> list[str]:
    """The commands of README.md and docs/, in the order in which these show them."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(ELSEWHERE)]


def follow(project: Project, commands: Sequence[str]) -> str:
    """Carry out commands that were shown, on files beside the project; gives what they print."""
    return "".join(
        project.run(*shlex.split(line.replace("~", str(project.root.parent)))).stdout for line in commands
    )


@pytest.fixture(scope="session")
def added(first_run: Project, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The project after the commands up to the run of a corpus of one's own: the real report, where the machine
    has it, and a survey. Nobody may change it.
    """
    files = sorted(REPORT_FOLDER.glob("*.txt")) if REPORT_FOLDER.is_dir() else []

    def make(folder: Path) -> None:
        project, raw = another(first_run, folder), ROOT / "corpora" / "nedermaas" / "raw"
        if files:
            shutil.copy(files[0], folder / "verkenning.txt")
        else:
            beginning(raw / "verkenning_2024.txt", 330, folder / "verkenning.txt")
        beginning(raw / "thermometer_2025.csv", 20, folder / "enquete.csv")
        project.run("git", "add", "--all")
        project.run(*GIT, "commit", "--quiet", "--allow-empty", "--message", "demo")
        commands = shown()
        (folder / "told").write_text(follow(project, commands[: commands.index("dvc repro", 2) + 1]))

    folder = made_once(tmp_path_factory, "added", make)
    return Told(folder / "project", (folder / "told").read_text(), bool(files))


def beginning(file: Path, lines: int, to: Path) -> None:
    """A file's first lines: what a command does hangs on neither how much it is nor where it ends."""
    to.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:lines]))
