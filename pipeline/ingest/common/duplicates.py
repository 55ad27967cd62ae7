"""Linking a statement that returns elsewhere, shortened or reworded, to its twin there."""

import re
from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from pipeline.core.text import PieceIndex

_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"[^\W\d_]{4,}")  # shorter words are in everything
_RAREST = 8  # words per statement by which its candidates are looked up
_LOOKED_UP = 2_000  # candidates looked up per statement at most, by its rarest words first
_CANDIDATES = 50  # statements compared in full: those that share most of these words


def twins(
    texts: Sequence[str], searching: Sequence[int], among: Collection[int], similarity: float
) -> dict[int, int]:
    """Place of each statement searched for -> that of the most alike one among the others, if it is alike enough.

    A tie goes to the first in source order.

    Only the statements that share most of its rarest words are compared, and of those with the
    same words one, so that time grows with the number of statements and not with its square.

    Parameters
    ----------
    texts : all statements.
    searching, among : places in ``texts`` of the statements to find twins for, and to look in.
    similarity : rapidfuzz ``ratio`` of the words in alphabetical order, 0-100 (100: the same
        words), from which two statements are twins.
    """
    groups: dict[str, list[int]] = {}  # statements with the same words are taken together
    for place in sorted(among):
        groups.setdefault(_in_order(texts[place]), []).append(place)
    keys = list(groups)
    index = PieceIndex(_telling(key) for key in keys)
    found: dict[int, int] = {}
    for place in searching:
        key = _in_order(texts[place])
        best, twin = 0.0, -1
        for group in index.sharing_rarest(
            _telling(key), rarest=_RAREST, per_piece=_LOOKED_UP, in_all=_LOOKED_UP, most=_CANDIDATES
        ):
            other = next((each for each in groups[keys[group]] if each != place), -1)
            if other < 0:
                continue
            # Below the best so far the library stops early and gives 0.
            alike = fuzz.ratio(key, keys[group], score_cutoff=max(best, similarity))
            if alike and (alike > best or (alike == best and other < twin)):
                best, twin = alike, other
        if twin >= 0 and best >= similarity:
            found[place] = twin
    return found


def _in_order(text: str) -> str:
    """The words in alphabetical order."""
    return " ".join(sorted(_WORD.findall(text.casefold())))


def _telling(key: str) -> set[str]:
    return set(_TELLING.findall(key))
