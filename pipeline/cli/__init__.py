"""The command ``thermometer``: what a person types. Each command says what it did, or what to do.

The modules that do the work are imported inside the commands: pandas, spaCy and scikit-learn
take seconds to load, and help should be there at once.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import coding, corpora, interchange, language_model, planning, profiles, reviews, topics
from pipeline.cli.arguments import PROJECT_FILE
from pipeline.core.errors import lenient_output

HOME = Path(__file__).parents[2]  # the project that this command was installed from

app = typer.Typer(
    name="thermometer",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


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

    - `thermometer explain "De provincie laat niets horen."`
    """
    context.obj = Path.cwd()
    if not PROJECT_FILE.is_file() and (HOME / PROJECT_FILE).is_file():
        os.chdir(HOME)


# In the order in which help shows them.
app.command()(corpora.ingest)
app.command()(coding.classify)
app.command()(coding.explain)
app.command("new-corpus")(corpora.new_corpus)
app.add_typer(corpora.app, name="corpus")
app.command()(corpora.check)
app.command()(planning.plan)
app.add_typer(reviews.app, name="review")
app.add_typer(interchange.exporting, name="export")
app.add_typer(interchange.importing, name="import")
app.add_typer(profiles.app, name="profile")
app.add_typer(language_model.app, name="language-model")
app.add_typer(topics.topics, name="topics")
app.add_typer(topics.theme, name="theme")


def main() -> None:
    """Entry point of the command."""
    lenient_output()
    app()
