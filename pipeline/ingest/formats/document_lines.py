"""From the parts of a document (paragraphs, table rows, page breaks) to the lines of a text."""

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from pipeline.core.tabular.containers import LARGEST_TEXT, checked_container, damaged_file
from pipeline.ingest.common.lines import Role, marked

PAGE = "\f"
_LONGEST_CELL = 60  # characters; a row of such cells is a line of a table, longer ones are running text
_PAIR = 2  # cells: one and what belongs to it; among more, one may be longer as far as the row is a line
_LONGEST_LINE = 130  # characters; a longer paragraph would be wrapped on a page, so it is no line of a list


class DocumentLines:
    """Collects the parts of a document in reading order.

    A paragraph is a line. One that would run over lines on a page is set apart by blank lines,
    as a reader sees it; so are the cells of a table that hold running text.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._new_page = False

    def paragraph(self, text: str, mark: str = "", role: Role = "") -> None:
        """Add a paragraph, a blank one too; the program that shows the document draws the mark of a list item."""
        first, *others = text.split(PAGE)
        if first or not others:
            self._line(marked(role, first), mark)
        for other in others:
            self.page()
            if other:
                self._line(other, "" if first.strip() else mark)

    def row(self, cells: Sequence[Sequence[str]], *, header: bool = False) -> bool:
        """Add the row of a table as one line, and say so, where it is one.

        That is a row as "Betrouwbaar 3 8 13", not running text side by side. Each cell is its paragraphs.
        """
        filled = [[text for text in cell if text.strip()] for cell in cells]
        texts = [text for cell in filled for text in cell]
        long = sum(len(text) > _LONGEST_CELL for text in texts)
        among_short = long == 1 and len(texts) > _PAIR and sum(map(len, texts)) <= _LONGEST_LINE
        if any(len(cell) > 1 for cell in filled) or (long and not among_short):
            return False
        text = "  ".join(text for cell in cells if (text := "".join(cell)).strip())
        self.paragraph(text, role="kop" if header else "rij")
        return True

    def page(self) -> None:
        """What follows stands on a new page."""
        self._new_page = True

    def text(self) -> str:
        """All lines."""
        return "\n".join(self._lines) + "\n"

    def apart(self) -> None:
        """What follows is set apart by a blank line."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _line(self, text: str, mark: str) -> None:
        if self._new_page:
            self._new_page = False
            self._lines.append(PAGE)
        apart = len(text) > _LONGEST_LINE and not mark
        if apart:
            self.apart()
        self._lines.append(f"{mark} {text}" if mark and text.strip() else text)
        if apart:
            self.apart()


def numbered(format_name: str, number: int) -> str:
    """The mark of a list item; as the document names its format, "bullet" and "" draw a dot of whatever shape."""
    return "•" if format_name in ("bullet", "") else f"{number}."


def document_lines(
    content: bytes, fill: Callable[[io.BytesIO, DocumentLines], None], *, where: str, kind: str
) -> str:
    """The text of a zipped document, with the invisible marks of what each line is.
    :class:`InputError` when it is not a sound document of its kind, or protected by a password.

    What ``fill`` does, adding what the document holds to the lines, is the work of a library, which raises
    whatever a damaged part leads to.
    """
    checked_container(content, where=where, kind=kind, largest_text=LARGEST_TEXT)
    lines = DocumentLines()
    try:
        fill(io.BytesIO(content), lines)
    except Exception as problem:
        raise damaged_file(kind, where, type(problem).__name__) from problem
    return lines.text()


def within(element: Any, left_out: Collection[str], tag: str) -> Iterator[Any]:
    """Elements of this kind in another, in order; not those in one of this kind, nor in what is left out."""
    for child in getattr(element, "children", element):
        if child.tag == tag:
            yield child
        elif child.tag not in left_out:
            yield from within(child, left_out, tag)
