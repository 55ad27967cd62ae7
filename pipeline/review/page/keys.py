"""Which key stands for which label: letters for themes, digits for category and stance.

A theme gets a letter of its name, an initial where that can be: all themes together are given the letters that
fit best (the assignment problem), so that what fits one well goes to no other. Letters are for themes alone,
and no other key is one, so none can ever clash; from the 27th theme on there are capitals.
"""

import re
import string
import unicodedata
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from pipeline.core.codebook import Codebook

_LETTERS = string.ascii_lowercase + string.ascii_uppercase
# Costs of a letter that is not the first: as many themes as can be have their first letter.
_INITIAL, _INSIDE, _NOT_IN_IT, _CAPITAL, _MOST = 10, 12, 70, 300, 50
_DIGITS = 9
_LONG = 4  # letters from which a word says something; not "en", "van", "met"


def theme_keys(codebook: Codebook) -> dict[str, str]:
    """Theme id to its letter; "" for those beyond the 52nd."""
    letters = _letters(tuple(label.label for label in codebook.themes.values()))
    return dict(zip(codebook.themes, letters, strict=True))


@lru_cache(maxsize=2)  # every page of a corpus has the same
def _letters(names: tuple[str, ...]) -> tuple[str, ...]:
    worse = np.array([[_unlike(name, letter) for letter in _LETTERS] for name in names[: len(_LETTERS)]])
    _, letters = linear_sum_assignment(worse)  # rows come in their order
    beyond = len(names) - len(letters)
    return (*(_LETTERS[letter] for letter in letters), *[""] * beyond)


def single_keys(codebook: Codebook) -> dict[str, dict[str, str]]:
    """Category and stance ids to a digit that always means that one; "" where there are more than nine in all.

    Besides, 1 to 9 mean a category first and then a stance: as many keys, and all under one hand.
    """
    digits = iter(string.digits[1 : _DIGITS + 1])
    return {
        kind: {label_id: next(digits, "") for label_id in getattr(codebook, kind)}
        for kind in ("categories", "stances")
    }


def _unlike(name: str, letter: str) -> int:
    """How badly a letter stands for a name: 0 for its first, then the first of other words, then any other."""
    plain = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", name.casefold()))
    words = re.findall(r"[a-z]+", plain)
    initials = [word[0] for word in words if len(word) >= _LONG] or [word[0] for word in words]
    penalty = _CAPITAL * letter.isupper()
    letter = letter.lower()
    if letter in initials:
        place = initials.index(letter)
        return penalty + (_INITIAL + min(place, _MOST) if place else 0)
    inside = "".join(words).find(letter)
    return penalty + (_NOT_IN_IT if inside < 0 else _INSIDE + min(inside, _MOST))
