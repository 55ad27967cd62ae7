"""Near-duplicates: texts that are the same but for a few words.

Comparing every text with every other takes time that grows with the square of their number. So a text is compared
in full, by rapidfuzz's ratio, only with those that share a piece with it: a shingle, or a rare word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from rapidfuzz import fuzz

from pipeline.core.text.content_words import plain_words

_SHINGLE = 3  # words in a row that near-duplicates must share
_COMMON = 8  # a shingle in more texts than this is an idiom, not a sign of copying


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
    return {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}


def alike(text: str, other: str, near_duplicate: float) -> bool:
    """Whether two folded texts are near-duplicates.

    Parameters
    ----------
    near_duplicate : rapidfuzz ratio, 0–100, from which two texts are one.
    """
    return bool(fuzz.ratio(text, other, score_cutoff=near_duplicate))


def near_pairs(texts: Sequence[str], near_duplicate: float) -> set[tuple[int, int]]:
    """Places of every two folded texts that are near-duplicates."""
    index = PieceIndex(shingles(text) for text in texts)
    return {
        pair for pair in index.pairs(most_common=_COMMON) if alike(texts[pair[0]], texts[pair[1]], near_duplicate)
    }


class PieceIndex:
    """Which texts hold a piece, by their numbers.

    Parameters
    ----------
    pieces : per text its different pieces.
    """

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
