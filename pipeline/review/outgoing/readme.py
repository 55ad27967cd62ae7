"""LEESMIJ.txt: what a reviewer does, with the codebook at hand."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import jinja2

from pipeline.core.codebook import Codebook, Label

_WIDTH = 106  # characters; fits Notepad on a laptop


@dataclass(frozen=True)
class FileToReview:
    """One file as LEESMIJ lists it: how many rows, and how many of them are filled in already."""

    name: str
    kind: Literal["blind", "doubtful", "disputed", "all"]
    rows: int
    done: int = 0


def readme_text(
    template: str,
    title: str,
    folder: str,
    files: Sequence[FileToReview],
    codebook: Codebook,
    *,
    all_blind: bool = False,
) -> str:
    """The text, with CRLF line ends and a byte order mark, as every version of Notepad reads it.

    Parameters
    ----------
    template : leesmij.txt.j2.
    folder : where the analyst puts returned files.
    all_blind : whether every statement that counts is in the blind sample.
    """
    text = rendered(
        template, title=title, folder=folder, files=files, codebook=codebook, entry=_entry, all_blind=all_blind
    )
    return "\ufeff" + text.replace("\n", "\r\n") + "\r\n"


def rendered(template: str, **values: object) -> str:
    """A plain text with values filled in, without blank lines around it."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text, no markup to escape
    )
    return environment.from_string(template).render(**values).strip()


def _entry(label_id: str, label: Label) -> str:
    """Id, name and definition of one label, wrapped and indented."""
    lines = textwrap.wrap(label.definition, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    if label.not_:
        lines += textwrap.wrap(f"Niet: {label.not_}", _WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join([f"{label_id} ({label.label})", *lines])
