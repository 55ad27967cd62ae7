"""Commands of the coder: coding a file, explaining one statement."""

from dataclasses import asdict
from json import dumps
from typing import Annotated

import typer

from pipeline.cli.arguments import File, Out, in_project


@in_project
def classify(
    file: File,
    out: Out,
    language_model: Annotated[
        str, typer.Option(metavar="URL", help="Ask this language model of your own as well.", show_default=False)
    ] = "",
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Its name, as the server knows it.", show_default=False)
    ] = "",
) -> str:
    """Code any CSV of Dutch text: category, stance and themes, each with a confidence and a reason.

    The file needs the columns `id` (or `statement_id`) and `text`; all its columns are kept. What a language
    model says stands beside the labels, in columns `taalmodel_…`: without an audit nobody knows who is right.

    Example: `thermometer classify statements.csv --out coded.csv`
    """
    from pipeline.cli.commands.classify_file import classify_file

    return classify_file(file, out, language_model, model)


@in_project
def explain(
    statement: Annotated[
        list[str],
        typer.Argument(
            metavar="ID|TEXT",
            help="A statement_id of a corpus, or its first characters; or any text, best between quotes.",
            show_default=False,
        ),
    ],
    corpus: Annotated[
        str, typer.Option(metavar="NAME", help="Look for the ID in this corpus only.", show_default=False)
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")] = False,
) -> None:
    """Explain the labels of one statement, in Dutch: reasons, runners-up, and training statements like it.

    Per label: the rule that found something, and the words without which the coder would be less sure, or
    surer. Then the labels that nearly were, and the training statements most like it. Of a statement of a
    corpus also where it stands, and whether a reviewer decided.

    Example: `thermometer explain "De provincie laat niets horen."`
    """
    from rich.console import Console

    from pipeline.cli.commands.explain import explained, show

    with Console(stderr=True).status("…"):
        explanation, codebook = explained(" ".join(statement), corpus)
    if json:
        # For scripts: None or an empty list where there is nothing.
        Console().file.write(dumps(asdict(explanation), ensure_ascii=False, indent=2) + "\n")
    else:
        show(explanation, codebook, Console())
