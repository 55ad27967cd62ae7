"""Rules that look at grammar: a word with its dependents, and whether a found word is denied.

A pattern names a head and, per relation of Universal Dependencies (universaldependencies.org/nl),
what depends on it: ``{word: nakomen, obj: afspraak/belofte, negated: false}``. A sentence is
analysed only when all words of some pattern are in it, as analysis takes 100 times as long as reading.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from spacy.tokens import Doc, Span, Token

from pipeline.coder.rules.phrases import Words
from pipeline.core.errors import nearest, quoted
from pipeline.core.text import lemma_of

# Relations of UD that a pattern may name; a subtype (nsubj:pass) counts as its relation.
RELATIONS = (
    *("acl", "advcl", "advmod", "amod", "appos", "aux", "case", "ccomp", "compound", "conj", "cop", "csubj"),
    *("det", "expl", "fixed", "flat", "iobj", "mark", "nmod", "nsubj", "nummod", "obj", "obl", "parataxis"),
    "xcomp",
)
NEGATIONS = frozenset(
    {"niet", "geen", "nooit", "nimmer", "nauwelijks", "amper", "zonder", "noch", "niks", "niets", "niemand"}
)
_NOT_REALLY = frozenset({"alleen", "enkel", "slechts", "zozeer"})  # "niet alleen de brief": the brief too
# A denial of the verb denies what it says of its subject and objects: "afspraken worden niet nagekomen".
_CARRIED = frozenset({"nsubj", "obj", "iobj", "obl", "xcomp", "csubj", "nmod", "amod", "fixed"})
_CLIMB = 4  # heads up to which a denial is looked for; further up it is about something else
# What may split off a verb, the longest first: "komt hun beloften na".
_PARTICLE = re.compile(
    "(achter|binnen|dicht|langs|onder|samen|tegen|terug|door|over|vast|voor|aan|los|mee|toe|uit|weg|af|bij|in|na|om|op)"
    "(.{3,})"
)

Alternatives = Annotated[str, StringConstraints(min_length=1)]


class Pattern(BaseModel):
    """A head word and its dependents; each a list of dictionary forms as in ``afspraak/belofte``.

    Any key beside ``word`` and ``negated`` is a relation.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Alternatives] = Field(init=False)

    word: Alternatives
    negated: bool | None = None

    @model_validator(mode="after")
    def _known_relations(self) -> "Pattern":
        for relation, words in (self.__pydantic_extra__ or {}).items():
            if relation not in RELATIONS:
                close = nearest(relation, RELATIONS)
                hint = f" Closest: {quoted(close)}." if close else ""
                raise ValueError(f"{quoted(relation)} is not a relation of Universal Dependencies.{hint}")
            _check(words)
        _check(self.word)
        if not self.__pydantic_extra__ and self.negated is None:
            raise ValueError("a pattern of one word belongs under words; add a relation or negated")
        return self

    @cached_property
    def members(self) -> tuple[tuple[str, Words], ...]:
        """Relation and what may stand in it, the head (without relation) first."""
        members = {"": self.word, **(self.__pydantic_extra__ or {})}
        return tuple((relation, Words.of(words)) for relation, words in members.items())

    def possible(self, forms: frozenset[str]) -> bool:
        """Whether all its words may be among a text's forms (as written, and dictionary forms)."""
        if self.negated and NEGATIONS.isdisjoint(forms):
            return False
        return all(_among(words, forms) for _, words in self.members)


def _check(words: str) -> None:
    if any(not part.strip("*") or " " in part for part in words.split("/")):
        raise ValueError(f"{quoted(words)}: write single words, with / between them and letters beside *")


def _among(words: Words, forms: frozenset[str]) -> bool:
    """Whether one of the words may be among the forms; a separable verb also in two pieces."""
    if not words.plain.isdisjoint(forms) or any(map(forms.issuperset, _pieces(words.plain))):
        return True
    return bool(words.glob) and any(map(words.has, forms))


@lru_cache
def _pieces(words: frozenset[str]) -> list[tuple[str, ...]]:
    return [split.groups() for word in sorted(words) if (split := _PARTICLE.fullmatch(word))]


def _matches(words: Words, token: Token) -> bool:
    """Whether an analysed word is one of these: as written, by either dictionary form, or as a split verb."""
    lemmas = token.lemma_.lower().replace("_", ""), lemma_of(token.lower_)
    particles = ["", *(child.lower_ for child in token.children if child.dep_ == "compound:prt")]
    return words.has(token.lower_) or any(words.has(part + lemma) for part in particles for lemma in lemmas)


def find(pattern: Pattern, doc: Doc) -> list[Span]:
    """Places of a pattern in an analysed text: from its first word to its last."""
    spans, ((_, head), *dependents) = [], pattern.members
    for token in (token for token in doc if _matches(head, token)):
        members = [token]
        for relation, words in dependents:
            children = (c for c in token.children if c.dep_.split(":")[0] == relation and _matches(words, c))
            members += itertools.islice(children, 1)
        complete = len(members) == len(pattern.members)
        if complete and pattern.negated in (None, any(is_negated(member) for member in members)):
            places = [member.i for member in members]
            spans.append(doc[min(places) : max(places) + 1])
    return spans


def is_negated(token: Token) -> bool:
    """Whether "niet", "geen", "nooit", "zonder" and the like deny a word, by its analysis.

    The denial may depend on the word itself or on what carries it: "geen afspraken", "zonder
    afspraken", "afspraken worden niet nagekomen". "Niet alleen" denies nothing.
    """
    for _ in range(_CLIMB):
        if any(map(_denies, _near(token))):
            return True
        if token.head is token or token.dep_.split(":")[0] not in _CARRIED:
            return False
        token = token.head
    return False


def _near(token: Token) -> Iterator[Token]:
    for child in token.children:
        yield child
        if child.dep_ in ("advmod", "aux", "aux:pass"):  # "worden niet meer gestuurd": niet depends on meer
            yield from _near(child)


def _denies(token: Token) -> bool:
    if token.lower_ not in NEGATIONS:
        return False
    after = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    return after not in _NOT_REALLY


def phrase_is_negated(words: str, doc: Doc) -> bool:
    """Whether every place of a phrase, as found in lower case, is denied in an analysed text."""
    text = doc.text.lower()
    if len(text) != len(doc.text):  # "İ" grows in lower case: places would shift
        return False
    starts = [match.start() for match in re.finditer(re.escape(words), text)]
    spans = [doc.char_span(start, start + len(words), alignment_mode="expand") for start in starts]
    return bool(spans) and all(span is not None and is_negated(span.root) for span in spans)
