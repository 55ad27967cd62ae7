"""The studies on sixty invented statements, and on the project's own in small."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.building import study
from models.building.study import Coder, Material, NoEncoder, learner, register_of, rules_by_text
from pipeline.coder.data.groups import group_numbers
from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import FitHeads, Floats, LabelScores, Reading, named
from pipeline.coder.evaluation.report import PAGE
from pipeline.coder.language import language
from pipeline.coder.model.predictions import LabelPredictions, Predictions
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook
from pipeline.core.params import Train, load_params
from tests import builders
from tests.paths import ROOT

TWO = {"wens": "Wens", "knelpunt": "Knelpunt"}
BOOK = Codebook.model_validate(builders.codebook({"regie": "Regie", "leren": "Leren"}, stances=TWO))
SIZE = 60
SUBJECTS = [f"{one}{other}" for one in ("brug", "dijk", "plein", "haven", "molen") for other in "abcdefghijkl"]


def example(n: int) -> Example:
    """Statements in pairs, about regie and leren in turn."""
    theme = ("regie", "leren")[n // 2 % 2]
    text = f"{theme.title()} bij {SUBJECTS[n]}: pak de {theme} daar {SUBJECTS[-n]} weer op."
    return Example(
        id=f"S{n:02}", text=text, category="inhoud", stance="wens", themes=(theme,), group=f"{PAGE}{n // 2}"
    )


def material(examples: Sequence[Example]) -> Material:
    groups = group_numbers([e.text for e in examples], [e.group for e in examples], near_duplicate=99)
    hits = tuple([Hit("regie", "pak", "pak")] if "regie" in e.themes else [] for e in examples)
    return Material(tuple(examples), hits, groups)


ALL = material([example(n) for n in range(SIZE)])


@pytest.fixture(scope="module")
def train() -> Train:
    return load_params(ROOT / "params.yaml").train.model_copy(update={"bootstrap_samples": 20})


class Recorder:
    """A learner that notes what it learned from; its coders say regie of everything."""

    def __init__(self) -> None:
        self.learned: list[list[str]] = []

    def __call__(self, learned_from: Material) -> Coder:
        self.learned.append([e.id for e in learned_from.examples])
        return self.judge

    def judge(self, other: Material) -> Predictions:
        first = np.tile([True, False], (len(other.examples), 1))
        return {kind: LabelPredictions(first) for kind in ("category", "stance", "themes")}


def test_the_curve_grows_by_whole_groups_and_never_learns_from_its_test(
    train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "SIZES", (10, 25, 1000))
    recorder = Recorder()

    points = study.learning_curve(ALL, {"veld": material([example(0)])}, recorder, BOOK, train)

    assert [point["statements"] for point in points] == [10, 24, 54]  # pairs stay together; a tenth is kept apart
    smallest, middle, largest = (set(ids) for ids in recorder.learned)
    assert smallest < middle < largest
    assert all((f"S{n:02}" in largest) == (f"S{n + 1:02}" in largest) for n in range(0, SIZE, 2))
    assert list(points[0]["tests"]) == ["kept_apart", "veld"]
    apart = [e for e in ALL.examples if e.id not in largest]
    regie = sum("regie" in e.themes for e in apart)
    assert points[0]["tests"]["kept_apart"]["themes"]["micro_f1"] == round(regie / 6, 4)
    assert points[0]["tests"]["veld"]["themes"]["micro_f1"] == 1


def test_the_curve_does_not_depend_on_the_order_of_statements(train: Train) -> None:
    one, other = Recorder(), Recorder()

    study.learning_curve(ALL, {}, one, BOOK, train)
    study.learning_curve(material(ALL.examples[::-1]), {}, other, BOOK, train)

    assert [sorted(ids) for ids in one.learned] == [sorted(ids) for ids in other.learned]


def test_a_part_left_out_takes_its_kin_along(train: Train) -> None:
    recorder = Recorder()
    registers = ["a"] * 21 + ["b"] * 39  # S20 and S21 are of one page

    found = study.transfer(ALL, registers, recorder, BOOK, train)

    assert [(name, own["statements"], own["learned_from"]) for name, own in found.items()] == [
        ("a", 21, 38),
        ("b", 39, 20),
    ]
    assert "S21" not in recorder.learned[0]
    assert "S20" not in recorder.learned[1]
    assert found["a"]["themes"]["micro_f1"] == round(11 / 21, 4)  # 0, 1, 4, 5, … and 20 are about regie


def test_rules_are_judged_by_kind_of_text() -> None:
    made_up = [e.model_copy(update={"group": ""}) for e in ALL.examples[:8]]
    odd = [example(0).model_copy(update={"themes": ("leren",)})]

    tests = {"veld": Material(tuple(odd), ALL.hits[:1], np.zeros(1, dtype=int))}
    found = rules_by_text(material([*made_up, *ALL.examples[8:]]), tests, BOOK)

    assert found["made_up"]["regie: pak"] == {"found": 4, "precision": 1.0, "coverage": 1.0}
    assert found["from_pages"]["regie: pak"]["found"] == 26
    assert found["veld"]["regie: pak"] == {"found": 1, "precision": 0.0, "coverage": 0.0}


def test_the_register_is_the_name_without_its_number() -> None:
    files = ("field_3.jsonl", "part_c.jsonl", "aanvulling.jsonl", "2_b_14.jsonl")

    assert [register_of(file) for file in files] == ["field", "part_c", "aanvulling", "2_b"]


def test_the_real_learner_learns_what_is_plain(train: Train) -> None:
    coder = learner(("regie",), NoEncoder(), BOOK, train)(ALL.part(np.arange(SIZE) < 40))

    said = coder(ALL.part(np.arange(SIZE) >= 40))["themes"].labels

    assert said.tolist() == [["regie" in e.themes, "leren" in e.themes] for e in ALL.examples[40:]]


class Knowing(NoEncoder):
    """An encoder that knows of some texts that they are about regie."""

    names = (named("themes", "regie"),)

    def __init__(self, regie: Sequence[str]) -> None:
        self.regie = regie

    def read(self, texts: Sequence[str]) -> Reading:
        logits: Floats = np.array([[3.0 if text in self.regie else -3.0] for text in texts], dtype=np.float32)
        return Reading(logits, logits)

    def fit(self, texts: Sequence[str], fit_heads: FitHeads) -> LabelScores:
        del fit_heads
        return LabelScores(self.names, self.unseen(texts))


def test_a_coder_with_the_encoder_hears_it_and_one_without_does_not(train: Train) -> None:
    """All texts are of one word; only the encoder knows which are about regie."""
    alike = tuple(e.model_copy(update={"text": f"Zaak {e.id}.", "group": ""}) for e in ALL.examples)
    regie = ["regie" in e.themes for e in alike]
    told = Material(alike, ((),) * SIZE, np.arange(SIZE))
    knowing = Knowing([e.text for e, own in zip(alike, regie, strict=True) if own])

    hearing = learner((), knowing, BOOK, train)(told)(told)["themes"].labels[:, 0]
    deaf = learner((), NoEncoder(), BOOK, train)(told)(told)["themes"].labels[:, 0]

    assert hearing.tolist() == regie
    assert deaf.tolist() != regie


def test_a_study_of_the_project_in_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    builders.project(tmp_path, folders=["corpora/rules"])
    for folder, name, every in (("training", "part_f", 8), ("training", "field_17", 5), ("held_out", "field", 6)):
        (tmp_path / "corpora" / folder).mkdir(exist_ok=True)
        lines = (ROOT / "corpora" / folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        (tmp_path / "corpora" / folder / f"{name}.jsonl").write_text("\n".join(lines[::every]), "utf-8")
    assert language.main() == 0

    assert study.main([]) == 0

    found = json.loads((tmp_path / "models" / "study.json").read_text("utf-8"))
    assert len(found["made_for"]) == 8
    assert list(found["learning_curve"]) == list(found["transfer"]) == ["linear"]
    assert list(found["learning_curve"]["linear"][-1]["tests"]) == ["kept_apart", "field"]
    assert list(found["transfer"]["linear"]) == ["field", "part_f"]
    low, high = found["transfer"]["linear"]["field"]["themes"]["micro_f1_interval"]
    assert low <= found["transfer"]["linear"]["field"]["themes"]["micro_f1"] <= high
    assert set(found["rules"]) == {"made_up", "from_pages", "field"}
