"""Rules that a linguist writes: words per label, in YAML, matched with spaCy.

One file per label in ``corpora/rules`` (see the README there for the format). A rule finds
phrases; an ``unless`` phrase in the same sentence takes the find back. Each file brings
sentences that it must find and must not find; they run as tests.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.codebook import Codebook
from pipeline.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.yaml_model import read_yaml_model

GAP = ".."  # in a phrase: at most GAP_WORDS words in between
GAP_WORDS = 4  # a Dutch clause often puts its object between verb and particle: "leg ons dat eens uit"
_KNOWN_WORDS = 100_000

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
    tokens: tuple[tuple[str, ...], ...]


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
        self._matchers: dict[int, Matcher] = {}
        self._literal: dict[int, list[tuple[str, ...]]] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._globs: list[tuple[re.Pattern[str], int]] = []
        for number, file in enumerate(files):
            for name, rule in file.rules.items():
                for phrases, unless in ((rule.words, False), (rule.unless, True)):
                    for phrase in phrases:
                        self._add(number, name, phrase, unless)
        self._starts = lru_cache(maxsize=_KNOWN_WORDS)(self._starting_phrases)

    def _add(self, file: int, name: str, phrase: str, unless: bool) -> None:
        tokens = tuple(tuple(word.lower().split("/")) for word in phrase.split())
        number = len(self._phrases)
        self._phrases.append(_Phrase(file, name, unless, tokens))
        # Trying each of 1,000 patterns at every token takes longer than all else together, so a
        # phrase is tried only where its most telling word occurs.
        anchor = max((t for t in tokens if t != (GAP,)), key=lambda t: min(len(word) for word in t))
        for word in anchor:
            if "*" in word:
                self._globs.append((_glob(word), number))
            else:
                self._by_word[word].append(number)
        if len(tokens) > 1:
            matcher = Matcher(self.nlp.vocab)
            matcher.add("phrase", _patterns(tokens), greedy="LONGEST")
            self._matchers[number] = matcher
            plain = [t for t in tokens if t != (GAP,) and not any("*" in word for word in t)]
            self._literal[number] = plain

    def _starting_phrases(self, lower: str, lemma: str) -> tuple[int, ...]:
        numbers = {*self._by_word.get(lower, ()), *self._by_word.get(lemma, ())}
        numbers |= {number for pattern, number in self._globs if pattern.fullmatch(lower)}
        return tuple(sorted(numbers))

    def find(self, doc: Doc) -> list[Hit]:
        """All hits in one text, in the order of the rule files; each rule and words once.

        Of hits for one label that lie within each other, the longest counts.
        """
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        words = [(token.lower_, token.lemma_.lower()) for token in doc]
        there = {form for forms in words for form in forms}
        for place, forms in enumerate(words):
            for number in self._starts(*forms):
                if number not in self._matchers:
                    spans[number].append((place, place + 1))
                elif number not in spans and self._possible(number, there):
                    spans[number] = _within_sentences(doc, self._matchers[number](doc))
        cancelled = self._cancelled(doc, spans)
        found = [
            (phrase.file, phrase.rule, start, end)
            for number, phrase in ((number, self._phrases[number]) for number in sorted(spans))
            if not phrase.unless
            for start, end in sorted(spans[number])
            if doc[start].sent.start not in cancelled.get((phrase.file, phrase.rule), ())
        ]
        hits = dict.fromkeys(
            Hit(self._files[file].label, rule, doc[start:end].text.lower())
            for file, rule, start, end in found
            if not any(
                other == file and first <= start and end <= last and last - first > end - start
                for other, _, first, last in found
            )
        )
        return list(hits)

    def _possible(self, number: int, there: Set[str]) -> bool:
        """Whether each word of a phrase is somewhere in the text: much faster than the matcher."""
        return all(not there.isdisjoint(words) for words in self._literal[number])

    def _cancelled(
        self, doc: Doc, spans: Mapping[int, Iterable[tuple[int, int]]]
    ) -> dict[tuple[int, str], set[int]]:
        """Per rule the sentences (by first token) in which it does not hold."""
        found: dict[tuple[int, str], set[int]] = defaultdict(set)
        for number, places in spans.items():
            phrase = self._phrases[number]
            if phrase.unless:
                found[phrase.file, phrase.rule] |= {doc[start].sent.start for start, _ in places}
        return found


def _within_sentences(doc: Doc, matches: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Places (first token, one past the last) of matches that do not run on into the next sentence."""
    return [(start, end) for _, start, end in matches if not any(t.is_sent_start for t in doc[start + 1 : end])]


def _glob(word: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in word.split("*")))


def _patterns(tokens: Sequence[tuple[str, ...]]) -> list[list[dict[str, Any]]]:
    """Matcher patterns of a phrase: each word as its form or as its lemma."""
    choices: list[list[list[dict[str, Any]]]] = []
    for words in tokens:
        if words == (GAP,):
            choices.append([[{"IS_SENT_START": False, "OP": f"{{0,{GAP_WORDS}}}"}]])
            continue
        plain = [word for word in words if "*" not in word]
        globs = [_glob(word).pattern for word in words if "*" in word]
        options: list[list[dict[str, Any]]] = []
        if plain:
            options += [[{"LOWER": {"IN": plain}}], [{"LEMMA": {"IN": plain}}]]
        if globs:
            options.append([{"LOWER": {"REGEX": f"^(?:{'|'.join(globs)})$"}}])
        choices.append(options)
    return [[token for option in combination for token in option] for combination in product(*choices)]


def fingerprint(files: Sequence[RuleFile]) -> str:
    """Short hash of what the rules find; their examples do not count."""
    content = "".join(file.model_dump_json(exclude={"examples"}) for file in files)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
