"""List items: which line begins one, and what stands before and between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.ingest.profiles.text_profile import Bullets

_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")
_FINISHED = re.compile(r"[.!?…:;][”\"’')\]]*$")


class BulletMarks:
    """The marks of list items, as one slide uses them.

    Where a slide has strong marks (•), a line that begins with a weak one (- or o) may be the
    middle of a sentence: it begins an item only after a finished one.
    """

    def __init__(self, bullets: Bullets, texts: Iterable[str]) -> None:
        weak = "|".join(re.escape(mark) for mark in bullets.weak)
        self._strong = re.compile(rf"^[{re.escape(bullets.strong)}]\s*")
        self._weak = re.compile(rf"^(?:{weak or '(?!)'})(?:\s+|$)")
        self._numbered = bullets.numbered
        self._has_strong = any(self._strong.match(text) for text in texts)

    def length(self, text: str, previous: str) -> int:
        """Characters of the mark that the line begins with; 0 when it begins no item.

        Parameters
        ----------
        previous : the line before it in the list, "" for the first.
        """
        if strong := self._strong.match(text):
            return strong.end()
        if self._has_strong and previous and not finished(previous):
            return 0
        if weak := self._weak.match(text):
            return weak.end()
        numbered = _NUMBERED.match(text) if self._numbered else None
        return numbered.end() if numbered else 0


def finished(text: str) -> bool:
    """Whether a sentence ends at the end of the line."""
    return bool(_FINISHED.search(text))


def number_of(text: str) -> int | None:
    """The number that a line begins with ("6. Bevorder …"), else None."""
    return int(re.split(r"[.)]", text, maxsplit=1)[0]) if _NUMBERED.match(text) else None


def without_number(text: str) -> str:
    """The line without the number that it begins with."""
    return _NUMBERED.sub("", text)
