from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from pipeline.coder.classify.reasons import by_rule, by_words, weightiest_words
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


def test_weight_goes_to_the_words_that_carry_it_and_to_common_ones_when_there_is_nothing_else() -> None:
    text, own = "We leren elkaar kennen", features()
    weights = np.array([[2, 1, -1, 1, 0, 5], [0, 0, 1, 0, 0, 0]], dtype=np.float32).T
    assert weightiest_words(text, row_of(text, own), weights, [0, 1], own) == [["elkaar", "kennen"], ["we"]]

    weights, own = np.array([[0, 1, 9, 0, 9, 0]], dtype=np.float32).T, features(common=2.0)
    assert weightiest_words("We kennen", row_of("We kennen", own), weights, [0], own) == [["kennen"]]
    assert weightiest_words("We", row_of("We", own), weights, [0], own) == [["we"]]


def test_a_reason_by_words_or_by_rule_stays_on_one_line() -> None:
    assert weightiest_words("We", row_of("We", features()), -np.ones((6, 1), np.float32), [0], features()) == [[]]
    assert by_words([]) == "woorden niet aan te wijzen"
    assert by_words(["a", "b"]) == 'woorden "a", "b"'
    hits = [Hit("x", "kokers", "hokjes"), Hit("x", "kokers", 'ko"k|er\ns'), Hit("x", "schotten", "schot")]
    assert by_rule(hits) == 'regel kokers (woorden "hokjes", "ko k er s"), regel schotten (woorden "schot")'
