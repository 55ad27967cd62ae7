"""Answers that say nothing ("n.v.t.", "-", an emoji): coded as such, never as "no theme"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.coder.rules.phrases import GAP
from pipeline.coder.rules.rule_files import Examples, Text
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


def read_no_content(path: Path) -> NoContent:
    """Read and check the file."""
    return read_yaml_model(path, NoContent)
