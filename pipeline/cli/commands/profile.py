"""Trying out a profile: what each line of a file becomes (``thermometer profile``). No stage of the pipeline.

Reads   a file, a profile by name or by its path, and params.yaml. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.core.corpus import PROFILES
from pipeline.core.files import read_bytes
from pipeline.core.params import load_params
from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.formats.documents import document_text
from pipeline.ingest.outcomes import UNKNOWN, Outcome, outcomes, summary
from pipeline.ingest.profiles.profiles import load_profile, profile_at, profile_names
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.source import read_source, source_of


@dataclass(frozen=True)
class ProfileTrial:
    """A file read after a profile: each line, and what to look at."""

    outcomes: Sequence[Outcome]
    summary: Sequence[str]


def checked(path: Path, profile_name: str, moment: str) -> ProfileTrial:
    """Read a file after a profile.

    Parameters
    ----------
    profile_name : a name in corpora/profiles/, or the path of a YAML file.

    Raises
    ------
    InputError
        The file cannot be read, there is no such profile, or it is not sound.
    """
    profile = (
        profile_at(Path(profile_name))
        if profile_name.endswith((".yaml", ".yml"))
        else load_profile(profile_name, where="--profile")
    )
    content = read_bytes(path)
    source = source_of(path, Path(profile_name).stem, moment, {})
    reading = read_source(content, source, profile, load_params().ingest, where=str(path))
    texts: dict[int, str] = {}
    if not isinstance(profile, TableProfile):
        text, _ = document_text(content, where=str(path))
        texts = {line.number: line.text for line in split_lines(text, leading_space=False)}
    found = outcomes(reading, texts)
    return ProfileTrial(found, summary(reading, found, profile))


def profiles() -> list[tuple[str, str, str]]:
    """Name, layout and description of every profile, by name."""
    loaded = [(name, load_profile(name)) for name in profile_names()]
    return [(name, profile.layout, profile.description) for name, profile in loaded]


def show_profiles(console: Console) -> None:
    """Print the profiles: a table on a terminal, else tab-separated lines."""
    rows = profiles()
    if not console.is_terminal:
        for row in rows:
            _plain(console, "\t".join(row))
        return
    table = Table("profile", "layout", "what it reads", caption=f"in {PROFILES}/")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)


def show(result: ProfileTrial, console: Console) -> None:
    """Print what each line became: a table on a terminal, else tab-separated lines with the whole text."""
    if console.is_terminal:
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("line", justify="right", style="dim")
        table.add_column("became", no_wrap=True)
        table.add_column("text", ratio=3, no_wrap=True, overflow="ellipsis")
        table.add_column("known of it", ratio=2, no_wrap=True, overflow="ellipsis")
        for outcome in result.outcomes:
            style = "green" if outcome.kept else "yellow" if outcome.what in UNKNOWN else "dim"
            table.add_row(
                str(outcome.number),
                Text(outcome.what, style),
                Text(outcome.text, style),
                Text(outcome.said, "dim"),
            )
        console.print(table)
    else:
        _plain(console, "line\tbecame\tknown of it\ttext")
        for outcome in result.outcomes:
            said, text = (" ".join(part.split()) for part in (outcome.said, outcome.text))
            _plain(console, f"{outcome.number}\t{outcome.what}\t{said}\t{text}")
    _plain(console, "")
    for line in result.summary:
        _plain(console, line)


def _plain(console: Console, line: str) -> None:
    console.file.write(f"{line}\n")  # as it is: a Console would fold it, and make blanks of tabs
