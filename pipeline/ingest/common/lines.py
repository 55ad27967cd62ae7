"""Lines of a text as they stand, and as far as reading goes."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_LINE_END = re.compile(r"\r\n|\n|\r")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = str.maketrans({**_LIGATURES, **dict.fromkeys(_INVISIBLE, "")})
_INDENTED_SHARE = 0.3  # of all lines; above this a leading space is how the text is set, not a new page
_READ = re.compile(r"[0-9A-Za-z]")  # nothing takes these away
SOFT_HYPHEN = "\u00ad"

# What a document's own styles say of a line; readers of documents put the mark, which is invisible, before it.
Role = Literal["", "kop", "opmaak", "rij"]
ROLE_MARKS: dict[Role, str] = {
    "kop": "\u2060\u200b\u2060",
    "opmaak": "\u2060\u200c\u2060",
    "rij": "\u2060\u200d\u2060",
}


def marked(role: Role, text: str) -> str:
    """A line with the invisible mark of its role before it; a blank line stays blank."""
    return ROLE_MARKS[role] + text if role and text.strip() else text


def unmarked(text: str) -> str:
    """The text without such marks."""
    return re.sub("|".join(ROLE_MARKS.values()), "", text)


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
    role : heading, mark-up or row of a table, where the document's styles say so.
    """

    number: int
    text: str
    starts_page: bool
    after_blank: bool
    role: Role = ""


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
    if _READ.search(raw):  # so of nearly all, without a look at the rest
        return False
    return not tidy(raw).strip(SOFT_HYPHEN + " ")


def split_lines(text: str, *, leading_space: bool) -> list[Line]:
    """The non-blank lines.

    With ``leading_space`` a single space before the text starts a page, as some converters leave where a form
    feed was; ignored where much of the text is indented.
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
        role: Role = next((role for role, mark in ROLE_MARKS.items() if mark in raw), "")
        lines.append(Line(number, tidy(raw), fed or spaced or not lines, bool(gap), role))
        last = number
    return lines
