"""What was made of a corpus goes with its name, but for what somebody changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.stages import tidy

LOCK = """\
schema: '2.0'
stages:
  ingest@proef:
    cmd: a
    outs:
    - path: reports/proef/statements.csv
      md5: {proef}
  ingest@weg:
    cmd: b
    outs:
    - path: reports/weg/statements.csv
      md5: {gone}
    - path: reports/kaarten/weg.json
      md5: {gone}
  index:
    cmd: c
"""


@pytest.fixture
def project(small_project: Path) -> None:  # noqa: ARG001 - it is the working folder
    """A project that made something of `proef`, which it lists, and of `weg`, which it does not."""
    contents = {"proef": "statements of proef", "gone": "made of weg"}
    hashes = {
        name: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for name, text in contents.items()
    }
    Path("dvc.lock").write_text(LOCK.format_map(hashes))
    for name, text in (
        ("proef/statements.csv", "proef"),
        ("weg/statements.csv", "gone"),
        ("kaarten/weg.json", "gone"),
    ):
        path = Path("reports", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contents[text])
        (path.parent / ".gitignore").write_text(f"/{path.name}\n")  # as DVC does
    Path("reports/weg/parts/classify").mkdir(parents=True)
    Path("reports/weg/parts/classify/1.parquet").touch()


@pytest.mark.usefixtures("project")
def test_what_was_made_of_a_corpus_that_went_is_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert tidy.main([]) == 0

    assert sorted(path.as_posix() for path in Path("reports").rglob("*")) == [
        "reports/proef",
        "reports/proef/.gitignore",
        "reports/proef/statements.csv",
    ]
    assert "weg" not in Path("dvc.lock").read_text()
    assert "ingest@proef" in Path("dvc.lock").read_text()
    assert capsys.readouterr().out == "tidy: removed what was made of weg\n"


@pytest.mark.usefixtures("project")
def test_a_file_that_was_changed_since_stays_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("reports/weg/statements.csv").write_text("filled in")

    assert tidy.main([]) == 0

    assert Path("reports/weg/statements.csv").read_text() == "filled in"
    assert "but for 1 file changed since: reports/weg/statements.csv" in capsys.readouterr().out


@pytest.mark.usefixtures("project")
def test_when_every_corpus_is_on_the_list_the_lock_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    tidy.main([])
    before = Path("dvc.lock").read_bytes()
    capsys.readouterr()

    assert tidy.main([]) == 0

    assert Path("dvc.lock").read_bytes() == before
    assert capsys.readouterr().out == "tidy: every corpus of dvc.lock is on the list\n"
