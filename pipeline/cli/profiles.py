"""``thermometer profile``: trying out a profile, what each line of a file becomes. No stage of the pipeline.

Reads   a file, a profile by name or by its path, and params.yaml. Writes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.arguments import File, in_project, typed_profile

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.ingest.outcomes import Outcome

app = typer.Typer(no_args_is_help=True, help="Try out profiles: how a layout of reports is read.")


@app.command("check")
@in_project
def profile_check(
    file: File,
    profile: Annotated[
        str,
        typer.Option(
            metavar="P",
            help="The layout: a name in corpora/profiles/, or a YAML file of your own.",
            show_default=False,
            callback=typed_profile,
        ),
    ],
    round_: Annotated[str, typer.Option("--round", metavar="R", help="The moment, such as 2025.")] = "",
) -> None:
    """Show what each line of a file becomes: a statement, or the reason why not. Writes nothing.

    So a profile is written by trial; `corpora/profiles/README.md` shows how.

    Example: `thermometer profile check notulen.txt --profile mijn_verslag.yaml`
    """
    from rich.console import Console

    show(*checked(file, profile, round_), Console())


@app.command("list")
@in_project
def profile_list() -> None:
    """List the profiles that there are, and what each reads."""
    from rich.console import Console

    show_profiles(Console())


def checked(path: Path, profile_name: str, moment: str) -> tuple[Sequence["Outcome"], str]:
    """What each line of a file becomes after a profile, named or in a YAML file of its own; and what to look at.
    :class:`InputError` when the file cannot be read, there is no such profile, or it is not sound.
    """
    from pipeline.core.files import read_bytes
    from pipeline.core.params import load_params
    from pipeline.ingest.outcomes import UNKNOWN, outcomes
    from pipeline.ingest.profiles.profiles import load_profile, profile_at
    from pipeline.ingest.profiles.text_profile import TextProfile
    from pipeline.ingest.source import read_source, source_of
    from pipeline.new_corpus.files import rendered

    profile = (
        profile_at(Path(profile_name))
        if profile_name.endswith((".yaml", ".yml"))
        else load_profile(profile_name, where="--profile")
    )
    source = source_of(path, Path(profile_name).stem, moment, {})
    reading = read_source(read_bytes(path), source, profile, load_params().ingest, where=str(path))
    found = outcomes(reading)
    statements, met = reading.statements, {heading.split(" · ", 1)[0] for heading in reading.headings.values()}
    reasons = Counter(outcome.what for outcome in found if not outcome.kept)
    rules = profile.rules if isinstance(profile, TextProfile) else None
    summary = rendered(
        "templates/profile.txt.j2",
        package="pipeline.cli",
        reading=reading,
        total=len(found),
        kept=len(found) - reasons.total(),
        kinds=sorted(Counter(zip(statements["kind"], statements["round"], strict=True)).items()),
        reasons=sorted(reasons.items(), key=lambda item: (-item[1], item[0])),
        dates=sorted(set(statements["date"]) - {""}),
        unknown=sum(reasons[reason] for reason in UNKNOWN),
        unknown_reasons=UNKNOWN,
        rules=None if rules is None else [(name, rule) for name, rule in rules.items() if name not in met],
    ).rstrip("\n")
    return found, summary


def show_profiles(console: "Console") -> None:
    """Print the profiles: a table on a terminal, else tab-separated lines."""
    from rich.table import Table
    from rich.text import Text

    from pipeline.core.corpus import PROFILES
    from pipeline.ingest.profiles.profiles import load_profile, profile_names

    loaded = [(name, load_profile(name)) for name in profile_names()]
    rows = [(name, profile.layout, profile.description) for name, profile in loaded]
    if not console.is_terminal:
        for row in rows:
            _plain(console, "\t".join(row))
        return
    table = Table("profile", "layout", "what it reads", caption=f"in {PROFILES}/")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def show(found: Sequence["Outcome"], summary: str, console: "Console") -> None:
    """Print what each line became: a table on a terminal, else tab-separated lines with the whole text."""
    from rich.table import Table
    from rich.text import Text

    from pipeline.ingest.outcomes import UNKNOWN

    if console.is_terminal:
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("line", justify="right", style="dim")
        table.add_column("became", no_wrap=True)
        table.add_column("text", ratio=3, no_wrap=True, overflow="ellipsis")
        table.add_column("known of it", ratio=2, no_wrap=True, overflow="ellipsis")
        for outcome in found:
            style = "green" if outcome.kept else "yellow" if outcome.what in UNKNOWN else "dim"
            shown = Text(outcome.what, style), Text(outcome.text, style), Text(outcome.said, "dim")
            table.add_row(str(outcome.number), *shown)
        console.print(table)
    else:
        _plain(console, "line\tbecame\tknown of it\ttext")
        for outcome in found:
            said, text = (" ".join(part.split()) for part in (outcome.said, outcome.text))
            _plain(console, f"{outcome.number}\t{outcome.what}\t{said}\t{text}")
    _plain(console, f"\n{summary}")


def _plain(console: "Console", line: str) -> None:
    console.file.write(f"{line}\n")  # as it is: a Console would fold it, and make blanks of tabs
