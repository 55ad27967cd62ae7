"""Rules that a linguist writes: words per label, in YAML, matched with words as spaCy cuts them.

One file per label in ``corpora/rules`` (see the README there for the format). A rule finds
phrases, or words that depend on each other (dependencies.py); an ``unless`` phrase in the same
sentence takes the find back. Each file brings sentences that it must find and must not find;
they run as tests.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.coder.language.language import Choice, analyse, load
from pipeline.coder.rules import dependencies
from pipeline.coder.rules.dependencies import NEGATIONS, Pattern, phrase_is_negated
from pipeline.coder.rules.phrase_form import START, problems
from pipeline.coder.rules.phrases import GAP, LONGEST_WORD, Cutter, Line, Slot, Span, glob, places
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.core.yaml_model import read_yaml_model

Text = Annotated[str, StringConstraints(min_length=1)]


class Rule(BaseModel):
    """What points to a label, and what takes it back.

    Attributes
    ----------
    words : phrases.
    dependencies : words that depend on each other.
    unless : phrases that take back a find of ``words`` in the same sentence.
    negated : whether finds of ``words`` count only where they are denied, or only where not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[Text, ...] = ()
    dependencies: tuple[Pattern, ...] = ()
    unless: tuple[Text, ...] = ()
    negated: bool | None = None

    @model_validator(mode="after")
    def _finds_something(self) -> Rule:
        if not self.words and not self.dependencies:
            raise ValueError("a rule needs words or dependencies")
        return self


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
    opens: bool
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
                errors.extend(problems(phrase, f"{path}: rule {name}"))
        files.append(file)
    if errors:
        raise InputErrors.of(errors)
    return files


class RuleSet:
    """Rules compiled for one language pipeline.

    Parameters
    ----------
    choice : pipeline that analyses the statements whose words could satisfy a dependency or hold a denial.
    grammar : False leaves that analysis out, which takes longer than all else: no statement then
        denies anything, and no words depend on each other.
    """

    def __init__(
        self, files: Sequence[RuleFile], nlp: Language, choice: Choice = "auto", *, grammar: bool = True
    ) -> None:
        self.nlp = nlp
        self._choice: Choice = choice
        self._analyses = grammar
        self.columns = [file.label for file in files] + [f"{f.label}: {name}" for f in files for name in f.rules]
        self._files = list(files)
        self._phrases: list[_Phrase] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._globs: list[tuple[re.Pattern[str], int]] = []
        rules = [((file.label, name), rule) for file in files for name, rule in file.rules.items()]
        self._patterns = [(name, pattern) for name, rule in rules for pattern in rule.dependencies]
        self._denied = {name: rule.negated for name, rule in rules if rule.negated is not None}
        self._grammatical = bool(self._patterns or self._denied)
        for number, file in enumerate(files):
            for name, rule in file.rules.items():
                for phrases, unless in ((rule.words, False), (rule.unless, True)):
                    for phrase in phrases:
                        self._add(number, name, phrase, unless)
        self._any_glob = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in self._globs) or r"(?!)")
        self._cutter = Cutter(nlp, self._anchored)

    @property
    def version(self) -> str:
        """Short hash of what the rules find."""
        return fingerprint(self._files)

    def __reduce__(self) -> tuple[Callable[..., RuleSet], tuple[object, ...]]:
        """For another process: compiled anew there, as a language pipeline is not handed on."""
        return _again, (self._files, self._choice, self._analyses)

    def _add(self, file: int, name: str, phrase: str, unless: bool) -> None:
        opens = phrase.startswith(f"{START} ")
        tokens = tuple(tuple(word.lower().split("/")) for word in phrase.split()[opens:])
        number = len(self._phrases)
        slots = tuple(Slot.of(words) for words in tokens)
        # Trying each of 1,000 phrases at every word takes longer than all else together, so a
        # phrase is tried only where its most telling word occurs and its other words are in the text.
        literal = tuple(slot.plain for slot in slots if slot.plain and not slot.glob) if len(slots) > 1 else ()
        self._phrases.append(_Phrase(file, name, unless, opens, slots, literal))
        anchor = max((t for t in tokens if t != (GAP,)), key=lambda t: min(len(word) for word in t))
        for word in anchor:
            if "*" in word:
                self._globs.append((glob(word), number))
            else:
                self._by_word[word].append(number)

    def _anchored(self, form: str, lemma: str) -> tuple[int, ...]:
        """Phrases whose most telling word this may be."""
        numbers = {*self._by_word.get(form, ()), *self._by_word.get(lemma, ())}
        if self._any_glob.fullmatch(form):
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
        there = frozenset().union(*[stretch.forms for stretch in stretches])
        tried = self._possible(anchored, there)
        hits = self._by_phrases(Line.of(text, stretches), tried) if tried else []
        return self._with_grammar(text, hits, there) if self._grammatical else hits

    def _by_phrases(self, line: Line, tried: Iterable[int]) -> list[Hit]:
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

    def _with_grammar(self, text: str, hits: Sequence[Hit], there: frozenset[str]) -> list[Hit]:
        """Drop what is (not) denied, add what depends; the text is analysed only where that can matter."""
        patterns = [entry for entry in self._patterns if entry[1].possible(there)]
        guarded = {hit: self._denied[hit.label, hit.rule] for hit in hits if (hit.label, hit.rule) in self._denied}
        asked = patterns or (guarded and not NEGATIONS.isdisjoint(there))
        # What holds no spaces for that long is no sentence, and slow to cut.
        if not self._analyses or not asked or max(map(len, text.split())) > LONGEST_WORD:
            return [hit for hit in hits if not guarded.get(hit)]
        (doc,) = analyse([self.nlp(text)], self._choice)
        kept = [hit for hit in hits if hit not in guarded or phrase_is_negated(hit.words, doc) is guarded[hit]]
        kept += [
            Hit(label, rule, span.text.lower())
            for (label, rule), pattern in patterns
            for span in dependencies.find(pattern, doc)
        ]
        return sorted(dict.fromkeys(kept), key=lambda hit: self.columns.index(hit.label))

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
            found = sorted(places(slots, line))
        else:
            found = [(place, place + 1) for place, numbers in enumerate(line.anchors) if number in numbers]
        return [span for span in found if line.opens(span[0])] if self._phrases[number].opens else found

    def _found(self, spans: Mapping[int, Iterable[Span]]) -> Iterator[tuple[_Phrase, int, int]]:
        for number, own in spans.items():
            for start, end in own:
                yield self._phrases[number], start, end


def _again(files: Sequence[RuleFile], choice: Choice, grammar: bool) -> RuleSet:
    return RuleSet(files, load(choice), choice, grammar=grammar)


def fingerprint(files: Sequence[RuleFile]) -> str:
    """Short hash of what the rules find; their examples do not count."""
    content = "".join(file.model_dump_json(exclude={"examples"}) for file in files)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
