"""The command ``thermometer``: what a person types. Each command says what it did, or what to do.

The modules that do the work are imported inside the commands: pandas, spaCy and scikit-learn
take seconds to load, and help should be there at once.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.errors import InputError, guarded, lenient_output, nearest, quoted

PROJECT_FILE = Path("params.yaml")
HOME = Path(__file__).parents[1]  # the project that this command was installed from

app = typer.Typer(
    name="thermometer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

profile_app = typer.Typer(no_args_is_help=True, help="Try out profiles: how a layout of reports is read.")
app.add_typer(profile_app, name="profile")


def _typed(context: typer.Context, path: Path | None) -> Path | None:
    """A path as its typist means it, also when the command has gone to the project's folder."""
    return path if path is None or context.obj == Path.cwd() else Path(context.obj, path)


def _typed_profile(context: typer.Context, profile: str) -> str:
    """A profile by name as it is, by its file as its typist means it."""
    return str(_typed(context, Path(profile))) if profile.endswith((".yaml", ".yml")) else profile


def _all_typed(context: typer.Context, paths: list[Path]) -> list[Path]:
    return [typed for path in paths if (typed := _typed(context, path))]


File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, callback=_typed)]
Out = Annotated[
    Path,
    typer.Option(
        "--out", metavar="FILE.csv", help="Where to write the table.", show_default=False, callback=_typed
    ),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="For a survey: which column holds what. Roles: text, question, respondent, organisation, date. "
        "Repeat the option for each. A role that is not named is recognised by its column's name.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"thermometer {__version__}")
        raise typer.Exit


@app.callback(
    epilog="Each command explains itself: `thermometer new-corpus --help`. Mistakes in a file, a name or a value "
    "end with exit code 2 and say what to do; nothing is then written."
)
def thermometer(
    context: typer.Context,
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Code Dutch feedback on collaboration, follow its themes over rounds, tie them to actions.

    Outside the folder of a project it works on the one that it was installed from.

    **Start here**:

    1. `dvc repro` runs the demo corpus; then open `reports/nedermaas/samenvatting.html`.

    2. `thermometer new-corpus utrecht report.txt survey_2025.csv` makes a corpus of your own files.

    3. Read `corpora/utrecht/corpus.yaml` and `actions.yaml`, correct what was guessed wrong, and run `dvc repro`.

    **Without a corpus**, one file at a time:

    - `thermometer ingest report.txt --profile verkenning --out statements.csv`

    - `thermometer classify statements.csv --out coded.csv`
    """
    context.obj = Path.cwd()
    if not PROJECT_FILE.is_file() and (HOME / PROJECT_FILE).is_file():
        os.chdir(HOME)


@app.command()
def ingest(
    file: File,
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="The layout: a name in corpora/profiles/.", show_default=False)
    ],
    out: Out,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="L.json", help="Where to write what became of every line or row.", callback=_typed),
    ] = None,
    round_: Annotated[
        str, typer.Option("--round", metavar="R", help="The moment, such as 2025; empty for none.")
    ] = "",
    column: Column = None,
) -> None:
    """Read one report or survey export into a table of statements.

    Example: `thermometer ingest survey.xlsx --profile tabel --out statements.csv --column text=Toelichting`
    """

    def work() -> None:
        from pipeline.stages.ingest import ingest_file, source_of

        source = source_of(file, profile, round_, _roles(column))
        typer.echo(ingest_file(file, source, out, ledger))

    _run(work)


@app.command()
def classify(file: File, out: Out) -> None:
    """Code any CSV of Dutch text: category, stance and themes, each with a confidence and a reason.

    The file needs the columns `id` (or `statement_id`) and `text`; all its columns are kept.

    Example: `thermometer classify statements.csv --out coded.csv`
    """

    def work() -> None:
        from pipeline.stages.classify import classify_file

        typer.echo(classify_file(file, out))

    _run(work)


@app.command("new-corpus")
def new_corpus(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its folder under corpora/.", show_default=False)],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False, callback=_all_typed)],
    profile: Annotated[
        str | None, typer.Option(metavar="P", help="The layout of all files; guessed per file without it.")
    ] = None,
    round_: Annotated[
        str | None,
        typer.Option(
            "--round", metavar="R", help="The moment, such as 2025. Guessed for a survey, none for a report."
        ),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="When people spoke; orders the rounds.")
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="T", help="Title of the summary.")] = None,
    column: Column = None,
) -> None:
    """Make a corpus of your own files and add it to params.yaml.

    Guesses layout, columns, round and date, says what it guessed, and writes it with comments to
    `corpora/NAME/corpus.yaml`. Improvement actions that a report lists come in `actions.yaml`.

    Example: `thermometer new-corpus utrecht report.txt survey_2025.csv`
    """

    def work() -> None:
        when = _date(date)
        from pipeline.new_corpus.making import make_corpus
        from pipeline.new_corpus.telling import told

        made = make_corpus(
            name, files, profile=profile, moment=round_, date=when, roles=_roles(column), title=title
        )
        typer.echo("\n".join(told(made)))

    _run(work)


@app.command()
def check() -> None:
    """Check params.yaml and every corpus that it lists, without running anything."""

    def work() -> None:
        from pipeline.stages.check import everything

        typer.echo("\n".join(everything()))

    _run(work)


@profile_app.command("check")
def profile_check(
    file: File,
    profile: Annotated[
        str,
        typer.Option(
            metavar="P",
            help="The layout: a name in corpora/profiles/, or a YAML file of your own.",
            show_default=False,
            callback=_typed_profile,
        ),
    ],
    round_: Annotated[str, typer.Option("--round", metavar="R", help="The moment, such as 2025.")] = "",
) -> None:
    """Show what each line of a file becomes: a statement, or the reason why not. Writes nothing.

    So a profile is written by trial; `corpora/profiles/README.md` shows how.

    Example: `thermometer profile check notulen.txt --profile mijn_verslag.yaml`
    """

    def work() -> None:
        from rich.console import Console

        from pipeline.stages.profile import checked, show

        show(checked(file, profile, round_), Console())

    _run(work)


@profile_app.command("list")
def profile_list() -> None:
    """List the profiles that there are, and what each reads."""

    def work() -> None:
        from rich.console import Console

        from pipeline.stages.profile import show_profiles

        show_profiles(Console())

    _run(work)


def _run(work: Callable[[], None]) -> None:
    def in_project() -> None:
        if not PROJECT_FILE.is_file():
            raise InputError(
                f"{PROJECT_FILE} is not in this folder",
                where=str(Path.cwd()),
                todo="go to the folder of the project (cd) and run the command there",
            )
        work()

    raise typer.Exit(guarded(in_project))


def _roles(options: Sequence[str] | None) -> dict[str, str]:
    """Role -> column name, from options such as ``text=Toelichting``."""
    allowed = ("text", "question", "respondent", "organisation", "date")
    roles: dict[str, str] = {}
    for option in options or ():
        role, equals, name = option.partition("=")
        if not equals or role not in allowed or not name.strip() or role in roles:
            raise InputError(
                f"{quoted(option)} is not ROLE=NAME, each role once",
                where="--column",
                allowed=tuple(f"{one}=NAME" for one in allowed),
                nearest=nearest(role, allowed),
                todo="write for example --column text=Toelichting",
            )
        roles[role] = name.strip()
    if roles and "text" not in roles:
        raise InputError("the column with the text is not named", where="--column", todo="add --column text=NAME")
    return roles


def _date(cell: str | None) -> datetime.date | None:
    try:
        return None if cell is None else datetime.date.fromisoformat(cell)
    except ValueError:
        raise InputError(
            f"{quoted(cell)} is not a date", where="--date", allowed=("year-month-day",), todo="write 2025-03-31"
        ) from None


def main() -> None:
    """Entry point of the command."""
    lenient_output()
    app()


if __name__ == "__main__":
    main()
