"""A text as words and initials, and the lists that names are looked up in, read once.

Where the lists come from stands in README.md beside them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from simplemma import is_known

from pipeline.core.yaml_model import StrictModel, read_yaml_model

_HERE = Path(__file__).parent
Words = frozenset[str]
_TOKEN = re.compile(
    r"(?P<initials>(?<![\w.])(?:(?:[A-Z]|Th|Ch|Chr|Ph|Fr|Joh)\.[ -]?){1,5}(?=[\w']))"
    r"|['’]t\b|[^\W\d_]+(?:['’-][^\W\d_]+)*"
)
_OPENS_SENTENCE = re.compile(r"(?:^|[.!?:;…\n\t•]|\.{3})[\s\"'“”‘’«»()\[\]–—-]*$|^[\s\"'“”‘’«»()\[\]–—•*-]*$")


class ContextWords(StrictModel):
    """``words.yaml``: words around names and addresses, explained there."""

    titles: Words
    plural_titles: Words
    roles: Words
    greetings: Words
    prefixes: Words
    opening_prefixes: Words
    not_names: Words
    portfolio_endings: tuple[str, ...]
    sayings: tuple[str, ...]
    naming: Words
    named_things: Words
    before_surnames: Words
    place_endings: tuple[str, ...]
    person_verbs: Words
    not_initials: Words
    streets: tuple[str, ...]
    before_streets: Words
    not_streets: Words
    not_street_endings: tuple[str, ...]
    counted: Words

    @cached_property
    def beside_names(self) -> Words:
        """Words that stand beside a name and are none themselves."""
        return self.not_names | self.titles | self.roles


@dataclass(frozen=True)
class Lexicon:
    """Names as written, with their capitals; places in lower case.

    Attributes
    ----------
    first_names, surnames : never seen as a word in running text.
    first_words, surname_words : are words as well ("Roos", "Bakker").
    after_prefix : surnames after "van", "de" and the like.
    """

    context: ContextWords
    places: Words
    first_names: Words
    first_words: Words
    surnames: Words
    surname_words: Words
    after_prefix: Words

    @cached_property
    def all_first_names(self) -> Words:
        return self.first_names | self.first_words

    @cached_property
    def all_surnames(self) -> Words:
        return self.surnames | self.surname_words

    @cached_property
    def lower_surnames(self) -> Words:
        return frozenset(name.lower() for name in self.all_surnames)


@cache
def lexicon() -> Lexicon:
    """All lists."""
    files = ("first_names", "first_names_also_words", "surnames", "surnames_also_words", "surnames_after_prefix")
    places = frozenset(folded(place).lower() for place in _lines("places"))
    return Lexicon(read_yaml_model(_HERE / "words.yaml", ContextWords), places, *map(_lines, files))


@lru_cache(maxsize=20_000)
def is_word(token: str) -> bool:
    """Whether a token, capitals aside, is a word of Dutch (or one of its forms)."""
    return is_known(token.lower(), "nl")


def folded(name: str) -> str:
    """A name without accents: people type Ozlem for Özlem, and the lists do both.

    >>> folded("Özlem Yıldız")
    'Ozlem Yildiz'
    """
    if name.isascii():
        return name
    parts = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _lines(name: str) -> Words:
    return frozenset(folded(line) for line in (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines())


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    text: str
    initials: bool

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def key(self) -> str:
        """As the lists write it."""
        return folded(self.text)

    @property
    def capital(self) -> bool:
        """Begins with a capital and is not written in capitals."""
        return not self.initials and self.text[0].isupper() and not (len(self.text) > 1 and self.text.isupper())


class Tokens:
    """The tokens of one text, and what stands around each; ``at`` is a token's place, 0-based."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places, self._words = lexicon().places, lexicon().context
        self._tokens = [
            Token(
                match.start(), match.start() + len(match[0].rstrip()), match[0].rstrip(), bool(match["initials"])
            )
            for match in _TOKEN.finditer(text)
        ]

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, at: int) -> Token:
        return self._tokens[at]

    def before(self, at: int) -> str:
        """The word before, lower case, when only a space, comma, colon or bracket stands between.

        After a title a full stop may stand too ("dhr. Bakker"); elsewhere it ends a sentence.
        """
        if at == 0:
            return ""
        word, gap = self._tokens[at - 1].lower, self.gap(at).strip()
        return word if gap in ("", ",", "(", ":") or (gap == "." and word in self._words.titles) else ""

    def gap(self, at: int) -> str:
        """What stands between a token and the one before."""
        return self._text[self._tokens[at - 1].end : self._tokens[at].start]

    def capital_after(self, at: int) -> bool:
        """Whether the next word has a capital too."""
        return at + 1 < len(self._tokens) and self.gap(at + 1) == " " and self._tokens[at + 1].capital

    def is_named_thing(self, at: int) -> bool:
        """Whether a token makes what stands before it an organisation or a building."""
        return (
            at < len(self._tokens)
            and self.gap(at) == " "
            and self._tokens[at].lower in self._words.named_things
            and self._tokens[at].text[0].isupper()
        )

    def opens_sentence(self, at: int) -> bool:
        """Whether a token has its capital from its place alone."""
        start = self._tokens[at].start
        return bool(_OPENS_SENTENCE.search(self._text[max(0, start - 12) : start])) if start else True

    def is_place(self, token: Token) -> bool:
        """Whether a word is the name of a place."""
        return token.key.lower() in self._places

    def is_place_phrase(self, start: int, end: int) -> bool:
        """Whether these tokens together are the name of a place."""
        phrase = self._text[self._tokens[start].start : self._tokens[end - 1].end]
        return folded(phrase).lower() in self._places

    def place_at(self, at: int) -> bool:
        """Whether a place name of two to four words begins here."""
        return any(self.is_place_phrase(at, end) for end in range(at + 2, min(at + 5, len(self._tokens) + 1)))

    def in_place_name(self, at: int) -> bool:
        """Whether a token is part of the name of a place of two to four words."""
        return any(
            self.is_place_phrase(start, end)
            for start in range(max(0, at - 3), at + 1)
            for end in range(max(at + 1, start + 2), min(start + 5, len(self._tokens) + 1))
        )
