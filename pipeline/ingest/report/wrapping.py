"""Undoing the wrapping of lines: one text again, with the hyphens that belong to it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from simplemma import is_known

from pipeline.ingest.common.lines import SOFT_HYPHEN, Line
from pipeline.ingest.profiles.text_profile import Hyphenation

Join = Callable[[Sequence[str]], str]  # from lines to one text, see :func:`join`

_PAGE_WIDTH = 130  # characters; wrapped text has no longer lines
_MIDDLES = 0.05  # of the lines; in wrapped text every other line begins in lower case
_BROKEN = re.compile(r"([^\W\d_]+)-$")
_HEAD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# Two vowels that would be read as one sound: a compound of such parts keeps its hyphen,
# a prefix gets a diaeresis (Woordenlijst Nederlandse Taal, Leidraad 6 and 12).
_CLASHES = frozenset(["aa", "ae", "ai", "au", "ee", "ei", "eu", "ie", "ii", "oe", "oi", "oo", "ou", "ui", "uu"])
_PREFIXES = frozenset({"be", "ge"})
_DIAERESIS = {"e": "ë", "i": "ï", "u": "ü", "o": "ö", "a": "ä"}

_FRAMED = re.compile(r"(?P<mark>[=*~#_-])(?P=mark)* ?(?P<text>[^\W_].{0,60}[\w)]) ?(?P=mark)+$")
_RULER = re.compile(r"[-=_*~]{2,}$")
_ROOM = 0.95  # of the longest line; letters differ in width, so a line of that many may be full


def had_room(text: str, following: str, longest: int) -> bool:
    """Whether the first word of the next line fitted on this one: then it was not wrapped here.

    A line is as long as the ``longest`` around. A next line in lower case is wrapped anyhow.
    """
    word = following.split(maxsplit=1)[0]
    return not word[:1].islower() and len(text) + 1 + len(word) < _ROOM * longest


def lines_are_paragraphs(lines: Sequence[Line]) -> bool:
    """Whether the text is not wrapped, as it comes from a word processor: a line is a whole paragraph.

    Some line is longer than a page is wide, and hardly any begins in the middle of a sentence.
    """
    middle = sum(line.text[:1].islower() and not line.after_blank for line in lines)
    return any(len(line.text) > _PAGE_WIDTH for line in lines) and middle <= _MIDDLES * len(lines)


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """All words of a text, case folded: what a broken word may turn out to be."""
    return frozenset(word.casefold() for line in lines for word in _WORD.findall(line))


def join(parts: Sequence[str], hyphenation: Hyphenation, words: frozenset[str]) -> str:
    """The lines as one text.

    A word that stands unbroken elsewhere, in :func:`vocabulary`, decides between the readings of a broken one.
    """
    text = ""
    for part in parts:
        text = _joined(text, part, hyphenation, words) if text else part
    return text.removesuffix(SOFT_HYPHEN)


def _joined(text: str, following: str, hyphenation: Hyphenation, words: frozenset[str]) -> str:
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + following
    broken = _BROKEN.search(text)
    head = _HEAD.match(following)
    if head and head[0].casefold() in hyphenation.suspended_before:
        return f"{text} {following}"
    if not broken or not head:
        # "06-/nummer", "2025-/2026": the hyphen is part of the text, unless it is a dash.
        return text + following if re.search(r"\w-$", text) else f"{text} {following}"
    return text[: broken.start()] + _word(broken[1], head[0], hyphenation, words) + following[head.end() :]


def _word(left: str, right: str, hyphenation: Hyphenation, words: frozenset[str]) -> str:
    whole, compound = left + right, f"{left}-{right}"
    marked = left + _DIAERESIS.get(right[0], right[0]) + right[1:]
    clash = (left[-1] + right[0]).casefold() in _CLASHES
    for reading in (compound, *([marked] if clash else []), whole):
        if reading.casefold() in words:
            return reading
    if right[0].isupper() or (len(left) > 1 and left.isupper()) or left.casefold() in hyphenation.kept_after:
        return compound
    if clash and left.casefold() in _PREFIXES:
        return marked
    if clash and not (_known(left) and _known(right)):
        return marked if _known(marked) and not _known(whole) else whole
    return compound if clash else whole


def _known(word: str) -> bool:
    """Whether it is in the word list; a broken part of a word ("telefo-/onnummer") is not."""
    return is_known(word.casefold(), lang="nl")


def without_rulers(lines: Sequence[Line]) -> list[Line]:
    """The lines; drawn ones (=====) set apart like a blank line, framed ones (= KANSEN =) are headings."""
    framed = [(line, _FRAMED.match(line.text)) for line in lines]
    lines = [replace(line, text=frame["text"], role="kop") if frame else line for line, frame in framed]
    ruled = [_RULER.match(line.text) is not None for line in lines]
    return [
        replace(line, role="opmaak" if ruler else line.role, after_blank=line.after_blank or ruler or above)
        for line, ruler, above in zip(lines, ruled, [False, *ruled], strict=False)
    ]
