from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from pipeline.coder.classify.classifying import by_rule, by_words, weightiest_words
from pipeline.coder.model.features import Features
from pipeline.coder.rules.rules import Hit


def features(common: float = 5.0) -> Features:
    return Features(
        word_ngrams=("elkaar kennen", "kennen", "we"),
        word_idf=np.array([5, 5, common], dtype=np.float32),
        char_ngrams=("nen", " we"),
        char_idf=np.ones(2, dtype=np.float32),
        rules=("relatie",),
        rule_weight=0.2,
        encoder=(),
    )


def row_of(text: str, own: Features) -> sp.csr_matrix:
    return own.transform([text], [[]], np.zeros((1, 0), dtype=np.float32))


def test_weight_goes_to_the_words_that_carry_it() -> None:
    text = "We leren elkaar kennen"
    row = row_of(text, features())

    weights = np.array([[2, 1, -1, 1, 0, 5], [0, 0, 1, 0, 0, 0]], dtype=np.float32).T

    assert weightiest_words(text, row, weights, [0, 1], features()) == [["elkaar", "kennen"], ["we"]]


def test_common_words_explain_only_when_there_is_nothing_else() -> None:
    weights = np.array([[0, 1, 9, 0, 9, 0]], dtype=np.float32).T
    own = features(common=2.0)

    assert weightiest_words("We kennen", row_of("We kennen", own), weights, [0], own) == [["kennen"]]
    assert weightiest_words("We", row_of("We", own), weights, [0], own) == [["we"]]


def test_nothing_that_speaks_for_it_is_said_so() -> None:
    row = row_of("We", features())

    assert weightiest_words("We", row, -np.ones((6, 1), dtype=np.float32), [0], features()) == [[]]
    assert by_words([]) == "woorden niet aan te wijzen"
    assert by_words(["a", "b"]) == 'woorden "a", "b"'


def test_reasons_by_rule_start_with_regel_and_stay_on_one_line() -> None:
    hits = [Hit("x", "kokers", "hokjes"), Hit("x", "kokers", 'ko"k|er\ns'), Hit("x", "schotten", "schot")]

    assert by_rule(hits) == 'regel kokers (woorden "hokjes", "ko k er s"), regel schotten (woorden "schot")'
