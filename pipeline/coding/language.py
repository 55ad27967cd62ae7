"""The Dutch language pipeline: one loader, whichever pipeline is there.

The official ``nl_core_news_sm`` when it is installed, else the bundled one: spaCy's Dutch
tokeniser with dictionary lemmas (simplemma). Both give tokens, lemmas and sentence ends, and
no more than that is run. Which one is there is written to ``models/language/installed.json``
by ``python -m pipeline.coding.language`` (set-up calls it), so that DVC sees a change.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import simplemma
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.errors import InputError, missing_file
from pipeline.files import CELL_LIMIT, write_json

OFFICIAL = "nl_core_news_sm"
BUNDLED = "bundled"
INSTALLED_FILE = Path("models") / "language" / "installed.json"
Choice = Literal["auto", "nl_core_news_sm", "bundled"]

_WRITE_DOWN = "run: python -m pipeline.coding.language (set-up runs it), then dvc repro"
_UNUSED = ("parser", "ner")  # of the official pipeline: slow, and nothing here reads what they give
_BATCH = 256  # texts per batch of nlp.pipe; changes speed, never results
_KNOWN_WORDS = 200_000  # word forms whose lemma is remembered; about 20 MB


@dataclass(frozen=True)
class Installed:
    """Name and version of a language pipeline."""

    name: str
    version: str

    @property
    def title(self) -> str:
        """Name and version, for people."""
        return f"{self.name} ({self.version})"


def installed(choice: Choice = "auto") -> Installed:
    """Which pipeline a choice gives on this machine.

    Raises
    ------
    InputError
        When the official one is forced and is not installed.
    """
    there = find_spec(OFFICIAL) is not None
    if choice == OFFICIAL and not there:
        raise InputError(
            f"the Dutch language pipeline {OFFICIAL} is not installed",
            where="params.yaml: language.model",
            allowed=("auto", BUNDLED),
            todo=f"choose auto or {BUNDLED}, or install it with: python -m spacy download {OFFICIAL}",
        )
    if there and choice != BUNDLED:
        return Installed(OFFICIAL, version(OFFICIAL))
    return Installed(BUNDLED, f"spacy {version('spacy')}, simplemma {version('simplemma')}")


def check_installed(choice: Choice) -> Installed:
    """As :func:`installed`, after checking that set-up wrote down what is there now.

    Raises
    ------
    InputError
        When ``models/language/installed.json`` is missing or tells another story: DVC would not
        notice that results can differ.
    """
    if not INSTALLED_FILE.is_file():
        raise missing_file(INSTALLED_FILE, todo=_WRITE_DOWN)
    if json.loads(INSTALLED_FILE.read_text(encoding="utf-8")) != asdict(installed()):
        raise InputError(
            "another Dutch language pipeline is installed than set-up wrote down",
            where=str(INSTALLED_FILE),
            todo=_WRITE_DOWN,
        )
    return installed(choice)


@lru_cache(maxsize=_KNOWN_WORDS)
def lemma_of(word: str) -> str:
    """Dictionary lemma of a lower-case word form; the form itself when it is not in the dictionary."""
    return str(simplemma.lemmatize(word, lang="nl")).lower()


@Language.component("dutch_lemmas", assigns=["token.lemma"])
def dutch_lemmas(doc: Doc) -> Doc:
    """Set the dictionary lemma of every token."""
    for token in doc:
        token.lemma_ = lemma_of(token.lower_)
    return doc


@lru_cache(maxsize=2)
def load(choice: Choice = "auto") -> Language:
    """The pipeline: tokens, lemmas and sentence ends.

    Raises
    ------
    InputError
        When the official one is forced and is not installed.
    """
    name = installed(choice).name
    if name == OFFICIAL:
        nlp = spacy.load(OFFICIAL, exclude=list(_UNUSED))
    else:
        nlp = spacy.blank("nl")
        nlp.add_pipe("dutch_lemmas")
    nlp.add_pipe("sentencizer", last=True)
    nlp.max_length = CELL_LIMIT
    return nlp


def read(texts: Iterable[str], nlp: Language) -> Iterator[Doc]:
    """The texts as spaCy documents, in order."""
    return nlp.pipe(texts, batch_size=_BATCH)


def main() -> int:
    """Write down which pipeline is installed."""
    write_json(INSTALLED_FILE, asdict(installed()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
