"""The text of a document, whatever its file format, and what that format or encoding was."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import PurePath

from pipeline.core.errors import InputError
from pipeline.core.files import decode
from pipeline.core.tabular.source_table import TABLE_SUFFIXES
from pipeline.ingest.common.lines import marked
from pipeline.ingest.formats.markdown_roles import with_roles
from pipeline.ingest.formats.open_document import open_text
from pipeline.ingest.formats.pdf_document import pdf_text
from pipeline.ingest.formats.word_document import word_text

_READERS: dict[str, Callable[..., str]] = {
    **dict.fromkeys((".docx", ".docm"), partial(word_text, roles=True)),
    **dict.fromkeys((".odt", ".ott"), partial(open_text, roles=True)),
    ".pdf": pdf_text,
}
_MARKDOWN = (".md", ".markdown")
_TEXTS = (".txt", ".md", ".docx", ".odt", ".pdf")
_DECKS = (".pptx", ".ppt", ".odp", ".key")
_OTHERS = (".doc", ".dot", ".rtf", ".pages", ".html", ".htm", ".epub", ".msg", ".eml")

# Marks of Markdown that a reader does not see.
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


def document_text(content: bytes, *, where: str) -> tuple[str, str]:
    """A document's text, and its encoding ("utf-8") or format ("pdf").

    The name of the file says what it is; a file of another name is plain text.

    Raises
    ------
    InputError
        The format cannot be read, or the file is damaged, protected or without text.
    """
    suffix = PurePath(where).suffix.lower()
    if suffix in _READERS:
        text = _READERS[suffix](content, where=where)
        # Half of a character that UTF-16 writes in two: some files hold one, no text can be written with it.
        return text.encode("utf-8", "replace").decode("utf-8"), suffix[1:]
    if suffix in (*_DECKS, *_OTHERS, *TABLE_SUFFIXES):
        todo = f"open it, and save it as {'.pdf' if suffix in _DECKS else '.docx'}"
        if suffix in TABLE_SUFFIXES:
            todo = "choose a profile for tables, such as tabel, or give the report as a document"
        problem = f"a {suffix} file cannot be read as a report in running text"
        raise InputError(problem, where=where, allowed=_TEXTS, todo=todo)
    text, encoding = decode(content, where=where)
    return (_markdown(text) if suffix in _MARKDOWN else text), encoding


def _markdown(text: str) -> str:
    """Markdown as it is read, with the role of each line."""
    parts = re.split(r"(\r\n|\n|\r)", text)
    parts[::2] = [marked(role, _line(line)) for role, line in with_roles(parts[::2])]
    return "".join(parts)


def without_marks(text: str) -> str:
    r"""Markdown as it is read: marks that a reader does not see go, every line stays where it is.

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
