"""Finding phrases of words in a text: the words as spaCy cuts them, each distinct one cut once.

spaCy cuts a text at white space and then looks at what lies between by itself. So the words
of such a stretch are the same in every text, and are remembered; that is ten times faster
than to build a document per text, and leads to the same words, lemmas and sentences. Remembered
too is in which places of phrases each may stand: a text is looked at only where one fits.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.pipeline import Sentencizer

from pipeline.core.text import LONGEST_WORD, lemma_of, remembered

GAP = ".."  # in a phrase: at most GAP_WORDS words in between
GAP_WORDS = 4  # a Dutch clause often puts its object between verb and particle: "leg ons dat eens uit"
_KNOWN_STRETCHES = 100_000  # about 60 MB
_STRETCH = re.compile(r"\S+|\s+")
_SIGNS = frozenset(",.!?;:")  # behind a letter a word of their own

Span = tuple[int, int]  # first word, one past the last
Fits = tuple[int, ...]  # numbers of places in phrases, as Slots gives them


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


class Slots:
    """The places of all phrases, numbered; those in which the same words may stand have one number."""

    def __init__(self) -> None:
        self._numbers: dict[Words, int] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._globs: list[tuple[re.Pattern[str], int]] = []

    def number(self, words: Words) -> int:
        """The number of a place; a new one where none is like it."""
        if words not in self._numbers:
            self._numbers[words] = number = len(self._numbers)
            for word in words.plain:
                self._by_word[word].append(number)
            if words.glob:
                self._globs.append((words.glob, number))
        return self._numbers[words]

    @cached_property
    def _any_glob(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{glob.pattern})" for glob, _ in self._globs) or r"(?!)")

    def of(self, form: str, lemma: str) -> Fits:
        """The places in which a word may stand, once all are numbered."""
        numbers = {*self._by_word.get(form, ()), *self._by_word.get(lemma, ())}
        if self._any_glob.fullmatch(form):
            numbers.update(number for glob, number in self._globs if glob.fullmatch(form))
        return tuple(numbers)


class Word(NamedTuple):
    """A word or a sign."""

    form: str  # lower case, as the lemma
    lemma: str
    start: int  # character of its stretch
    end: int
    closes: bool  # whether it may end a sentence
    sign: bool  # whether it is punctuation
    fits: Fits


class Stretch(NamedTuple):
    """What lies between white space."""

    words: tuple[Word, ...]
    fits: frozenset[int]  # of all its words


class Cutter:
    """Cuts texts into stretches of words; ``slots`` are the places in which a word may stand."""

    def __init__(self, nlp: Language, slots: Slots) -> None:
        self._nlp = nlp
        self._closing = frozenset(Sentencizer.default_punct_chars)
        tokenizer: Any = nlp.tokenizer  # to spaCy any function is one; that of a language has rules
        self._special = frozenset(tokenizer.rules)
        self._slots = slots
        self._stretch_of = remembered(self._new, _KNOWN_STRETCHES)

    def stretches(self, text: str) -> list[Stretch]:
        """The words of a text."""
        return [*map(self._stretch_of, _plain(text) or [own for _, own in _parted(text)])]

    def _new(self, stretch: str) -> Stretch:
        words = tuple(self._cut(stretch))
        return Stretch(words, frozenset(number for word in words for number in word.fits))

    def _cut(self, stretch: str) -> Iterator[Word]:
        # Letters alone are one word, and a sign that follows a letter is another; spaCy finds so too, in ten
        # times the time.
        letters = stretch[:-1] if stretch[-1] in _SIGNS and "a" <= stretch[-2:-1] <= "z" else stretch
        if letters.isalpha() and len(stretch) <= LONGEST_WORD and self._special.isdisjoint((stretch, letters)):
            yield self._word(letters, 0, sign=False)
            if letters != stretch:
                yield self._word(stretch[-1], len(letters), sign=True)
            return
        # A run of thousands of signs ("!!!…", emoji) would keep spaCy busy for minutes: its time grows with
        # the square of the length. Nothing that is this long is a word, so it is cut anywhere.
        for start in range(0, len(stretch), LONGEST_WORD):
            for token in self._nlp.make_doc(stretch[start : start + LONGEST_WORD]):
                yield self._word(token.text, start + token.idx, sign=token.is_punct)

    def _word(self, text: str, start: int, *, sign: bool) -> Word:
        form = text.lower()
        lemma = lemma_of(form)
        closes = text in self._closing
        return Word(form, lemma, start, start + len(text), closes, sign, self._slots.of(form, lemma))


def _plain(text: str) -> list[str]:
    """The words, where there are single spaces between them and nothing else: nearly always. Else none."""
    words = text.split(" ")
    return words if words == text.split() else []


def _parted(text: str) -> Iterator[tuple[int, str]]:
    """Where each stretch begins, and the stretch; of white space, one space that follows a word belongs to it."""
    if words := _plain(text):
        yield from zip(accumulate([len(word) + 1 for word in words], initial=0), words, strict=False)
        return
    for match in _STRETCH.finditer(text):
        start, stretch = match.start(), match.group()
        if start and stretch[0] == " ":
            start, stretch = start + 1, stretch[1:]
        if stretch:
            yield start, stretch


class TokenizedText:
    """One text with its stretches.

    Attributes
    ----------
    words : all of them, in order.
    """

    def __init__(self, text: str, stretches: Sequence[Stretch]) -> None:
        self._text, self._stretches = text, stretches
        self.words = [word for stretch in stretches for word in stretch.words]
        self._fits = [word.fits for word in self.words]
        self._where: dict[int, list[int]] = {}

    def where(self, slot: int) -> list[int]:
        """The words that may stand in a place of a phrase, in order."""
        if slot not in self._where:
            self._where[slot] = [place for place, fits in enumerate(self._fits) if slot in fits]
        return self._where[slot]

    @cached_property
    def sentences(self) -> list[int]:
        """(n_words,) number of the sentence of each word.

        As spaCy's sentencizer: a sentence begins at the first word that is no sign after one that closes.
        """
        numbers: list[int] = []
        number, closed = 0, False
        for word in self.words:
            begins = closed and not word.sign and not word.closes
            number += begins
            numbers.append(number)
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
        begins, words = [begin for begin, _ in _parted(self._text)], self.words
        of = [number for number, stretch in enumerate(self._stretches) for _ in stretch.words]
        return [
            self._text[begins[of[first]] + words[first].start : begins[of[last - 1]] + words[last - 1].end].lower()
            for first, last in places
        ]


def places(slots: Sequence[int | None], line: TokenizedText) -> list[Span]:
    """Where the words of a phrase (None is a gap) stand within a sentence, longest first.
    Of places that overlap, only the first of these.
    """
    spans = [(place, place + 1) for place in line.where(slots[0])] if slots[0] is not None else []
    for slot in slots[1:]:
        if slot is None:
            spans = [
                (start, last)
                for start, end in spans
                for last in range(end, min(end + GAP_WORDS + 1, len(line.words)))
                if not any(map(line.begins, range(end, last)))
            ]
        else:
            fits = line.where(slot)
            spans = [(start, end + 1) for start, end in spans if end in fits]
        if not spans:
            return []
    if len(slots) == 1:  # which hardly anything else is
        return spans
    apart, taken = list[Span](), set[int]()
    for start, end in sorted(set(spans), key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            apart.append((start, end))
    return [span for span in apart if line.sentences[span[0]] == line.sentences[span[1] - 1]]
