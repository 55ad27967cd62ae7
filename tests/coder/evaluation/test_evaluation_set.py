from __future__ import annotations

import numpy as np
import pytest

from pipeline.coder.evaluation.evaluation_set import by_rules, cross_validated, majority
from pipeline.coder.model.training import Learned
from pipeline.coder.rules.rules import Hit
from pipeline.core.codebook import Codebook


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

    found = cross_validated(Learned(truth, {}, {}, np.arange(4), np.array(folds)), [[]] * 4, codebook)

    assert found.baselines["majority"]["stance"].probabilities == pytest.approx(np.array(shares))


def test_rules_say_what_they_found() -> None:
    labels = {"category": ("inhoud",), "stance": ("wens", "knelpunt"), "themes": ("regie", "leren")}
    hits = [[Hit("leren", "les", "les"), Hit("wens", "moet", "moet"), Hit("leren", "kind", "kind")], []]

    found = by_rules(hits, labels)

    assert set(found) == {"stance", "themes"}
    assert found["themes"].labels.tolist() == [[False, True], [False, False]]
    assert found["stance"].labels.tolist() == [[True, False], [False, False]]
    assert found["themes"].probabilities is None
