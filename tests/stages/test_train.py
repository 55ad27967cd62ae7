from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.coder.language import language
from pipeline.stages.train import main
from tests import builders
from tests.dvc_cache import body
from tests.paths import ROOT

OUTPUTS = ("coder.npz", "metrics.json", "CARD.md")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toy_encoder_folder: Path) -> Path:
    """A project with the real codebook and rules, and one training line in forty."""
    monkeypatch.chdir(tmp_path)
    builders.project(
        tmp_path, folders=["corpora/rules"], params={"bootstrap_samples: 300": "bootstrap_samples: 20"}
    )
    shutil.copytree(toy_encoder_folder, tmp_path / "models" / "encoder")
    training = tmp_path / "corpora" / "training"
    training.mkdir()
    for name in ("part_f.jsonl", "field_17.jsonl"):
        lines = (ROOT / "corpora" / "training" / name).read_text(encoding="utf-8").splitlines()
        (training / name).write_text("\n".join(lines[::6]) + "\n", encoding="utf-8")
    assert language.main() == 0
    return tmp_path


def outputs(project: Path) -> dict[str, bytes]:
    return {name: (project / "models" / "coder" / name).read_bytes() for name in OUTPUTS}


def test_two_trainings_give_identical_and_whole_figures_whatever_the_order_of_lines(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    first = outputs(project)
    training = project / "corpora" / "training"
    lines = [line for path in sorted(training.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    for path in training.glob("*.jsonl"):
        path.unlink()
    (training / "alles.jsonl").write_text("\n".join(reversed(lines)), encoding="utf-8")

    assert main([]) == 0

    assert outputs(project) == first
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.count("\n") == 2
    assert told.out.startswith(f"train: {len(lines)} statements, cross-validated themes micro F1 0.")
    figures = json.loads(first["metrics.json"])
    card = first["CARD.md"].decode()

    assert len(figures["themes"]["labels"]) == 20
    low, high = figures["themes"]["micro_f1_interval"]
    assert low <= figures["themes"]["micro_f1"] <= high
    assert figures["training_lines"]["in"] == figures["training_lines"]["kept"] == figures["statements"]
    assert set(figures["baselines"]) == {"majority", "rules_only", "linear", "encoder"}
    assert figures["rules"]["verkokering: kokers"]["found"] > 0
    assert f"{figures['statements']} labelled statements" in card
    assert f"| themes | {figures['themes']['micro_f1']:.2f}".replace("0.", ".") in card


def test_a_handful_of_statements_is_enough_and_every_file_that_is_read_is_in_its_deps(project: Path) -> None:
    """In a process of its own, which tells what it opens, on files of every kind that the project has."""
    training = project / "corpora" / "training"
    (training / "field_17.jsonl").unlink()
    few = (training / "part_f.jsonl").read_text(encoding="utf-8").splitlines()[:9]
    (training / "part_f.jsonl").write_text("\n".join(few), encoding="utf-8")
    (project / "corpora" / "held_out").mkdir()
    held_out = (ROOT / "corpora" / "held_out" / "field.jsonl").read_text(encoding="utf-8").splitlines()[:20]
    (project / "corpora" / "held_out" / "field.jsonl").write_text("\n".join(held_out), encoding="utf-8")
    for file in (ROOT / "models").glob("*.json"):
        shutil.copy(file, project / "models")
    log = project.parent / "audit.log"
    command = (sys.executable, "-m", "pipeline.stages", "train")
    told = {"THERMOMETER_AUDIT_LOG": str(log), "DVC_STAGE": "train"}
    paths = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests" / "end_to_end" / "audit")))}

    subprocess.run(command, env={**os.environ, **told, **paths}, check=True)

    assert json.loads(outputs(project)["metrics.json"])["statements"] == 9
    read = {line.partition("\t")[2] for line in log.read_text(encoding="utf-8").splitlines()}
    listed = tuple(body("train")["deps"])
    assert {path for path in read if not path.startswith(listed)} == {"params.yaml"}
    assert {"corpora/held_out/field.jsonl", "models/real_text.json", "models/study.json"} <= read


def test_a_faulty_line_stops_it_and_leaves_the_earlier_coder(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    before = outputs(project)
    path = project / "corpora" / "training" / "part_f.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"proces"', '"process"', 1), encoding="utf-8")

    assert main([]) == 2

    told = capsys.readouterr().err
    assert "part_f.jsonl line" in told
    assert 'Closest: "proces"' in told
    assert outputs(project) == before


def test_a_missing_folder_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "corpora" / "training")

    assert main([]) == 2
    assert "corpora/training/*.jsonl: file not found" in capsys.readouterr().err
    assert not (project / "models" / "coder").exists()
