"""``thermometer export`` and ``import``: to programs for qualitative research and back."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.arguments import CorpusName, in_project, one_of, typed

exporting = typer.Typer(
    no_args_is_help=True, help="Hand coding over to ATLAS.ti, MAXQDA, NVivo, QualCoder, Taguette."
)

Named = Annotated[str | None, typer.Argument(metavar="CORPUS", help="The corpus; not needed when there is one.")]


@exporting.command("refi")
@in_project
def export_refi(
    name: Named = None,
    corpus: CorpusName = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.qdpx", help="Where to write the project.", callback=typed)
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option(metavar="FILE.qdc", help="Where to write the codebook.", callback=typed)
    ] = None,
    line_endings: Annotated[
        str, typer.Option(metavar="lf|crlf", help="crlf for a program in which codes shift line by line.")
    ] = "lf",
    reviewers: Annotated[
        bool, typer.Option("--reviewers", help="Name the reviewers, with their remarks. Without it nobody is.")
    ] = False,
    blind: Annotated[
        bool, typer.Option("--blind", help="No codes on statements of the blind audit that are still to be coded.")
    ] = False,
) -> str:
    """Write a corpus as a REFI-QDA project: a text a round, its statements coded; personal data masked.

    Example: `thermometer export refi nedermaas --out nedermaas.qdpx --codebook nedermaas.qdc`
    """
    from pipeline.cli.commands.interchange import write_refi
    from pipeline.refi.codings import ExportOptions
    from pipeline.refi.project import LINE_ENDS

    ends = LINE_ENDS[one_of("--line-endings", line_endings, tuple(LINE_ENDS)) or "lf"]
    return write_refi(corpus or name, ExportOptions(reviewers, blind, ends), out=out, codebook=codebook)


@exporting.command("codebook")
@in_project
def export_codebook(
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="Where to write: .qdc, or .csv for Taguette.", show_default=False, callback=typed
        ),
    ],
    name: Named = None,
    corpus: CorpusName = None,
) -> str:
    """Write the codebook of a corpus, with definitions and borders, for another program.

    Example: `thermometer export codebook nedermaas --out codeboek.qdc`
    """
    from pipeline.cli.commands.interchange import write_codebook

    return write_codebook(corpus or name, out)
