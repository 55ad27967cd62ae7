"""What commands share: arguments as their typist means them, mistakes that end with exit code 2."""

import datetime
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer

from pipeline.core.errors import InputError, guarded, nearest, quoted, unknown

PROJECT_FILE = Path("params.yaml")
P = ParamSpec("P")
Choice = TypeVar("Choice", bound=str)


def typed(context: typer.Context, path: Path | None) -> Path | None:
    """A path as its typist means it, also when the command has gone to the project's folder."""
    return path if path is None or context.obj == Path.cwd() else Path(context.obj, path)


def typed_profile(context: typer.Context, profile: str) -> str:
    """A profile by name as it is, by its file as its typist means it."""
    return str(typed(context, Path(profile))) if profile.endswith((".yaml", ".yml")) else profile


def all_typed(context: typer.Context, paths: list[Path]) -> list[Path]:
    """Several paths, each as its typist means it."""
    return [one for path in paths if (one := typed(context, path))]


File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, callback=typed)]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE.csv", help="Where to write the table.", show_default=False, callback=typed
    ),
]
CorpusName = Annotated[
    str | None, typer.Option("--corpus", metavar="NAME", help="The corpus; not needed when there is one.")
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="For a survey: which column holds what. Roles: text, question, respondent, organisation, date. "
        "Repeat the option for each; text may be several columns. A role that is not named is recognised.",
    ),
]


def in_project(command: Callable[P, str | None]) -> Callable[P, None]:
    """The command done in the folder of a project: prints what it gives, exits with 0, or 2 after a mistake."""

    @functools.wraps(command)
    def guarded_command(*args: P.args, **options: P.kwargs) -> None:
        def work() -> None:
            if not PROJECT_FILE.is_file():
                raise InputError(
                    f"{PROJECT_FILE} is not in this folder",
                    where=str(Path.cwd()),
                    todo="go to the folder of the project (cd) and run the command there",
                )
            if (text := command(*args, **options)) is not None:
                typer.echo(text)

        raise typer.Exit(guarded(work))

    return guarded_command


def roles_of(options: Sequence[str] | None) -> dict[str, str | tuple[str, ...]]:
    """Role -> column name, from options such as ``text=Toelichting``; several columns with text together."""
    allowed = ("text", "question", "respondent", "organisation", "date")
    roles: dict[str, list[str]] = {}
    for option in options or ():
        role, equals, name = option.partition("=")
        if not equals or role not in allowed or not name.strip() or (role in roles and role != "text"):
            raise InputError(
                f"{quoted(option)} is not ROLE=NAME, each role but text once",
                where="--column",
                allowed=tuple(f"{one}=NAME" for one in allowed),
                nearest=nearest(role, allowed),
                todo="write for example --column text=Toelichting",
            )
        roles.setdefault(role, []).append(name.strip())
    if roles and "text" not in roles:
        raise InputError("the column with the text is not named", where="--column", todo="add --column text=NAME")
    return {role: names[0] if len(names) == 1 else tuple(names) for role, names in roles.items()}


def date_of(cell: str | None) -> datetime.date | None:
    """The date of an option, if given."""
    try:
        return None if cell is None else datetime.date.fromisoformat(cell)
    except ValueError:
        raise InputError(
            f"{quoted(cell)} is not a date", where="--date", allowed=("year-month-day",), todo="write 2025-03-31"
        ) from None


def one_of(option: str, value: str | None, allowed: Sequence[Choice]) -> Choice | None:
    """The value of an option, if given, or :class:`InputError` when it is none of these."""
    found = next((each for each in allowed if each == value), None)
    if value is not None and found is None:
        raise unknown("value", value, allowed, where=option, todo="use one of the allowed values")
    return found
