"""LEESMIJ.txt: what stands in each file and column of the evidence, for who opens it in Excel."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.core.files import rendered

WIDTH = 100  # characters on a line; Notepad does not wrap by itself


def readme_text(texts: Mapping[str, Any]) -> str:
    """The text of LEESMIJ.txt; ``texts`` is leesmij.yaml."""
    filters = {"kop": _titled, "alinea": lambda text: textwrap.fill(text, WIDTH), "uitleg": _explained}
    return rendered(Path(__file__).parent / "leesmij.txt.j2", filters, **texts)


def _titled(title: str, line: str) -> str:
    return f"{title}\n{line * len(title)}"


def _explained(meanings: Mapping[str, str]) -> str:
    """Two columns: the word, and what it means."""
    room = max(map(len, meanings)) + 2
    return "\n".join(
        textwrap.fill(
            meaning, WIDTH, initial_indent=word.ljust(room), subsequent_indent=" " * room, break_long_words=False
        )
        for word, meaning in meanings.items()
    )
