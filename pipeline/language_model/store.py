"""Answers on record, one JSON object a line: a rerun asks nothing and gives the same bytes.

Answers are only ever added. While a run goes on, lines are added as answers come; a run that is killed leaves all
that it had, and at most one line that is not whole, which the next run forgets. A run that ends sorts the lines:
they do not tell which answer happened to be the quickest.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from pydantic import ValidationError

from pipeline.core.errors import InputError
from pipeline.core.files import lines_bytes, write_bytes
from pipeline.core.yaml_model import StrictModel
from pipeline.language_model.prompt import Part

# What is sent beside texts and can change an answer. The same words for the same question, as far as a server can.
SAMPLING = {"temperature": 0, "seed": 1}


class Recorded(StrictModel):
    """One answer.

    Attributes
    ----------
    key : of the question, see :func:`key_of`.
    part, prompt : what was asked, and the version of how.
    model : its name, as the server gave it.
    answer : as :func:`pipeline.language_model.answers.checked` gives it.
    """

    key: str
    part: str
    prompt: str
    model: str
    answer: dict[str, Any]


def key_of(text: str, part: Part, model: str) -> str:
    """What a question is known by: the text, what is told and allowed, the model asked for, the settings."""
    question = json.dumps([text, part.version, model, SAMPLING], sort_keys=True)
    return hashlib.sha256(question.encode()).hexdigest()[:32]


class Store:
    """The record of answers in a file; open it (``with``) to add to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answers = _read(path) if path.exists() else {}
        self._stream: TextIO | None = None

    def __enter__(self) -> "Store":
        write_bytes(self.path, self.as_bytes())  # without the line that a killed run left half
        self._stream = self.path.open("a", encoding="utf-8", newline="")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream:
            self._stream.close()
        self._stream = None

    def add(self, answers: Iterable[Recorded]) -> None:
        """Add answers to questions that have none; they are in the file when this returns."""
        for one in answers:
            if one.key not in self.answers and self._stream:
                self.answers[one.key] = one
                self._stream.write(f"{_line(one)}\n")
        if self._stream:
            self._stream.flush()

    def as_bytes(self) -> bytes:
        """The whole file, lines sorted."""
        return lines_bytes(_line(self.answers[key]) for key in sorted(self.answers))


def _line(recorded: Recorded) -> str:
    return json.dumps(recorded.model_dump(), ensure_ascii=False)


def _read(path: Path) -> dict[str, Recorded]:
    found: dict[str, Recorded] = {}
    *lines, _ = path.read_bytes().split(b"\n")  # what stands behind the last line end is not whole
    for number, line in enumerate(lines, start=1):
        try:
            one = Recorded.model_validate_json(line) if line.strip() else None
        except ValidationError:
            raise InputError(
                "this line is not an answer that was recorded",
                where=f"{path} line {number}",
                todo="remove the line; what it answered is asked again",
            ) from None
        if one:
            found.setdefault(one.key, one)
    return found
