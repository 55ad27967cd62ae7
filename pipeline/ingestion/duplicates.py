"""Linking a statement that returns elsewhere, shortened or reworded, to its twin there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

_WORD = re.compile(r"[^\W\d_]{4,}")  # shorter words are in everything
_RAREST = 8  # words per statement by which its candidates are looked up
_CANDIDATES = 50  # statements compared in full: those that share most of these words


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _sorted_words(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", text.casefold())))


def twins(
    texts: Sequence[str], searching: Sequence[int], among: Collection[int], similarity: float
) -> dict[int, int]:
    """For each statement searched for, the most alike one among the others, if it is alike enough.

    Only the statements that share most of its rarest words are compared, so that time grows with
    the number of statements rather than with its square.

    Parameters
    ----------
    texts : all statements.
    searching, among : places in ``texts`` of the statements to find twins for, and to look in.
    similarity : rapidfuzz ``ratio`` of the words in alphabetical order, 0-100 (100: the same
        words), from which two statements are twins.

    Returns
    -------
    place of a statement -> place of its twin. A tie goes to the first in source order.
    """
    with_word: dict[str, list[int]] = defaultdict(list)
    for place in sorted(among):
        for word in set(_words(texts[place])):
            with_word[word].append(place)
    ordered = {place: _sorted_words(texts[place]) for place in {*searching, *among}}
    found: dict[int, int] = {}
    for place in searching:
        rare = sorted(
            {word for word in _words(texts[place]) if word in with_word},
            key=lambda word: (len(with_word[word]), word),
        )[:_RAREST]
        shared = Counter(other for word in rare for other in with_word[word] if other != place)
        candidates = sorted(shared, key=lambda other: (-shared[other], other))[:_CANDIDATES]
        words = ordered[place]
        best = max(((fuzz.ratio(words, ordered[other]), -other) for other in candidates), default=(0.0, 0))
        if best[0] >= similarity:
            found[place] = -best[1]
    return found
