from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from pipeline.coder.data.training_set import Example
from pipeline.coder.encoder.encoder import Encoder, Floats, Reading, Seen, key
from pipeline.coder.explain.explain import nearest


class Reader:
    """An encoder of two dimensions: how often a text has an a, and a b; it knows some texts already."""

    def __init__(self, *known: str) -> None:
        vectors = self.short(self._vectors(known))
        rows = {key(text): n for n, text in enumerate(known)}
        self.seen = Seen(rows, np.zeros((len(known), 0), dtype=np.float32), vectors, vectors)
        self.asked: list[str] = []

    @staticmethod
    def _vectors(texts: Sequence[str]) -> Floats:
        return np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32).reshape(-1, 2)

    def read(self, texts: Sequence[str]) -> Reading:
        self.asked += texts
        return Reading(np.zeros((len(texts), 0), dtype=np.float32), self._vectors(texts))

    @staticmethod
    def short(vectors: Floats) -> Floats:
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, dtype=np.float32)


def likest(text: str, texts: Sequence[str], encoder: Reader) -> list[tuple[str, float]]:
    examples = [
        Example(id=f"E{n}", text=own, category="proces", stance="wens", themes=("leren",))
        for n, own in enumerate(texts)
    ]
    return [(found.id, found.likeness) for found in nearest(text, examples, cast("Encoder", encoder))]


def test_the_likest_come_first_by_the_angle_between_vectors() -> None:
    encoder = Reader("a a", "b")

    assert likest("aaa", ["b", "A, a!", "aaabbbb"], encoder) == [("E1", 1.0), ("E2", 0.6)]
    assert encoder.asked == ["aaa", "aaabbbb"]  # what it knows it does not read again


def test_three_are_shown_and_ties_go_by_id() -> None:
    assert likest("a", ["aab", "aaaab", "a", "aab", "aab"], Reader()) == [
        ("E2", 1.0), ("E1", 0.9701), ("E0", 0.8944),
    ]  # fmt: skip


def test_what_has_nothing_in_common_is_no_neighbour() -> None:
    assert likest("👍", ["a", "b"], Reader()) == []
    assert likest("a", [], Reader()) == []
