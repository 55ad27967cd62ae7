"""``thermometer export`` and ``import``: to programs for qualitative research and back."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.arguments import CorpusName, File, in_project, one_of, typed

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


importing = typer.Typer(no_args_is_help=True, help="What was coded in ATLAS.ti, MAXQDA, NVivo, QualCoder.")


@importing.command("refi")
@in_project
def import_refi(
    file: File,
    corpus: CorpusName = None,
    reviewer: Annotated[
        str,
        typer.Option(metavar="NAME", help="Who changed it, where the file does not say so."),
    ] = "",
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Where to write instead.", callback=typed)
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of an earlier import of this project.")
    ] = False,
) -> str:
    """Read a REFI-QDA project (.qdpx): what was changed in one of ours becomes a review file.

    Codes that are as they were exported are no review. The file comes in `corpora/CORPUS/reviews/`.

    Example: `thermometer import refi nedermaas_anna.qdpx --reviewer "Anna de Wit"`
    """
    from pipeline.cli.commands.interchange_import import read_refi

    return read_refi(file, corpus, reviewer=reviewer, out=out, replace=replace)


@importing.command("codebook")
@in_project
def import_codebook(
    file: File,
    corpus: CorpusName = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.yaml", help="Write it as a file; no corpus changes.", callback=typed),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of the codebook that the corpus brings.")
    ] = False,
) -> str:
    """Let a corpus work with a codebook that was made elsewhere: REFI-QDA (.qdc), or .csv as Taguette writes it.

    Themes that the coder knows, by name, it keeps on giving; new ones are coded by hand until it has examples.

    Example: `thermometer import codebook codeboek.qdc --corpus utrecht`
    """
    from pipeline.cli.commands.interchange_codebook import take_codebook

    return take_codebook(file, corpus, out=out, replace=replace)
