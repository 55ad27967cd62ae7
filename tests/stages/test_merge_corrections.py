from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.stages.merge_corrections import main
from tests.paths import ROOT

MERGED_CORRECTIONS = Path("models/coder/corrections.jsonl")
LINES = {"proef": ['{"id": "p1", "text": "één"}', '{"id": "p2", "text": "twee"}'], "anders": ['{"id": "a1"}']}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given(corrections: dict[str, list[str]], *corpora: str) -> None:
    text = (ROOT / "params.yaml").read_text(encoding="utf-8")
    assert "\n- nedermaas\n" in text
    listed = "".join(f"\n- {name}" for name in corpora)
    Path("params.yaml").write_text(text.replace("\n- nedermaas\n", f"{listed}\n"), encoding="utf-8")
    for name, lines in corrections.items():
        path = Path("models/coder/corrections") / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.mark.parametrize("corpora", [("proef", "anders"), ("anders", "proef")])
def test_corrections_come_by_name_of_their_corpus(
    corpora: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    given(LINES, *corpora)

    assert main([]) == 0

    lines = [*LINES["anders"], *LINES["proef"]]
    assert MERGED_CORRECTIONS.read_text(encoding="utf-8") == "".join(f"{line}\n" for line in lines)
    assert (
        capsys.readouterr().out
        == f"merge_corrections: 3 statements of 2 corpora to learn from → {MERGED_CORRECTIONS}\n"
    )


def test_a_corpus_that_teaches_nothing_changes_nothing() -> None:
    given(LINES, "proef")
    assert main([]) == 0
    before = MERGED_CORRECTIONS.read_bytes()
    given({"leeg": []}, "leeg", "proef")
    Path("models/coder/corrections/leeg.jsonl").write_text("\n", encoding="utf-8")

    assert main([]) == 0

    assert MERGED_CORRECTIONS.read_bytes() == before


def test_without_corrections_the_file_has_one_empty_line() -> None:
    given({"leeg": []}, "leeg")

    assert main([]) == 0

    assert MERGED_CORRECTIONS.read_bytes() == b"\n"


def test_a_corpus_that_is_not_listed_teaches_nothing() -> None:
    given(LINES, "proef")

    assert main([]) == 0

    assert MERGED_CORRECTIONS.read_text(encoding="utf-8").splitlines() == LINES["proef"]


def test_a_file_that_is_gone_is_named_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    given(LINES, "proef", "derde")

    assert main([]) == 2

    told = capsys.readouterr().err
    assert "derde.jsonl: file not found" in told
    assert "dvc repro" in told
    assert not MERGED_CORRECTIONS.exists()


def test_a_binary_file_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    given(LINES, "proef")
    Path("models/coder/corrections/proef.jsonl").write_bytes(b"\xff\x00\xfe")

    assert main([]) == 2

    assert "proef.jsonl: this file is not as it was written" in capsys.readouterr().err
    assert not MERGED_CORRECTIONS.exists()
