"""Where in a text a name may begin, told by its words one by one: elsewhere the rules of names.py find none.

Most words of most texts are none of these, and a word that came before is not looked at again. What is told
here is never less than what the rules find; a test holds both against each other.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.privacy.lexicon import Token, Words, all_parts, folded, lexicon
from pipeline.privacy.lower_case import is_first
from pipeline.privacy.tokens import words_of

# Signs that are, without accents and the like, a letter or nothing: they hide where a word ends.
_ODD = re.compile(r"[^\x00-\x7f\w’‘“”–—…•€\xa0]")
_LONGEST_PREFIX = 3  # small words between a first name and its surname ("van der")


# What a word by itself may be.
_BEGINS = 1  # initials, or a word of a list
_WANTED = 2  # a capital, or a prefix of surnames: begins a name where what stands beside it says so
_CAPITAL = 4
_PREFIX = 8
_TITLE = 16
_CALLED = 32  # a function or a greeting
_AND = 64
_PLURAL = 128  # "de heren Bos en Vos": the second is titled as well
_HEAD = 256  # may be the first word of a place or an organisation of several words


def beginnings(text: str, known: Words) -> list[int]:
    """Places of the tokens at which a name may begin.

    Parameters
    ----------
    known : words of names that the source gives away elsewhere.
    """
    words = words_of(text)
    kinds = [*map(_kind, words)]
    found = []
    odd = not text.isascii() and _ODD.search(text)
    before = 0
    for at, kind in enumerate(kinds):
        if kind & _BEGINS:
            found.append(at)
        elif kind & _WANTED:
            introduced = before & (_TITLE | _CALLED) or (before & _AND and any(one & _PLURAL for one in kinds))
            phrase = kind & _HEAD and _begins_phrase(*words[at : at + 2])
            if odd or introduced or phrase or (kind & _CAPITAL and _surname_near(kinds, at)) or words[at] in known:
                found.append(at)
        elif before & _TITLE:
            found.append(at)
        before = kind
    return found


def _surname_near(kinds: Sequence[int], at: int) -> bool:
    """Whether a word with a capital follows, at once or after prefixes."""
    for kind in kinds[at + 1 : at + 2 + _LONGEST_PREFIX]:
        if kind & _CAPITAL:
            return True
        if not kind & _PREFIX:
            return False
    return False


@lru_cache(maxsize=50_000)
def _kind(word: str) -> int:
    """What one word may be."""
    lists, words = lexicon(), lexicon().context
    token = Token(0, len(word), word, "." in word)
    lower, place = token.lower, folded(word).lower()
    wanted = word[0].isupper() or lower in words.prefixes
    listed = wanted and place in lists.organisations
    if token.capital:
        listed |= token.key in lists.all_surnames or all_parts(token.key, lists.all_first_names)
    is_so = {
        _BEGINS: token.initials or listed or (word.islower() and is_first(token)),
        _WANTED: wanted,
        _CAPITAL: token.capital,
        _PREFIX: lower in words.prefixes or word in words.prefixes_before_article,
        _TITLE: lower in words.titles,
        _CALLED: words.is_called(lower),
        _AND: lower == "en",
        _PLURAL: lower in words.plural_titles,
        _HEAD: place in _heads_of_phrases(),
    }
    return sum(kind for kind, so in is_so.items() if so)


@lru_cache(maxsize=50_000)
def _begins_phrase(word: str, following: str = "") -> bool:
    """Whether a place or an organisation of several words may begin with these two."""
    return folded(following).lower() in _heads_of_phrases()[folded(word).lower()]


@cache
def _heads_of_phrases() -> dict[str, set[str]]:
    """What the first two words of every place and organisation of several begin with, and what these end with."""
    found: dict[str, set[str]] = {}
    for head in lexicon().phrase_heads:
        ends = [n for n, sign in enumerate(head) if n and not sign.isalpha()]
        for place, n in enumerate(ends):
            found.setdefault(head[:n], set()).update(head[m + 1 :] for m in ends[place:])
    return found
