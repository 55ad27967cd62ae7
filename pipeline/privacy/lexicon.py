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
    short_titles: Words
    plural_titles: Words
    roles: Words
    greetings: Words
    prefixes: Words
    opening_prefixes: Words
    prefixes_before_article: Words
    article_prefixes: Words
    not_names: Words
    surnames_after_first: Words
    portfolio_endings: tuple[str, ...]
    sayings: tuple[str, ...]
    naming: Words
    named_things: Words
    before_surnames: Words
    place_endings: tuple[str, ...]
    person_verbs: Words
    not_initials: Words
    before_places: Words
    trusting: Words
    organisation_before: re.Pattern[str]
    organisation_after: re.Pattern[str]
    organisation_head: re.Pattern[str]
    thing_before: re.Pattern[str]
    thing_after: re.Pattern[str]
    only_persons: Words
    streets: tuple[str, ...]
    before_streets: Words
    not_streets: Words
    not_street_endings: tuple[str, ...]
    counted: Words
    called_bsn: re.Pattern[str]
    called_otherwise: re.Pattern[str]

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
    organisations : called like a person, and towns that are a name too ("Mol"), lower case.
    towns_and_names : the latter alone.
    """

    context: ContextWords
    places: Words
    organisations: Words
    towns_and_names: Words
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

    def is_surname(self, token: Token, prefixed: bool = True) -> bool:
        """Whether a list has a surname, also those that stand after "van" and the like."""
        return token.key in self.all_surnames or (prefixed and token.key in self.after_prefix)

    @cached_property
    def phrase_heads(self) -> Words:
        """The first two words of every place and organisation that has more than one."""
        phrases = (name.split() for name in self.places | self.organisations if " " in name)
        return frozenset(" ".join(words[:n]) for words in phrases for n in (2, 2 + (words[1] == "en")))


@cache
def lexicon() -> Lexicon:
    """All lists."""
    files = ("first_names", "first_names_also_words", "surnames", "surnames_also_words", "surnames_after_prefix")
    persons = tuple(map(_lines, files))
    names = {name.lower() for name in frozenset().union(*persons)}
    towns, governments, organisations = (
        frozenset(name.lower() for name in _lines(file)) for file in ("places", "governments", "organisations")
    )
    both = (governments & names) - towns
    towns |= {town.replace("sint-", "sint ") for town in towns}
    words = read_yaml_model(_HERE / "words.yaml", ContextWords)
    return Lexicon(words, towns | (governments - both), organisations | both, both, *persons)


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
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(folded(line) for line in lines if not line.startswith("#"))


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


class Tokens(list[Token]):
    """The tokens of one text, and what stands around each; ``at`` is a token's place, 0-based."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lists, self._words = lexicon(), lexicon().context
        for match in _TOKEN.finditer(text):
            word = match[0].rstrip()
            self.append(Token(match.start(), match.start() + len(word), word, bool(match["initials"])))

    def before(self, at: int) -> str:
        """The word before, lower case, when only a space, comma, colon or bracket stands between.

        After a title a full stop may stand too ("dhr. Bakker"); elsewhere it ends a sentence.
        """
        if at == 0:
            return ""
        word, gap = self[at - 1].lower, self.gap(at).strip()
        return word if gap in ("", ",", "(", ":") or (gap == "." and word in self._words.titles) else ""

    def gap(self, at: int) -> str:
        """What stands between a token and the one before; nothing at the end."""
        return self._text[self[at - 1].end : self[at].start] if at < len(self) else ""

    def follows(self, at: int, words: Words, gap: str = " ") -> bool:
        """Whether a token is one of these words, after this gap."""
        return self.gap(at) == gap and self[at].lower in words

    def acts(self, at: int) -> bool:
        """Whether a token is what only persons do."""
        return self.follows(at, self._words.only_persons)

    def explained(self, at: int) -> bool:
        """Whether a function in brackets follows a token: "Kramer (projectleider)"."""
        return self.follows(at + 1, self._words.roles, " (")

    def is_prefix(self, at: int) -> bool:
        """Whether a token is a small word inside a surname; "uit" is before an article ("uit den Boogaard")."""
        token, words = self[at], self._words
        before_article = token.text in words.prefixes_before_article
        return token.lower in words.prefixes or (before_article and self.follows(at + 1, words.article_prefixes))

    def capital_after(self, at: int) -> bool:
        """Whether the next word has a capital too."""
        return self.gap(at + 1) == " " and self[at + 1].capital

    def is_named_thing(self, at: int) -> bool:
        """Whether a token makes what stands before it an organisation or a building."""
        return self.follows(at, self._words.named_things) and self[at].text[0].isupper()

    def opens_sentence(self, at: int) -> bool:
        """Whether a token has its capital from its place alone."""
        start = self[at].start
        return bool(_OPENS_SENTENCE.search(self._text[max(0, start - 12) : start])) if start else True

    def is_place(self, token: Token) -> bool:
        """Whether a word is the name of a place."""
        return token.key.lower() in self._lists.places

    def is_place_phrase(self, start: int, end: int) -> bool:
        """Whether these tokens together are the name of a place."""
        return self._phrase(start, end) in self._lists.places

    def organisation_end(self, at: int) -> int:
        """End (not included) of the longest listed organisation that begins at a token; 0 when none does."""
        ends = (*self._phrase_ends(at), at + 1)
        return next((end for end in ends if self._phrase(at, end) in self._lists.organisations), 0)

    def _phrase_ends(self, at: int) -> range:
        """Where a listed name of two to four words that begins here may end, the longest first."""
        return range(min(at + 4, len(self)), at + 1, -1) if at in self._heads else range(0)

    @cached_property
    def _heads(self) -> frozenset[int]:
        pairs, heads = range(len(self) - 1), self._lists.phrase_heads
        return frozenset(at for at in pairs if self._phrase(at, at + 2) in heads)

    def _phrase(self, start: int, end: int) -> str:
        """As the lists of places and organisations write it."""
        return folded(self._text[self[start].start : self[end - 1].end]).lower().replace(" & ", " en ")

    def in_place_name(self, at: int) -> bool:
        """Whether a token is part of the name of a place of two to four words."""
        starts = range(max(0, at - 3), at + 1)
        return any(self.is_place_phrase(i, end) for i in starts for end in self._phrase_ends(i) if end > at)

    def in_longer_phrase(self, start: int, end: int) -> bool:
        """Whether a listed name begins within these tokens and goes on after them."""
        longer = ((i, stop) for i in range(start, end) for stop in self._phrase_ends(i) if stop > end)
        return any(
            self.is_place_phrase(*each) or self._phrase(*each) in self._lists.organisations for each in longer
        )

    def only_from(self, start: int, end: int) -> bool:
        """Whether "van Baarn" says where somebody is from."""
        from_there = self[start].text in ("van", "uit", "aan", "op", "in", "bij")
        if not from_there or self._lists.is_surname(self[end - 1]):
            return False
        return self.is_place(self[end - 1]) or self.is_place_phrase(start + 1, end)
