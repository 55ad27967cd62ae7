"""Answers that say nothing ("n.v.t.", "-", an emoji): coded as such, never as "no theme"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pipeline.coding.rules import Examples, Text
from pipeline.coding.words import plain_words
from pipeline.yaml_model import read_yaml_model


class NoContentExamples(Examples):
    """As for rules, but an empty answer is an example too."""

    hits: tuple[str, ...] = Field(min_length=1)


class NoContent(BaseModel):
    """Answers that are empty when they read exactly so, capitals and punctuation aside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: tuple[Text, ...] = Field(min_length=1)
    examples: NoContentExamples

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(" ".join(plain_words(phrase)) for phrase in self.phrases)

    @cached_property
    def _longest(self) -> int:
        return max(phrase.count(" ") for phrase in self._folded) + 1

    def matches(self, text: str) -> bool:
        """Whether a text says nothing: no letter in it, or one of the phrases and no more."""
        return self.matches_words(text, plain_words(text))

    def matches_words(self, text: str, words: Sequence[str]) -> bool:
        """As :meth:`matches`, where the text's plain words are there already."""
        return not any(map(str.isalpha, text)) or (len(words) <= self._longest and " ".join(words) in self._folded)


def read_no_content(path: Path) -> NoContent:
    """Read and check the file."""
    return read_yaml_model(path, NoContent)
