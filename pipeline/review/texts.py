"""The statements that there are now, as rows of returned files are held against them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

# Likeness of two texts, rapidfuzz ratio over their plain letters and digits, 0-100. From this on
# they are one text, trimmed or with a typing error mended; two answers of people hardly ever are.
_SAME = 85.0
_CUT_SHORT = 20  # letters and digits from which a beginning is taken for the whole, cut off


class Texts:
    """Text of every statement by id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, statement_id: str) -> str:
        return self._texts[statement_id]

    def find(self, typed: str) -> str:
        """The id as it is, however its letters are written; "" when there is none."""
        return next((one for one in (typed, typed.lower()) if one in self._texts), "")

    def belongs(self, cell: str, statement_id: str) -> bool:
        """Whether a cell ``tekst`` is the text of this statement; an empty cell tells nothing.

        Encodings that garble letters, cells cut short and small mends are forgiven, unless the
        cell is exactly the text of another statement.
        """
        found, own = _letters(cell), self._letters[statement_id]
        if not cell or found == own:
            return True
        if found in self._known:
            return False
        cut_short = len(found) >= _CUT_SHORT and own.startswith(found)
        return cut_short or fuzz.ratio(found, own) >= _SAME

    def nearest(self, cell: str, own: str = "") -> str:
        """Id and text of the statement most like a text that is gone, ``own`` first; "" when none is near."""
        if own and fuzz.ratio(_letters(cell), self._letters[own]) >= _SAME:
            return f"{own}: {self._texts[own]}"
        match = process.extractOne(_letters(cell), self._letters, scorer=fuzz.ratio, score_cutoff=_SAME)
        return f"{match[2]}: {self._texts[match[2]]}" if match and cell else ""

    @cached_property
    def _letters(self) -> dict[str, str]:
        return {one: _letters(text) for one, text in self._texts.items()}

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._letters.values())


def _letters(text: str) -> str:
    """Plain letters and digits: what survives every encoding and every way to break lines.

    >>> _letters("Eén  loket!"), _letters("EÃ©n loket!")
    ('enloket', 'enloket')
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())
