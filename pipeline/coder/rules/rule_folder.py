"""The folder of rules: rules, answers that say nothing, and what else than the text speaks of a stance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from pipeline.coder.rules.phrases import GAP
from pipeline.coder.rules.rule_files import Examples, RuleFile, Text, read_rules
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputErrors, unknown
from pipeline.core.text import plain_words
from pipeline.core.yaml_model import StrictModel, read_yaml_model

Odds = Annotated[float, Field(gt=0)]
_WIDEST = 6  # words that a gap stands for, at most


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

        Parameters
        ----------
        words : the text's plain words, where they are there already.
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
            holds = np.array([hint.holds(cell) for cell in frame[hint.column]], dtype=bool)
            odds = np.array([hint.stance.get(stance, 1.0) for stance in stances])
            found[holds] += np.log(odds)
        return found


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


@dataclass(frozen=True)
class RuleFolder:
    """Everything in ``corpora/rules``."""

    files: list[RuleFile]
    no_content: NoContent
    context: Context


def read_rule_folder(folder: Path, codebook: Codebook) -> RuleFolder:
    """Read and check the folder.

    Raises
    ------
    InputError
        A file is missing or not sound, or names a label that the codebook does not have.
    """
    return RuleFolder(
        read_rules(folder, codebook),
        read_yaml_model(folder / "general" / "no_content.yaml", NoContent),
        read_context(folder / "general" / "context.yaml", codebook),
    )
