"""What the marks of Markdown say of each line: heading, mark-up, row of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.common.lines import Role

_HEADING = re.compile(r"^ {0,3}#{1,6}\s|^\s*(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?([*_]{2,3})(?!\s)[^*_]{1,90}\1\s*$")
_ONLY_MARKUP = re.compile(
    r"^\s*(?:[-*+•]\s+|\d+[.)]\s+)?(?:!?\[[^\]]*\]\([^)]*\)\s*|<[^>]+>\s*|\{[%{#].*[%}#]\}\s*|\[\^?[^\]]+\]:\s.*)+$"
)
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_ROW_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_TAG_OPENS, _TAG_CLOSES = re.compile(r"^\s*\{(?:%|\{[<%])"), re.compile(r"%\}|[>%]\}\}")
_TITLE = re.compile(r"\b(?:title|titel|heading|kop)\s*=\s*\"([^\"]+)\"")
_VALUE = re.compile(r"[\w-]+\s*[=:]\s*\"([^\"]+)\"")
_FEWEST_WORDS = 6  # in a value of a template tag that is text, not a title


def with_roles(lines: Sequence[str]) -> list[tuple[Role, str]]:
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
