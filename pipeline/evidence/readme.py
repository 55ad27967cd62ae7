"""LEESMIJ.txt: what stands in each file and column of the evidence, for who opens it in Excel."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.core.tables import Table

WIDTH = 100  # characters on a line; Notepad does not wrap by itself


def readme_text(tables: Sequence[Table], texts: Mapping[str, Any]) -> str:
    """The text of LEESMIJ.txt.

    Parameters
    ----------
    tables : the tables to explain, in the order of the text.
    texts : leesmij.yaml.

    Raises
    ------
    KeyError
        The texts do not explain a table or a column.
    """
    lines = _titled(texts["titel"], "=")
    for paragraph in texts["inleiding"]:
        lines += textwrap.wrap(paragraph, WIDTH)
    lines += ["", *_titled("Woorden", "-"), *_explained(texts["woorden"])]
    for table in tables:
        about = texts["tabellen"][table.name]
        columns = {column.name: about["kolommen"][column.name] for column in table.columns}
        lines += [
            "",
            *_titled(about["bestand"], "-"),
            *textwrap.wrap(about["rij"], WIDTH),
            "",
            *_explained(columns),
        ]
    return "\n".join(lines) + "\n"


def _titled(title: str, line: str) -> list[str]:
    return [title, line * len(title)]


def _explained(meanings: Mapping[str, str]) -> list[str]:
    """Two columns: the word, and what it means."""
    room = max(map(len, meanings)) + 2
    return [
        line
        for word, meaning in meanings.items()
        for line in textwrap.wrap(
            meaning, WIDTH, initial_indent=word.ljust(room), subsequent_indent=" " * room, break_long_words=False
        )
    ]
