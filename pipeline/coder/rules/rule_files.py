"""The folder of rules: rules, answers that say nothing, and what else than the text speaks of a stance.

A linguist writes them, in YAML: one file of rules per label in ``corpora/rules`` (see the README there for the
format). Each file brings sentences that its rules must find and must not find; they run as tests.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, StringConstraints, model_validator

from pipeline.coder.rules.dependencies import Pattern
from pipeline.coder.rules.phrases import GAP
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.core.text import plain_words
from pipeline.core.yaml_model import StrictModel, read_yaml_model

START = "^"  # before a phrase: only where it opens a sentence; "maak" is a request there

_WIDEST = 6  # words that a gap stands for in an answer without content, at most

Text = Annotated[str, StringConstraints(min_length=1)]
Odds = Annotated[float, Field(gt=0)]


class Rule(StrictModel):
    """What points to a label, and what takes it back.

    Attributes
    ----------
    words : phrases.
    dependencies : words that depend on each other.
    unless : phrases that take back a find of ``words`` in the same sentence.
    negated : whether finds of ``words`` count only where they are denied, or only where not.
    """

    words: tuple[Text, ...] = ()
    dependencies: tuple[Pattern, ...] = ()
    unless: tuple[Text, ...] = ()
    negated: bool | None = None

    @model_validator(mode="after")
    def _finds_something(self) -> "Rule":
        if not self.words and not self.dependencies:
            raise ValueError("a rule needs words or dependencies")
        return self


class Examples(StrictModel):
    """Sentences that the file's rules must find, and must not find."""

    hits: tuple[Text, ...] = Field(min_length=1)
    misses: tuple[Text, ...] = Field(min_length=1)


class RuleFile(StrictModel):
    """One file: the rules of one label."""

    label: str
    of: Literal["themes", "stances"]
    rules: dict[str, Rule] = Field(min_length=1)
    examples: Examples


class NoContentExamples(Examples):
    """As for rules, but an empty answer is an example too."""

    hits: tuple[str, ...] = Field(min_length=1)


class NoContent(StrictModel):
    """Answers that say nothing ("n.v.t.", "-", an emoji): coded as such, never as "no theme".

    An answer is empty when it reads so, signs and capitals aside; ``..`` is a few words or none.
    """

    phrases: tuple[Text, ...] = Field(min_length=1)
    examples: NoContentExamples

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        gap = rf"(?: [^ ]+){{0,{_WIDEST}}}"
        parts = ([" ".join(plain_words(part)) for part in phrase.split(GAP)] for phrase in self.phrases)
        return re.compile("|".join(gap.join(f" {re.escape(p)}" if p else "" for p in phrase) for phrase in parts))

    @cached_property
    def _longest(self) -> int:
        return max(len(plain_words(phrase)) + _WIDEST * phrase.count(GAP) for phrase in self.phrases)

    def matches(self, text: str, words: Sequence[str] | None = None) -> bool:
        """Whether a text says nothing: no letter in it, or one of the phrases and no more.
        ``words`` are the text's plain words, where they are there already.
        """
        if not any(map(str.isalpha, text)):
            return True
        words = plain_words(text) if words is None else words
        return len(words) <= self._longest and self._pattern.fullmatch(" " + " ".join(words)) is not None


class Hint(StrictModel):
    """When a cell of ``column`` has one of the texts, each stance's odds are multiplied so."""

    column: Literal["question", "kind", "effect"]
    has: tuple[Text, ...] = Field(min_length=1)
    stance: dict[str, Odds] = Field(min_length=1)

    def holds(self, cell: str) -> bool:
        """A question has the text somewhere in it; a kind and an effect are the text."""
        cell = cell.lower()
        if self.column == "question":
            return any(part.lower() in cell for part in self.has)
        return cell in self.has


