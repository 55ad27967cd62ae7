"""Reading YAML that people edit into checked models; every mistake gets its line."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from pipeline.core.errors import InputError, InputErrors, nearest, quoted
from pipeline.core.files import decode, read_bytes

Model = TypeVar("Model", bound=BaseModel)


class StrictModel(BaseModel):
    """Base of every model of a file: it cannot change, knows all its keys, and has no infinite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PlacedError(ValueError):
    """A mistake that a validator of a whole model found at one of its keys.

    Attributes
    ----------
    keys : from the model down to the place of the mistake.
    """

    def __init__(self, message: str, *keys: str) -> None:
        super().__init__(message)
        self.keys = keys


_MOST_VALUES = 1_000_000  # with each reference ("*name") counted for all that it refers to

# pydantic speaks to programmers; these are the mistakes that people make in YAML.
_MISTAKES = {
    'this should be text: put quote marks around it, as in "2025"': ("string_type",),
    "this should be a whole number": ("int_type", "int_parsing", "int_from_float"),
    "this should be a number": ("float_type", "float_parsing"),
    "this should be true or false": ("bool_type", "bool_parsing"),
    "this should be a list: one '- value' a line, or [a, b]": ("list_type", "tuple_type"),
    "this should be 'key: value' lines": ("dict_type", "model_type"),
    "this should be a date: year-month-day, as in 2025-03-31": (
        *("date_type", "date_parsing", "date_from_datetime_parsing"),
    ),
}
_IN_OUR_WORDS = {kind: words for words, kinds in _MISTAKES.items() for kind in kinds}


def spelled(pattern: str, allowed: str) -> AfterValidator:
    """Text of which the whole matches a pattern; ``allowed`` says so in words, as people read no patterns."""
    matches = re.compile(pattern).fullmatch

    def checked(text: str) -> str:
        if not matches(text):
            raise ValueError(f"allowed are {allowed}")
        return text

    return AfterValidator(checked)


def read_yaml_model(path: Path, model: type[Model]) -> Model:
    """Read a YAML file into a pydantic model; :class:`InputError` names every mistake and its line."""
    tree = _tree(path)
    if not isinstance(tree, dict):
        raise InputError("this file should hold 'key: value' lines", where=str(path), todo="see the demo corpus")
    try:
        return model.model_validate(tree)
    except InputError as error:  # a validator of ours, which does not know the file
        raise dataclasses.replace(error, where=f"{path}: {error.where}") from None
    except ValidationError as invalid:
        errors = [_explained(error, tree, model, path) for error in invalid.errors()]
    raise InputErrors.of(errors)


def _tree(path: Path) -> Any:
    """What a YAML file holds, with line numbers."""
    text, _ = decode(read_bytes(path), where=str(path))

    def refused(problem: str, todo: str, line: int = 0) -> InputError:
        return InputError(problem, where=f"{path} line {line}" if line else str(path), todo=todo)

    try:
        tree = _parsed(text)
        _check_values(tree, path)
        return tree
    except DuplicateKeyError as problem:
        key = re.match(r'found duplicate key "(.*?)" with value', problem.problem or "", re.DOTALL)
        message = f"the key {quoted(key[1] if key else '?')} stands here twice"
        raise refused(message, "keep one of the two", problem.problem_mark.line + 1) from None
    except MarkedYAMLError as problem:
        todo = "check indentation, colons and quote marks on this line and the one before"
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise refused(f"this is not valid YAML ({problem.problem})", todo, line) from None
    except RecursionError:
        todo = "write the file as the demo corpus has it: three or four levels"
        raise refused("lists or keys stand too deep in one another", todo) from None
    except ValueError as problem:  # what YAML makes by itself of a date such as 2025-02-30, or of 5,000 digits
        if "digits" in str(problem):
            raise refused("a number is too long", "put quote marks around it") from None
        raise refused(f"a value cannot be read ({problem})", "look for a date that does not exist") from None


