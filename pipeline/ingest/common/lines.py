"""Lines of a text as they stand, and as far as reading goes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\n|\r")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_INVISIBLE, "")})
_INDENTED_SHARE = 0.3  # of all lines; above this a leading space is how the text is set, not a new page
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True)
class Line:
    """One non-blank line.

    Attributes
    ----------
    number : 1-based, counting line ends only (a form feed does not end a line).
    text : trimmed; runs of white space are one space, ligatures and invisible characters undone,
        letters with loose accents composed (NFC: the same text, as some PDF programs split it).
        A soft hyphen is left at the end of a line only, where it says that the word goes on.
    starts_page : the first line of a page.
    after_blank : at least one blank line stands above it.
    """

    number: int
    text: str
    starts_page: bool
    after_blank: bool


def tidy(raw: str) -> str:
    """A line's text without what layout put in it.

    Runs of spaces are made one: in text flattened from slides they come from columns,
    justification and deleted words, never from a speaker.

    >>> tidy("  de ﬁets   staat buiten  ")
    'de fiets staat buiten'
    """
    text = " ".join(unicodedata.normalize("NFC", raw.translate(_LETTERS)).split())
    ends_soft = text.endswith(SOFT_HYPHEN)
    return text.replace(SOFT_HYPHEN, "") + (SOFT_HYPHEN if ends_soft else "")


def blank(raw: str) -> bool:
    """Whether nothing can be read on the line."""
    return not tidy(raw).strip(SOFT_HYPHEN + " ")


def split_lines(text: str, *, leading_space: bool) -> list[Line]:
    """The non-blank lines.

    Parameters
    ----------
    leading_space : a single space before the text starts a page, as some converters leave
        where a form feed was; ignored where much of the text is indented.
    """
    raws = _LINE_END.split(text)
    filled = [(number, raw) for number, raw in enumerate(raws, start=1) if not blank(raw)]
    indented = sum(raw[:1] == " " for _, raw in filled)
    by_space = leading_space and indented <= _INDENTED_SHARE * len(filled)
    lines: list[Line] = []
    last = 0
    for number, raw in filled:
        gap = raws[last : number - 1]
        fed = "\f" in raw[: len(raw) - len(raw.lstrip())] or any("\f" in line for line in gap)
        spaced = by_space and raw[0] == " " and not raw[1:2].isspace()
        lines.append(Line(number, tidy(raw), fed or spaced or not lines, bool(gap)))
        last = number
    return lines
