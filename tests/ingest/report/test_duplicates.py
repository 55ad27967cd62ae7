from __future__ import annotations

import random

import pytest

from pipeline.ingest.common.duplicates import twins

TEXTS = [
    "De brug is mooi, maar niemand weet wie hem onderhoudt.",
    "Niemand weet wie de mooie brug onderhoudt.",
    "De brug is dicht op zondag.",
    "Het loket is vriendelijk en snel.",
]


@pytest.mark.parametrize(
    ("texts", "searching", "among", "found"),
    [
        pytest.param(TEXTS, 0, [1, 2, 3], {0: 1}, id="the most alike is the twin"),
        pytest.param(TEXTS, 2, [0, 1, 3], {}, id="similar words alone make no twin"),
        pytest.param([TEXTS[0], TEXTS[1], TEXTS[1]], 0, [2, 1], {0: 1}, id="a tie goes to the first"),
        pytest.param(TEXTS, 3, [0, 1, 2, 3], {}, id="a statement is not its own twin"),
    ],
)
def test_twins(texts: list[str], searching: int, among: list[int], found: dict[int, int]) -> None:
    assert twins(texts, [searching], among, similarity=60) == found


def test_among_many_only_those_with_a_rare_word_in_common_are_compared() -> None:
    words = [a + b + c for a in "bdgklmnprst" for b in "aeiou" for c in ("ken", "lder", "nst", "rmt", "sp")]
    chance = random.Random(7)  # noqa: S311 - made-up sentences, no secret
    many = [" ".join(chance.choices(words, k=12)) for _ in range(20_000)]
    quotes = [" ".join(chance.sample(text.split(), 12)) for text in many[:200]]
    found = twins([*many, *quotes], list(range(20_000, 20_200)), range(20_000), similarity=60)
    assert found == {20_000 + place: place for place in range(200)}
