"""Texts: cut into the pieces that the linear coder counts, and compared.

Pure functions of the text alone, so that a text gets the same pieces in any batch.

Near-duplicates are texts that are the same but for a few words. Comparing every text with every other takes
time that grows with the square of their number. So a text is compared in full, by rapidfuzz's ratio, only with
those that share a piece with it: a shingle, or a rare word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz

# Characters. Dutch glues nouns together, and n-grams see inside compounds; those of two double the work
# and add nothing (training folds).
SHORTEST_CHAR_NGRAM, LONGEST_CHAR_NGRAM = 3, 5
LONGEST_WORD_NGRAM = 3  # words
LONGEST_WORD = 100  # characters; what is longer is no word, and seldom seen again
FEWEST_COPIED_WORDS = 6  # of a text that may be a copy; shorter answers coincide by themselves
_SHINGLE = 3  # words in a row that near-duplicates must share
_COMMON = 8  # a shingle in more texts than this is an idiom, not a sign of copying
START, END = "^", "$"  # "leg" that opens a sentence is a request; elsewhere it seldom is

_TOKEN = re.compile(r"\w+|[?!]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"\w+")

Found = TypeVar("Found")


def remembered(of_word: Callable[[str], Found], most: int) -> Callable[[str], Found]:
    """A function of a word that remembers what it gave for so many of them; what is too long it works out anew."""
    return _Remembered(of_word, most).__getitem__


class _Remembered(dict[str, Found]):
    """Looked up many times for each text: a dictionary is three times as fast as a function with a cache."""

    def __init__(self, of_word: Callable[[str], Found], most: int) -> None:
        self._of_word, self._most = of_word, most

    def __missing__(self, word: str) -> Found:
        found = self._of_word(word)
        if len(word) <= LONGEST_WORD:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found


def plain_words(text: str) -> list[str]:
    """The words of a text, lower case, in order.

    >>> plain_words("Bel de gemeente!")
    ['bel', 'de', 'gemeente']
    """
    return _WORD.findall(text.lower())


@lru_cache(maxsize=200_000)  # about 20 MB
def lemma_of(word: str) -> str:
    """Dictionary lemma of a lower-case word form; the form itself when it is not in the dictionary."""
    import simplemma  # Not at the top: heavy, and near-duplicates need no lemmas.

    return str(simplemma.lemmatize(word, lang="nl")).lower() if word else ""


def marked_sentences(text: str) -> list[list[str]]:
    """The words and marks of each sentence of a text, lower case, between marks for its start and end.

    >>> marked_sentences("Bel ons! Nu.")
    [['^', 'bel', 'ons', '!', '$'], ['^', 'nu', '$']]
    """
    sentences = map(_TOKEN.findall, _SENTENCE_END.split(text.lower()))
    return [[START, *tokens, END] for tokens in sentences if tokens]


def word_ngrams(text: str) -> list[str]:
    """All one to three words in a row within a sentence, with marks for its start and end.

    >>> word_ngrams("Bel ons!")
    ['bel', 'ons', '!', '^ bel', 'bel ons', 'ons !', '! $', '^ bel ons', 'bel ons !', 'ons ! $']
    """
    pieces: list[str] = []
    for marked in marked_sentences(text):
        pieces += marked[1:-1]
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


def folded(text: str) -> str:
    """The words of a text, lower case, without signs.

    >>> folded("Bel de gemeente!")
    'bel de gemeente'
    """
    return " ".join(plain_words(text))


def shingles(text: str) -> set[str]:
    """All three words in a row of a text; near-duplicates have at least one in common.

    >>> sorted(shingles("laat dat nu los"))
    ['dat nu los', 'laat dat nu']
    """
    words = text.split()
    if len(words) <= _SHINGLE:
        return {" ".join(words)}
    return {*map(" ".join, zip(*(words[at:] for at in range(_SHINGLE)), strict=False))}


def alike(text: str, other: str, near_duplicate: float) -> bool:
    """Whether two folded texts are near-duplicates: a rapidfuzz ratio, 0–100, of ``near_duplicate`` or more."""
    return bool(fuzz.ratio(text, other, score_cutoff=near_duplicate))


def near_pairs(texts: Sequence[str], near_duplicate: float) -> set[tuple[int, int]]:
    """Places of every two folded texts that are near-duplicates."""
    index = PieceIndex(shingles(text) for text in texts)
    return {
        pair for pair in index.pairs(most_common=_COMMON) if alike(texts[pair[0]], texts[pair[1]], near_duplicate)
    }


class PieceIndex:
    """Which texts hold a piece, by their numbers; made from the different pieces of each text."""

    def __init__(self, pieces: Iterable[Collection[str]]) -> None:
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, own in enumerate(pieces):
            for piece in own:
                self._holders[piece].append(number)

    def pairs(self, *, most_common: int) -> set[tuple[int, int]]:
        """Every two texts that share a piece which no more texts than this hold."""
        return {
            (first, second)
            for holders in self._holders.values()
            if 1 < len(holders) <= most_common
            for place, first in enumerate(holders)
            for second in holders[place + 1 :]
        }

    def sharing(self, pieces: Iterable[str]) -> list[int]:
        """The texts that hold one of these pieces."""
        return sorted({number for piece in pieces for number in self._holders.get(piece, ())})

    def sharing_rarest(
        self, pieces: Iterable[str], *, rarest: int, per_piece: int, in_all: int, most: int
    ) -> list[int]:
        """The texts that share most of the rarest of these pieces, those first.

        Parameters
        ----------
        rarest : pieces by which texts are looked up.
        per_piece, in_all : texts that are looked up by one piece, and by all of them.
        most : texts in the outcome.
        """
        held = {piece for piece in pieces if piece in self._holders}
        shared: Counter[int] = Counter()
        left = in_all
        for piece in sorted(held, key=lambda piece: (len(self._holders[piece]), piece))[:rarest]:
            numbers = self._holders[piece][: min(per_piece, left)]
            shared.update(numbers)
            left -= len(numbers)
        return sorted(shared, key=lambda number: (-shared[number], number))[:most]
