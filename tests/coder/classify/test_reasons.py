from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.coder.classify.reasons import by_rule, by_words, weightiest_words
from pipeline.coder.model.features import Features
from pipeline.coder.rules.rules import Hit
from pipeline.core.text import plain_words


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


def heaviest(
    texts: Sequence[str], weights: npt.NDArray[np.float32], labels: Sequence[Sequence[int]], own: Features
) -> list[list[list[str]]]:
    rows = own.transform(texts, [[] for _ in texts], np.zeros((len(texts), 0), dtype=np.float32))
    return weightiest_words([plain_words(text) for text in texts], rows, weights, labels, own)


def test_weight_goes_to_the_words_that_carry_it_and_to_common_ones_when_there_is_nothing_else() -> None:
    own, weights = features(), np.array([[2, 1, -1, 1, 0, 5], [0, 0, 1, 0, 0, 0]], dtype=np.float32).T
    assert heaviest(["We leren elkaar kennen"], weights, [[0, 1]], own) == [[["elkaar", "kennen"], ["we"]]]

    weights, own = np.array([[0, 1, 9, 0, 9, 0]], dtype=np.float32).T, features(common=2.0)
    assert heaviest(["We kennen"], weights, [[0]], own) == [[["kennen"]]]
    assert heaviest(["We"], weights, [[0]], own) == [[["we"]]]


def test_texts_together_have_the_words_that_each_has_by_itself() -> None:
    texts = ["We kennen elkaar", "", "Elkaar kennen", "Kennen, kennen we elkaar kennen?", "Nee"]
    labels, weights = [[1, 0], [0], [], [0, 1], [1]], np.linspace(-1, 2, 12, dtype=np.float32).reshape(6, 2)

    alone = [heaviest([text], weights, [asked], features())[0] for text, asked in zip(texts, labels, strict=True)]
    assert heaviest(texts, weights, labels, features()) == alone
    assert alone[1:3] == [[[]], []]
    assert heaviest([], weights, [], features()) == []


def test_a_reason_by_words_or_by_rule_stays_on_one_line() -> None:
    assert heaviest(["We"], -np.ones((6, 1), np.float32), [[0]], features()) == [[[]]]
    assert by_words([]) == "woorden niet aan te wijzen"
    assert by_words(["a", "b"]) == 'woorden "a", "b"'
    hits = [Hit("x", "kokers", "hokjes"), Hit("x", "kokers", 'ko"k|er\ns'), Hit("x", "schotten", "schot")]
    assert by_rule(hits) == 'regel kokers (woorden "hokjes", "ko k er s"), regel schotten (woorden "schot")'
