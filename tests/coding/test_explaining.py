from __future__ import annotations

import numpy as np

from pipeline.coding.explaining import by_rule, by_words, weightiest_words
from pipeline.coding.features import Features
from pipeline.coding.rules import Hit


def features(common: float = 5.0) -> Features:
    return Features(
        words=("elkaar kennen", "kennen", "we"),
        word_weights=np.array([5, 5, common], dtype=np.float32),
        runs=("nen", " we"),
        run_weights=np.ones(2, dtype=np.float32),
        rules=("relatie",),
        rule_weight=0.2,
    )


def test_weight_goes_to_the_words_that_carry_it() -> None:
    text = "We leren elkaar kennen"
    row = features().transform([text], [[]])

    words = weightiest_words(text, row, np.array([2, 1, -1, 1, 0, 5], dtype=np.float32), features())

    assert words == ["elkaar", "kennen"]


def test_common_words_explain_only_when_there_is_nothing_else() -> None:
    weights = np.array([0, 1, 9, 0, 9, 0], dtype=np.float32)
    own = features(common=2.0)

    assert weightiest_words("We kennen", own.transform(["We kennen"], [[]]), weights, own) == ["kennen"]
    assert weightiest_words("We", own.transform(["We"], [[]]), weights, own) == ["we"]


def test_nothing_that_speaks_for_it_is_said_so() -> None:
    row = features().transform(["We"], [[]])

    assert weightiest_words("We", row, -np.ones(6, dtype=np.float32), features()) == []
    assert by_words([]) == "woorden niet aan te wijzen"
    assert by_words(["a", "b"]) == 'woorden "a", "b"'


def test_reasons_by_rule_start_with_regel_and_stay_on_one_line() -> None:
    hits = [Hit("x", "kokers", "hokjes"), Hit("x", "kokers", 'ko"k|er\ns'), Hit("x", "schotten", "schot")]

    assert by_rule(hits) == 'regel kokers (woorden "hokjes", "ko k er s"), regel schotten (woorden "schot")'
