from __future__ import annotations

import numpy as np

from pipeline.coder.encoder.encoder import LabelScores
from pipeline.coder.model.coder import Coder, Provenance
from pipeline.coder.model.features import Features
from pipeline.coder.model.predictions import TOPIC
from pipeline.coder.model.training import over_numbers

NAMES = ("category: a", "category: b")


def coder() -> Coder:
    one = np.ones(1, dtype=np.float32)
    features = Features(("leg",), one, ("leg",), one, ("r",), 0.2, NAMES)
    weights = np.array([[1, 0], [0, 1], [2, 2], [0.5, 0], [0, 0.25]], dtype=np.float32)
    labels = {"category": ("a", "b"), "stance": (), "themes": (), TOPIC: ()}
    return Coder(features, labels, weights, np.array([0.1, 0.2], np.float32), {}, Provenance("", "", "", ""))


def test_a_coder_over_an_encoders_numbers_says_what_its_heads_and_the_coder_say_together() -> None:
    weights = np.array([[1, 2], [3, 4]], dtype=np.float32)
    heads = LabelScores(NAMES, np.zeros((0, 2), np.float32), weights, np.array([0.5, -0.5], np.float32))

    own = over_numbers(coder(), ("static 0", "static 1"), heads)

    assert own.features.encoder == ("static 0", "static 1")
    # A number of the first kind is a score of 1 for a, which weighs 0.5, and of 2 for b, which weighs 0.25.
    np.testing.assert_allclose(own.weights, np.array([[1, 0], [0, 1], [2, 2], [0.5, 0.5], [1.5, 1]]))
    np.testing.assert_allclose(own.offsets, [0.1 + 0.5 * 0.5, 0.2 - 0.5 * 0.25])
    plain = coder()
    assert over_numbers(plain, NAMES, LabelScores(NAMES, np.zeros((0, 2), dtype=np.float32))) is plain
