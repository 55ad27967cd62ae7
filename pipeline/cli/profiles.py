"""Commands for trying out profiles."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.arguments import File, in_project, typed_profile

app = typer.Typer(no_args_is_help=True, help="Try out profiles: how a layout of reports is read.")


@app.command("check")
@in_project
def profile_check(
    file: File,
    profile: Annotated[
        str,
        typer.Option(
            metavar="P",
            help="The layout: a name in corpora/profiles/, or a YAML file of your own.",
            show_default=False,
            callback=typed_profile,
        ),
    ],
    round_: Annotated[str, typer.Option("--round", metavar="R", help="The moment, such as 2025.")] = "",
) -> None:
    """Show what each line of a file becomes: a statement, or the reason why not. Writes nothing.

    So a profile is written by trial; `corpora/profiles/README.md` shows how.

    Example: `thermometer profile check notulen.txt --profile mijn_verslag.yaml`
    """
    from rich.console import Console

    from pipeline.cli.commands.profile import checked, show

    show(checked(file, profile, round_), Console())


@app.command("list")
@in_project
def profile_list() -> None:
    """List the profiles that there are, and what each reads."""
    from rich.console import Console

    from pipeline.cli.commands.profile import show_profiles

    show_profiles(Console())