class Context(StrictModel):
    """All hints; those that hold are multiplied."""

    hints: tuple[Hint, ...]

    def log_priors(self, frame: pd.DataFrame, stances: Iterable[str]) -> npt.NDArray[np.float64]:
        """(n_rows, n_stances): log of the odds multipliers; 0 where nothing is known. Columns may be absent."""
        stances = tuple(stances)
        found = np.zeros((len(frame), len(stances)))
        for hint in self.hints:
            if hint.column not in frame.columns:
                continue
            place, cells = pd.factorize(frame[hint.column])  # few differ
            holds = np.array([hint.holds(cell) for cell in cells], dtype=bool)[place]
            odds = np.array([hint.stance.get(stance, 1.0) for stance in stances])
            found[holds] += np.log(odds)
        return found


@dataclass(frozen=True)
class RuleFolder:
    """Everything in ``corpora/rules``."""

    files: list[RuleFile]
    no_content: NoContent
    context: Context


def read_rule_folder(folder: Path, codebook: Codebook) -> RuleFolder:
    """Read and check the folder.

    :class:`InputError` when a file is missing or not sound, or names a label that is not the codebook's or not the
    file's name, or when a phrase cannot be read.
    """
    return RuleFolder(
        read_rules(folder, codebook),
        read_yaml_model(folder / "general" / "no_content.yaml", NoContent),
        read_context(folder / "general" / "context.yaml", codebook),
    )


def read_rules(folder: Path, codebook: Codebook) -> list[RuleFile]:
    """All rule files of a folder, checked, by file name: themes first, then those in its folder stances."""
    paths = sorted(folder.glob("*.yaml")) + sorted(folder.glob("stances/*.yaml"))
    if not paths:
        raise missing_file(folder / "*.yaml", todo="put one rule file per theme in this folder")
    files = {path: read_yaml_model(path, RuleFile) for path in paths}
    errors = [error for path, file in files.items() for error in _errors(path, file, codebook)]
    if errors:
        raise InputErrors.of(errors)
    return list(files.values())


def _errors(path: Path, file: RuleFile, codebook: Codebook) -> Iterator[InputError]:
    labels = getattr(codebook, file.of)
    if file.label != path.stem:
        yield InputError(
            f"label {quoted(file.label)} is not the file's name",
            where=str(path),
            allowed=(path.stem,),
            todo="one file per label: rename the file or correct the label",
        )
    elif file.label not in labels:
        yield unknown(file.of.removesuffix("s"), file.label, labels, where=str(path))
    for name, rule in file.rules.items():
        for phrase in (*rule.words, *rule.unless):
            for problem, todo in _problems(phrase.split()):
                yield InputError(f"phrase {quoted(phrase)} has {problem}", where=f"{path}: rule {name}", todo=todo)


def _problems(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the form of a phrase, and what to do about it."""
    if START in words[1:] or words == [START]:
        todo = f"write {START} and a space before the word that opens the sentence"
        yield f"{START} elsewhere than before its first word", todo
        return
    words = words[1:] if words[0] == START else words
    if words[0] == GAP or words[-1] == GAP or (GAP, GAP) in pairwise(words):
        yield f"{GAP} where no word is beside it", f"put a word on both sides of {GAP}"
    if any(not part.strip("*") for word in words for part in word.split("/")):
        yield (
            "a word without letters",
            "write letters beside * and on both sides of /, without spaces around the /",
        )


def read_context(path: Path, codebook: Codebook) -> Context:
    """Read and check the file; every stance must be in the codebook."""
    context = read_yaml_model(path, Context)
    errors = [
        unknown("stance", stance, codebook.stances, where=f"{path}: hint {number}")
        for number, hint in enumerate(context.hints, start=1)
        for stance in hint.stance
        if stance not in codebook.stances
    ]
    if errors:
        raise InputErrors.of(errors)
    return context


def fingerprint(files: Sequence[RuleFile]) -> str:
    """Short hash of what the rules find; their examples do not count."""
    content = "".join(file.model_dump_json(exclude={"examples"}) for file in files)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
