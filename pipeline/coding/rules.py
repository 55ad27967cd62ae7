"""Rules that a linguist writes: words per label, in YAML, matched with words as spaCy cuts them.

One file per label in ``corpora/rules`` (see the README there for the format). A rule finds
phrases; an ``unless`` phrase in the same sentence takes the find back. Each file brings
sentences that it must find and must not find; they run as tests.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.coding.phrases import GAP, Cutter, Line, Slot, Span, glob, places
from pipeline.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.yaml_model import read_yaml_model

Text = Annotated[str, StringConstraints(min_length=1)]


class Rule(BaseModel):
    """Phrases that point to a label, and phrases in the same sentence that take it back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[Text, ...] = Field(min_length=1)
    unless: tuple[Text, ...] = ()


class Examples(BaseModel):
    """Sentences that the file's rules must find, and must not find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hits: tuple[Text, ...] = Field(min_length=1)
    misses: tuple[Text, ...] = Field(min_length=1)


class RuleFile(BaseModel):
    """One file: the rules of one label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    of: Literal["themes", "stances"]
    rules: dict[str, Rule] = Field(min_length=1)
    examples: Examples


@dataclass(frozen=True)
class Hit:
    """What a rule found.

    Attributes
    ----------
    label : id of the theme or stance.
    rule : name of the rule.
    words : the words of the text that carried it, lower case.
    """

    label: str
    rule: str
    words: str


@dataclass(frozen=True)
class _Phrase:
    file: int
    rule: str
    unless: bool
    slots: tuple[Slot, ...]
    literal: tuple[frozenset[str], ...]


def read_rules(folder: Path, codebook: Codebook) -> list[RuleFile]:
    """All rule files of a folder, by file name: themes first, then those in its folder stances.

    Raises
    ------
    InputError
        No folder or no files; a file that is not sound; a label that the codebook does not know
        or that differs from the file name; a phrase that cannot be read.
    """
    paths = sorted(folder.glob("*.yaml")) + sorted(folder.glob("stances/*.yaml"))
    if not paths:
        raise missing_file(folder / "*.yaml", todo="put one rule file per theme in this folder")
    files, errors = [], []
    for path in paths:
        file = read_yaml_model(path, RuleFile)
        known = getattr(codebook, file.of)
        if file.label != path.stem:
            errors.append(
                InputError(
                    f"label {quoted(file.label)} is not the file's name",
                    where=str(path),
                    allowed=(path.stem,),
                    todo="one file per label: rename the file or correct the label",
                )
            )
        elif file.label not in known:
            errors.append(unknown(file.of.removesuffix("s"), file.label, known, where=str(path)))
        for name, rule in file.rules.items():
            for phrase in (*rule.words, *rule.unless):
                errors.extend(_problems(phrase, f"{path}: rule {name}"))
        files.append(file)
    if errors:
        raise InputErrors.of(errors)
    return files


def _problems(phrase: str, where: str) -> Iterable[InputError]:
    words = phrase.split()
    if words[0] == GAP or words[-1] == GAP or (GAP, GAP) in pairwise(words):
        yield InputError(
            f"phrase {quoted(phrase)} has {GAP} where no word is beside it",
            where=where,
            todo=f"put a word on both sides of {GAP}",
        )
    if any(not part.strip("*") for word in words for part in word.split("/")):
        yield InputError(
            f"phrase {quoted(phrase)} has a word without letters",
            where=where,
            todo="write letters beside * and on both sides of /, without spaces around the /",
        )


