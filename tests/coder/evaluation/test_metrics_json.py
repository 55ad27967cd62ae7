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
from tests.cases import data

THEMES = ("p", "q", "r")
TRUTH = np.array([[1, 0, 0], [1, 0, 1], [1, 1, 0], [0, 0, 1]], dtype=bool)
PREDICTED = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 0]], dtype=bool)
SURE = np.array([[0.95, 0.1, 0.1], [0.3, 0.6, 0.1], [0.9, 0.6, 0.1], [0.92, 0.1, 0.4]])
DRAWS = Bootstrap.of_groups(np.arange(4), samples=200, seed=1)


def figures(**changes: Any) -> dict[str, Any]:
    given = {"labels": PREDICTED, "probabilities": SURE} | changes
    return label_figures(TRUTH, LabelPredictions(**given), THEMES, DRAWS)


def test_figures_by_hand() -> None:
    by_hand = data(__file__, "figures")

    assert figures(undecided=np.array([False, True, False, True])) == by_hand
    assert figures() == {name: by_hand[name] for name in by_hand if "decided" not in name}
    kept = ("micro_f1", "micro_f1_interval", "macro_f1", "macro_f1_interval", "labels")
    assert figures(probabilities=None) == {name: by_hand[name] for name in kept}
    found = averages({"themes": TRUTH}, {"themes": LabelPredictions(PREDICTED, SURE)}, DRAWS)["themes"]
    assert found == {name: by_hand[name] for name in (*kept[:-1], "brier", "calibration_error")}


def test_a_coder_that_is_never_sure_or_never_decides_has_no_figure_for_it() -> None:
    found = figures(probabilities=np.minimum(SURE, 0.8), undecided=np.ones(4, dtype=bool))

    assert (found["sure"], found["right_when_sure"], found["right_when_sure_interval"]) == (0, None, None)
    assert found["micro_f1_decided"] == 0


def test_confusions_by_hand() -> None:
    truth = np.eye(3, dtype=bool)[[0, 0, 1, 2]]
    predicted = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)

    assert confusion(truth, predicted, THEMES) == data(__file__, "confusion")
    assert neighbour_table(TRUTH, PREDICTED, THEMES, ("p", "q")) == data(__file__, "neighbours")
    assert most_confused(TRUTH, PREDICTED, THEMES) == data(__file__, "most_confused")
    assert most_confused(TRUTH, TRUTH, THEMES) == []


def test_a_set_shows_coder_baselines_and_annotators() -> None:
    exclusive = np.eye(2, dtype=bool)[[0, 1, 0, 1]]
    truth: dict[str, Bools] = {"category": exclusive, "stance": exclusive, "themes": TRUTH}
    coder = {
        "category": LabelPredictions(exclusive),
        "stance": LabelPredictions(~exclusive),
        "themes": LabelPredictions(PREDICTED, SURE),
    }
    twin = {"twin": {"themes": LabelPredictions(PREDICTED)}}
    evaluated = EvaluationSet(truth, np.arange(4), [[]] * 4, coder, twin, {**truth, "stance": ~exclusive})
    labels = {"category": "ab", "stance": "cd", "themes": THEMES}

    found = set_figures(evaluated, labels, DRAWS, [("p", "q"), ("p", "unknown")])

    assert found["themes"]["neighbours"] == {"p/q": data(__file__, "neighbours")}
    assert found["stance"]["confusion"] == {"c": {"c": 0, "d": 2, "none": 0}, "d": {"c": 2, "d": 0, "none": 0}}
    assert found["baselines"]["twin"]["themes"]["micro_f1"] == found["themes"]["micro_f1"]
    annotators = found["annotators"]
    assert annotators["category"]["first_and_second"]["alpha"] == 1
    assert annotators["stance"]["first_and_second"]["micro_f1"] == 0
    assert annotators["stance"]["coder_and_second"]["alpha"] == 1
    assert annotators["themes"]["coder_and_first"]["micro_f1"] == 0.5455


@pytest.mark.parametrize("groups", [np.zeros(4, dtype=int), np.array([3, 3, 9, 9])])
def test_one_group_or_two_still_give_an_interval(groups: Ints) -> None:
    draws = Bootstrap.of_groups(groups, samples=20, seed=1)
    found = label_figures(TRUTH, LabelPredictions(PREDICTED), THEMES, draws)

    low, high = found["micro_f1_interval"]
    assert 0 <= low <= 0.5455 <= high <= 1
