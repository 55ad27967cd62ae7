"""The Dutch language pipeline: words for every statement, full analysis for those that need it.

:func:`load` gives tokens, dictionary lemmas and sentence ends: fast, and the same on every machine.
:func:`analyse` adds what takes a trained pipeline: part of speech, morphology, lemma, dependency
and head, by the official ``nl_core_news_sm`` when it is installed, else by the bundled one in
``models/language``. Which one is there is written to ``models/language/installed.json`` by
``python -m pipeline.coder.language.language`` (set-up calls it), so that DVC sees a change.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.coder.language import lemmas  # noqa: F401 - importing it makes its components known to spaCy
from pipeline.core.errors import InputError, missing_file
from pipeline.core.files import CELL_LIMIT, write_json

OFFICIAL = "nl_core_news_sm"
BUNDLED = "bundled"
INSTALLED_FILE = Path("models") / "language" / "installed.json"
# Beside the package, wherever the command runs: the code and the pipeline that it needs are one.
BUNDLED_FOLDER = Path(__file__).parents[3] / "models" / "language" / "nl_dep_ud_sm"
Choice = Literal["auto", "nl_core_news_sm", "bundled"]

_WRITE_DOWN = "run: python -m pipeline.coder.language.language (set-up runs it), then dvc repro"
_UNUSED = ("ner", "senter", "tagger", "attribute_ruler")  # of the official pipeline: slow, nothing reads it
_BATCH = 256  # texts per batch of nlp.pipe; changes speed, never results


@dataclass(frozen=True)
class Installed:
    """Name and version of a language pipeline."""

    name: str
    version: str


def chosen(choice: Choice = "auto") -> str:
    """Name of the pipeline that a choice gives on this machine.

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
    return OFFICIAL if there and choice != BUNDLED else BUNDLED


def installed(choice: Choice = "auto") -> Installed:
    """As :func:`chosen`, with the version: of the bundled one, of its files (which must be there) and engine."""
    name = chosen(choice)
    if name == OFFICIAL:
        return Installed(name, f"{version(name)}, simplemma {version('simplemma')}")
    files = content_hash(BUNDLED_FOLDER)
    return Installed(name, f"{files}, spacy {version('spacy')}, simplemma {version('simplemma')}")


@lru_cache(maxsize=2)
def content_hash(folder: Path) -> str:
    """Short hash of a folder's files: their names and what is in them.

    Raises
    ------
    InputError
        The folder is missing or empty.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise missing_file(folder, todo="get it back: git checkout -- models/language")
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:8]


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
    try:
        written = json.loads(INSTALLED_FILE.read_text(encoding="utf-8"))
    except ValueError:
        raise InputError("this file is damaged", where=str(INSTALLED_FILE), todo=_WRITE_DOWN) from None
    if written != asdict(installed()):
        raise InputError(
            "another Dutch language pipeline is installed than set-up wrote down",
            where=str(INSTALLED_FILE),
            todo=_WRITE_DOWN,
        )
    return installed(choice)


@lru_cache(maxsize=2)
def load(choice: Choice = "auto") -> Language:
    """Tokens, dictionary lemmas and sentence ends: all that most rules need, whatever the choice."""
    chosen(choice)
    nlp = spacy.blank("nl")
    nlp.add_pipe("dutch_lemmas")
    nlp.add_pipe("sentencizer")
    nlp.max_length = CELL_LIMIT
    return nlp


@lru_cache(maxsize=2)
def load_trained(choice: Choice = "auto") -> Language:
    """The trained pipeline that a choice gives on this machine, see :func:`chosen`."""
    if chosen(choice) == OFFICIAL:
        return spacy.load(OFFICIAL, exclude=list(_UNUSED))
    content_hash(BUNDLED_FOLDER)  # says when it is gone
    return spacy.load(BUNDLED_FOLDER)


def analyse(docs: Iterable[Doc], choice: Choice = "auto") -> Iterator[Doc]:
    """Documents of :func:`load` again, in order, with full analysis: the same tokens at the same places.

    Each token has ``pos_``, ``morph``, ``dep_``, ``head`` and ``lemma_`` by Universal Dependencies.
    Such a lemma may have an underscore between its parts ("water_voorziening"). Sentence ends are
    the parser's. About 40 times slower than reading.
    """
    nlp = load_trained(choice)
    copies = (
        Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]) for doc in docs
    )
    return nlp.pipe(copies, batch_size=_BATCH)


def main() -> int:
    """Write down which pipeline is installed."""
    write_json(INSTALLED_FILE, asdict(installed()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
