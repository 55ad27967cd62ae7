"""Answers that say nothing ("n.v.t.", "-", an emoji): coded as such, never as "no theme"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.coder.rules.phrases import GAP
from pipeline.coder.rules.rules import Examples, Text
from pipeline.core.text.content_words import plain_words
from pipeline.core.yaml_model import read_yaml_model

_WIDEST = 6  # words that a gap stands for, at most


class NoContentExamples(Examples):
    """As for rules, but an empty answer is an example too."""

    hits: tuple[str, ...] = Field(min_length=1)


class NoContent(BaseModel):
    """Answers that are empty when they read so, signs and capitals aside; ``..`` is a few words or none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: tuple[Text, ...] = Field(min_length=1)
    examples: NoContentExamples

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(" ".join(plain_words(phrase)) for phrase in self.phrases if GAP not in phrase)

    @cached_property
    def _open(self) -> re.Pattern[str]:
        gap = rf"(?: [^ ]+){{0,{_WIDEST}}}"
        forms = []
        for phrase in self.phrases:
            if GAP in phrase:
                parts = (" ".join(plain_words(part)) for part in phrase.split(GAP))
                forms.append(gap.join(f" {re.escape(part)}" if part else "" for part in parts))
        return re.compile("|".join(forms) or r"(?!)")

    @cached_property
    def _longest(self) -> int:
        return max(len(plain_words(phrase)) + _WIDEST * phrase.count(GAP) for phrase in self.phrases)

    def matches(self, text: str) -> bool:
        """Whether a text says nothing: no letter in it, or one of the phrases and no more."""
        return self.matches_words(text, plain_words(text))

    def matches_words(self, text: str, words: Sequence[str]) -> bool:
        """As :meth:`matches`, where the text's plain words are there already."""
        if not any(map(str.isalpha, text)):
            return True
        if len(words) > self._longest:
            return False
        folded = " ".join(words)
        return folded in self._folded or self._open.fullmatch(f" {folded}") is not None


def read_no_content(path: Path) -> NoContent:
    """Read and check the file."""
    return read_yaml_model(path, NoContent)
