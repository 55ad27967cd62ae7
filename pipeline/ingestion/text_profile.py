"""The layout of a report in running text, as a person writes it down in ``corpora/profiles/*.yaml``."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipeline.corpus import Audience
from pipeline.params import Kind

Category = str
Mentioned = Literal["vaak", "meerdere", "overig", ""]
Effect = Literal["ja", "weet_niet", "nee", ""]
Level = Literal["slecht", "matig", "voldoende", "goed", "uitstekend"]
Perspective = Literal["eigen_oordeel", "verwachting", "oordeel_partners", "samen"]

# Reasons that the engine itself gives to lines; a profile says in `reasons` what each means.
ENGINE_REASONS = (
    "titelblad",
    "kop",
    "inleiding",
    "dia_teken",
    "spreker",
    "vraag",
    "scoretabel",
    "actie",
    "overig",
)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"this is not a pattern: {problem}") from None
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class Part(BaseModel):
    """Base: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Part):
    """What the lines under a heading are.

    Attributes
    ----------
    bullets, quotes : kind of statement that a bullet, or a text between quote marks, is here.
    bullets_with_category : kind instead of ``bullets`` under a category heading.
    needs : bullets count only under such a heading in the list ("category" or "effect").
    plain : the list may come without bullets.
    signed : quotes may be followed by who said it.
    actions : numbered improvement actions with owners stand here.
    contents : a table of contents: what looks like a heading is not one.
    audience : who speaks, where the heading says so in other words.
    reason : why the other lines are no statement.
    """

    bullets: Kind | None = None
    bullets_with_category: Kind | None = None
    quotes: Kind | None = None
    needs: Literal["category", "effect"] | None = None
    plain: bool = False
    signed: bool = False
    actions: bool = False
    contents: bool = False
    audience: Audience | None = None
    reason: str = "overig"


class HeadingRule(Rule):
    """A heading and what stands under it.

    Attributes
    ----------
    names : the heading's text; ``{categorie}`` and ``{groep}`` stand for a category or an audience.
    upper : only in capitals (so that a table of contents or a sentence is not taken for it).
    """

    names: tuple[str, ...] = Field(min_length=1)
    upper: bool = False


class Bullets(Part):
    """Marks of items: ``strong`` ones always, ``weak`` ones, with a space after, where no strong one is used."""

    strong: str
    weak: tuple[str, ...]
    numbered: bool


class Hyphenation(Part):
    """Where a hyphen at the end of a line belongs to the text: ``project- / en programma``, ``non- / profit``."""

    suspended_before: tuple[str, ...]
    kept_after: tuple[str, ...]


class PerspectiveRule(Part):
    """Whose view a score table shows: the first rule that fits its question and audience."""

    perspective: Perspective
    question: Pattern = ""
    audience: Audience | None = None


class Pages(Part):
    """What starts a slide, beside a form feed: one leading space, a letter that the template leaves behind."""

    leading_space: bool
    stray: tuple[str, ...]


class TextProfile(Part):
    """A layout. Its file, with comments, is the documentation of each key."""

    layout: Literal["tekst"]
    description: str
    pages: Pages
    bullets: Bullets
    hyphenation: Hyphenation
    audiences: dict[Audience, tuple[str, ...]]
    categories: dict[Category, tuple[str, ...]]
    mentioned: dict[Mentioned, tuple[str, ...]]
    effects: dict[Effect, tuple[str, ...]]
    levels: dict[Level, tuple[str, ...]]
    totals: tuple[str, ...]
    question: Pattern
    perspectives: tuple[PerspectiveRule, ...]
    owner: Pattern
    chapters: tuple[HeadingRule, ...]
    titles: tuple[HeadingRule, ...]
    duplicates: dict[Kind, tuple[Kind, ...]]
    reasons: dict[str, str]

    @model_validator(mode="after")
    def _reasons_explained(self) -> TextProfile:
        used = {rule.reason for rule in (*self.chapters, *self.titles)} | set(ENGINE_REASONS)
        missing = sorted(used - set(self.reasons))
        if missing:
            raise ValueError(f"reasons without a meaning: {', '.join(missing)}; explain them under 'reasons'")
        return self
