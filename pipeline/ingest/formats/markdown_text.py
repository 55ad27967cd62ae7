"""Markdown as plain text: the marks that a reader does not see go, every line stays where it is."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|`{3,}.*|~{3,}.*)$")
_BLOCK_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_TABLE_RULE = re.compile(r"^(?=.*\|)\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_TABLE_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_INLINE = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),  # links and pictures: their text
    (re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=[^\s*_])(.+?)(?<=[^\s\\])\1(?!\w)"), r"\2"),  # *emphasis*
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # \* is a star
)


def without_marks(text: str) -> str:
    r"""The text as it is read, line by line; line ends as they were.

    >>> without_marks("## Inhoud\n\n- **Korte** lijnen, zie [de bijlage](b.md)\n")
    'Inhoud\n\n- Korte lijnen, zie de bijlage\n'
    """
    parts = re.split(r"(\r\n|\n|\r)", text)
    return "".join(part if index % 2 else _line(part) for index, part in enumerate(parts))


def _line(line: str) -> str:
    line = _BLOCK_QUOTE.sub("", line)
    if _RULE.match(line) or _TABLE_RULE.match(line):
        return ""
    if heading := _HEADING.match(line):
        line = heading[1]
    elif row := _TABLE_ROW.match(line):
        line = "  ".join(cell.strip() for cell in row[1].split("|"))
    for pattern, shown in _INLINE:
        line = pattern.sub(shown, line)
    return line
