"""Commands on reviewing: trying a returned file, asking for more, seeing how far it is and what it brought."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.arguments import CorpusName, File, in_project, typed

app = typer.Typer(
    no_args_is_help=True, help="Review labels: try a file that came back, ask for more, see how far."
)


@app.command("check")
@in_project
def review_check(
    file: File,
    corpus: CorpusName = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 2 when a row holds a mistake.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="LIST.csv", help="Where to list the problems in Dutch.", callback=typed),
    ] = None,
) -> None:
    """Say what would become of each row of a returned file. Nothing is applied.

    Example: `thermometer review check blind-2025_anna.xlsx`
    """
    from pipeline.cli.commands.reviewing import check

    report, mistakes = check(file, corpus, strict=strict, out=out)
    typer.echo(report)
    if mistakes:
        raise mistakes


@app.command("more")
@in_project
def review_more(
    corpus: CorpusName = None,
    theme: Annotated[
        str, typer.Option(metavar="T", help="Statements with this theme, least sure first; by id or Dutch name.")
    ] = "",
    size: Annotated[
        int | None,
        typer.Option("-n", metavar="N", min=1, help="How many; without it review.doubtful_size of params.yaml."),
    ] = None,
    second: Annotated[
        bool,
        typer.Option("--second", help="Audited statements that one reviewer coded, blind, for another to code."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="Where to write; .xlsx and .html come beside it.", callback=typed),
    ] = None,
) -> str:
    """Write files with more statements to review, beside those of `dvc repro`.

    Statements of the blind audit are not among them (but with `--second`), nor what is settled already.

    Example: `thermometer review more --theme verkokering -n 40`
    """
    from pipeline.cli.commands.reviewing import more

    return more(corpus, theme=theme, size=size, second=second, out=out)


@app.command("status")
@in_project
def review_status(corpus: CorpusName = None) -> str:
    """Say what was reviewed, what is disputed or lost, and how many minutes are left.

    Example: `thermometer review status`
    """
    from pipeline.cli.commands.reviewing import status

    return status(corpus)