@lru_cache(maxsize=64)  # settings, codebook and profiles are read several times, and to read them is slow
def _parsed(text: str) -> Any:
    """What a text holds, with line numbers; nobody changes it."""
    return YAML(typ="rt").load(text)


def _check_values(tree: Any, path: Path) -> None:
    """Refuse what no file of ours is: references that multiply each other, and half a character."""
    sizes: dict[int, int] = {}

    def size(value: Any) -> int:
        if isinstance(value, str):
            if any("\ud800" <= sign <= "\udfff" for sign in value):
                raise InputError(
                    f"{quoted(ascii(value))} holds half a character",
                    where=str(path),
                    todo="write the sign itself, not its two codes",
                )
            return 1
        if not isinstance(value, (dict, list)):
            return 1
        if id(value) not in sizes:
            sizes[id(value)] = _MOST_VALUES + 1  # a list that holds itself is endless
            parts = [*value, *value.values()] if isinstance(value, dict) else value
            sizes[id(value)] = 1 + sum(map(size, parts))
        return sizes[id(value)]

    if size(tree) > _MOST_VALUES:
        raise InputError(
            f"this file holds more than {_MOST_VALUES:,} values, the most that is read",
            where=str(path),
            todo="write out what '*' refers to, once for each place",
        )


def own_yaml(path: Path) -> dict[str, Any]:
    """A YAML file of the pipeline itself, as it stands."""
    content: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return content


def _explained(error: Any, tree: Any, model: type[BaseModel], path: Path) -> InputError:
    # A key that is not allowed is marked by "[key]" after it; its own name says as much.
    cause = error.get("ctx", {}).get("error")
    placed = cause.keys if isinstance(cause, PlacedError) else ()
    keys: Sequence[str | int] = [*(key for key in error["loc"] if key != "[key]"), *placed]
    found = "" if placed else f" (found {quoted(error['input'])})"
    where = f"{path} line {_line(tree, keys)}"
    name = ".".join(str(key) for key in keys)
    if error["type"] == "extra_forbidden":
        allowed = tuple(sorted(_fields_at(model, keys[:-1])))
        return InputError(
            f"unknown key {quoted(name)}",
            where=where,
            allowed=allowed,
            nearest=nearest(str(keys[-1]), allowed),
            todo="correct the spelling or remove the key",
        )
    if error["type"] == "missing":
        return InputError(f"key {quoted(name)} is missing", where=where, todo="add it; the demo corpus shows how")
    message = _IN_OUR_WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    allowed = ()
    if error["type"] == "literal_error":
        allowed = tuple(re.findall(r"'([^']*)'", error["ctx"]["expected"]))
        message = "this value is not allowed"
    return InputError(
        f"{name}: {message}{found}",
        where=where,
        allowed=allowed,
        nearest=nearest(str(error["input"]), allowed),
        todo="correct the value",
    )


def _line(tree: Any, keys: Iterable[str | int]) -> int:
    """The line of the deepest key that the file has, 1-based."""
    line: int = tree.lc.line + 1
    for key in keys:
        if not hasattr(tree, "lc"):
            break
        try:
            line = (tree.lc.key(key) if hasattr(tree, "keys") else tree.lc.item(key))[0] + 1
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            break
    return line


def _fields_at(model: type[BaseModel], keys: Sequence[str | int]) -> list[str]:
    """Names that the model at this place in the tree knows."""
    schema = model.model_json_schema()
    definitions, place = schema.get("$defs", {}), schema
    for key in keys:
        # A model holds its fields; dict[str, X] holds X under its keys, list[X] and tuple[X, ...] at its places.
        place = place.get("properties", {}).get(key) or place.get("additionalProperties") or place.get("items", {})
        place = next((option for option in place.get("anyOf", ()) if option != {"type": "null"}), place)
        place = definitions.get(place.get("$ref", "").rpartition("/")[2], place)
    return list(place.get("properties", ()))
