"""Experiments, metrics, plots and sharing as users of DVC expect them, on the demo."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

WIDTH = 160
CHANGED = ("evaluate.interval", "0.9")
EXPERIMENTS = r"exp show --no-pager --only-changed --drop .*_(low|high)|params\.yaml"
TABLES = (EXPERIMENTS, "exp diff", "params diff", "metrics diff")
SHOWN = (*TABLES, "metrics show --json", "plots show --json", "plots diff --json")
# DVC takes a second to start: what only shows is asked of one.
SHOW_ALL = """\
import sys
from dvc.cli import main
for asked in sys.argv[1:]:
    assert main(asked.split()) == 0
    print(end="\\0")
"""
OUTPUT = '        corpus.ledger("evaluate"): ledger.as_bytes(),\n'
RAN = {"settings", "evaluate@nedermaas", "report@nedermaas", "index"}


def stages_run(output: str) -> set[str]:
    return {line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage")}


@pytest.fixture(scope="module")
def committed(fresh: Any) -> Any:
    """The project with its first run committed."""
    fresh.run("git", "add", "--all")
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
    fresh.run("git", *identity, "commit", "--quiet", "--allow-empty", "--message", "run")
    fresh.run("git", "config", "user.name", "t")
    fresh.run("git", "config", "user.email", "t@example.invalid")
    return fresh


@pytest.fixture(scope="module")
def tried(committed: Any) -> dict[str, str]:
    """What DVC says of an experiment with one setting, by command; then all is set back."""
    name, value = CHANGED
    said = {"run": committed.run("dvc", "exp", "run", "-S", f"{name}={value}").stdout}
    shown = committed.run(sys.executable, "-c", SHOW_ALL, *SHOWN).stdout
    said |= zip(SHOWN, shown.split("\0")[:-1], strict=True)
    committed.run("git", "checkout", "--quiet", "params.yaml")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said["back"] = committed.run("dvc", "repro").stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said["seconds"] = str(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    said["git"] = committed.run("git", "status", "--porcelain").stdout
    return said


def test_an_experiment_runs_what_its_setting_touches(tried: dict[str, str]) -> None:
    assert stages_run(tried["run"]) == RAN


@pytest.mark.parametrize("command", TABLES)
def test_what_changed_fits_a_terminal(command: str, tried: dict[str, str]) -> None:
    assert CHANGED[0] in tried[command] or command == "metrics diff"
    assert max(map(len, tried[command].splitlines())) <= WIDTH


def test_metrics_are_a_few_headline_numbers(tried: dict[str, str]) -> None:
    files = json.loads(tried["metrics show --json"])[""]["data"]

    assert {*files} == {"models/coder/headline.json", "reports/nedermaas/headline.json"}
    assert max(len(file["data"]) for file in files.values()) <= 15
    assert "themes_low" in tried["metrics diff"]


@pytest.mark.parametrize("command", ["plots show --json", "plots diff --json"])
def test_plots_are_drawn(command: str, tried: dict[str, str]) -> None:
    plots = json.loads(tried[command])

    assert not plots.get("errors")
    drawn = {name: plot for name, plot in plots["data"].items() if plot}
    assert {
        "models/coder/metrics.json", "models/coder/learning_curve.csv", "reports/nedermaas/metrics.json",
        "reports/nedermaas/trend-plot.csv",
    } <= {*drawn}  # fmt: skip
    assert all(plot[0]["content"]["data"]["values"] for plot in drawn.values())


def test_a_setting_changed_and_changed_back_runs_nothing(tried: dict[str, str]) -> None:
    assert stages_run(tried["back"]) == set()
    assert tried["git"] == ""
    assert float(tried["seconds"]) <= 8.0  # of a busy processor: 5 s or less where nothing else runs


def test_what_is_pushed_comes_back_in_an_empty_clone(committed: Any, tmp_path: Path) -> None:
    clone, remote = tmp_path / "clone", str(tmp_path / "remote")
    committed.run("dvc", "remote", "add", "--local", "--default", "store", remote)
    committed.run("dvc", "push", "--quiet")
    committed.run("git", "clone", "--quiet", str(committed.root), str(clone))
    other = type(committed)(clone)
    other.run("dvc", "remote", "add", "--local", "--default", "store", remote)
    other.run("dvc", "pull", "--quiet")
    installed = "models/language/installed.json"
    (clone / installed).write_bytes((committed.root / installed).read_bytes())

    assert stages_run(other.run("dvc", "repro").stdout) == set()
    assert other.outputs("nedermaas") == committed.outputs("nedermaas")

    # A version of the coder is a tag on a commit; other projects fetch it by that.
    committed.run("git", "tag", "--annotate", "coder@v0.1.0", "--message", "The first coder")
    fetched = tmp_path / "fetched.npz"
    config = tmp_path / "store.config"
    config.write_text(f"[core]\n    remote = store\n['remote \"store\"']\n    url = {remote}\n")
    where = ("--config", str(config), "--out", str(fetched))
    other.run("dvc", "artifacts", "get", *where, "--rev", "v0.1.0", str(committed.root), "coder")
    assert fetched.read_bytes() == (committed.root / "models" / "coder" / "coder.npz").read_bytes()


def whole(outputs: dict[str, bytes]) -> dict[str, bytes]:
    """Outputs without what a killed run left of a file."""
    return {name: content for name, content in outputs.items() if not name.endswith(".tmp")}


def test_a_stage_that_fails_leaves_its_earlier_outputs(committed: Any) -> None:
    before, lock = whole(committed.outputs("nedermaas")), committed.lock()
    committed.edit("corpora/nedermaas/corpus.yaml", "text: antwoord", "text: antwoorden")
    failed = committed.run("dvc", "repro", "--single-item", "ingest@nedermaas", check=False)
    committed.run("git", "checkout", "--quiet", "corpora")

    assert failed.returncode != 0
    assert 'Closest: "antwoord"' in failed.stderr
    assert "Traceback" not in failed.stderr
    assert whole(committed.outputs("nedermaas")) == before
    assert committed.lock() == lock


def test_a_stage_that_does_not_write_an_output_is_not_accepted(committed: Any) -> None:
    before, lock = whole(committed.outputs("nedermaas")), committed.lock()
    committed.edit("pipeline/stages/evaluate.py", OUTPUT, "")
    forgot = committed.run("dvc", "repro", "--single-item", "evaluate@nedermaas", check=False)
    left, lock_after = whole(committed.outputs("nedermaas")), committed.lock()
    committed.run("git", "checkout", "--quiet", "pipeline")
    committed.run("dvc", "checkout", "--quiet")

    assert forgot.returncode != 0
    assert {*before} - {*left} == {"ledgers/evaluate.json"}
    assert lock_after == lock
    assert whole(committed.outputs("nedermaas")) == before


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_stage_leaves_whole_files_that_dvc_does_not_take_for_new(committed: Any) -> None:
    """Killed as the second of its three earlier files is put back; later moments: tests/stages/test_killed.py."""
    before = whole(committed.outputs("nedermaas"))
    params = (committed.root / "params.yaml").read_bytes()
    command = ("dvc", "repro", "--single-item", "evaluate@nedermaas")
    try:
        committed.edit("params.yaml", "  interval: 0.95", "  interval: 0.82")
        os.environ["THERMOMETER_KILL_AT"] = "evaluate@nedermaas:2"
        killed = committed.run(*command, check=False)
        half = whole(committed.outputs("nedermaas"))
        status = committed.run("dvc", "status").stdout
    finally:
        os.environ.pop("THERMOMETER_KILL_AT", None)
        (committed.root / "params.yaml").write_bytes(params)
        back = committed.run(*command).stdout
    assert killed.returncode != 0
    assert all(content == before[name] for name, content in half.items())
    assert "evaluate@nedermaas" in status
    assert stages_run(back) == set()
    assert whole(committed.outputs("nedermaas")) == before
