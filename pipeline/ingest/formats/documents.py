"""The text of a document, whatever its file format, and what that format or encoding was."""

from collections.abc import Callable
from pathlib import PurePath

from pipeline.core.errors import InputError
from pipeline.core.files import decode
from pipeline.core.tabular.source_table import TABLE_SUFFIXES
from pipeline.ingest.formats.markdown import markdown_text

_MARKDOWN = (".md", ".markdown")
_TEXTS = (".txt", ".md", ".docx", ".odt", ".pdf")
_DECKS = (".pptx", ".ppt", ".odp", ".key")
_OTHERS = (".doc", ".dot", ".rtf", ".pages", ".html", ".htm", ".epub", ".msg", ".eml")


def document_text(content: bytes, *, where: str) -> tuple[str, str]:
    """A document's text, and its encoding ("utf-8") or format ("pdf").

    The name of the file says what it is; a file of another name is plain text.
    :class:`InputError` when the format cannot be read, or the file is damaged, protected or without text.
    """
    suffix = PurePath(where).suffix.lower()
    if reader := _reader(suffix):
        text = reader(content, where=where)
        # Half of a character that UTF-16 writes in two: some files hold one, no text can be written with it.
        return text.encode("utf-8", "replace").decode("utf-8"), suffix[1:]
    if suffix in (*_DECKS, *_OTHERS, *TABLE_SUFFIXES):
        todo = f"open it, and save it as {'.pdf' if suffix in _DECKS else '.docx'}"
        if suffix in TABLE_SUFFIXES:
            todo = "choose a profile for tables, such as tabel, or give the report as a document"
        problem = f"a {suffix} file cannot be read as a report in running text"
        raise InputError(problem, where=where, allowed=_TEXTS, todo=todo)
    text, encoding = decode(content, where=where)
    return (markdown_text(text) if suffix in _MARKDOWN else text), encoding


def _reader(suffix: str) -> Callable[..., str] | None:
    """What reads the documents of a suffix; None for plain text. Not at the top: heavy, and a corpus has few."""
    if suffix in (".docx", ".docm"):
        from pipeline.ingest.formats.word_document import word_text

        return word_text
    if suffix in (".odt", ".ott"):
        from pipeline.ingest.formats.open_document import open_text

        return open_text
    if suffix == ".pdf":
        from pipeline.ingest.formats.pdf_document import pdf_text

        return pdf_text
    return None
