"""The layout of a report in running text, as a person writes it down in ``corpora/profiles/*.yaml``."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from pipeline.core.codes import Audience, Effect, Kind, Level, Mentioned, Perspective
from pipeline.core.yaml_model import StrictModel, own_yaml
from pipeline.ingest.profiles.sentences import Layout, Pattern, valid_pattern

NEVER = "(?!)"  # the pattern that fits nothing

ENGINE_REASONS: dict[str, str] = own_yaml(Path(__file__).with_name("engine_reasons.yaml"))


def _groups(*allowed: str) -> Callable[[str], str]:
    """A check that a pattern has no other named groups than these."""

    def check(text: str) -> str:
        strange = sorted(set(re.compile(valid_pattern(text)).groupindex) - set(allowed))
        if strange:
            raise ValueError(f"unknown group {strange[0]!r} in this pattern; allowed: {', '.join(allowed)}")
        return text

    return check


HeadingPattern = Annotated[str, AfterValidator(_groups("vraag", "groep"))]
SpeakerPattern = Annotated[str, AfterValidator(_groups("naam", "organisatie", "respondent"))]
DatePattern = Annotated[str, AfterValidator(_groups("datum"))]


class HeadingRule(StrictModel):
    """A heading and what the lines under it are.

    Attributes
    ----------
    names : the heading's text; ``{categorie}`` and ``{groep}`` stand for a category or an audience.
    pattern : instead, an expression for the whole heading, which may run over three lines; its group
        ``vraag`` is the question that is answered below it, ``groep`` names who speaks.
    apart : only with a blank line above it, or a number that does not count on from line to line.
    upper : only in capitals (so that a table of contents or a sentence is not taken for it).
    bullets, quotes : kind of statement that a bullet, or a text between quote marks, is here.
    turns : kind of statement that begins with who speaks ("Naam (organisatie): ...").
    bullets_with_category : kind instead of ``bullets`` under a category heading.
    needs : bullets count only under such a heading in the list ("category" or "effect").
    plain : the list may come without bullets.
    blank_line : what a blank line does in a statement: nothing; end it once its sentence is
        finished, so that what follows without mark is none; or begin a new one.
    signed : quotes may be followed by who said it.
    actions : numbered improvement actions with owners stand here.
    contents : a table of contents: what looks like a heading is not one.
    outranks : headings of rules that stand later in the profile are no headings here.
    audience : who speaks, where the heading says so in other words.
    reason : why the other lines are no statement.
    """

    names: tuple[str, ...] = ()
    pattern: HeadingPattern | None = None
    apart: bool = False
    upper: bool = False
    bullets: Kind | None = None
    bullets_with_category: Kind | None = None
    quotes: Kind | None = None
    turns: Kind | None = None
    needs: Literal["category", "effect"] | None = None
    plain: bool = False
    blank_line: Literal["nothing", "ends", "begins"] = "nothing"
    signed: bool = False
    actions: bool = False
    contents: bool = False
    outranks: bool = False
    audience: Audience | None = None
    reason: str = "overig"

    @model_validator(mode="after")
    def _named(self) -> "HeadingRule":
        if bool(self.names) == (self.pattern is not None):
            raise ValueError("a heading has either 'names' or a 'pattern'")
        return self


class LineRule(StrictModel):
    """Lines that are no statement wherever they stand: page numbers, who was present.

    Attributes
    ----------
    pattern : how such a line begins.
    continues : the lines below belong to it, up to a blank line, heading, speaker or list.
    """

    pattern: Pattern
    reason: str
    continues: bool = False


class Speakers(StrictModel):
    """How a statement says who speaks, before the text.

    Attributes
    ----------
    patterns : the first that fits, with groups ``naam``, ``organisatie``, ``respondent``.
    organisations : words in an organisation by which it is known to be of an audience.
    respondent_code : respondents that are codes and stay; others, which may be names, get a pseudonym.
    """

    patterns: tuple[SpeakerPattern, ...] = Field(min_length=1)
    organisations: dict[Audience, tuple[str, ...]] = Field(default_factory=dict)
    respondent_code: Pattern = r"[A-Za-z]{0,12}[ _.:#-]{0,2}\d{1,7}"


class Bullets(StrictModel):
    """Marks of items: ``strong`` ones always, ``weak`` ones, with a space after, where no strong one is used."""

    strong: str = "•▪▫➢➤■□●○◦‣⁃►▶▸✓✔❖◆·\uf0a7\uf0b7\uf0d8"
    weak: tuple[str, ...] = ("-", "–", "—", "*", "o")
    numbered: bool = True


class Hyphenation(StrictModel):
    """Where a hyphen at the end of a line belongs to the text: ``project- / en programma``, ``non- / profit``."""

    suspended_before: tuple[str, ...] = ("en", "of", "en/of", "t/m", "tot", "dan", "noch", "als", "versus")
    kept_after: tuple[str, ...] = ("non", "niet", "e", "x", "back")


class PerspectiveRule(StrictModel):
    """Whose view a score table shows: the first rule that fits its question and audience."""

    perspective: Perspective
    question: Pattern = ""
    audience: Audience | None = None


class Pages(StrictModel):
    """What starts a slide, beside a form feed: one leading space, a letter that the template leaves behind.

    Attributes
    ----------
    slides : pages are slides: a heading may stand below its slide, and a line alone under a chapter
        is a title.
    """

    leading_space: bool = False
    stray: tuple[str, ...] = ()
    slides: bool = False


class TextProfile(Layout):
    """A layout of a report in running text; corpora/profiles/README.md explains each key to who writes one."""

    layout: Literal["tekst"]
    signs: tuple[Pattern, ...] = ()
    pages: Pages = Pages()
    bullets: Bullets = Bullets()
    hyphenation: Hyphenation = Hyphenation()
    lines: tuple[LineRule, ...] = ()
    speakers: Speakers | None = None
    date: DatePattern | None = None
    months: dict[int, tuple[str, ...]] = Field(default_factory=dict)
    prose: Kind | None = None
    audiences: dict[Audience, tuple[str, ...]] = Field(default_factory=dict)
    categories: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    mentioned: dict[Mentioned, tuple[str, ...]] = Field(default_factory=dict)
    effects: dict[Effect, tuple[str, ...]] = Field(default_factory=dict)
    levels: dict[Level, tuple[str, ...]] = Field(default_factory=dict)
    totals: tuple[str, ...] = ()
    question: Pattern = NEVER
    perspectives: tuple[PerspectiveRule, ...] = ()
    owner: Pattern = NEVER
    chapters: tuple[HeadingRule, ...] = ()
    titles: tuple[HeadingRule, ...] = ()
    duplicates: dict[Kind, tuple[Kind, ...]] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict, validate_default=True)

    @property
    def rules(self) -> dict[str, HeadingRule]:
        """The rules of headings, chapters first, by the names that mistakes in them are told by ("titles.3")."""
        rules = (("chapters", self.chapters), ("titles", self.titles))
        return {f"{level}.{place}": rule for level, of in rules for place, rule in enumerate(of)}

    @field_validator("reasons")
    @classmethod
    def _with_those_of_the_engine(cls, reasons: dict[str, str]) -> dict[str, str]:
        return {**{name: meaning for name, meaning in ENGINE_REASONS.items() if name not in reasons}, **reasons}

    @model_validator(mode="after")
    def _reasons_explained(self) -> "TextProfile":
        used = {rule.reason for rule in self.rules.values()} | {rule.reason for rule in self.lines}
        missing = sorted(used - set(self.reasons))
        if missing:
            raise ValueError(f"reasons without a meaning: {', '.join(missing)}; explain them under 'reasons'")
        return self
