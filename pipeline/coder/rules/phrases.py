"""Finding a phrase of words in a text: the words as spaCy cuts them, each distinct one cut once.

spaCy cuts a text at white space and then looks at what lies between by itself. So the words
of such a stretch are the same in every text, and are remembered; that is ten times faster
than to build a document per text, and leads to the same words, lemmas and sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from spacy.language import Language
from spacy.pipeline import Sentencizer

GAP = ".."  # in a phrase: at most GAP_WORDS words in between
GAP_WORDS = 4  # a Dutch clause often puts its object between verb and particle: "leg ons dat eens uit"
_KNOWN_STRETCHES = 50_000
LONGEST_WORD = 100  # characters; no word, and seldom seen again
_STRETCH = re.compile(r"\S+|\s+")

Span = tuple[int, int]  # first word, one past the last


class Word(NamedTuple):
    """A word or a sign.

    Attributes
    ----------
    form, lemma : lower case.
    start, end : characters of its stretch.
    closes : whether it may end a sentence.
    sign : whether it is punctuation.
    """

    form: str
    lemma: str
    start: int
    end: int
    closes: bool
    sign: bool


class Stretch(NamedTuple):
    """What lies between white space.

    Attributes
    ----------
    forms : forms and lemmas of its words.
    anchors : numbers of what may begin at each word, as the finder of anchors tells.
    """

    words: tuple[Word, ...]
    forms: frozenset[str]
    anchors: tuple[tuple[int, ...], ...]
    anchored: frozenset[int]


class Cutter:
    """Cuts texts into stretches of words.

    Parameters
    ----------
    anchors : form and lemma of a word -> numbers of the phrases that it may be part of.
    """

    def __init__(self, nlp: Language, anchors: Callable[[str, str], tuple[int, ...]]) -> None:
        self._nlp = nlp
        self._closing = frozenset(Sentencizer.default_punct_chars)
        self._anchors = anchors
        self._known = lru_cache(maxsize=_KNOWN_STRETCHES)(self._new)

    def stretches(self, text: str) -> list[Stretch]:
        """The stretches of a text, in order."""
        words = text.split(" ")
        if words == text.split():  # single spaces and nothing else: nearly always
            return [self._of(word) for word in words]
        return [self._of(stretch) for _, stretch in _parted(text)]

    def _of(self, stretch: str) -> Stretch:
        return self._known(stretch) if len(stretch) <= LONGEST_WORD else self._new(stretch)

    def _new(self, stretch: str) -> Stretch:
        # A run of thousands of signs ("!!!…", emoji) would keep spaCy busy for minutes: its time grows with
        # the square of the length. Nothing that is this long is a word, so it is cut anywhere.
        words = tuple(
            Word(
                token.lower_,
                token.lemma_.lower(),
                start + token.idx,
                start + token.idx + len(token),
                token.text in self._closing,
                token.is_punct,
            )
            for start in range(0, len(stretch), LONGEST_WORD)
            for token in self._nlp(stretch[start : start + LONGEST_WORD])
        )
        anchors = tuple(self._anchors(word.form, word.lemma) for word in words)
        return Stretch(
            words,
            frozenset(form for word in words for form in (word.form, word.lemma)),
            anchors,
            frozenset(number for numbers in anchors for number in numbers),
        )


def _parted(text: str) -> Iterator[tuple[int, str]]:
    """Where each stretch begins, and the stretch; of white space, one space that follows a word belongs to it."""
    for match in _STRETCH.finditer(text):
        start, stretch = match.start(), match.group()
        if start and stretch[0] == " ":
            start, stretch = start + 1, stretch[1:]
        if stretch:
            yield start, stretch


@dataclass(frozen=True)
class Line:
    """The words of one text.

    Attributes
    ----------
    sentences : (n_words,) number of the sentence of each word.
    """

    text: str
    words: tuple[Word, ...]
    sentences: tuple[int, ...]
    anchors: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, text: str, stretches: Sequence[Stretch]) -> Line:
        """The stretches of a text, put together."""
        words = tuple(word for stretch in stretches for word in stretch.words)
        anchors = tuple(numbers for stretch in stretches for numbers in stretch.anchors)
        return cls(text, words, tuple(_sentences(words)), anchors)

    def opens(self, place: int) -> bool:
        """Whether only signs, such as a dash or a quotation mark, come before a word in its sentence."""
        while place and self.sentences[place - 1] == self.sentences[place]:
            place -= 1
            if not self.words[place].sign:
                return False
        return True

    def written(self, places: Sequence[Span]) -> list[str]:
        """The text of some words in a row, lower case, for each of the places."""
        # Each stretch begins with a word at its first character, and no other word is there.
        firsts = [number for number, word in enumerate(self.words) if word.start == 0]
        starts = _starts(self.text)

        def begin(place: int) -> int:
            return starts[bisect_right(firsts, place) - 1]

        return [
            self.text[begin(first) + self.words[first].start : begin(last - 1) + self.words[last - 1].end].lower()
            for first, last in places
        ]


def _starts(text: str) -> list[int]:
    """Where each stretch begins."""
    words = text.split(" ")
    if words == text.split():
        return list(accumulate((len(word) + 1 for word in words), initial=0))
    return [start for start, _ in _parted(text)]


def _sentences(words: Sequence[Word]) -> Iterator[int]:
    """As spaCy's sentencizer: a sentence begins at the first word that is no sign after one that closes."""

    def begins() -> Iterator[bool]:
        closed = False
        for word in words:
            begin = closed and not word.sign and not word.closes
            closed = word.closes or (closed and not begin)
            yield begin

    return accumulate(begins())


