"""The lists that names are looked up in, read once, and a word as they write it.

Where the lists come from stands in README.md beside them.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from simplemma import is_known

from pipeline.core.yaml_model import StrictModel, read_yaml_model

_HERE = Path(__file__).parent
Words = frozenset[str]


class ContextWords(StrictModel):
    """``words.yaml``: words around names and addresses, explained there."""

    titles: Words
    short_titles: Words
    plural_titles: Words
    roles: Words
    role_endings: tuple[str, ...]
    officials: Words
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
    firm_verbs: Words
    lower_no_names: Words
    lower_surnames: Words
    surname_endings: tuple[str, ...]
    before_lower_names: Words
    asking_verbs: Words
    after_asking: Words
    not_initials: Words
    before_places: Words
    trusting: Words
    organisation_before: re.Pattern[str]
    firm_before: re.Pattern[str]
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

    def is_called(self, word: str) -> bool:
        """Whether a word is a function, also as a compound, or a greeting: a name may follow."""
        return word in self.roles or word in self.greetings or word.endswith(self.role_endings)


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
    governments: Words
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

    def is_surname(self, token: "Token", prefixed: bool = True) -> bool:
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
    return Lexicon(words, towns | (governments - both), governments, organisations | both, both, *persons)


@lru_cache(maxsize=20_000)
def is_word(token: str) -> bool:
    """Whether a token, capitals aside, is a word of Dutch (or one of its forms)."""
    return is_known(token.lower(), "nl")


def all_parts(word: str, among: Words) -> bool:
    """Whether a word, or each part of a word with hyphens, is in a list."""
    word = word.removesuffix("'s").removesuffix("’s")
    return word in among or ("-" in word and all(part in among for part in word.split("-")))


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


class Token(NamedTuple):
    """A word or initials, and where it stands; a tuple, as most of what looking for names takes is making them."""

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
