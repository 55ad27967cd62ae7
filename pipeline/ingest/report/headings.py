"""Recognising a line as chapter, slide title or heading in a list, spelling mistakes forgiven."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from rapidfuzz import fuzz, process

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import HeadingRule, TextProfile
from pipeline.ingest.report.marks import BulletMarks, names_audience, number_of, speaker_of
from pipeline.ingest.report.wrapping import join

_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\S)")
_LONGEST = 100  # characters; no heading is longer, and most lines need no comparing
_SHORTEST_FUZZY = 7  # characters; below this a near match is another word ("Extern", "Intern")
_MOST_LINES = 3  # lines over which a heading by pattern may run
_FREE_TITLE = 60  # characters; a title that the profile does not name is at most this long

HeadingLevel = Literal["chapter", "title", "list"]


@dataclass(frozen=True)
class Heading:
    """A heading as the profile knows it.

    Attributes
    ----------
    name : as in the profile; the same for all spellings of it.
    rule : what stands under it; None for a heading in a list and for an unknown title.
    question : what is answered under it.
    rank : place of its rule in the profile; 0 for what has no rule.
    """

    level: HeadingLevel
    name: str
    rule: HeadingRule | None = None
    category: str = ""
    mentioned: str = ""
    effect: str = ""
    audience: str = ""
    upper: bool = False
    question: str = ""
    rank: int = 0


class Headings:
    """The headings of a profile, to look lines up in.

    From a ``similarity`` (rapidfuzz ratio, 0-100) a line counts as a misspelt heading.
    """

    def __init__(self, profile: TextProfile, similarity: float) -> None:
        self.profile = profile
        self._similarity = similarity
        self._marks = BulletMarks(profile.bullets, ())
        self._known: dict[str, list[Heading]] = {}
        for name, heading in _all(profile):
            self._known.setdefault(_folded(name), []).append(heading)
        self._patterns = [each for each in _ranked(profile) if each[1].pattern is not None]
        self._long = [name for name in self._known if len(name) >= _SHORTEST_FUZZY]
        self._stray = re.compile(rf"^(?:{'|'.join(map(re.escape, profile.pages.stray)) or '(?!)'})\s+")
        self.find = lru_cache(maxsize=4096)(self._find)

    def is_stray(self, text: str) -> bool:
        """Whether the line is only a letter that the slide template left behind."""
        return text in self.profile.pages.stray

    def starts_with_stray(self, text: str) -> bool:
        """Whether such a letter stands before a heading."""
        return bool(self._stray.match(text)) and self.find(text) is not None

    def at(
        self, lines: Sequence[Line], page: range, index: int, under: Heading | None
    ) -> tuple[Heading, int] | None:
        """The heading that begins on a line, and the index of its last line; None where none does.

        It must lie on the ``page``; so far the line stands ``under`` another heading.
        """
        if named := self.find(lines[index].text):
            return None if _outranked(named, under) else (named, index)
        texts = [lines[index].text]
        for line in lines[index + 1 : min(index + _MOST_LINES, page.stop)] if self._patterns else ():
            if line.after_blank or self._begins_else(line.text):
                break
            texts.append(line.text)
        for level, rule, rank in self._patterns:
            for count in range(1, len(texts) + 1):
                match = re.fullmatch(
                    rule.pattern or "", join(texts[:count], self.profile.hyphenation, frozenset())
                )
                if match and not (rule.apart and not _apart(lines, page, index, index + count)):
                    said = {name: (value or "").strip() for name, value in match.groupdict().items()}
                    audience = names_audience(said.get("groep", ""), self.profile) or rule.audience or ""
                    question = said.get("vraag", "")
                    name = rule.pattern or ""
                    found = Heading(level, name, rule, audience=audience, question=question, rank=rank)
                    return None if _outranked(found, under) else (found, index + count - 1)
        return None

    def _begins_else(self, text: str) -> bool:
        """Whether a line cannot be the second or third one of a heading."""
        numbered = number_of(text) is not None
        return bool(numbered or self._marks.length(text) or speaker_of(text, self.profile.speakers))

    def _find(self, text: str) -> Heading | None:
        if len(text) > _LONGEST or not (text[:1].isupper() or text[:1].isdigit()):
            return None
        return self._match(text) or self._match(self._stray.sub("", text))

    def _match(self, text: str) -> Heading | None:
        bare = _NUMBER.sub("", text)
        if not bare[:1].isupper():
            return None
        numbered = bare != text
        upper = _in_capitals(bare)
        folded = _folded(bare)
        allowed = self._known.get(folded, [])
        if not allowed and len(folded) >= _SHORTEST_FUZZY:
            near = process.extractOne(folded, self._long, scorer=fuzz.ratio, score_cutoff=self._similarity)
            if near:
                allowed = self._known[near[0]]
        # Only chapters are numbered: "1. Inhoud" is an item of a list.
        allowed = [
            heading
            for heading in allowed
            if (upper or not heading.upper) and (heading.level == "chapter" or not numbered)
        ]
        # "INHOUD" in capitals stands in a list, "Inhoud" is the title of a slide.
        return min(allowed, key=lambda heading: heading.upper != upper, default=None)


def _apart(lines: Sequence[Line], page: range, start: int, stop: int) -> bool:
    """Whether a heading on these lines stands apart from what is around it.

    That is a blank line above it. A number is enough too, unless it counts on from the item
    above; and it never is where the item below counts on, as in an agenda.
    """
    number = number_of(lines[start].text)
    above = start == page.start or lines[start].after_blank
    if number is None:
        return above
    before = next((at for at in range(start - 1, page.start, -1) if not _goes_on(lines[at])), page.start)
    below = next((at for at in range(stop, page.stop) if not _goes_on(lines[at])), page.stop)
    counted_on = below < page.stop and not lines[below].after_blank and number_of(lines[below].text) == number + 1
    return not counted_on and (above or number_of(lines[before].text) != number - 1)


def _goes_on(line: Line) -> bool:
    """Whether a line seems the middle of a sentence."""
    return not line.after_blank and line.text[:1].islower()


def _outranked(heading: Heading, under: Heading | None) -> bool:
    """Whether the heading above keeps this one from being a heading."""
    return bool(under and under.rule and under.rule.outranks and heading.rank > under.rank)


def may_be_title(text: str) -> bool:
    """Whether a line directly under a chapter heading may be a title that the profile does not name."""
    return len(text) <= _FREE_TITLE and text[:1].isupper() and text[-1] not in ".,;:!”\"'’"


def _in_capitals(text: str) -> bool:
    """Whether all before a bracket is: "INHOUD (vaak genoemd)"."""
    before = text.split("(", maxsplit=1)[0]
    return before == before.upper()


def _folded(text: str) -> str:
    return " ".join(re.sub(r"\s*([/(),])\s*", r" \1 ", text.casefold()).split()).rstrip("?: ")


def _ranked(profile: TextProfile) -> Iterator[tuple[HeadingLevel, HeadingRule, int]]:
    """The rules of headings with their place in the profile, from 1."""
    for rank, (name, rule) in enumerate(profile.rules.items(), start=1):
        yield "chapter" if name.startswith("chapters") else "title", rule, rank


def _all(profile: TextProfile) -> Iterator[tuple[str, Heading]]:
    """Every heading that the profile names, as it may be spelled."""
    for level, rule, rank in _ranked(profile):
        for name in rule.names:
            for half, category in _filled_in(name, "{categorie}", profile.categories):
                for text, audience in _filled_in(half, "{groep}", profile.audiences):
                    who = audience or rule.audience or ""
                    yield text, Heading(level, name, rule, category, audience=who, upper=rule.upper, rank=rank)
    for category, names in profile.categories.items():
        heading = Heading("list", category, category=category, upper=True)
        for name in names:
            yield name, heading
            for mentioned, words in profile.mentioned.items():
                yield from ((f"{name} ({word})", replace(heading, mentioned=mentioned)) for word in words)
    for effect, names in profile.effects.items():
        yield from ((name, Heading("list", effect, effect=effect, upper=True)) for name in names)


def _filled_in(name: str, part: str, words: Mapping[Any, Sequence[str]]) -> list[tuple[str, str]]:
    """The name with each of the words in place of ``part``, and what the word stands for."""
    if part not in name:
        return [(name, "")]
    return [(name.replace(part, word), key) for key, of in words.items() for word in of]
