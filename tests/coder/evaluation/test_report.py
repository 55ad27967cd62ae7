from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example, TrainingSet
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.evaluation.evaluation_set import EvaluationSet, cross_validated, held_out_set
from pipeline.coder.evaluation.report import made_for, report, rule_figures
from pipeline.coder.model.coder import KINDS, Coder, Provenance
from pipeline.coder.model.predictions import LabelPredictions, Predictions
from pipeline.coder.model.training import Learned, truth_of
from pipeline.coder.rules.rules import Hit, RuleHits
from pipeline.core.codebook import Codebook, Label
from pipeline.core.counting import Ledger
from pipeline.core.params import Params, Train


def label(name: str) -> Label:
    return Label(label=name.title(), definition=name)


BOOK = Codebook(
    categories={name: label(name) for name in ("inhoud", "proces")},
    stances={name: label(name) for name in ("wens", "knelpunt")},
    themes={name: label(name) for name in ("verkokering", "integraliteit", "leren")},
)
GROUPS = ("page-1", "page-1", "page-2", "", "")
THEMES: tuple[tuple[str, ...], ...] = (
    ("verkokering",),
    ("verkokering", "leren"),
    ("integraliteit",),
    ("leren",),
    (),
)
EXAMPLES = tuple(
    Example(id=f"E{n}", text=text, category="inhoud" if n else "proces", stance="wens", themes=themes, group=group)
    for n, (text, themes, group) in enumerate(
        zip(("Eén.", "Twee.", "Drie.", "Vier.", "Vijf."), THEMES, GROUPS, strict=True)
    )
)
GROUP_NUMBERS = np.array([0, 0, 1, 2, 3])
HITS = [
    [Hit("verkokering", "kokers", "kokers")],
    [],
    [Hit("verkokering", "kokers", "koker"), Hit("verkokering", "kokers", "kokers"), Hit("wens", "moet", "moet")],
    [Hit("leren", "les", "les")],
    [],
]


@pytest.fixture
def train(params: Params) -> Train:
    return params.train.model_copy(update={"bootstrap_samples": 40, "folds": 2})


def learned_by_heart() -> Learned:
    """A coder that is always right and surely so, but for the theme of the third."""
    truth, said = truth_of(EXAMPLES, BOOK), truth_of(EXAMPLES, BOOK)
    said["themes"][2] = [True, False, False]
    answers = {kind: LabelPredictions(own, np.where(own, 0.95, 0.05)) for kind, own in said.items()}
    return Learned(truth, answers, {}, GROUP_NUMBERS, np.array([0, 0, 1, 1, 1]))


def figures(
    train: Train, baselines: Mapping[str, Predictions] | None = None, **held_out: EvaluationSet
) -> dict[str, Any]:
    ledger = Ledger.of("train", "training line", incoming=["a:1"], kept=["a:1"], dropped={}, reasons={})
    evaluated = cross_validated(learned_by_heart(), HITS, BOOK, baselines or {})
    provenance = Provenance(codebook=BOOK.version, rules="r1", language="bundled", encoder="e1")
    coder = SimpleNamespace(provenance=provenance, labels=BOOK.labels, thresholds=np.array([0.3, 0.4, 0.5]))
    return report(TrainingSet(EXAMPLES, ledger), evaluated, held_out, cast("Coder", coder), BOOK, train)


def test_the_report_by_hand(train: Train) -> None:
    found = figures(train)

    assert (found["statements"], found["groups"], found["from_pages"]) == (5, 4, 3)
    assert (found["encoder"], found["language_pipeline"]) == ("e1", "bundled")
    assert found["made_for"] == made_for(EXAMPLES, BOOK, "r1")
    assert found["thresholds"] == {"verkokering": 0.3, "integraliteit": 0.4, "leren": 0.5}
    assert found["category"]["macro_f1"] == 1
    assert found["themes"]["micro_f1"] == 0.8  # four of five found, one given instead
    # The other pairs of neighbours are not in this codebook.
    assert list(found["themes"]["neighbours"]) == ["verkokering/integraliteit"]
    assert found["themes"]["neighbours"]["verkokering/integraliteit"]["integraliteit"]["verkokering"] == 1
    assert found["themes"]["most_confused"] == [
        {"pair": ["verkokering", "integraliteit"], "first_missed": 0, "second_missed": 1}
    ]
    assert found["held_out"] == {}


def test_majority_and_rules_are_always_there_and_others_beside_them(train: Train) -> None:
    answers = learned_by_heart().answers
    twin = {kind: LabelPredictions(answers[kind].labels) for kind in KINDS}

    found = figures(train, {"twin": twin})["baselines"]

    assert list(found) == ["majority", "rules_only", "twin"]
    assert found["majority"]["category"]["micro_f1"] == 0.8  # all say inhoud, of five one is proces
    assert found["rules_only"]["themes"]["micro_f1"] == pytest.approx(2 * 2 / (2 * 2 + 1 + 3))
    assert "category" not in found["rules_only"]
    assert found["twin"]["themes"]["micro_f1"] == 0.8


def test_a_held_out_set_is_measured_beside_what_was_learned(train: Train) -> None:
    second = (*EXAMPLES[:4], EXAMPLES[4].model_copy(update={"themes": ("leren",)}))
    logits = {kind: np.where(own, 9.0, -9.0) for kind, own in truth_of(EXAMPLES, BOOK).items()}
    features = SimpleNamespace(transform=lambda *_: "rows")
    coder = SimpleNamespace(features=features, logits=lambda _: logits, thresholds=np.full(3, 0.5))
    encoder = SimpleNamespace(read=lambda _: SimpleNamespace(logits=None))
    rules = RuleHits("", (), {example.text: own for example, own in zip(EXAMPLES, HITS, strict=True)})
    mostly_process = [e.model_copy(update={"category": "proces"}) for e in EXAMPLES]
    held = HeldOut("veld", EXAMPLES, second)

    judged = held_out_set(
        held,
        cast("Coder", coder),
        cast("Encoder", encoder),
        rules,
        mostly_process,
        BOOK,
        near_duplicate=95,
        abstention_margin=0.05,
    )
    own = figures(train, veld=judged)["held_out"]["veld"]

    assert (own["statements"], own["groups"]) == (5, 4)
    assert own["themes"]["micro_f1"] == 1
    assert own["baselines"]["majority"]["category"]["micro_f1"] == 0.2  # learned proces, true for one
    assert own["baselines"]["rules_only"]["themes"]["micro_f1"] == 0.5
    assert own["annotators"]["themes"]["first_and_second"]["micro_f1"] == pytest.approx(2 * 5 / 11, abs=5e-5)
    assert own["annotators"]["themes"]["coder_and_first"]["alpha"] == 1
    assert own["annotators"]["category"]["coder_and_second"]["alpha"] == 1


def test_rules_by_hand() -> None:
    assert rule_figures(HITS, truth_of(EXAMPLES, BOOK), BOOK.labels) == {
        "leren: les": {"found": 1, "precision": 1.0, "coverage": 0.5},
        "verkokering: kokers": {"found": 2, "precision": 0.5, "coverage": 0.5},
        "wens: moet": {"found": 1, "precision": 1.0, "coverage": 0.2},
    }
