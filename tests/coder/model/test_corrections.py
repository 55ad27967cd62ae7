from __future__ import annotations

import numpy as np

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder
from pipeline.coder.model.corrections import Corrections
from pipeline.coder.model.features import Features
from pipeline.coder.model.train import Trained, train
from pipeline.coder.rules.rules import RuleSet, find_in_all
from pipeline.core.codebook import Codebook
from pipeline.core.params import Params
from pipeline.core.tables.corrections import Correction


def correction(name: str, text: str, **labels: object) -> Correction:
    judged = {"category": "proces", "stance": "wens", "themes": ("leren",), "weight": 1.0}
    return Correction.model_validate({"id": name, "text": text, **judged, **labels})


def test_no_corrections_are_nothing(features: Features, rules: RuleSet, codebook: Codebook) -> None:
    assert Corrections.of([], features, find_in_all(rules, []), codebook) is None


def test_what_nobody_judged_is_not_learned(features: Features, rules: RuleSet, codebook: Codebook) -> None:
    given = [
        correction("u1", "Werk samen."),
        correction("u2", "Bel ons.", category="", themes=None),
        correction("u3", "Leer ervan.", stance="weet niet", themes=(), weight=0.5),
    ]
    hits = find_in_all(rules, [one.text for one in given])

    corrections = Corrections.of(given, features, hits, codebook)

    assert corrections is not None
    assert {kind: known.tolist() for kind, known in corrections.known.items()} == {
        "category": [True, False, True],
        "stance": [True, True, False],
        "themes": [True, False, True],
    }
    assert corrections.truth["themes"].sum(axis=1).tolist() == [1, 0, 0]
    assert corrections.weights.tolist() == [1.0, 1.0, 0.5]


def test_a_correction_changes_what_the_coder_says_and_no_figure(
    examples: tuple[Example, ...],
    rules: RuleSet,
    toy_encoder: Encoder,
    trained: Trained,
    codebook: Codebook,
    params: Params,
) -> None:
    texts = ["Het loket aan de gracht.", "Loket, gracht, klaar.", "Bij het loket aan de gracht gaat het zo."]
    corrections = [correction(f"u{n}", text, themes=("leren",)) for n, text in enumerate(texts)]
    hits = find_in_all(rules, [*(example.text for example in examples), *texts])

    taught = train(examples, codebook, hits, toy_encoder, params.train, corrections)

    unread = np.zeros((1, len(toy_encoder.names)), dtype=np.float32)
    row = trained.coder.features.transform(["Weer dat loket aan de gracht."], [[]], unread)
    column = list(codebook.themes).index("leren")
    plain_odds, taught_odds = (some.coder.logits(row)["themes"][0, column] for some in (trained, taught))
    assert taught_odds > plain_odds + 1
    assert taught.learned.answers["themes"].truth.shape == trained.learned.answers["themes"].truth.shape
