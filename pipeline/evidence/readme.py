"""LEESMIJ.txt: what stands in each file and column of the evidence, for who opens it in Excel."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.core.files import rendered

WIDTH = 100  # characters on a line; Notepad does not wrap by itself


def readme_text(texts: Mapping[str, Any], cut: Mapping[str, tuple[int, int]] = MappingProxyType({})) -> str:
    """The text of LEESMIJ.txt.

    Parameters
    ----------
    texts : leesmij.yaml.
    cut : files that do not hold all their statements -> how many they hold, of how many.
    """
    shortened = [
        texts["ingekort"].format(bestand=name, getoond=dutch_count(shown), alle=dutch_count(whole))
        for name, (shown, whole) in cut.items()
    ]
    filters = {"kop": _titled, "alinea": lambda text: textwrap.fill(text, WIDTH), "uitleg": _explained}
    return rendered(Path(__file__).parent / "leesmij.txt.j2", filters, **{**texts, "ingekort": shortened})


def dutch_count(number: int) -> str:
    """A count as Dutch text has it.

    >>> dutch_count(31412)
    '31.412'
    """
    return f"{number:,}".replace(",", ".")


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
