"""Finding a phrase of words in a text: the words as spaCy cuts them, each distinct one cut once.

spaCy cuts a text at white space and then looks at what lies between by itself. So the words
of such a stretch are the same in every text, and are remembered; that is ten times faster
than to build a document per text, and leads to the same words, lemmas and sentences.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.pipeline import Sentencizer

from pipeline.core.text import LONGEST_WORD, lemma_of, remembered

GAP = ".."  # in a phrase: at most GAP_WORDS words in between
GAP_WORDS = 4  # a Dutch clause often puts its object between verb and particle: "leg ons dat eens uit"
_KNOWN_STRETCHES = 50_000
_STRETCH = re.compile(r"\S+|\s+")

Span = tuple[int, int]  # first word, one past the last


class Word(NamedTuple):
    """A word or a sign."""

    form: str  # lower case, as the lemma
    lemma: str
    start: int  # character of its stretch
    end: int
    closes: bool  # whether it may end a sentence
    sign: bool  # whether it is punctuation


class Stretch(NamedTuple):
    """What lies between white space."""

    words: tuple[Word, ...]
    forms: frozenset[str]  # forms and lemmas of its words
    anchored: frozenset[int]  # numbers of what its words may be part of, as the finder of anchors tells


class Cutter:
    """Cuts texts into stretches of words; ``anchors`` gives the phrases that a form and lemma may be part of."""

    def __init__(self, nlp: Language, anchors: Callable[[str, str], tuple[int, ...]]) -> None:
        self._nlp = nlp
        self._closing = frozenset(Sentencizer.default_punct_chars)
        tokenizer: Any = nlp.tokenizer  # to spaCy any function is one; that of a language has rules
        self._special = frozenset(tokenizer.rules)
        self._anchors = anchors
        self._stretch_of = remembered(self._new, _KNOWN_STRETCHES)

    def line(self, text: str) -> "TokenizedText":
        """The words of a text."""
        return TokenizedText(text, [(start, self._stretch_of(stretch)) for start, stretch in _parted(text)])

    def _new(self, stretch: str) -> Stretch:
        words = tuple(self._cut(stretch))
        return Stretch(
            words,
            frozenset(form for word in words for form in (word.form, word.lemma)),
            frozenset(number for word in words for number in self._anchors(word.form, word.lemma)),
        )

    def _cut(self, stretch: str) -> Iterator[Word]:
        if stretch.isalpha() and len(stretch) <= LONGEST_WORD and stretch not in self._special:
            # Letters alone are one word; spaCy finds so too, in ten times the time.
            form = stretch.lower()
            yield Word(form, lemma_of(form), 0, len(stretch), closes=False, sign=False)
            return
        # A run of thousands of signs ("!!!…", emoji) would keep spaCy busy for minutes: its time grows with
        # the square of the length. Nothing that is this long is a word, so it is cut anywhere.
        for start in range(0, len(stretch), LONGEST_WORD):
            for token in self._nlp.make_doc(stretch[start : start + LONGEST_WORD]):
                begin, end = start + token.idx, start + token.idx + len(token)
                closes = token.text in self._closing
                yield Word(token.lower_, lemma_of(token.lower_), begin, end, closes, token.is_punct)


def _parted(text: str) -> Iterator[tuple[int, str]]:
    """Where each stretch begins, and the stretch; of white space, one space that follows a word belongs to it."""
    words = text.split(" ")
    if words == text.split():  # single spaces and nothing else: nearly always
        yield from zip(accumulate((len(word) + 1 for word in words), initial=0), words, strict=False)
        return
    for match in _STRETCH.finditer(text):
        start, stretch = match.start(), match.group()
        if start and stretch[0] == " ":
            start, stretch = start + 1, stretch[1:]
        if stretch:
            yield start, stretch


@dataclass(frozen=True)
class TokenizedText:
    """One text, and where each of its stretches begins, with the stretch."""

    text: str
    stretches: Sequence[tuple[int, Stretch]]

    @cached_property
    def words(self) -> list[Word]:
        """All of them, in order."""
        return [word for _, stretch in self.stretches for word in stretch.words]

    @cached_property
    def where(self) -> dict[str, list[int]]:
        """The places of each form and each lemma."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(self.words):
            found[word.form].append(place)
            if word.lemma != word.form:
                found[word.lemma].append(place)
        return found

    def places_of(self, slot: "Words") -> set[int]:
        """The words that may stand in a place of a phrase."""
        found = {place for one in slot.plain.intersection(self.where) for place in self.where[one]}
        if slot.glob:
            found.update(place for place, word in enumerate(self.words) if slot.glob.fullmatch(word.form))
        return found

    @cached_property
    def sentences(self) -> list[int]:
        """(n_words,) number of the sentence of each word.

        As spaCy's sentencizer: a sentence begins at the first word that is no sign after one that closes.
        """
        numbers: list[int] = []
        closed = False
        for word in self.words:
            begins = closed and not word.sign and not word.closes
            numbers.append((numbers[-1] if numbers else 0) + begins)
            closed = word.closes or (closed and not begins)
        return numbers

    def begins(self, place: int) -> bool:
        """Whether a sentence begins at a word."""
        return place == 0 or self.sentences[place] != self.sentences[place - 1]

    def opens(self, place: int) -> bool:
        """Whether only signs, such as a dash or a quotation mark, come before a word in its sentence."""
        while not self.begins(place):
            place -= 1
            if not self.words[place].sign:
                return False
        return True

    def written(self, places: Sequence[Span]) -> list[str]:
        """The text of some words in a row, lower case, for each of the places."""
        ends = [
            (begin + word.start, begin + word.end) for begin, stretch in self.stretches for word in stretch.words
        ]
        return [self.text[ends[first][0] : ends[last - 1][1]].lower() for first, last in places]


@dataclass(frozen=True)
class Words:
    """Words of which one may stand in a place of a phrase or a dependency."""

    plain: frozenset[str]  # forms or lemmas
    glob: re.Pattern[str] | None  # of those with * for any characters, also none; from the first to the last

    @classmethod
    def of(cls, words: str) -> "Words":
        """From ``a/b*/c``."""
        parts = words.lower().split("/")
        globs = "|".join(".*".join(map(re.escape, part.split("*"))) for part in parts if "*" in part)
        return cls(frozenset(part for part in parts if "*" not in part), re.compile(globs) if globs else None)

    def has(self, form: str) -> bool:
        """Whether a form is one of them."""
        return form in self.plain or (self.glob is not None and self.glob.fullmatch(form) is not None)


def places(slots: Sequence[Words | None], line: TokenizedText) -> list[Span]:
    """Where the words of a phrase (None is a gap) stand within a sentence, longest first.
    Of places that overlap, only the first of these.
    """
    fitting = [None if slot is None else line.places_of(slot) for slot in slots]
    if set() in fitting:
        return []
    n_words = len(line.words)
    spans = [(place, place) for place in sorted(fitting[0] or ())]
    for fits in fitting:
        if fits is None:
            spans = [
                (start, last)
                for start, end in spans
                for last in range(end, min(end + GAP_WORDS + 1, n_words))
                if not any(map(line.begins, range(end, last)))
            ]
        else:
            spans = [(start, end + 1) for start, end in spans if end in fits]
    taken: set[int] = set()
    apart = []
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            apart.append((start, end))
    return [span for span in apart if line.sentences[span[0]] == line.sentences[span[1] - 1]]
