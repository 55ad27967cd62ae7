"""Corpora are listed, removed and renamed; what people coded is never deleted."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipeline.cli import app
from pipeline.cli.commands.corpus_life import renamed_in_lock
from pipeline.core.corpus import Corpus
from pipeline.core.errors import InputError
from pipeline.core.params import load_params
from pipeline.new_corpus.files import relisted
from pipeline.stages import index
from tests.builders import changed
from tests.cases import cases
from tests.dvc_cache import into_cache

STAGES = {
    "check": "reports/{}/check.txt",
    "corrections": "reports/{}/corrections.jsonl",
    "review": "reports/{}/labels.csv",
    "report": "reports/kaarten/{}.json",
}


@pytest.fixture
def two(small_project: Path) -> Path:
    """A project with the corpora `proef` and `anders`, of which `proef` ran and has a returned file."""
    shutil.copytree("corpora/proef", "corpora/anders")
    changed(Path("params.yaml"), {"\n- proef\n": "\n- proef\n- anders\n"})
    Path("corpora/proef/reviews/blind-2025_anna.csv").write_text("gecodeerd", encoding="utf-8")
    Path("corpora/proef/reviews/steekproef.csv").write_text("getrokken", encoding="utf-8")
    lock = "schema: '2.0'\nstages:\n"
    for stage, place in STAGES.items():
        path = Path(place.format("proef"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(stage, encoding="utf-8")
        (path.parent / ".gitignore").write_text(f"/{path.name}\n", encoding="utf-8")
        md5 = into_cache(small_project, stage.encode())
        lock += f"  {stage}@proef:\n    cmd: python -m pipeline.stages {stage} proef\n"
        lock += f"    outs:\n    - path: {path.as_posix()}\n      md5: {md5}\n"
    Path("dvc.lock").write_text(lock, encoding="utf-8")
    return small_project


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["corpus", *words], input=answer)


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_list_names_every_corpus_and_how_far_it_is(two: Path) -> None:
    changed(two / "params.yaml", {"\n- anders\n": "\n- weg\n"})
    (two / "reports/proef/samenvatting.html").touch()
    (two / "corpora/removed/oud/reviews").mkdir(parents=True)

    assert run("list").output.splitlines() == [
        "proef: 1 source, 1 returned file; reports/proef/samenvatting.html",
        "weg: cannot be read; thermometer check says why",
        "anders: not on the list, add it to params.yaml",
        "corpora/removed/oud: 0 returned files, kept of a corpus that was removed",
    ]


def test_a_corpus_goes_and_what_people_made_by_hand_stays(two: Path) -> None:
    kept = contents(two / "corpora/proef")

    told = run("remove", "proef", "--yes")

    assert told.exit_code == 0
    assert "is in corpora/removed/proef: 1 returned file" in told.output
    assert "tidy: removed what was made of proef" in told.output
    kept.pop("raw/enquete_2025.csv")
    assert contents(two / "corpora/removed/proef") == kept
    assert load_params().corpora == ["anders"]
    assert "proef" not in Path("dvc.lock").read_text(encoding="utf-8")
    assert [*Path("reports").glob("**/*proef*")] == []


def test_a_file_that_was_filled_in_since_it_was_made_is_kept_too(two: Path) -> None:
    filled = two / "reports/proef/review/blind-2025.csv"
    filled.parent.mkdir(parents=True)
    filled.write_text("half ingevuld", encoding="utf-8")

    run("remove", "proef", "--yes")

    kept = two / "corpora/removed/proef/reports/review/blind-2025.csv"
    assert (kept.read_text(encoding="utf-8"), (two / "reports/proef").exists()) == ("half ingevuld", False)


def test_a_second_corpus_of_that_name_does_not_take_the_place_of_what_was_kept(two: Path) -> None:
    run("remove", "proef", "--yes")
    shutil.copytree("corpora/anders", "corpora/proef")

    assert "corpora/removed/proef-2" in run("remove", "proef", "--yes").output
    assert (two / "corpora/removed/proef/reviews/blind-2025_anna.csv").read_text(encoding="utf-8") == "gecodeerd"


def test_the_page_of_all_corpora_has_no_row_of_a_corpus_that_went(two: Path) -> None:
    for name in ("proef", "anders"):
        Path(f"reports/kaarten/{name}.json").write_text(f'{{"rij": "<tr><td>{name}</td></tr>"}}', encoding="utf-8")
    assert index.main([]) == 0
    assert "<td>proef</td>" in (two / "reports/index.html").read_text(encoding="utf-8")

    run("remove", "proef", "--yes")

    page = (two / "reports/index.html").read_text(encoding="utf-8")
    assert "<td>anders</td>" in page
    assert "<td>proef</td>" not in page


@pytest.mark.parametrize(("answer", "code", "told"), cases(__file__, "answers"))
def test_without_a_yes_nothing_is_removed(two: Path, answer: str, code: int, told: str) -> None:
    before = contents(two)

    result = run("remove", "proef", answer=answer)

    assert result.exit_code == code
    assert "corpora/proef/raw (1 file" in result.output
    assert told in result.output
    assert contents(two) == before


def test_a_corpus_is_renamed_in_all_places_and_only_what_names_it_runs_again(two: Path) -> None:
    before = contents(two)

    told = run("rename", "proef", "2024-proef")

    assert told.exit_code == 0
    assert "corpora/proef → corpora/2024-proef" in told.output
    edited = {"dvc.lock", "params.yaml"}
    moved = {re.sub(r"\bproef\b", "2024-proef", name): before[name] for name in before.keys() - edited}
    after = contents(two)
    assert {name: after[name] for name in after.keys() - edited} == moved
    assert load_params().corpora == ["2024-proef", "anders"]
    lock = Path("dvc.lock").read_text(encoding="utf-8")
    assert "  corrections@2024-proef:\n    cmd: python -m pipeline.stages corrections 2024-proef\n" in lock
    assert "path: reports/2024-proef/corrections.jsonl" in lock
    assert [stage for stage in STAGES if f"{stage}@" in lock] == ["corrections"]
    assert Corpus("2024-proef").config.title == "Samenwerking Proefland"


@pytest.mark.parametrize(("words", "told"), cases(__file__, "mistakes"))
def test_a_mistake_says_the_way_on_and_changes_nothing(two: Path, words: list[str], told: list[str]) -> None:
    before = contents(two)

    result = run(*words)

    assert result.exit_code == 2
    assert [part for part in [*told, "What to do"] if part not in result.output] == []
    assert contents(two) == before


def test_the_only_corpus_stays(small_project: Path) -> None:
    result = run("remove", "proef", "--yes")

    assert result.exit_code == 2
    assert "proef is the only corpus" in result.output
    assert (small_project / "corpora/proef/raw").is_dir()


def test_when_a_file_cannot_be_written_all_is_as_it_was(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(two)

    def full(_changes: object) -> None:
        raise InputError("the disk is full", todo="make room")

    monkeypatch.setattr("pipeline.cli.commands.corpus_life.write_all", full)

    assert run("rename", "proef", "nieuw").exit_code == 2
    assert run("remove", "proef", "--yes").exit_code == 2
    assert contents(two) == before


@pytest.mark.parametrize(("entry", "old", "expected"), cases(__file__, "lock"))
def test_in_the_lock_a_name_is_a_name_and_not_a_word(entry: str, old: str, expected: str) -> None:
    assert renamed_in_lock(entry, old, "b") == expected


@pytest.mark.parametrize(("text", "old", "new", "expected"), cases(__file__, "relisted"))
def test_a_name_leaves_the_list_or_gives_its_place_to_another(
    text: str, old: str, new: str, expected: str
) -> None:
    assert relisted(text, where=Path("params.yaml"), old=old, new=new) == expected
