from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.coder.model.heads import (
    best_thresholds,
    calibrate_exclusive,
    calibrate_independent,
    chosen_columns,
    fit_linear,
)
from pipeline.coder.model.predictions import exclusive, independent, of_logits
from pipeline.core.params import Params
from pipeline.core.text import char_ngrams, plain_words, word_ngrams

SURE = np.array([[0.9], [0.6], [0.5], [0.2]])


@pytest.mark.parametrize(
    ("truth", "beta", "expected"),
    [
        ([True, True, False, False], 1.0, 0.6),  # all right from .6 on; the higher of the ties
        ([True, False, False, True], 0.5, 0.6 + 0.1),  # precision first: only .9 is said
        ([True, False, True, True], 2.0, 0.2),  # recall first: everything is said
    ],
)
def test_thresholds_by_hand(truth: list[bool], beta: float, expected: float) -> None:
    chosen = best_thresholds(SURE, np.array(truth)[:, None], choices=[0.2, 0.4, 0.6, 0.7], beta=beta)

    assert chosen.tolist() == pytest.approx([expected])


TEXTS = st.lists(st.text("abeé .?\n", max_size=20), min_size=1, max_size=12)


def text_char_ngrams(text: str) -> list[str]:
    return [ngram for word in plain_words(text) for ngram in char_ngrams(word)]


@given(texts=TEXTS)
def test_columns_and_their_weights_are_those_of_scikit_learn(params: Params, texts: list[str]) -> None:
    texts = [*texts, "bel de gemeente", "bel de dijk"]

    found = chosen_columns(texts, (), (), params.train.model_copy(update={"min_df_char": 2}))

    others = [*texts, "", "Nieuw bel de. Nieuw gemeente? Bel de dijk bel", "^ bel $ de"]
    rows = found.transform(others, [()] * len(others), np.zeros((len(others), 0), dtype=np.float32))
    for cut, block, names, idf in (
        (word_ngrams, "word_ngrams", found.word_ngrams, found.word_idf),
        (text_char_ngrams, "char_ngrams", found.char_ngrams, found.char_idf),
    ):
        known = TfidfVectorizer(analyzer=cut, min_df=2, sublinear_tf=True, dtype=np.float32).fit(texts)
        assert names == tuple(known.get_feature_names_out())
        assert idf.tolist() == known.idf_.tolist()
        assert idf.dtype == np.float32
        expected = known.transform(others).toarray()
        assert rows[:, found.columns[block]].toarray() == pytest.approx(expected, abs=1e-6)


def test_a_label_without_examples_gets_the_highest_threshold() -> None:
    assert best_thresholds(SURE, np.zeros((4, 1), dtype=bool), choices=[0.1, 0.7], beta=1.0).tolist() == [0.7]


def test_heads_separate_what_can_be_separated(params: Params) -> None:
    rows = sp.csr_matrix(np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]], dtype=np.float32))
    truth = np.array([[True, False], [True, False], [False, False], [False, False]])

    strict = params.train.model_copy(update={"regularisation_c": 10.0})
    scores = fit_linear(rows, truth, np.ones(4), strict, balanced=False).scores(rows)

    assert (scores[:, 0] > 0).tolist() == [True, True, False, False]
    assert (scores[:, 1] < 0).all()  # nobody has it


def test_probabilities_follow_the_shares_of_unseen_scores() -> None:
    scores = np.repeat([[-1.0], [1.0]], 100, axis=0)
    truth = np.array([i % 10 == 0 for i in range(100)] + [i % 10 != 0 for i in range(100)])[:, None]

    sure = independent(calibrate_independent(scores, truth, seed=1).scores(np.array([[-1.0], [1.0]])))

    assert sure.ravel().tolist() == pytest.approx([0.1, 0.9], abs=0.01)


@pytest.mark.parametrize("seen", [(0,), (0, 2), (0, 1, 2)])
def test_exclusive_labels_sum_to_one_and_unseen_ones_stay_improbable(seen: tuple[int, ...]) -> None:
    generator = np.random.default_rng(1)
    labels = generator.choice(seen, 60)
    truth = np.eye(3, dtype=bool)[labels]
    scores = truth * 2.0 - 1.0 + generator.normal(0, 0.3, (60, 3))

    sure = exclusive(calibrate_exclusive(scores, truth, seed=1).scores(scores))

    assert sure.sum(axis=1) == pytest.approx(np.ones(60), abs=0.002)
    assert (sure.argmax(axis=1) == labels).mean() > 0.95
    assert all(sure[:, label].max() < 0.01 for label in {0, 1, 2} - set(seen))


def test_log_odds_become_labels() -> None:
    logits = {
        "category": np.log(np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]])),
        "themes": np.array([[0.0, -50.0], [np.log(0.4 / 0.6), -50.0]]),
    }

    found = of_logits(logits, {"themes": np.array([0.45, 0.0])})

    assert found["category"].labels.tolist() == [[False, True, False], [True, False, False]]
    assert found["category"].probabilities == pytest.approx(np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]]))
    assert found["themes"].labels.tolist() == [[True, True], [False, True]]  # at the threshold a theme holds
    assert found["category"].undecided is found["themes"].undecided is None


def test_a_near_miss_and_nothing_else_leaves_the_decision_to_a_person() -> None:
    # At its threshold a theme holds; that another nearly does is no reason to abstain; a near miss is.
    sure = np.array([[0.5, 0.1], [0.5, 0.55], [0.45, 0.1], [0.3, 0.55], [0.3, 0.4]])

    found = of_logits(
        {"themes": np.log(sure / (1 - sure))}, {"themes": np.array([0.5, 0.6])}, abstention_margin=0.05 + 1e-9
    )

    assert found["themes"].undecided is not None
    assert found["themes"].undecided.tolist() == [False, False, True, True, False]
