"""The lists that names are looked up in, read once; where they come from stands in README.md beside them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from simplemma import is_known

from pipeline.core.yaml_model import StrictModel, read_yaml_model

_HERE = Path(__file__).parent
Words = frozenset[str]


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

    first_names: Words
    first_words: Words
    surnames: Words
    surname_words: Words
    after_prefix: Words
    places: Words
    context: ContextWords

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
    places = {folded(place).lower() for place in _lines("places.txt")}
    return Lexicon(
        first_names=_lines("first_names.txt"),
        first_words=_lines("first_names_also_words.txt"),
        surnames=_lines("surnames.txt"),
        surname_words=_lines("surnames_also_words.txt"),
        after_prefix=_lines("surnames_after_prefix.txt"),
        places=frozenset(places),
        context=read_yaml_model(_HERE / "words.yaml", ContextWords),
    )


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
    return frozenset(folded(line) for line in (_HERE / name).read_text(encoding="utf-8").splitlines())
