"""Reading labelled statements: one JSON object a line, every mistake with its file and line.

A line that repeats an earlier one word for word with the same labels adds nothing and is
dropped; with other labels it contradicts it, and that is a mistake to mend.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import TRAINING
from pipeline.core.counting import Ledger
from pipeline.core.errors import InputError, InputErrors, missing_file, quoted, unknown
from pipeline.core.files import decode, read_bytes
from pipeline.core.text import folded, plain_words
from pipeline.core.yaml_model import StrictModel

FEWEST = 8  # statements below which three folds hold too little to learn from
Line = TypeVar("Line", bound="Labels")
DROPPED = {"repeated": "word for word the same text with the same labels as an earlier line"}
MOST_ERRORS = 20  # shown at once; a broken export would else fill the screen


class Labels(StrictModel):
    """The labels that one annotator gave a statement.

    Attributes
    ----------
    on_topic : whether it is about collaboration; of what is not, category and themes are empty.
    """

    id: str = Field(min_length=1)
    on_topic: bool = True
    category: str
    stance: str
    themes: tuple[str, ...]


class Example(Labels):
    """One labelled statement.

    Attributes
    ----------
    group : statements that belong in one fold (of one page, of one contrast pair); "" = none.
    form : of real material that it is written in ("minutes", "heading"), on and off topic as often as there; "" of
        statements that are all on topic.
    round : when and by whom it was said, where known; not learned from.
    note : a remark of the person who coded it; not used.
    """

    text: str = Field(min_length=1)
    group: str = ""
    form: str = ""
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
    """The content of the project's own training files, by name; :class:`InputError` when there are none."""
    files = statement_files(TRAINING)
    if not files:
        raise missing_file(TRAINING / "*.jsonl", todo="put labelled statements there, one JSON object a line")
    return files


def read_training(files: Mapping[str, str], codebook: Codebook, *, where: str = str(TRAINING)) -> TrainingSet:
    """Read the content of training files (name -> text), in any order.

    :class:`InputError` for a line that is not sound JSON, lacks a key, has an unknown label or an id that occurs
    twice, or contradicts another line; for fewer than eight statements.
    """
    errors: list[InputError] = []
    examples: dict[str, Example] = {}
    dropped: dict[str, str] = {}
    by_id: dict[str, str] = {}
    by_text: dict[str, str] = {}
    for name in sorted(files):
        for number, example in parsed_lines(files[name], Example, codebook, f"{where}/{name}", errors):
            place, line = f"{name}:{number}", f"{where}/{name} line {number}"
            if by_id.setdefault(example.id, place) != place:
                problem = f"id {quoted(example.id)} was used at {by_id[example.id]}"
                errors.append(InputError(problem, where=line, todo="give each line its own id"))
                continue
            earlier = by_text.setdefault(folded(example.text), place)
            if earlier == place:
                examples[place] = example
            elif _labels(examples[earlier]) == _labels(example):
                dropped[place] = "repeated"
            else:
                problem = f"{example.id} has the text of {examples[earlier].id} ({earlier}) with other labels"
                todo = "decide by the codebook which labels are right and remove one of the two lines"
                errors.append(InputError(problem, where=line, todo=todo))
    if errors:
        raise InputErrors.of(errors[:MOST_ERRORS])
    if len(examples) < FEWEST:
        raise InputError(
            f"{len(examples)} labelled statements are too few to learn from",
            where=where,
            todo=f"give at least {FEWEST}, one JSON object a line: id, text, category, stance, themes",
        )
    places = list(by_id.values())
    ledger = Ledger.of(
        "train", "training line", incoming=places, kept=list(examples), dropped=dropped, reasons=DROPPED
    )
    return TrainingSet(tuple(sorted(examples.values(), key=lambda example: example.id)), ledger)


def parsed_lines(
    text: str, model: type[Line], codebook: Codebook, where: str, errors: list[InputError]
) -> Iterator[tuple[int, Line]]:
    """Number of each line, and what it says; what is wrong with one is added to ``errors``."""
    # Not splitlines: it also breaks at signs such as U+2028, which may stand in a JSON text.
    for number, line in enumerate(text.split("\n"), start=1):
        place, wrong = f"{where} line {number}", len(errors)
        try:
            parsed = model.model_validate(json.loads(line)) if line.strip() else None
        except json.JSONDecodeError as fault:
            problem = f"this is not a JSON object ({fault.msg} at character {fault.pos + 1})"
            errors.append(InputError(problem, where=place, todo="write one object between { and } on this line"))
        except ValidationError as invalid:
            errors += [_invalid(error, model, place) for error in invalid.errors()]
        else:
            errors += _faults(parsed, codebook, f"{place} ({parsed.id})") if parsed else []
            if parsed and len(errors) == wrong:
                yield number, parsed


def _faults(said: Labels, codebook: Codebook, where: str) -> Iterator[InputError]:
    if not said.on_topic and (said.category or said.themes):
        yield InputError(
            "a statement that is off topic has no category and no themes",
            where=where,
            todo='write "category": "" and "themes": [], or leave "on_topic" out',
        )
        return
    checks: Iterable[tuple[str, str, Iterable[str]]] = (
        *((("category", said.category, codebook.categories),) if said.on_topic else ()),
        ("stance", said.stance, codebook.stances),
        *(("theme", theme, codebook.themes) for theme in said.themes),
    )
    todo = "correct the line, or add the label to corpora/codebook.yaml"
    for what, value, known in checks:
        if value not in known:
            yield unknown(what, value, known, where=where, todo=todo)
    if isinstance(said, Example) and not plain_words(said.text):
        yield InputError("the text has no words", where=where, todo="remove the line")


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


def _labels(example: Example) -> tuple[bool, str, str, frozenset[str]]:
    return example.on_topic, example.category, example.stance, frozenset(example.themes)
