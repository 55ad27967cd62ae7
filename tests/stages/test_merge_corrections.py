from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.stages.merge_corrections import main
from tests import builders
from tests.paths import ROOT

MERGED_CORRECTIONS = Path("models/coder/corrections.jsonl")
OF = {
    "proef": ['{"id": "p1", "text": "één"}', '{"id": "p2", "text": "twee"}'],
    "anders": ['{"id": "a1"}'],
    "leeg": [""],
}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("models/coder/corrections")
    folder.mkdir(parents=True)
    for name, lines in OF.items():
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def run(*corpora: str) -> int:
    """Merge the corrections of these corpora of params.yaml."""
    shutil.copy(ROOT / "params.yaml", ".")
    builders.changed(Path("params.yaml"), {"\n- nedermaas\n": "\n" + "".join(f"- {name}\n" for name in corpora)})
    return main([])


@pytest.mark.parametrize(
    ("corpora", "expected"),
    [
        pytest.param(("proef", "anders"), [*OF["anders"], *OF["proef"]], id="corpora by name"),
        pytest.param(("anders", "proef"), [*OF["anders"], *OF["proef"]], id="in whatever order they are listed"),
        pytest.param(("leeg", "proef"), OF["proef"], id="a corpus that teaches nothing changes nothing"),
        pytest.param(("proef",), OF["proef"], id="a corpus that is not listed teaches nothing"),
        pytest.param(("leeg",), [""], id="without corrections the file has one empty line"),
    ],
)
def test_the_lines_of_all_corpora(
    corpora: tuple[str, ...], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*corpora) == 0

    assert MERGED_CORRECTIONS.read_text(encoding="utf-8") == "".join(f"{line}\n" for line in expected)
    n, corpora_n = len([line for line in expected if line]), len(corpora)
    assert capsys.readouterr().out == (
        f"merge_corrections: {n} statement{'s' * (n != 1)} of {corpora_n} corp{'us' if corpora_n == 1 else 'ora'} "
        f"to learn from → {MERGED_CORRECTIONS}\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("derde", None, ["derde.jsonl: file not found", "dvc repro"]),
        ("proef", b"\xff\x00\xfe", ["proef.jsonl: this file is not as it was written"]),
    ],
    ids=["a file that is gone", "a binary file"],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_written(
    name: str, content: bytes | None, told: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    if content:
        Path(f"models/coder/corrections/{name}.jsonl").write_bytes(content)

    assert run("anders", name) == 2

    error = capsys.readouterr().err
    assert all(text in error for text in told)
    assert not MERGED_CORRECTIONS.exists()
