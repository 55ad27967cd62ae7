"""Reading labelled statements: one JSON object a line, every mistake with its file and line.

A line that repeats an earlier one word for word with the same labels adds nothing and is
dropped; with other labels it contradicts it, and that is a mistake to mend.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import TRAINING
from pipeline.core.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.core.files import decode, read_bytes
from pipeline.core.ledger import Ledger
from pipeline.core.text.content_words import plain_words
from pipeline.core.text.near_duplicates import folded

FEWEST = 8  # statements below which three folds hold too little to learn from
Line = TypeVar("Line", bound="Labels")
DROPPED = {"repeated": "word for word the same text with the same labels as an earlier line"}
_MOST_ERRORS = 20  # shown at once; a broken export would else fill the screen


class Labels(BaseModel):
    """The labels that one annotator gave a statement."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    category: str
    stance: str
    themes: tuple[str, ...]


class Example(Labels):
    """One labelled statement.

    Attributes
    ----------
    group : statements that belong in one fold (of one page, of one contrast pair); "" = none.
    round : when and by whom it was said, where known; not learned from.
    note : a remark of the person who coded it; not used.
    """

    text: str = Field(min_length=1)
    group: str = ""
    round: str = ""
    note: str = ""


@dataclass(frozen=True)
class TrainingSet:
    """Examples sorted by id, and the account of what was read."""

    examples: tuple[Example, ...]
    ledger: Ledger


def statement_files(folder: Path) -> dict[str, str]:
    """The content of the folder's files of labelled statements, by name; empty when there are none."""
    return {path.name: decode(read_bytes(path), where=str(path))[0] for path in sorted(folder.glob("*.jsonl"))}


def training_files() -> dict[str, str]:
    """The content of the training files, by name.

    Raises
    ------
    InputError
        There are none.
    """
    files = statement_files(TRAINING)
    if not files:
        raise missing_file(TRAINING / "*.jsonl", todo="put labelled statements there, one JSON object a line")
    return files


def load_training(codebook: Codebook) -> TrainingSet:
    """The project's own training statements; see :func:`read_training`."""
    return read_training(training_files(), codebook, where=str(TRAINING))


def read_training(files: Mapping[str, str], codebook: Codebook, *, where: str) -> TrainingSet:
    """Read the content of training files (name -> text), in any order.

    Raises
    ------
    InputError
        A line that is not sound JSON, lacks a key, has an unknown label or an id that occurs
        twice, or contradicts another line; fewer than eight statements.
    """
    errors: list[InputError] = []
    kept: list[tuple[str, Example]] = []
    units: list[str] = []
    dropped: dict[str, str] = {}
    by_id: dict[str, str] = {}
    by_text: dict[str, tuple[str, Example]] = {}
    for name in sorted(files):
        # Not splitlines: it also breaks at signs such as U+2028, which may stand in a JSON text.
        for number, line in enumerate(files[name].split("\n"), start=1):
            if not line.strip():
                continue
            place = f"{name}:{number}"
            units.append(place)
            parsed = parse_line(line, Example, codebook, f"{where}/{name} line {number}")
            if isinstance(parsed, list):
                errors += parsed
                continue
            if parsed.id in by_id:
                errors.append(_twice(parsed.id, by_id[parsed.id], f"{where}/{name} line {number}"))
                continue
            by_id[parsed.id] = place
            earlier = by_text.setdefault(folded(parsed.text), (place, parsed))
            if earlier[1] is parsed:
                kept.append((place, parsed))
            elif _labels(earlier[1]) == _labels(parsed):
                dropped[place] = "repeated"
            else:
                errors.append(_contradicts(parsed, *earlier, f"{where}/{name} line {number}"))
    if errors:
        raise InputErrors.of(errors[:_MOST_ERRORS])
    if len(kept) < FEWEST:
        raise InputError(
            f"{len(kept)} labelled statements are too few to learn from",
            where=where,
            todo=f"give at least {FEWEST}, one JSON object a line: id, text, category, stance, themes",
        )
    ledger = Ledger.of(
        "train", "training line", incoming=units, kept=[p for p, _ in kept], dropped=dropped, reasons=DROPPED
    )
    return TrainingSet(tuple(sorted((e for _, e in kept), key=lambda e: e.id)), ledger)


def parse_line(line: str, model: type[Line], codebook: Codebook, where: str) -> Line | list[InputError]:
    """What one line says, or everything that is wrong with it."""
    try:
        example = model.model_validate(json.loads(line))
    except json.JSONDecodeError as problem:
        return [
            InputError(
                f"this is not a JSON object ({problem.msg} at character {problem.pos + 1})",
                where=where,
                todo="write one object between { and } on this line",
            )
        ]
    except ValidationError as invalid:
        return [_invalid(error, model, where) for error in invalid.errors()]
    where = f"{where} ({example.id})"
    todo = "correct the line, or add the label to corpora/codebook.yaml"
    checks: Iterable[tuple[str, str, Iterable[str]]] = (
        ("category", example.category, codebook.categories),
        ("stance", example.stance, codebook.stances),
        *(("theme", theme, codebook.themes) for theme in example.themes),
    )
    errors = [
        unknown(what, value, known, where=where, todo=todo) for what, value, known in checks if value not in known
    ]
    if isinstance(example, Example) and not plain_words(example.text):
        errors.append(InputError("the text has no words", where=where, todo="remove the line"))
    return errors or example


def _invalid(error: Any, model: type[Labels], where: str) -> InputError:
    key = ".".join(str(part) for part in error["loc"]) or "the line"
    fields = sorted(model.model_fields.items(), key=lambda field: field[0] == "themes")
    needed = [name for name, field in fields if field.is_required()]
    return InputError(
        f"{key}: {error['msg'].lower()}",
        where=where,
        allowed=tuple(model.model_fields),
        todo=f"give each line {', '.join(needed[:-1])} and {needed[-1]} (a list, may be empty)",
    )


def _labels(example: Example) -> tuple[str, str, frozenset[str]]:
    return example.category, example.stance, frozenset(example.themes)


def _twice(identity: str, earlier: str, where: str) -> InputError:
    return InputError(
        f"id {quoted(identity)} was used at {earlier}", where=where, todo="give each line its own id"
    )


def _contradicts(example: Example, earlier: str, other: Example, where: str) -> InputError:
    return InputError(
        f"{example.id} has the text of {other.id} ({earlier}) with other labels",
        where=where,
        todo="decide by the codebook which labels are right and remove one of the two lines",
    )
