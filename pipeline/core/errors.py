"""Errors that a user can mend, worded alike, and the guard that prints them.

An :class:`InputError` says where, what was found, what is allowed, the nearest valid
value and what to do. It ends a command with exit code 2 and no traceback. Any other
exception is a fault of this program and keeps its traceback.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

EXIT_INPUT_ERROR = 2
_NEAREST_FLOOR = 60.0  # rapidfuzz ratio, 0-100; below this a suggestion confuses more than it helps
_LONGEST_QUOTE = 60  # characters of a user's value repeated in a message


class UnsoundTableError(RuntimeError):
    """A table that breaks its own definition; when we are about to write it, a fault of this program."""


class ConservationError(RuntimeError):
    """Rows in are not rows kept plus rows dropped: a fault of this program."""


@dataclass(eq=False)
class InputError(Exception):
    """A mistake in a file, value or argument that the user can mend.

    Attributes
    ----------
    problem : what is wrong, one sentence without a full stop.
    where : file, and line, row or id when known.
    allowed : the valid values, in the order to show them.
    nearest : the valid value that the user probably meant.
    todo : what to do now, an imperative sentence.
    """

    problem: str
    where: str = ""
    allowed: tuple[str, ...] = ()
    nearest: str = ""
    todo: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.problem}." if self.where else f"{self.problem}."]
        if self.allowed:
            lines.append(f"  Allowed: {', '.join(self.allowed)}.")
        if self.nearest:
            lines.append(f'  Closest: "{self.nearest}".')
        if self.todo:
            lines.append(f"  What to do: {self.todo}")
        return "\n".join(lines)


@dataclass(eq=False)
class InputErrors(InputError):  # noqa: N818 - a bundle of errors
    """Several mistakes found in one pass, so that the user mends them in one go."""

    errors: tuple[InputError, ...] = ()

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)

    @classmethod
    def of(cls, errors: Sequence[InputError]) -> InputError:
        """One error as itself, several as a bundle."""
        if len(errors) == 1:
            return errors[0]
        return cls(problem=f"{len(errors)} problems", errors=tuple(errors))


def quoted(value: object) -> str:
    """A user's value between quotes, on one line, shortened when long."""
    text = " ".join(str(value).split())
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{text}"'


def several(number: int, noun: str = "statement") -> str:
    """A number of things, as a message says it.

    >>> several(1), several(0, "row")
    ('1 statement', '0 rows')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def nearest(value: str, allowed: Iterable[str]) -> str:
    """The allowed value most like ``value``, or "" when none is near.

    >>> nearest("verkokerd", ["verkokering", "vertrouwen"])
    'verkokering'
    >>> nearest("zzz", ["verkokering"])
    ''
    """
    by_folded = {choice.casefold(): choice for choice in allowed}
    match = process.extractOne(value.casefold(), list(by_folded), scorer=fuzz.ratio, score_cutoff=_NEAREST_FLOOR)
    return by_folded[match[0]] if match else ""


def unknown(what: str, value: str, allowed: Iterable[str], *, where: str = "", todo: str = "") -> InputError:
    """The error for a value that is not one of a fixed set."""
    choices = tuple(allowed)
    return InputError(
        f"unknown {what} {quoted(value)}",
        where=where,
        allowed=choices,
        nearest=nearest(value, choices),
        todo=todo or f"use one of the allowed values, or add {quoted(value)} where they are defined",
    )


def missing_file(path: Path, *, todo: str) -> InputError:
    """The error for a file that is not there; names a neighbour with a similar name."""
    neighbours = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    return InputError("file not found", where=str(path), nearest=nearest(path.name, neighbours), todo=todo)


def lenient_output() -> None:
    """Show a question mark for what a console cannot show: an arrow in a message must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def guarded(main: Callable[[], None]) -> int:
    """Run ``main``; print an :class:`InputError` to stderr and return the exit code."""
    lenient_output()
    try:
        main()
    except InputError as error:
        sys.stderr.write(f"Error: {error}\n")
        return EXIT_INPUT_ERROR
    return 0
