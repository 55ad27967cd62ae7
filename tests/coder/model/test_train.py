from __future__ import annotations

import numpy as np

from pipeline.coder.encoder.encoder import LabelScores
from pipeline.coder.model.coder import Coder, Provenance
from pipeline.coder.model.features import Features
from pipeline.coder.model.train import over_numbers

NAMES = ("category: a", "category: b")


def coder() -> Coder:
    one = np.ones(1, dtype=np.float32)
    features = Features(("leg",), one, ("leg",), one, ("r",), 0.2, NAMES)
    weights = np.array([[1, 0], [0, 1], [2, 2], [0.5, 0], [0, 0.25]], dtype=np.float32)
    labels = {"category": ("a", "b"), "stance": (), "themes": ()}
    return Coder(
        features, labels, weights, np.array([0.1, 0.2], np.float32), np.zeros(0), Provenance("", "", "", "")
    )


def test_a_coder_over_an_encoders_numbers_says_what_its_heads_and_the_coder_say_together() -> None:
    heads = LabelScores(
        NAMES,
        np.zeros((0, 2), dtype=np.float32),
        np.array([[1, 2], [3, 4]], dtype=np.float32),
        np.array([0.5, -0.5], dtype=np.float32),
    )

    own = over_numbers(coder(), ("static 0", "static 1"), heads)

    assert own.features.encoder == ("static 0", "static 1")
    # A number of the first kind is a score of 1 for a, which weighs 0.5, and of 2 for b, which weighs 0.25.
    np.testing.assert_allclose(own.weights, np.array([[1, 0], [0, 1], [2, 2], [0.5, 0.5], [1.5, 1]]))
    np.testing.assert_allclose(own.offsets, [0.1 + 0.5 * 0.5, 0.2 - 0.5 * 0.25])


def test_a_coder_over_the_encoders_own_scores_stays_as_it_is() -> None:
    plain = coder()

    assert over_numbers(plain, NAMES, LabelScores(NAMES, np.zeros((0, 2), dtype=np.float32))) is plain
