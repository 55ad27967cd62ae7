"""docs/contributing.md: each recipe is short, and what it adds works in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.paths import ROOT

MOST_LINES = 15
COPIED = ("pipeline", "corpora", "tests", "params.yaml", "dvc.yaml", "pyproject.toml", ".dvc", ".dvcignore")
STEP = re.compile(r"^<!-- (file|under|end|run): (.+?) -->(?:\n```\w+\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """One recipe of the page.

    Attributes
    ----------
    steps : what to do (make a file, add lines under a line of a file, run a command), to what, with which lines.
    lines : what a reader sees of it, without blank lines and fences.
    """

    steps: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]


def recipes() -> dict[str, Recipe]:
    """Title to recipe, in the order of the page."""
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in page.split("\n## ")[1:]]
    seen = {
        title: tuple(line for line in text.splitlines() if line and not line.startswith(("```", "<!--")))
        for title, text in parts
    }
    return {title: Recipe(tuple(STEP.findall(text)), seen[title]) for title, text in parts}


RECIPES = recipes()


@pytest.fixture
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of the project in which the recipe named by the test was carried out."""
    for name in COPIED:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("cache", "tmp"))
        else:
            shutil.copy(ROOT / name, target)
    (tmp_path / "models").symlink_to(ROOT / "models")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for step, what, lines in RECIPES[request.param].steps:
        if step == "file":
            (tmp_path / what).write_text(lines, encoding="utf-8")
        elif step == "under":
            file, _, line = what.partition(": ")  # blanks in front of the line count
            text = (tmp_path / file).read_text(encoding="utf-8")
            assert text.count(f"\n{line}\n") == 1, f"{file} has no line {line!r}, or more than one"
            (tmp_path / file).write_text(text.replace(f"\n{line}\n", f"\n{line}\n{lines}"), encoding="utf-8")
        elif step == "end":
            with (tmp_path / what).open("a", encoding="utf-8") as file_end:
                file_end.write(f"\n\n{lines}")
        else:
            run(tmp_path, *shlex.split(what))
    return tmp_path


def run(project: Path, *command: str) -> str:
    """What a command prints in a copy of the project."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Of a copy too each module is compiled once, not by every command.
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_is_short(title: str) -> None:
    assert 0 < len(RECIPES[title].lines) <= MOST_LINES


def test_there_is_a_recipe_for_what_people_add() -> None:
    assert list(RECIPES) == [f"Add a {what}" for what in ("stage", "theme", "profile", "column", "chart")]


@pytest.mark.parametrize("copy", ["Add a stage"], indirect=True)
def test_a_stage(copy: Path) -> None:
    reports = copy / "reports" / "nedermaas"
    reports.mkdir(parents=True)
    (reports / "statements.csv").write_text("statement_id\na\nb\n", encoding="utf-8")

    run(copy, sys.executable, "-m", "tests.docs.dvc_deps")
    told = run(copy, sys.executable, "-m", "pipeline.stages", "rows", "nedermaas")

    assert (told, (reports / "rows.txt").read_text()) == ("rows nedermaas: 3 rows\n", "3\n")
    listed = (copy / "dvc.yaml").read_text(encoding="utf-8").split("\n  rows:\n")[1]
    assert "- pipeline/stages/rows.py" in listed
    assert "- pipeline/core\n" in listed


@pytest.mark.parametrize("copy", ["Add a theme"], indirect=True)
def test_a_theme(copy: Path) -> None:
    code = (
        "from pipeline.core.codebook import load_codebook as book\n"
        "from pipeline.core.corpus import CODEBOOK, RULES, TRAINING\n"
        "from pipeline.coder.rules.rule_files import read_rule_folder\n"
        "from pipeline.coder.data.training_set import read_training, statement_files\n"
        "import json\n"
        "codes = book(CODEBOOK)\n"
        "files = read_rule_folder(RULES, codes).files\n"
        "examples = read_training(statement_files(TRAINING), codes, where='training').examples\n"
        "print(json.dumps([len(codes.themes), sum('wachttijd' in e.themes for e in examples)]))\n"
    )

    run(copy, sys.executable, "-m", "pipeline.stages", "check", "nedermaas")
    assert json.loads(run(copy, sys.executable, "-c", code)) == [21, 1]


@pytest.mark.parametrize("copy", ["Add a profile"], indirect=True)
def test_a_profile(copy: Path) -> None:
    (copy / "brief.txt").write_text("Wat men schrijft\n\n- Bel eens terug.\n- Het gaat goed.\n", encoding="utf-8")

    run(
        copy, sys.executable, "-m", "pipeline.cli", "ingest", "brief.txt", "--profile", "brieven", "--out", "s.csv"
    )

    rows = (copy / "s.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[4] for row in rows[1:]] == ["antwoord", "antwoord"]
    assert "Bel eens terug." in rows[1]


@pytest.mark.parametrize("copy", ["Add a column"], indirect=True)
def test_a_column(copy: Path) -> None:
    code = (
        "import pandas as pd\n"
        "from pipeline.core.tables import EVIDENCE_COVERAGE, table_bytes\n"
        "from pipeline.evidence.gaps import _coverage_row\n"
        "fates = {'2024': ['onbeslist', 'met_actie'], '2025': []}\n"
        "rows = [_coverage_row(name, pd.Series(each)) for name, each in fates.items()]\n"
        "content = table_bytes(pd.DataFrame(rows, dtype=str), EVIDENCE_COVERAGE, where='x')\n"
        "print(content.decode('utf-8-sig').replace('\\r\\n', '\\n'), end='')\n"
    )

    header, *rows = run(copy, sys.executable, "-c", code).splitlines()

    assert header.endswith(";dekking;onbeslist_deel")
    assert [row.rsplit(";", 1)[1] for row in rows] == ["0,5000", ""]


@pytest.mark.parametrize("copy", ["Add a chart"], indirect=True)
def test_a_chart(copy: Path) -> None:
    test = (
        "from pipeline.report.charts.gallery import begun\n\n\n"
        "def test_it(composed, files):\n"
        "    charts = {chart.name: chart for chart in (drawn() for drawn in begun(composed({}), files))}\n"
        "    assert charts['top'].alternative.startswith('De meeste knelpunten gaan over')\n"
        "    assert '<svg' in charts['top'].file_svg\n"
    )
    (copy / "tests" / "report" / "test_it.py").write_text(test, encoding="utf-8")

    run(copy, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/report/test_it.py")
