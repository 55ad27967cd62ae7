"""Markdown as it is read: without the marks that a reader does not see, with what they say of each line."""

import re
from collections.abc import Sequence

from pipeline.ingest.common.lines import Role, marked

_HEADING = re.compile(r"^ {0,3}#{1,6}\s|^\s*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?([*_]{2,3})(?!\s)[^*_]{1,90}\1\s*$")
_ONLY_MARKUP = re.compile(
    r"^\s*(?:[-*+•]\s+|\d+[.)]\s+)?(?:!?\[[^\]]*\]\([^)]*\)\s*|<[^>]+>\s*|\{[%{#].*[%}#]\}\s*|\[\^?[^\]]+\]:\s.*)+$"
)
_ROW = re.compile(r"^\s*\|(.*)\|\s*$")
_ROW_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_TAG_OPENS, _TAG_CLOSES = re.compile(r"^\s*\{(?:%|\{[<%])"), re.compile(r"%\}|[>%]\}\}")
_TITLE = re.compile(r"\b(?:title|titel|heading|kop)\s*=\s*\"([^\"]+)\"")
_VALUE = re.compile(r"[\w-]+\s*[=:]\s*\"([^\"]+)\"")
_FEWEST_WORDS = 6  # in a value of a template tag that is text, not a title

# Marks of Markdown that a reader does not see.
_HEADING_MARK = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|`{3,}.*|~{3,}.*)$")
_BLOCK_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_TABLE_RULE = re.compile(r"^(?=.*\|)\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_INLINE = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)"), r"\1"),  # links and pictures: their text
    (re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=[^\s*_])(.+?)(?<=[^\s\\])\1(?!\w)"), r"\2"),  # *emphasis*
    (re.compile(r"`+([^`\n]+)`+"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),  # \* is a star
)


def markdown_text(text: str) -> str:
    r"""The text with the role of each line; every line stays where it is.

    >>> from pipeline.ingest.common.lines import unmarked
    >>> unmarked(markdown_text("## Inhoud\n\n- **Korte** lijnen, zie [de bijlage](b.md)\n"))
    'Inhoud\n\n- Korte lijnen, zie de bijlage\n'
    """
    parts = re.split(r"(\r\n|\n|\r)", text)
    parts[::2] = [marked(role, _shown(line)) for role, line in _with_roles(parts[::2])]
    return "".join(parts)


def _with_roles(lines: Sequence[str]) -> list[tuple[Role, str]]:
    """Each line's role and what of it is to be read; of a template tag that is its title or its longer texts."""
    found: list[tuple[Role, str]] = []
    front, tag = bool(lines) and lines[0].strip() == "---" and "---" in map(str.strip, lines[1:]), False
    for index, line in enumerate(lines):
        role: Role = ""
        if front:
            front = not index or line.strip() != "---"
            role = "opmaak"
        elif tag or _TAG_OPENS.match(line):
            tag = not _TAG_CLOSES.search(line)
            said = " ".join(value for value in _VALUE.findall(line) if len(value.split()) >= _FEWEST_WORDS)
            title = _TITLE.search(line)
            role, line = ("", said) if said else ("kop", title[1]) if title else ("opmaak", line)
        elif _ROW.match(line) and _ROW_RULE.match(line):
            role = "opmaak"
        elif _ROW.match(line):
            above = next((each for each in reversed(lines[:index]) if not _ROW_RULE.match(each)), "")
            role = "rij" if _ROW.match(above) and lines[index - 1].strip() else "kop"
        elif _ONLY_MARKUP.match(line):
            role = "opmaak"
        elif _HEADING.match(line):
            role = "kop"
        found.append((role, line))
    return found


def _shown(line: str) -> str:
    """A line without the marks that a reader does not see."""
    line = _BLOCK_QUOTE.sub("", line)
    if _RULE.match(line) or _TABLE_RULE.match(line):
        return ""
    if heading := _HEADING_MARK.match(line):
        line = heading[1]
    elif row := _ROW.match(line):
        line = "  ".join(cell.strip() for cell in row[1].split("|"))
    for pattern, shown in _INLINE:
        line = pattern.sub(shown, line)
    return line
