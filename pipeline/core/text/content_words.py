"""Cutting a text into the pieces that the linear coder counts: word sequences and character runs.

Pure functions of the text alone, so that a text gets the same pieces in any batch.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Characters. Dutch glues nouns together, and runs see inside compounds; runs of two double the work
# and add nothing (training folds).
SHORTEST_RUN, LONGEST_RUN = 3, 5
LONGEST_SEQUENCE = 3  # words
START, END = "^", "$"  # "leg" that opens a sentence is a request; elsewhere it seldom is

_TOKEN = re.compile(r"\w+|[?!]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+")


def plain_words(text: str) -> list[str]:
    """The words of a text, lower case, in order.

    >>> plain_words("Bel de gemeente!")
    ['bel', 'de', 'gemeente']
    """
    return _WORD.findall(text.lower())


def word_sequences(text: str) -> list[str]:
    """All runs of one to three words within a sentence, with marks for its start and end.

    >>> word_sequences("Bel ons!")
    ['bel', 'ons', '!', '^ bel', 'bel ons', 'ons !', '! $', '^ bel ons', 'bel ons !', 'ons ! $']
    """
    pieces: list[str] = []
    for sentence in _SENTENCE_END.split(text.lower()):
        tokens = _TOKEN.findall(sentence)
        if not tokens:
            continue
        pieces += tokens
        marked = [START, *tokens, END]
        longer = marked
        for length in range(2, LONGEST_SEQUENCE + 1):
            longer = [f"{start} {word}" for start, word in zip(longer, marked[length - 1 :], strict=False)]
            pieces += longer
    return pieces


@lru_cache(maxsize=100_000)
def character_runs(word: str) -> tuple[str, ...]:
    """All runs of three to five characters of one word, word edges as spaces.

    >>> character_runs("nee")
    (' ne', 'nee', 'ee ', ' nee', 'nee ', ' nee ')
    """
    edged = f" {word} "
    lengths = range(SHORTEST_RUN, LONGEST_RUN + 1)
    return tuple(edged[i : i + n] for n in lengths for i in range(len(edged) - n + 1))


def text_runs(text: str) -> list[str]:
    """The character runs of all words of a text."""
    return [run for word in plain_words(text) for run in character_runs(word)]
