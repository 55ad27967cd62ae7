from __future__ import annotations

import numpy as np

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, LabelScores
from pipeline.coder.model.coder import Coder, Provenance
from pipeline.coder.model.features import Features
from pipeline.coder.model.predictions import TOPIC
from pipeline.coder.model.training import judged, over_numbers, train, truth_of
from pipeline.coder.rules.rules import RuleSet, find_in_all
from pipeline.core.codebook import Codebook
from pipeline.core.corrections import Correction
from pipeline.core.params import Params

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


def correction(name: str, text: str, **labels: object) -> Correction:
    judged = {"category": "proces", "stance": "wens", "themes": ("leren",), "weight": 1.0}
    return Correction.model_validate({"id": name, "text": text, **judged, **labels})


def test_what_nobody_judged_is_not_known(codebook: Codebook) -> None:
    corrections = [
        correction("u1", "Werk samen."),
        correction("u2", "Bel ons.", category="", themes=None),
        correction("u3", "Leer ervan.", stance="weet niet", themes=(), weight=0.5, on_topic=True),
        correction("u4", "De brug is dicht.", category="", themes=(), on_topic=False),
    ]

    assert {kind: known.tolist() for kind, known in judged(corrections, codebook).items()} == {
        "category": [True, False, True, False],
        "stance": [True, True, False, True],
        "themes": [True, False, True, True],
        TOPIC: [False, False, True, True],
    }
    truth = truth_of(corrections, codebook)
    assert truth["themes"].sum(axis=1).tolist() == [1, 0, 0, 0]
    assert truth[TOPIC][:, 0].tolist() == [False, False, False, True]


def test_a_correction_changes_what_the_coder_says_and_no_figure(
    examples: tuple[Example, ...], rules: RuleSet, toy_encoder: Encoder, codebook: Codebook, params: Params
) -> None:
    texts = ["Het loket aan de gracht.", "Loket, gracht, klaar.", "Bij het loket aan de gracht gaat het zo."]
    corrections = [correction(f"u{n}", text, themes=("leren",)) for n, text in enumerate(texts)]
    few = examples[::6]
    hits = find_in_all(rules, [*(example.text for example in few), *texts])

    plain, taught = (train(few, codebook, hits, toy_encoder, params.train, some) for some in ((), corrections))

    unread = np.zeros((1, len(toy_encoder.names)), dtype=np.float32)
    row = plain[0].features.transform(["Weer dat loket aan de gracht."], [[]], unread)
    column = list(codebook.themes).index("leren")
    plain_odds, taught_odds = (coder.logits(row)["themes"][0, column] for coder, _ in (plain, taught))
    assert taught_odds > plain_odds + 1
    assert taught[1].truth["themes"].tolist() == plain[1].truth["themes"].tolist()
