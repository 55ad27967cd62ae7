from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from pipeline.coder.data.held_out import HeldOut
from pipeline.coder.data.training_set import Example, TrainingSet
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.evaluation.evaluation_set import EvaluationSet, cross_validated, held_out_set
from pipeline.coder.evaluation.report import ends, figure, made_for, model_card, read_study, report, rule_figures
from pipeline.coder.model.coder import KINDS, Coder, Provenance
from pipeline.coder.model.predictions import TOPIC, LabelPredictions, Predictions
from pipeline.coder.model.training import Learned, truth_of
from pipeline.coder.rules.rules import Hit, RuleHits
from pipeline.core.codebook import Codebook
from pipeline.core.counting import Ledger
from pipeline.core.errors import InputError
from pipeline.core.params import Params, Train
from tests import builders
from tests.cases import cases, data

THEMES = {"verkokering": "Verkokering", "integraliteit": "Integraliteit", "leren": "Leren"}
BOOK = Codebook.model_validate(builders.codebook(THEMES, stances={"wens": "Wens", "knelpunt": "Knelpunt"}))
STATEMENTS = data(__file__, "statements")
EXAMPLES = tuple(
    Example(id=f"E{n}", text=text, category=category, stance="wens", themes=tuple(themes), group=group)
    for n, (text, category, themes, group, _) in enumerate(STATEMENTS)
)
HITS = [[Hit(*hit) for hit in hits] for *_, hits in STATEMENTS]


@pytest.fixture
def train(params: Params) -> Train:
    return params.train.model_copy(update={"bootstrap_samples": 40, "folds": 2})


def learned_by_heart() -> Learned:
    """A coder that is always right and surely so, but for the theme of the third."""
    truth, said = truth_of(EXAMPLES, BOOK), truth_of(EXAMPLES, BOOK)
    said["themes"][2] = [True, False, False]
    answers = {kind: LabelPredictions(own, np.where(own, 0.95, 0.05)) for kind, own in said.items()}
    return Learned(truth, answers, {}, np.array([0, 0, 1, 2, 3]), np.array([0, 0, 1, 1, 1]))


def figures(
    train: Train, baselines: Mapping[str, Predictions] | None = None, **held_out: EvaluationSet
) -> dict[str, Any]:
    ledger = Ledger.of("train", "training line", incoming=["a:1"], kept=["a:1"], dropped={}, reasons={})
    evaluated = cross_validated(replace(learned_by_heart(), simpler=baselines or {}), HITS, BOOK)
    provenance = Provenance(codebook=BOOK.version, rules="r1", language="bundled", encoder="e1")
    coder = SimpleNamespace(
        provenance=provenance, labels=BOOK.labels, thresholds={"themes": np.array([0.3, 0.4, 0.5])}
    )
    return report(TrainingSet(EXAMPLES, ledger), evaluated, held_out, cast("Coder", coder), BOOK, train)


def test_the_report_by_hand(train: Train) -> None:
    found = figures(train)

    assert (found["statements"], found["groups"], found["from_pages"]) == (5, 4, 3)
    assert (found["encoder"], found["language_pipeline"]) == ("e1", "bundled")
    assert found["made_for"] == made_for(EXAMPLES, BOOK, "r1")
    assert found["thresholds"] == {"verkokering": 0.3, "integraliteit": 0.4, "leren": 0.5}
    # Of the themes four of five found, one given instead.
    assert (found["category"]["macro_f1"], found["themes"]["micro_f1"]) == (1, 0.8)
    # The other pairs of neighbours are not in this codebook.
    assert list(found["themes"]["neighbours"]) == ["verkokering/integraliteit"]
    assert found["themes"]["neighbours"]["verkokering/integraliteit"]["integraliteit"]["verkokering"] == 1
    assert found["themes"]["most_confused"] == [
        {"pair": ["verkokering", "integraliteit"], "first_missed": 0, "second_missed": 1}
    ]
    assert found["held_out"] == {}
    assert found["rules"] == rule_figures(HITS, truth_of(EXAMPLES, BOOK), BOOK.labels) == data(__file__, "rules")


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
    coder = SimpleNamespace(
        features=SimpleNamespace(transform=lambda *_: "rows"),
        logits=lambda _: logits,
        thresholds={"themes": np.full(3, 0.5), TOPIC: np.full(1, 0.5)},
    )
    encoder = SimpleNamespace(read=lambda _: SimpleNamespace(logits=None))
    rules = RuleHits("", (), {example.text: own for example, own in zip(EXAMPLES, HITS, strict=True)})
    mostly_process = [e.model_copy(update={"category": "proces"}) for e in EXAMPLES]
    given = HeldOut("veld", EXAMPLES, second), cast("Coder", coder), cast("Encoder", encoder), rules
    judged = held_out_set(*given, mostly_process, BOOK, near_duplicate=95, abstention_margin=0.05)

    own = figures(train, veld=judged)["held_out"]["veld"]

    assert (own["statements"], own["groups"]) == (5, 4)
    assert own["themes"]["micro_f1"] == 1
    assert own["baselines"]["majority"]["category"]["micro_f1"] == 0.2  # learned proces, true for one
    assert own["baselines"]["rules_only"]["themes"]["micro_f1"] == 0.5
    assert own["annotators"]["themes"]["first_and_second"]["micro_f1"] == pytest.approx(2 * 5 / 11, abs=5e-5)
    assert own["annotators"]["themes"]["coder_and_first"]["alpha"] == 1
    assert own["annotators"]["category"]["coder_and_second"]["alpha"] == 1


