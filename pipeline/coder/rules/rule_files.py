"""Rules that a linguist writes: words per label, in YAML.

One file per label in ``corpora/rules`` (see the README there for the format). Each file brings
sentences that its rules must find and must not find; they run as tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from pipeline.coder.rules.dependencies import Pattern
from pipeline.coder.rules.phrases import GAP
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.core.yaml_model import StrictModel, read_yaml_model

START = "^"  # before a phrase: only where it opens a sentence; "maak" is a request there

Text = Annotated[str, StringConstraints(min_length=1)]


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
    def _finds_something(self) -> Rule:
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


def fingerprint(files: Sequence[RuleFile]) -> str:
    """Short hash of what the rules find; their examples do not count."""
    content = "".join(file.model_dump_json(exclude={"examples"}) for file in files)
    return hashlib.sha256(content.encode()).hexdigest()[:8]
