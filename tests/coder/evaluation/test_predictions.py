from __future__ import annotations

import numpy as np
import pytest

from pipeline.coder.evaluation.evaluation_set import by_rules, cross_validated, majority
from pipeline.coder.model.predictions import of_logits
from pipeline.coder.model.training import Learned
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook

NEVER = -50.0


def test_log_odds_become_labels() -> None:
    logits = {
        "category": np.log(np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]])),
        "themes": np.array([[0.0, NEVER], [np.log(0.4 / 0.6), NEVER]]),
    }

    found = of_logits(logits, np.array([0.45, 0.0]))

    assert found["category"].labels.tolist() == [[False, True, False], [True, False, False]]
    assert found["category"].probabilities == pytest.approx(np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]]))
    assert found["category"].undecided is None
    assert found["themes"].labels.tolist() == [[True, True], [False, True]]  # at the threshold a theme holds
    assert found["themes"].undecided is None


@pytest.mark.parametrize(
    ("probabilities", "undecided"),
    [
        ((0.5, 0.1), False),  # at its threshold a theme holds
        ((0.5, 0.55), False),  # one holds: that another nearly does is no reason to abstain
        ((0.45, 0.1), True),  # it misses by as much as the margin
        ((0.3, 0.55), True),
        ((0.3, 0.4), False),
    ],
)
def test_a_near_miss_and_nothing_else_leaves_the_decision_to_a_person(
    probabilities: tuple[float, float], undecided: bool
) -> None:
    sure = np.array([probabilities])

    found = of_logits({"themes": np.log(sure / (1 - sure))}, np.array([0.5, 0.6]), abstention_margin=0.05 + 1e-9)

    assert found["themes"].undecided is not None
    assert found["themes"].undecided.tolist() == [undecided]


def test_the_majority_is_as_sure_as_it_is_common() -> None:
    found = majority(np.array([[0.25, 0.75], [0.6, 0.4]]))

    assert found.labels.tolist() == [[False, True], [True, False]]
    assert found.probabilities == pytest.approx(np.array([[0.25, 0.75], [0.6, 0.4]]))


@pytest.mark.parametrize(
    ("folds", "shares"),
    [
        ([0, 0, 0, 1], [[0, 1]] * 3 + [[1, 0]]),  # a fold does not take part in its own majority
        ([0, 0, 0, 0], [[0.75, 0.25]] * 4),  # one fold: the majority of all
        ([5, 2, 2, 5], [[1, 0], [0.5, 0.5], [0.5, 0.5], [1, 0]]),
    ],
)
def test_the_majority_of_a_fold_is_that_of_the_others(
    codebook: Codebook, folds: list[int], shares: list[list[float]]
) -> None:
    truth = {"stance": np.array([[True, False], [True, False], [True, False], [False, True]])}

    found = cross_validated(Learned(truth, {}, {}, np.arange(4), np.array(folds)), [[]] * 4, codebook, {})

    assert found.baselines["majority"]["stance"].probabilities == pytest.approx(np.array(shares))


def test_rules_say_what_they_found() -> None:
    labels = {"category": ("inhoud",), "stance": ("wens", "knelpunt"), "themes": ("regie", "leren")}
    hits = [[Hit("leren", "les", "les"), Hit("wens", "moet", "moet"), Hit("leren", "kind", "kind")], []]

    found = by_rules(hits, labels)

    assert set(found) == {"stance", "themes"}
    assert found["themes"].labels.tolist() == [[False, True], [False, False]]
    assert found["stance"].labels.tolist() == [[True, False], [False, False]]
    assert found["themes"].probabilities is None
