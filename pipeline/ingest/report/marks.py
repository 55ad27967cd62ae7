"""What a line begins or ends with: the mark of a list item, a number, who speaks; and the audiences it names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.core.codes import Audience
from pipeline.ingest.profiles.text_profile import Bullets, Speakers, TextProfile

FEWEST_WORDS = 3  # in a statement
_LOOSE_WORDS = 15  # words without a full stop, from which they are a sentence that lost it
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

    def length(self, text: str, previous: str = "") -> int:
        """Characters of the mark that the line begins with; 0 when it begins no item.

        ``previous`` is the line before it in the list, "" for the first.
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


def is_sentence(text: str) -> bool:
    """Whether a paragraph is running text, not loose words."""
    text = re.sub(r"\s*\([^()]+\)$", "", text)  # who said it, how often
    words = text.split()
    lower = sum(word[:1].islower() for word in words)
    ends = finished(text) or len(words) >= _LOOSE_WORDS
    return ends and len(words) >= FEWEST_WORDS and lower * 2 >= len(words)


def number_of(text: str) -> int | None:
    """The number that a line begins with ("6. Bevorder …"), else None."""
    return int(re.split(r"[.)]", text, maxsplit=1)[0]) if _NUMBERED.match(text) else None


def without_number(text: str) -> str:
    """The line without the number that it begins with."""
    return _NUMBERED.sub("", text)


class Speaker(NamedTuple):
    """Who speaks, as the source words it ("" for what it does not say), and how many characters say so."""

    name: str
    organisation: str
    respondent: str
    length: int


def speaker_of(text: str, speakers: Speakers | None) -> Speaker | None:
    """Who speaks at the beginning of a text without mark of a list; None where nobody is named."""
    for pattern in speakers.patterns if speakers else ():
        if match := re.match(pattern, text):
            said = {name: " ".join((value or "").split()) for name, value in match.groupdict().items()}
            name, organisation, respondent = (said.get(key, "") for key in ("naam", "organisatie", "respondent"))
            return Speaker(name, organisation, respondent, match.end())
    return None


def audiences_named(text: str, words: Mapping[Audience, Sequence[str]]) -> set[str]:
    """The audiences of which the text has a word.

    >>> audiences_named("Gemeente Wielrade", {"intern": ["provincie"], "extern": ["gemeente"]})
    {'extern'}
    """
    return {
        audience
        for audience, of in words.items()
        if any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in of)
    }


def names_audience(text: str, profile: TextProfile) -> str:
    """The audience that a heading in free words names: both words make ``beide``, none ""."""
    found = audiences_named(text, profile.audiences) & {"intern", "extern"}
    return "beide" if len(found) > 1 else "".join(found)
