"""``thermometer corpus``: which corpora there are, removing one, giving one another name."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.arguments import in_project

app = typer.Typer(no_args_is_help=True, help="Corpora: list them, remove one, rename one.")
Name = Annotated[str, typer.Argument(help="Its folder under corpora/.", show_default=False)]


@app.command("list")
@in_project
def corpus_list() -> str:
    """List every corpus: its sources, the files that reviewers handed in, its summary.

    Example: `thermometer corpus list`
    """
    from pipeline.cli.commands.corpus_life import overview

    return overview()


@app.command("remove")
@in_project
def corpus_remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> str:
    """Remove a corpus: its raw files, what was made of it, its place on the list. Asks first.

    Reviews, `corpus.yaml`, `actions.yaml` and kept topics are not deleted: they go to `corpora/removed/NAME/`.

    Example: `thermometer corpus remove utrecht`
    """
    from pipeline.cli.commands.corpus_life import remove
    from pipeline.core.errors import InputError

    try:
        return remove(name, lambda plan: yes or typer.confirm(plan))
    except typer.Abort:
        todo = "answer y, or give --yes; nothing was removed"
        raise InputError("the question was not answered", where="corpus remove", todo=todo) from None


@app.command("rename")
@in_project
def corpus_rename(old: Name, new: Name) -> str:
    """Rename a corpus: its folders, its place on the list, what DVC knows of it. Reviews stay valid.

    Example: `thermometer corpus rename utrecht utrecht-2024`
    """
    from pipeline.cli.commands.corpus_life import rename

    return rename(old, new)
