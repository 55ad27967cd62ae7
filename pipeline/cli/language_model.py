"""``thermometer language-model``: what asking a language model would cost and send, and how good it is here."""

from typing import Annotated

import typer

from pipeline.cli.arguments import CorpusName, in_project

app = typer.Typer(no_args_is_help=True, help="A language model of your own as a second coder: cost, model card.")


@app.command("plan")
@in_project
def language_model_plan(
    corpus: CorpusName = None,
    language_model: Annotated[
        str, typer.Option(metavar="URL", help="Instead of the one in params.yaml.", show_default=False)
    ] = "",
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Instead of the one in params.yaml.", show_default=False)
    ] = "",
    speed: Annotated[
        float, typer.Option(metavar="TOKENS", min=0.1, help="Tokens that the server writes in a second.")
    ] = 40,
) -> str:
    """Say how many requests, tokens and minutes asking takes, and show what would be sent. Nothing is sent.

    Example: `thermometer language-model plan --language-model http://localhost:8000/v1 --model NAME`
    """
    from pipeline.cli.commands.language_model import plan
    from pipeline.core.corpus import corpus_named

    return plan(corpus_named(corpus), language_model, model, speed)


@app.command("card")
@in_project
def language_model_card(corpus: CorpusName = None) -> str:
    """Print the model card: what was asked, and how it holds against people, beside the bundled coder.

    Example: `thermometer language-model card --corpus nedermaas`
    """
    from pipeline.cli.commands.language_model import card
    from pipeline.core.corpus import corpus_named

    return card(corpus_named(corpus))
