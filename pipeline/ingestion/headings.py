"""Recognising a line as chapter, slide title or heading in a list, spelling mistakes forgiven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.ingestion.text_profile import HeadingRule, TextProfile

_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\S)")
_LONGEST = 100  # characters; no heading is longer, and most lines need no comparing
_SHORTEST_FUZZY = 7  # characters; below this a near match is another word ("Extern", "Intern")
_FREE_TITLE = 60  # characters; a title that the profile does not name is at most this long

HeadingLevel = Literal["chapter", "title", "list"]


@dataclass(frozen=True)
class Heading:
    """A heading as the profile knows it.

    Attributes
    ----------
    name : as in the profile; the same for all spellings of it.
    rule : what stands under it; None for a heading in a list and for an unknown title.
    """

    level: HeadingLevel
    name: str
    rule: HeadingRule | None = None
    category: str = ""
    mentioned: str = ""
    effect: str = ""
    audience: str = ""
    upper: bool = False


class Headings:
    """The headings of a profile, to look lines up in.

    Parameters
    ----------
    similarity : rapidfuzz ratio, 0-100, from which a line counts as a misspelt heading.
    """

    def __init__(self, profile: TextProfile, similarity: float) -> None:
        self._profile = profile
        self._similarity = similarity
        self._known: dict[str, list[Heading]] = {}
        for name, heading in _all(profile):
            self._known.setdefault(_folded(name), []).append(heading)
        self._long = [name for name in self._known if len(name) >= _SHORTEST_FUZZY]
        self._stray = re.compile(rf"^(?:{'|'.join(map(re.escape, profile.pages.stray)) or '(?!)'})\s+")
        self.find = lru_cache(maxsize=4096)(self._find)

    def is_stray(self, text: str) -> bool:
        """Whether the line is only a letter that the slide template left behind."""
        return text in self._profile.pages.stray

    def starts_with_stray(self, text: str) -> bool:
        """Whether such a letter stands before a heading."""
        return bool(self._stray.match(text)) and self.find(text) is not None

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


def may_be_title(text: str) -> bool:
    """Whether a line directly under a chapter heading may be a title that the profile does not name."""
    return len(text) <= _FREE_TITLE and text[:1].isupper() and text[-1] not in ".,;:!”\"'’"


def names_audience(text: str, profile: TextProfile) -> str:
    """The audience that a heading in free words names: both words make ``beide``, none ""."""
    found = {
        audience
        for audience in ("intern", "extern")
        for word in profile.audiences.get(audience, ())
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    }
    return "beide" if len(found) > 1 else next(iter(found), "")


def _in_capitals(text: str) -> bool:
    """Whether all before a bracket is: "INHOUD (vaak genoemd)"."""
    before = text.split("(", maxsplit=1)[0]
    return before == before.upper()


def _folded(text: str) -> str:
    return " ".join(re.sub(r"\s*([/(),])\s*", r" \1 ", text.casefold()).split()).rstrip("?: ")


def _all(profile: TextProfile) -> Iterator[tuple[str, Heading]]:
    for level, rules in (("chapter", profile.chapters), ("title", profile.titles)):
        for rule in rules:
            for name in rule.names:
                yield from _spelled_out(level, name, rule, profile)  # type: ignore[arg-type]
    for category, names in profile.categories.items():
        for name in names:
            yield name, Heading("list", category, category=category, upper=True)
            for mentioned, words in profile.mentioned.items():
                for word in words:
                    yield (
                        f"{name} ({word})",
                        Heading("list", category, category=category, mentioned=mentioned, upper=True),
                    )
    for effect, names in profile.effects.items():
        for name in names:
            yield name, Heading("list", effect, effect=effect, upper=True)


def _spelled_out(
    level: HeadingLevel, name: str, rule: HeadingRule, profile: TextProfile
) -> Iterator[tuple[str, Heading]]:
    categories = [(key, word) for key, words in profile.categories.items() for word in words]
    audiences = [(key, word) for key, words in profile.audiences.items() for word in words]
    for (category, category_word), (audience, audience_word) in product(
        categories if "{categorie}" in name else [("", "")],
        audiences if "{groep}" in name else [("", "")],
    ):
        text = name.replace("{categorie}", category_word).replace("{groep}", audience_word)
        yield (
            text,
            Heading(
                level,
                name,
                rule,
                category=category,
                audience=audience or rule.audience or "",
                upper=rule.upper,
            ),
        )
