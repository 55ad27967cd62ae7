"""Commands on topics: keeping them over rounds, making one a theme of the codebook."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.arguments import in_project

CORPUS = typer.Option("--corpus", metavar="NAME", help="The corpus; not needed when there is one.")

topics = typer.Typer(no_args_is_help=True, help="Topics that people talk about: keep them over rounds.")
theme = typer.Typer(no_args_is_help=True, help="Themes of the codebook: make one of a topic, or rename one.")


@topics.command("keep")
@in_project
def topics_keep(
    name: Annotated[str | None, typer.Argument(metavar="CORPUS", hidden=True)] = None,
    corpus: Annotated[str | None, CORPUS] = None,
) -> str:
    """Keep the topics of the last run in `corpora/CORPUS/topics.yaml`, so that later rounds know them again.

    A topic that is found again keeps its id, and the name that you give it in that file. Run it
    again after a new round: it adds what is new and takes nothing away.

    Example: `thermometer topics keep --corpus nedermaas`
    """
    from pipeline.cli.commands.topics import keep

    return keep(corpus or name)


@theme.command("new")
@in_project
def theme_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new theme.", show_default=False)],
    topic: Annotated[
        str, typer.Option(metavar="ID", help="The topic: topic_id in topics.csv.", show_default=False)
    ],
    corpus: Annotated[str | None, CORPUS] = None,
) -> str:
    """Make a theme of a topic that the codebook does not know: `reports/C/topics-kandidaten.csv` lists them.

    Adds it to `corpora/codebook.yaml`, with a first rule in `corpora/rules/`, and says what to do
    next. The coder must then be trained again, which `dvc repro` does.

    Example: `thermometer theme new "Digitale balie" --topic t1a2b3c4d --corpus nedermaas`
    """
    from pipeline.cli.commands.topics import new_theme

    return new_theme(name, topic, corpus)


@theme.command("rename")
@in_project
def theme_rename(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Id or Dutch name, in any case.", show_default=False)],
    name: Annotated[str, typer.Argument(metavar="NEW", help="Its Dutch name from now on.", show_default=False)],
) -> str:
    """Give a theme another name in all files that name it: codebook, rules, training, actions.

    All of them change, or none. What reviewers hand in under the earlier name is still understood.

    Example: `thermometer theme rename regie "Regie en verbinding"`
    """
    from pipeline.cli.commands.theme_renaming import rename_theme

    return rename_theme(old, name)
