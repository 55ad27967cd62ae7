"""Commands on files and corpora: reading one file, making a corpus, checking all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.arguments import Column, File, Out, all_typed, date_of, in_project, roles_of, typed


@in_project
def ingest(
    file: File,
    profile: Annotated[
        str, typer.Option(metavar="NAME", help="The layout: a name in corpora/profiles/.", show_default=False)
    ],
    out: Out,
    ledger: Annotated[
        Path | None,
        typer.Option(metavar="L.json", help="Where to write what became of every line or row.", callback=typed),
    ] = None,
    round_: Annotated[
        str, typer.Option("--round", metavar="R", help="The moment, such as 2025; empty for none.")
    ] = "",
    column: Column = None,
) -> str:
    """Read one report or survey export into a table of statements.

    Example: `thermometer ingest survey.xlsx --profile tabel --out statements.csv --column text=Toelichting`
    """
    from pipeline.cli.commands.ingest import ingest_file
    from pipeline.ingest.source import source_of

    source = source_of(file, profile, round_, roles_of(column))
    return ingest_file(file, source, out, ledger)


@in_project
def new_corpus(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its folder under corpora/.", show_default=False)],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False, callback=all_typed)],
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
) -> str:
    """Make a corpus of your own files and add it to params.yaml.

    Guesses layout, columns, round and date, says what it guessed, and writes it with comments to
    `corpora/NAME/corpus.yaml`. Improvement actions that a report lists come in `actions.yaml`.

    Example: `thermometer new-corpus utrecht report.txt survey_2025.csv`
    """
    when = date_of(date)
    from pipeline.new_corpus.create import make_corpus
    from pipeline.new_corpus.messages import messages

    made = make_corpus(name, files, profile=profile, moment=round_, date=when, roles=roles_of(column), title=title)
    return "\n".join(messages(made))


@in_project
def check() -> str:
    """Check params.yaml, every corpus that it lists and what the coder learns from, without running anything."""
    from pipeline.cli.commands.coder_inputs import coder_inputs
    from pipeline.stages.check import everything

    return "\n".join([*everything(), *coder_inputs()])