@dataclass(frozen=True)
class Slot:
    """One place of a phrase: words that may stand there, or the gap.

    Attributes
    ----------
    plain : forms or lemmas.
    glob : of the form, from its first to its last character.
    """

    plain: frozenset[str]
    glob: re.Pattern[str] | None
    gap: bool = False

    @classmethod
    def of(cls, words: Sequence[str]) -> Slot:
        """From the words of a rule, with * for any characters."""
        if tuple(words) == (GAP,):
            return cls(frozenset(), None, gap=True)
        globs = [glob(word).pattern for word in words if "*" in word]
        return cls(
            frozenset(word for word in words if "*" not in word),
            re.compile("|".join(f"(?:{pattern})" for pattern in globs)) if globs else None,
        )

    def fits(self, word: Word) -> bool:
        """Whether the word may stand here."""
        return (
            word.form in self.plain
            or word.lemma in self.plain
            or (self.glob is not None and self.glob.fullmatch(word.form) is not None)
        )


def glob(word: str) -> re.Pattern[str]:
    """A word of a rule as an expression: * is any characters, also none."""
    return re.compile(".*".join(re.escape(part) for part in word.split("*")))


def places(slots: Sequence[Slot], line: Line) -> list[Span]:
    """Where a phrase stands within a sentence, longest first; of places that overlap, only the first of these."""
    words = line.words
    found = [(place, place + 1) for place, word in enumerate(words) if slots[0].fits(word)]
    for slot in slots[1:]:
        if slot.gap:
            found = [
                (start, end + more)
                for start, end in found
                for more in range(GAP_WORDS + 1)
                if end + more < len(words) and not any(_opens(line, end + step) for step in range(more))
            ]
        else:
            found = [(start, end + 1) for start, end in found if end < len(words) and slot.fits(words[end])]
    taken: set[int] = set()
    kept = []
    for start, end in sorted(set(found), key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((start, end))
    return [span for span in kept if line.sentences[span[0]] == line.sentences[span[1] - 1]]


def _opens(line: Line, place: int) -> bool:
    """Whether a sentence begins at a word."""
    return place == 0 or line.sentences[place] != line.sentences[place - 1]
