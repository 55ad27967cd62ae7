"""Which settings find the copies of a form letter: ``python -m tests.benchmarks.counted.bench_copies``.

Made-up letters of two to eight sentences on one subject, with the same greeting and closing: the sentences are
those of training statements, no two letters share one. Each is edited as people do (``EDITS``). Printed per number
of words in a row (shingle) and likeness from which texts are copies: of each edit which part is found, with the
letter itself and with another edit of its kind, and of pairs of unrelated letters how many are taken for copies.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from itertools import combinations

from pipeline.core.text import plain_words
from tests.benchmarks.consultation import sentences

OPENING = ("Geachte leden van de staten,", "Ik schrijf u over het zonnepark bij Oosterdorp.")
CLOSING = ("Ik hoop dat u dit meeneemt in uw besluit.", "Met vriendelijke groet,")
NAMES = ("Jan de Boer", "Fatima el Amrani", "Ria Postma", "Koen Wiersma", "Els van Dalen", "Piet Hoekstra")
PLACES = ("Oosterdorp", "Westerveen", "Nijkamp", "Laagland", "Hoogeind")
SHINGLES, LIMITS = (2, 3, 4), (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

Letter = list[str]


def named(letter: Letter, chance: random.Random, _: list[str]) -> Letter:
    """A name and a place filled in."""
    name, place = chance.choice(NAMES), chance.choice(PLACES)
    return [letter[0], f"Ik, {name} uit {place}, schrijf u over het zonnepark bij Oosterdorp.", *letter[2:], name]


def added(letter: Letter, chance: random.Random, pool: list[str]) -> Letter:
    """A sentence more."""
    at = chance.randrange(2, len(letter))
    return [*letter[:at], chance.choice(pool), *letter[at:]]


def mistyped(letter: Letter, chance: random.Random, _: list[str]) -> Letter:
    """A letter left out of one word."""
    at = chance.randrange(2, len(letter) - 2)
    words = letter[at].split()
    word = max(range(len(words)), key=lambda place: (len(words[place]), place))
    cut = chance.randrange(1, max(2, len(words[word]) - 1))
    words[word] = words[word][:cut] + words[word][cut + 1 :]
    return [*letter[:at], " ".join(words), *letter[at + 1 :]]


def shuffled(letter: Letter, chance: random.Random, _: list[str]) -> Letter:
    """The sentences between greeting and closing in another order."""
    middle = letter[2:-2]
    return [*letter[:2], *chance.sample(middle, len(middle)), *letter[-2:]]


def personal(letter: Letter, chance: random.Random, pool: list[str]) -> Letter:
    """A paragraph of one's own, half as long as the letter."""
    own: Letter = []
    while len(" ".join(own).split()) < len(" ".join(letter).split()) / 2:
        own.append(chance.choice(pool))
    return [*letter[:-2], *own, *letter[-2:]]


EDITS: dict[str, Callable[[Letter, random.Random, list[str]], Letter]] = {
    "a name filled in": named,
    "a sentence added": added,
    "a typo": mistyped,
    "another order": shuffled,
    "a paragraph of one's own": personal,
}


def likeness(one: Letter, other: Letter, words: int) -> float:
    """Which part of the words in a row of two letters both have."""
    pieces = []
    for letter in (one, other):
        own = plain_words(" ".join(letter))
        pieces.append({tuple(own[at : at + words]) for at in range(max(1, len(own) - words + 1))})
    return len(pieces[0] & pieces[1]) / len(pieces[0] | pieces[1])


def main() -> None:
    """Make the letters, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--letters", type=int, default=200)
    given = parser.parse_args()
    chance = random.Random(1)  # noqa: S311 - made-up letters, no secret
    pool = [each for each in sentences() if 6 <= len(each.split()) <= 30]
    chance.shuffle(pool)
    letters = [
        [*OPENING, *(pool.pop() for _ in range(chance.randint(2, 8))), *CLOSING] for _ in range(given.letters)
    ]
    edits = {
        name: [(edit(each, chance, pool), edit(each, chance, pool)) for each in letters]
        for name, edit in EDITS.items()
    }
    tell = sys.stdout.write
    tell(f"| words in a row | alike from | {' | '.join(EDITS)} | unrelated, taken for copies |\n")
    for words in SHINGLES:
        with_letter = {
            name: [likeness(each, one, words) for each, (one, _) in zip(letters, pairs, strict=True)]
            for name, pairs in edits.items()
        }
        with_other = {name: [likeness(one, other, words) for one, other in pairs] for name, pairs in edits.items()}
        apart = [likeness(one, other, words) for one, other in combinations(letters, 2)]
        for limit in LIMITS:
            cells = (
                " / ".join(
                    f"{sum(alike >= limit for alike in of[name]) / len(letters):.0%}"
                    for of in (with_letter, with_other)
                )
                for name in EDITS
            )
            wrong = sum(alike >= limit for alike in apart)
            tell(f"| {words} | {limit} | {' | '.join(cells)} | {wrong} of {len(apart):,} |\n")


if __name__ == "__main__":
    main()