class RuleSet:
    """Rules compiled for one language pipeline."""

    def __init__(self, files: Sequence[RuleFile], nlp: Language) -> None:
        self.nlp = nlp
        self.columns = [file.label for file in files] + [f"{f.label}: {name}" for f in files for name in f.rules]
        self._files = list(files)
        self._phrases: list[_Phrase] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._globs: list[tuple[re.Pattern[str], int]] = []
        for number, file in enumerate(files):
            for name, rule in file.rules.items():
                for phrases, unless in ((rule.words, False), (rule.unless, True)):
                    for phrase in phrases:
                        self._add(number, name, phrase, unless)
        self._cutter = Cutter(nlp, self._anchored)

    def _add(self, file: int, name: str, phrase: str, unless: bool) -> None:
        tokens = tuple(tuple(word.lower().split("/")) for word in phrase.split())
        number = len(self._phrases)
        slots = tuple(Slot.of(words) for words in tokens)
        # Trying each of 1,000 phrases at every word takes longer than all else together, so a
        # phrase is tried only where its most telling word occurs and its other words are in the text.
        literal = tuple(slot.plain for slot in slots if slot.plain and not slot.glob) if len(slots) > 1 else ()
        self._phrases.append(_Phrase(file, name, unless, slots, literal))
        anchor = max((t for t in tokens if t != (GAP,)), key=lambda t: min(len(word) for word in t))
        for word in anchor:
            if "*" in word:
                self._globs.append((glob(word), number))
            else:
                self._by_word[word].append(number)

    def _anchored(self, form: str, lemma: str) -> tuple[int, ...]:
        """Phrases whose most telling word this may be."""
        numbers = {*self._by_word.get(form, ()), *self._by_word.get(lemma, ())}
        numbers |= {number for pattern, number in self._globs if pattern.fullmatch(form)}
        return tuple(sorted(numbers))

    def find(self, doc: Doc) -> list[Hit]:
        """As :meth:`find_in`, of the text of a document."""
        return self.find_in(doc.text)

    def find_in(self, text: str) -> list[Hit]:
        """All hits in one text, in the order of the rule files; each rule and words once.

        Of hits for one label that lie within each other, the longest counts.
        """
        stretches = self._cutter.stretches(text)
        anchored = frozenset().union(*[stretch.anchored for stretch in stretches])
        tried = self._possible(anchored, frozenset().union(*[stretch.forms for stretch in stretches]))
        if not tried:
            return []
        line = Line.of(text, stretches)
        spans = {number: own for number in tried if (own := self._places(number, line))}
        cancelled = {
            (phrase.file, phrase.rule, line.sentences[start])
            for phrase, start, _ in self._found(spans)
            if phrase.unless
        }
        found = [
            (phrase.file, phrase.rule, start, end)
            for phrase, start, end in self._found(spans)
            if not phrase.unless and (phrase.file, phrase.rule, line.sentences[start]) not in cancelled
        ]
        longest = [
            (file, rule, (start, end))
            for file, rule, start, end in found
            if not any(
                other == file and first <= start and end <= last and last - first > end - start
                for other, _, first, last in found
            )
        ]
        written = line.written([span for *_, span in longest]) if longest else []
        return list(
            dict.fromkeys(
                Hit(self._files[file].label, rule, words)
                for (file, rule, _), words in zip(longest, written, strict=True)
            )
        )

    def _possible(self, numbers: Iterable[int], there: Set[str]) -> list[int]:
        """The phrases of which each word is somewhere in the text, ascending."""
        found = []
        for number in numbers:
            for words in self._phrases[number].literal:
                if there.isdisjoint(words):
                    break
            else:
                found.append(number)
        return sorted(found)

    def _places(self, number: int, line: Line) -> list[Span]:
        slots = self._phrases[number].slots
        if len(slots) > 1:
            return sorted(places(slots, line))
        return [(place, place + 1) for place, numbers in enumerate(line.anchors) if number in numbers]

    def _found(self, spans: Mapping[int, Iterable[Span]]) -> Iterator[tuple[_Phrase, int, int]]:
        for number, own in spans.items():
            for start, end in own:
                yield self._phrases[number], start, end


def fingerprint(files: Sequence[RuleFile]) -> str:
    """Short hash of what the rules find; their examples do not count."""
    content = "".join(file.model_dump_json(exclude={"examples"}) for file in files)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
