"""Where a selection is in a text: programs count characters in more than one way, whatever the standard says.

The standard counts code points from 0, the end not included. Programs on Windows may count the two characters of
a line end, or one; a byte order mark, or not; and signs outside the basic plane twice. Which it was is seen from
where selections begin and end: people select words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from pipeline.core.files import decode

_BOM = "\ufeff"
_ASTRAL = 0xFFFF
_DOUBTFUL = 10  # of so many selections one more that fits may be chance: people select parts of words, too


@dataclass(frozen=True)
class ReadText:
    """A text with line feeds and without byte order mark, and where the selections in it are.

    Attributes
    ----------
    places : start and end of each selection, in the order in which they were given; the end not included.
    """

    text: str
    places: tuple[tuple[int, int], ...]


def placed(
    content: bytes | str, selections: Sequence[tuple[int, int]], *, where: str, one_a_line: bool
) -> ReadText:
    """The text of a file and its selections in it.

    Parameters
    ----------
    content : a file, or text that stood in the XML.
    selections : start and end as the program counted them.
    one_a_line : whether this program is known to count one character for any line end (ATLAS.ti).
    """
    if isinstance(content, str):
        marked, raw = content.startswith(_BOM), content.removeprefix(_BOM)
    else:
        raw, encoding = decode(content, where=where)
        marked = encoding in ("utf-8-sig", "utf-16")
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not selections:
        return ReadText(text, ())
    codes = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    feeds = (codes[:-1] == 13) & (codes[1:] == 10) if len(codes) else np.zeros(0, dtype=bool)
    silent = np.append(feeds, False)[: len(codes)]  # a carriage return that a line feed follows
    wanted = np.array(selections, dtype=np.int64)
    ways = product(
        ((1, 0) if one_a_line else (0, 1)) if silent.any() else (0,),
        (0, 1) if marked else (0,),
        (0, 1) if (codes > _ASTRAL).any() else (0,),
    )
    tried: list[list[tuple[int, int]]] = []
    for single, bom, double in ways:
        widths = np.where(silent & bool(single), 0, 1) + np.where((codes > _ASTRAL) & bool(double), 1, 0)
        ends = np.cumsum(widths)
        plain = np.append(0, np.cumsum(~silent))
        # The character that a position is at: the first of which the end lies beyond it.
        found = plain[np.searchsorted(ends, np.clip(wanted - bom, 0, None), side="right")]
        tried.append([(min(start, end), max(start, end)) for start, end in found.tolist()])
    fits = [_at_words(text, places) for places in tried]
    # The first way is that of the standard, or of the program; another one must fit clearly better.
    surely = fits[0] + max(1, len(selections) // _DOUBTFUL)
    best = max(range(len(tried)), key=lambda way: (fits[way], -way))
    return ReadText(text, tuple(tried[best if fits[best] > surely else 0]))


def _at_words(text: str, places: Sequence[tuple[int, int]]) -> int:
    """How many selections begin where a word does and end where one does."""
    here = 0
    for start, end in places:
        begins = start < len(text) and not text[start].isspace() and (start == 0 or not text[start - 1].isalnum())
        last = 0 < end <= len(text) and not text[end - 1].isspace()
        here += begins + (last and (end == len(text) or not text[end].isalnum()))
    return here
