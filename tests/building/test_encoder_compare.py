"""An encoder of one's own, from its folder to a coder that works with it, on a toy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from models.building import encoder, encoder_compare
from models.building.encoder_compare import HEADING, rows_of, seconds
from pipeline.coder.encoder.sentence import SentenceEncoder, read_encoder
from pipeline.coder.language import language
from pipeline.coder.model.predictions import TOPIC, LabelPredictions
from pipeline.core.params import Params, load_params
from pipeline.stages import train
from tests import builders
from tests.building import checkpoints
from tests.building.test_encoder import needs_torch
from tests.paths import ROOT

SETS = {"training/field_17.jsonl": 24, "training/realistic_1.jsonl": 24, "held_out/field.jsonl": 8}


@pytest.fixture
def project(tmp_path: Path, toy_encoder_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with 48 training statements, 8 held-out ones, and the toy for the bundled encoder."""
    root = builders.project(
        tmp_path / "project", folders=["corpora/rules"], params={"bootstrap_samples: 300": "bootstrap_samples: 20"}
    )
    for name, size in SETS.items():
        lines = (ROOT / "corpora" / name).read_text(encoding="utf-8").split("\n")[:size]
        (root / "corpora" / name).parent.mkdir(exist_ok=True)
        (root / "corpora" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copytree(toy_encoder_folder, root / "models" / "encoder")
    (root / "models" / "encoder" / encoder.CARD).write_text("# The bundled one\n", encoding="utf-8")
    monkeypatch.chdir(root)
    assert language.main() == 0
    return root


@pytest.fixture(scope="module")
def params() -> Params:
    return load_params(ROOT / "params.yaml")


@needs_torch
@pytest.mark.parametrize("family", ["roberta", "xlm-roberta"])
def test_an_encoder_of_ones_own_from_its_folder_to_a_coder(
    project: Path, family: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("safetensors")
    from models.building import encoder_checkpoint

    monkeypatch.setattr("models.building.encoder_weights.COMMON_WORDS", 300)
    checkpoints.write(project / "mijn-taalmodel", family)
    bundled = {path: path.read_bytes() for path in (project / "models" / "encoder").iterdir()}

    assert encoder_checkpoint.main(["mijn-taalmodel", "work/weights"]) == 0
    tune = ["work/weights", "--work", "work/networks", "--out", "models/encoder/own", "--epochs", "1"]
    assert encoder.main(tune) == 0
    assert encoder_compare.main(["models/encoder/own"]) == 0

    told, own = capsys.readouterr().out, project / "models" / "encoder" / "own"
    assert "encoder: tuned on 48 statements" in told
    card = (own / encoder.CARD).read_text(encoding="utf-8")
    table = card.partition(HEADING)[2].strip()
    assert told.endswith(f"{table}\n")
    assert table.startswith("| measured | bundled | own |")
    measured = [line.split(" | ")[0] for line in table.splitlines()[4:]]
    assert measured == [
        *("| `field`, 8 statements: themes, micro F1", "| `field`, 8 statements: stance, macro F1"),
        "| `field`, 8 statements: taken for off topic, none is",
        *("| training, 48 statements: themes, micro F1", "| training, 48 statements: stance, macro F1"),
        "| training, 48 statements: off topic, F1",
    ]
    size = (own / "encoder.onnx").stat().st_size / 1e6
    assert f" | {size:.1f} MB |" in table
    assert f"of the family {family}: 2 layers, 4 heads and 72 numbers a piece" in card
    assert "multilingual-e5-small" not in card
    # The bundled one is as it was; the coder works with the one that params.yaml names.
    assert {path: path.read_bytes() for path in bundled} == bundled
    builders.changed(project / "params.yaml", {"encoder: sentence": "encoder: own"})
    assert train.main([]) == 0
    figures = json.loads((project / "models" / "coder" / "metrics.json").read_text(encoding="utf-8"))
    assert figures["encoder"] == read_encoder(own).version != read_encoder(project / "models" / "encoder").version
    # Measured again, the table is there once.
    assert encoder_compare.main(["models/encoder/own"]) == 0
    again = (own / encoder.CARD).read_text(encoding="utf-8")
    assert (again.count(HEADING), again.partition(HEADING)[0]) == (1, card.partition(HEADING)[0])


def test_an_encoder_that_was_not_made_is_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    builders.changed(project / "params.yaml", {"encoder: sentence": "encoder: own"})

    assert encoder_compare.main(["models/encoder/own"]) == 2
    assert train.main([]) == 2

    told = capsys.readouterr().err
    assert told.count("own/encoder.onnx: file not found") == 2
    assert told.count("models/README.md says how") == 2


def test_figures_of_a_set(params: Params) -> None:
    yes, no = [[True], [False]]
    truth = {kind: np.array([yes, yes, no, no]) for kind in ("themes", "stance", TOPIC)}
    said = {kind: LabelPredictions(np.array([yes, no, yes, no])) for kind in truth}

    found = dict(rows_of("set", truth, said, np.arange(4), params))

    assert {what: told[:4] for what, told in found.items()} == {
        "set: themes, micro F1": "0.50", "set: stance, macro F1": "0.50", "set: off topic, F1": "0.50"
    }  # fmt: skip
    truth[TOPIC] = np.zeros((4, 1), dtype=bool)
    assert dict(rows_of("set", truth, said, np.arange(4), params))["set: taken for off topic, none is"] == "50.0%"


def test_seconds_are_those_of_a_thousand_statements(
    toy_encoder: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([10.0, 14.0, 20.0, 22.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))

    assert seconds(toy_encoder, ["de gemeente"] * 500) == pytest.approx(4.0)
