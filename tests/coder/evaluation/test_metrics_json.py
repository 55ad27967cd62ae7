from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pipeline.coder.evaluation.evaluation_set import EvaluationSet
from pipeline.coder.evaluation.metrics_json import (
    averages,
    confusion,
    label_figures,
    most_confused,
    neighbour_table,
    set_figures,
)
from pipeline.coder.model.predictions import LabelPredictions
from pipeline.measures.bootstrap import Bools, Bootstrap, Ints

THEMES = ("p", "q", "r")
# p: hit, missed (q said instead), hit. q: said wrongly once. r: missed twice (p said instead in the last).
TRUTH = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [0, 0, 1]], dtype=bool)
PREDICTED = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 0]], dtype=bool)
SURE = np.array([[0.95, 0.1, 0.1], [0.3, 0.6, 0.1], [0.9, 0.6, 0.1], [0.92, 0.1, 0.4]])


def draws(n: int = 4) -> Bootstrap:
    return Bootstrap.of_groups(np.arange(n), samples=200, seed=1)


def figures(**changes: Any) -> dict[str, Any]:
    return label_figures(
        TRUTH, LabelPredictions(**({"labels": PREDICTED, "probabilities": SURE} | changes)), THEMES, draws()
    )


def test_labels_and_averages_by_hand() -> None:
    found = figures()

    p, q, r = found["labels"].values()
    assert (p["precision"], p["recall"], p["support"], p["said"]) == (0.6667, 0.6667, 3, 3)
    assert (q["precision"], q["recall"], q["f1"]) == (0.5, 1.0, 0.6667)
    assert (r["precision"], r["precision_interval"], r["recall"], r["f1"]) == (None, None, 0.0, 0.0)
    assert found["micro_f1"] == 0.5455  # 3 right, 2 wrong, 3 missed: 6 / 11
    assert found["macro_f1"] == 0.4444  # 2/3, 2/3 and 0
    low, high = found["micro_f1_interval"]
    assert low < 0.5455 < high


def test_confidence_by_hand() -> None:
    found = figures()

    # Bins: five at .1, one true; .3 and .4, both true; two at .6, one true; three that sum to 2.77, two true.
    assert found["calibration_error"] == round((5 * 0.1 + 0.7 + 0.6 + 2 * 0.1 + 0.77) / 12, 4)
    assert found["reliability"][0] == {"from": 0.1, "n": 5, "confidence": 0.1, "right": 0.2}
    assert [b["n"] for b in found["reliability"]] == [5, 1, 1, 2, 3]
    # Given were .95, .9 and .6, rightly, and .6 and .92, wrongly.
    assert found["calibration_error_given"] == round((2 * 0.1 + 0.77) / 5, 4)
    assert [(b["from"], b["n"], b["right"]) for b in found["reliability_given"]] == [
        (0.6, 2, 0.5),
        (0.9, 3, 0.6667),
    ]
    assert (found["sure"], found["right_when_sure"]) == (3, 0.6667)
    assert found["brier"] == 0.2566


def test_a_coder_that_is_never_sure_has_no_figure_for_it() -> None:
    found = figures(probabilities=np.minimum(SURE, 0.8))

    assert (found["sure"], found["right_when_sure"], found["right_when_sure_interval"]) == (0, None, None)


def test_the_undecided_are_counted_and_left_out_apart() -> None:
    found = figures(undecided=np.array([False, True, False, True]))

    assert found["undecided"] == 0.5
    assert (found["micro_f1_decided"], found["macro_f1_decided"]) == (1, 1)  # statements 0 and 2 are right
    assert found["micro_f1"] == 0.5455
    assert figures(undecided=np.ones(4, dtype=bool))["micro_f1_decided"] == 0


def test_without_probabilities_there_is_no_calibration() -> None:
    found = figures(probabilities=None)

    assert found["micro_f1"] == 0.5455
    assert not {"brier", "calibration_error", "sure", "reliability", "undecided"} & set(found)


def test_confusion_counts_statements_without_a_label() -> None:
    truth = np.eye(3, dtype=bool)[[0, 0, 1, 2]]
    predicted = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)

    assert confusion(truth, predicted, THEMES) == {
        "p": {"p": 1, "q": 1, "r": 0, "none": 0},
        "q": {"p": 0, "q": 1, "r": 0, "none": 0},
        "r": {"p": 0, "q": 0, "r": 0, "none": 1},
    }


def test_neighbours_by_hand() -> None:
    found = neighbour_table(TRUTH, PREDICTED, THEMES, ("p", "q"))

    assert found == {
        "neither": {"neither": 0, "p": 1, "q": 0, "both": 0},
        "p": {"neither": 0, "p": 1, "q": 1, "both": 0},
        "q": {"neither": 0, "p": 0, "q": 0, "both": 0},
        "both": {"neither": 0, "p": 0, "q": 0, "both": 1},
    }


def test_most_confused_by_hand() -> None:
    # p was missed for q once; r was missed for q once and for p once.
    assert most_confused(TRUTH, PREDICTED, THEMES) == [
        {"pair": ["p", "q"], "first_missed": 1, "second_missed": 0},
        {"pair": ["p", "r"], "first_missed": 0, "second_missed": 1},
        {"pair": ["q", "r"], "first_missed": 0, "second_missed": 1},
    ]
    assert most_confused(TRUTH, TRUTH, THEMES) == []


def test_a_set_shows_coder_baselines_and_annotators() -> None:
    exclusive = np.eye(2, dtype=bool)[[0, 1, 0, 1]]
    truth: dict[str, Bools] = {"category": exclusive, "stance": exclusive, "themes": TRUTH}
    coder = {
        "category": LabelPredictions(exclusive),
        "stance": LabelPredictions(~exclusive),
        "themes": LabelPredictions(PREDICTED, SURE),
    }
    second = {**truth, "stance": ~exclusive}
    evaluated = EvaluationSet(
        truth, np.arange(4), [[]] * 4, coder, {"twin": {"themes": LabelPredictions(PREDICTED)}}, second
    )
    labels = {"category": "ab", "stance": "cd", "themes": THEMES}

    found = set_figures(evaluated, labels, draws(), [("p", "q"), ("p", "unknown")])

    assert list(found["themes"]["neighbours"]) == ["p/q"]
    assert found["stance"]["confusion"] == {"c": {"c": 0, "d": 2, "none": 0}, "d": {"c": 2, "d": 0, "none": 0}}
    assert found["baselines"]["twin"]["themes"]["micro_f1"] == found["themes"]["micro_f1"]
    assert found["annotators"]["category"]["first_and_second"]["alpha"] == 1
    assert found["annotators"]["stance"]["first_and_second"]["micro_f1"] == 0
    assert found["annotators"]["stance"]["coder_and_second"]["alpha"] == 1
    assert found["annotators"]["themes"]["coder_and_first"]["micro_f1"] == 0.5455


def test_a_baseline_in_brief() -> None:
    found = averages({"themes": TRUTH}, {"themes": LabelPredictions(PREDICTED, SURE)}, draws())["themes"]

    assert (found["micro_f1"], found["macro_f1"], found["brier"]) == (0.5455, 0.4444, 0.2566)


@pytest.mark.parametrize("groups", [np.zeros(4, dtype=int), np.array([3, 3, 9, 9])])
def test_one_group_or_two_still_give_an_interval(groups: Ints) -> None:
    found = label_figures(
        TRUTH, LabelPredictions(PREDICTED), THEMES, Bootstrap.of_groups(groups, samples=20, seed=1)
    )

    low, high = found["micro_f1_interval"]
    assert 0 <= low <= 0.5455 <= high <= 1
