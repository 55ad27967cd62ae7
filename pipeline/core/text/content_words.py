"""Cutting a text into the pieces that the linear coder counts: word n-grams and character n-grams.

Pure functions of the text alone, so that a text gets the same pieces in any batch.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Characters. Dutch glues nouns together, and n-grams see inside compounds; those of two double the work
# and add nothing (training folds).
SHORTEST_CHAR_NGRAM, LONGEST_CHAR_NGRAM = 3, 5
LONGEST_WORD_NGRAM = 3  # words
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


def word_ngrams(text: str) -> list[str]:
    """All one to three words in a row within a sentence, with marks for its start and end.

    >>> word_ngrams("Bel ons!")
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
        for length in range(2, LONGEST_WORD_NGRAM + 1):
            longer = [f"{start} {word}" for start, word in zip(longer, marked[length - 1 :], strict=False)]
            pieces += longer
    return pieces


@lru_cache(maxsize=100_000)
def char_ngrams(word: str) -> tuple[str, ...]:
    """All three to five characters in a row of one word, word edges as spaces.

    >>> char_ngrams("nee")
    (' ne', 'nee', 'ee ', ' nee', 'nee ', ' nee ')
    """
    edged = f" {word} "
    lengths = range(SHORTEST_CHAR_NGRAM, LONGEST_CHAR_NGRAM + 1)
    return tuple(edged[i : i + n] for n in lengths for i in range(len(edged) - n + 1))


def text_char_ngrams(text: str) -> list[str]:
    """The character n-grams of all words of a text."""
    return [ngram for word in plain_words(text) for ngram in char_ngrams(word)]