def test_a_figure_as_it_reads() -> None:
    assert [figure(value) for value in (0.654, 0.0, 1.0, None)] == [".65", ".00", "1.00", "–"]
    assert ends({"alpha": -0.05, "alpha_interval": [-0.1, 0.0]}, "alpha") == "-.05 (-.10–.00)"
    assert ends({"f1": None, "f1_interval": [0.61, 0.69]}, "f1") == "–"
    assert ends({"f1": 0.5}, "f1") == ".50"


@pytest.mark.parametrize(("changes", "study", "there", "absent"), cases(__file__, "told"))
def test_the_card_tells(
    changes: Mapping[str, Any], study: Mapping[str, Any] | None, there: Sequence[str], absent: Sequence[str]
) -> None:
    card = model_card(data(__file__, "figures") | changes, study)

    assert [part for part in there if part not in card] == []
    assert [part for part in absent if part in card] == []


def test_the_card_leads_with_real_text_measured_with_this_coder() -> None:
    measures = data(__file__, "real")
    card = model_card(data(__file__, "figures"), None, measures)

    assert "### On real text\n\n248 statements taken word for word from real material of 2 sources" in card
    assert "| off topic or not, F1 of off topic | .80 (.75–.85) | .98 (.96–.99) |\n" in card
    assert "| called praise (behouden) that is | .42 (.25–.62) of 26 | – |\n" in card
    assert "| 35 | 35 | .94 | – | – | – |\n" in card
    assert "| off topic or not, F1 of off topic | .83 | .86 | .04 (.01–.07) |\n" in card
    assert "| themes, micro F1, all statements | .48 | .50 | .02 (-.01–.06) |\n" in card
    assert card.index("### On real text") < card.index("### On the training statements")
    other = model_card(data(__file__, "figures"), None, measures | {"made_for": "h9"})
    assert "Not measured with this coder" in other
    assert "248" not in other


def test_the_hash_of_a_study_knows_no_order_and_changes_with_all_that_it_rests_on() -> None:
    one, *others = EXAMPLES
    changes = {"text": "Neem de regie."}, {"stance": "knelpunt"}, {"themes": ()}, {"group": "page-9"}
    fewer = dict(list(BOOK.themes.items())[1:])
    shorter = Codebook(categories=BOOK.categories, stances=BOOK.stances, themes=fewer)

    hashes = [
        made_for(EXAMPLES, BOOK, "r"),
        *(made_for([one.model_copy(update=change), *others], BOOK, "r") for change in changes),
        made_for(EXAMPLES, BOOK, "other rules"),
        made_for(EXAMPLES, shorter, "r"),
        made_for(others, BOOK, "r"),
    ]

    assert made_for(EXAMPLES[::-1], BOOK, "r") == hashes[0]
    assert len(set(hashes)) == len(hashes) == 8


def test_a_study_is_read_as_it_was_written_and_no_file_is_no_study(tmp_path: Path) -> None:
    assert read_study(tmp_path / "study.json") is None

    (tmp_path / "study.json").write_text('{"made_for": "abc", "notes": {}}', encoding="utf-8")

    assert read_study(tmp_path / "study.json") == {"made_for": "abc", "notes": {}}


@pytest.mark.parametrize("content", ["[]", "{", '{"learning_curve": {}}'])
def test_another_file_is_no_study(tmp_path: Path, content: str) -> None:
    (tmp_path / "study.json").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match="not a study") as caught:
        read_study(tmp_path / "study.json")

    assert "make study" in str(caught.value)
