"""docs/your-export.md: every shape is read as the page says, and the example gives what it shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.corpus import Source
from tests.new_corpus.test_exports import EXPORTS, KEYS, WISHES, content, read
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "your-export.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"exports(?:_of_others)?/([\w.]+)\) \|.*\| (.*?)(\d+) statements, (\d+) questions? \|$", PAGE, re.MULTILINE
)
RUNS: list[tuple[str, str]] = re.findall(r"<!-- run: thermometer (.*?) -->\n```text\n(.*?)```", PAGE, re.DOTALL)
RUNNER = CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})


def test_every_export_is_on_the_page() -> None:
    own = [name for name, key in KEYS.items() if key["folder"] == EXPORTS and "refused" not in key]
    assert [name for name, *_ in ROWS if name in own] == own


@pytest.mark.parametrize(("name", "asks", "statements", "questions"), ROWS)
def test_an_export_is_read_as_the_page_says(name: str, asks: str, statements: str, questions: str) -> None:
    option = KEYS[name]["asks"]
    assert bool(asks) == bool(option)

    found = read(name, content(name), WISHES[option]) if option else read(name, content(name))

    assert len(found.reading.statements) == int(statements)
    columns = found.source.columns
    assert columns
    asked = {found.plan.sheet.questions[text] for text in columns.texts}
    assert len(set(found.reading.statements["question"]) - {""} or asked) == int(questions)


@pytest.mark.parametrize(("command", "shown"), RUNS)
def test_the_example_gives_what_it_shows(small_project: Path, command: str, shown: str) -> None:
    file = command.split()[2]
    shutil.copy(EXPORTS / file, small_project / file)

    done = RUNNER.invoke(app, command.split())

    assert done.exit_code == 0, done.output
    assert [line.split() for line in done.stdout.splitlines()] == [line.split() for line in shown.splitlines()]


def test_every_key_of_a_table_source_is_explained() -> None:
    section = PAGE.split("## What corpus.yaml says of it")[1]
    explained = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert explained == set(Source.model_fields) - {
        "file", "profile", "round", "date", "audience", "internal_values",
    }  # fmt: skip
