"""Commands of the coder: coding a file, explaining one statement."""

from __future__ import annotations

import typer

from pipeline.cli.arguments import File, Out, run


def classify(file: File, out: Out) -> None:
    """Code any CSV of Dutch text: category, stance and themes, each with a confidence and a reason.

    The file needs the columns `id` (or `statement_id`) and `text`; all its columns are kept.

    Example: `thermometer classify statements.csv --out coded.csv`
    """

    def work() -> None:
        from pipeline.stages.classify import classify_file

        typer.echo(classify_file(file, out))

    run(work)
