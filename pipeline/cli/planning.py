"""The command that says how much must be asked, and coded by people, to show a change."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.arguments import in_project


@in_project
def plan(
    theme: Annotated[
        str, typer.Option(metavar="THEME", help="Id or Dutch name, in any case.", show_default=False)
    ],
    change: Annotated[
        float, typer.Option(metavar="POINTS", min=0.1, max=99, help="Change to be shown, in percentage points.")
    ] = 5,
    corpus: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Which corpus; not needed when there is one.", show_default=False),
    ] = None,
    audience: Annotated[str, typer.Option(metavar="WHO", help="intern, extern or alle.")] = "alle",
) -> str:
    """Plan the next round: how many statements, and how many audited, show a change of a theme.

    Reckoned from the newest round: how often the theme was named, and how well the coder did. The
    change is then shown in four of five cases (`trend.power` in params.yaml), also when of all themes
    only this one moves.

    Example: `thermometer plan --theme verkokering --change 5`
    """
    from pipeline.cli.commands.planning import planned_round

    return planned_round(corpus, theme, change, audience)
