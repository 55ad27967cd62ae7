"""The command as a person types it: help, output, mistakes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.tables import STATEMENTS, read_table
from tests.cases import cases
from tests.paths import ROOT

RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def test_help_says_what_to_do_first_and_names_every_command() -> None:
    page = RUNNER.invoke(app, ["--help"]).stdout

    assert "Start here" in page
    assert page.index("dvc repro") < page.index("thermometer new-corpus")
    for command in ("ingest", "classify", "new-corpus", "check"):
        assert command in page
        detail = RUNNER.invoke(app, [command, "--help"])
        assert detail.exit_code == 0
        assert "Usage" in detail.stdout
    for command in ("ingest", "classify", "new-corpus"):
        assert f"Example: thermometer {command}" in RUNNER.invoke(app, [command, "--help"]).stdout


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys, pipeline.cli as c\n"
        "try: c.app(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'spacy', 'sklearn'} & set(sys.modules)))"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip().endswith("[]")
    assert time.monotonic() - start < 10  # seconds; a hang, not slowness, is what would take longer


def test_ingest_writes_statements_and_the_account(small_project: Path) -> None:
    raw = "corpora/proef/raw/enquete_2025.csv"
    done = RUNNER.invoke(
        app, ["ingest", raw, "--profile", "tabel", "--out", "s.csv", "--ledger", "l.json", "--round", "2025"]
    )

    assert done.exit_code == 0
    assert done.stdout.startswith("ingest enquete_2025.csv: 1 statement (utf-8-sig; rows: 3 in, 1 kept")
    statements = read_table(small_project / "s.csv", STATEMENTS)
    assert statements["text"].tolist() == ["Korte lijnen."]
    assert statements["respondent"].tolist() == ["R1"]
    assert set(statements["round"]) == {"2025"}
    assert json.loads((small_project / "l.json").read_text(encoding="utf-8"))["in"] == 3


def test_ingest_takes_the_column_that_is_named(small_project: Path) -> None:
    raw = "corpora/proef/raw/enquete_2025.csv"
    done = RUNNER.invoke(app, ["ingest", raw, "--profile", "tabel", "--out", "s.csv", "--column", "text=vraag"])

    assert done.exit_code == 0
    statements = read_table(small_project / "s.csv", STATEMENTS)
    assert statements["text"].tolist() == ["Wat gaat goed?", "Wat kan beter?", "Wat kan beter?"]
    assert set(statements["round"]) == {"onbekend"}


@pytest.mark.parametrize(("content", "arguments", "messages"), cases(__file__, "mistakes"))
def test_a_mistake_ends_with_2_and_leaves_what_was_there(
    small_project: Path, content: str | None, arguments: list[str], messages: list[str]
) -> None:
    if content is not None:
        (small_project / "x.csv").write_text(content, encoding="utf-8")
    (small_project / "s.csv").write_text("van gisteren", encoding="utf-8")

    done = RUNNER.invoke(app, ["ingest", "x.csv", "--profile", "tabel", "--out", "s.csv", *arguments])

    assert done.exit_code == 2
    assert done.exception is None or isinstance(done.exception, SystemExit)
    for message in messages:
        assert message in done.stderr
    assert "What to do" in done.stderr
    assert (small_project / "s.csv").read_text(encoding="utf-8") == "van gisteren"


@pytest.mark.parametrize(("arguments", "message"), cases(__file__, "mistyped"))
@pytest.mark.usefixtures("small_project")
def test_a_mistyped_command_ends_with_2_and_no_traceback(arguments: list[str], message: str) -> None:
    done = RUNNER.invoke(app, arguments)

    assert done.exit_code == 2
    assert message in done.stderr
    assert "Traceback" not in done.output


def test_outside_a_project_it_uses_the_one_it_was_installed_from(
    small_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.cli.HOME", small_project)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "enquete.csv").write_text("antwoord\nKorte lijnen.\n", encoding="utf-8")

    done = RUNNER.invoke(app, ["ingest", "enquete.csv", "--profile", "tabel", "--out", "s.csv"])

    assert done.exit_code == 0, done.output
    assert read_table(tmp_path / "s.csv", STATEMENTS)["text"].tolist() == ["Korte lijnen."]


def test_without_any_project_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.HOME", tmp_path / "gone")
    monkeypatch.chdir(tmp_path)

    done = RUNNER.invoke(app, ["check"])

    assert done.exit_code == 2
    assert "params.yaml is not in this folder" in done.stderr
    assert "go to the folder of the project" in done.stderr


def test_check_prints_what_is_sound(small_project: Path) -> None:
    (small_project / "corpora" / "training").mkdir()
    shutil.copy(ROOT / "corpora" / "training" / "field_17.jsonl", small_project / "corpora" / "training")
    done = RUNNER.invoke(app, ["check"])
    assert done.exit_code == 0, done.stderr
    assert "ok  corpora/proef: sources 1, actions 0" in done.stdout

    (small_project / "corpora" / "proef" / "raw" / "enquete_2025.csv").unlink()
    done = RUNNER.invoke(app, ["check"])
    assert done.exit_code == 2
    assert "enquete_2025.csv: file not found" in done.stderr
    assert done.stdout == ""


def test_version() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout.startswith("thermometer 0.")
