from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, Floats, Reading, Seen, key
from pipeline.coder.explain import nearest as nearest_module
from pipeline.coder.explain.nearest import by_meaning, by_shared_words, likeness_to, nearest
from pipeline.coder.model.coder import Coder
from pipeline.coder.model.features import Features


def example(name: str, text: str = "tekst") -> Example:
    return Example(id=name, text=text, category="proces", stance="wens", themes=("leren",))


def test_the_likest_come_first_and_ties_go_by_id() -> None:
    examples = [example(name) for name in ("d", "c", "b", "a", "e")]
    likeness = np.array([0.5, 0.9, 0.5, 0.5, 0.2])

    found = nearest("x", examples, lambda _: likeness)

    assert [(one.id, one.likeness) for one in found] == [("c", 0.9), ("a", 0.5), ("b", 0.5)]
    assert (found[0].category, found[0].stance, found[0].themes) == ("proces", "wens", ("leren",))


def test_what_has_nothing_in_common_is_no_neighbour() -> None:
    assert nearest("x", [example("a"), example("b")], lambda _: np.array([0.05, 0.0])) == []
    assert nearest("x", [], lambda _: np.zeros(0)) == []


def test_a_text_is_like_itself_and_like_what_shares_its_words(features: Features) -> None:
    texts = ["De wethouder belt terug.", "De wethouder belt nooit terug.", "Wij missen een kaart."]

    alike = by_shared_words(features, texts)("De wethouder belt terug.")

    assert alike[0] == pytest.approx(1.0, abs=1e-6)
    assert 0.5 < alike[1] < 1
    assert alike[2] < 0.1


def test_a_text_without_words_is_like_none(features: Features) -> None:
    assert by_shared_words(features, ["De wethouder belt terug."])("👍").tolist() == [0.0]
    assert by_shared_words(features, [])("De wethouder").tolist() == []


class Reader:
    """An encoder of two dimensions: how often a text has an a, and a b; it knows some texts already."""

    def __init__(self, *known: str) -> None:
        vectors = self.short(self._vectors(known))
        self.seen = Seen(
            {key(text): n for n, text in enumerate(known)},
            np.zeros((len(known), 0), dtype=np.float32),
            vectors,
            vectors,
        )
        self.shorten = np.eye(2, dtype=np.float32)
        self.asked: list[str] = []

    @staticmethod
    def _vectors(texts: Sequence[str]) -> Floats:
        return np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32).reshape(-1, 2)

    def read(self, texts: Sequence[str]) -> Reading:
        self.asked += texts
        return Reading(np.zeros((len(texts), 0), dtype=np.float32), self._vectors(texts))

    @staticmethod
    def short(vectors: Floats) -> Floats:
        return np.asarray(
            vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32
        )


@pytest.mark.parametrize(
    ("text", "alike"), [("aaa", [1.0, 0.6, 0.0]), ("b", [0.0, 0.8, 1.0]), ("👍", [0.0, 0.0, 0.0])]
)
def test_meaning_is_the_angle_between_vectors(text: str, alike: list[float]) -> None:
    encoder = Reader("a a", "b")

    likeness = by_meaning(cast("Encoder", encoder), ["A, a!", "aaabbbb", "b"])

    np.testing.assert_allclose(likeness(text), alike, atol=1e-6)
    assert encoder.asked == ["aaabbbb", text]  # what it knows it does not read again


@pytest.mark.parametrize(("new", "by_words"), [(2, False), (3, True)])
def test_words_stand_in_for_an_encoder_that_knows_too_few(
    features: Features, monkeypatch: pytest.MonkeyPatch, new: int, by_words: bool
) -> None:
    monkeypatch.setattr(nearest_module, "_MOST_READ", 2)
    texts = ["De wethouder belt terug.", *(f"nieuw {n}" for n in range(new))]
    encoder = cast("Encoder", Reader(texts[0]))

    likeness = likeness_to(texts, cast("Coder", SimpleNamespace(features=features)), encoder)

    # "b" is in its first text as a letter, which is what this encoder hears, but not as a word
    assert likeness("b")[0] == pytest.approx(0.0 if by_words else 1.0, abs=1e-6)
