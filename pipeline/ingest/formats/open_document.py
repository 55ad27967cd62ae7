"""An OpenDocument text (.odt) as text: paragraphs, list marks, tables, text boxes and page breaks.

Left out: headers and footers, footnotes, comments, deleted text of tracked changes.
"""

import io
from typing import Any

import odfdo

from pipeline.ingest.common.lines import Role
from pipeline.ingest.formats.document_lines import DocumentLines, document_lines, numbered, within

KIND = "OpenDocument text (.odt)"
_LEFT_OUT = {"text:note", "office:annotation", "text:tracked-changes", "text:ruby-text", "svg:title", "svg:desc"}
_PARAGRAPHS = ("text:p", "text:h")
_BREAKS = {"page", "even-page", "odd-page"}
_MOST_SPACES = 1_000  # in one run; a larger number is a mistake or an attack


def open_text(content: bytes, *, where: str) -> str:
    """The document's text; see :func:`document_lines`."""

    def fill(stream: io.BytesIO, lines: DocumentLines) -> None:
        document = odfdo.Document(stream)
        _Walk(document, lines).block(document.body, None)

    return document_lines(content, fill, where=where, kind=KIND)


class _Walk:
    """Goes through the document in reading order."""

    def __init__(self, document: odfdo.Document, lines: DocumentLines) -> None:
        self._lines = lines
        self._breaks: dict[str, str] = {}  # style -> side of its paragraphs on which a page ends
        self._formats: dict[tuple[str, int], str] = {}
        self._headings = {"Title", "Subtitle", "Heading"}  # styles, and those that make a whole paragraph bold
        for part in ("content.xml", "styles.xml"):
            parsed: Any = document.get_part(part)
            root = parsed.root
            for style in root.get_elements("//style:style"):
                name = style.get_attribute("style:name")
                for properties in style.get_elements("style:paragraph-properties"):
                    for side in ("before", "after"):
                        if properties.get_attribute(f"fo:break-{side}") in _BREAKS:
                            self._breaks[name] = side
                bold = style.get_elements("style:text-properties[@fo:font-weight='bold']")
                if style.get_attribute("style:parent-style-name") in self._headings or bold:
                    self._headings.add(name)
            for style in root.get_elements("//text:list-style"):
                for level in style.children:
                    key = style.get_attribute("style:name"), int(level.get_attribute("text:level") or 1)
                    is_bullet = level.tag == "text:list-level-style-bullet"
                    form = level.get_attribute("style:num-format")
                    self._formats[key] = "bullet" if is_bullet else "decimal" if form else "none"

    def block(self, parent: Any, listed: tuple[str, int] | None, mark: str = "") -> None:
        """Whatever stands in a body, section, cell, list item or text box.

        Within a list that is ``listed`` by name of the list style and level; the first paragraph has the mark.
        """
        above = ""
        for child in parent.children:
            if child.tag in _LEFT_OUT:
                continue
            if child.tag in _PARAGRAPHS:
                self._paragraph(child, mark)
                mark = ""
            elif child.tag == "text:list":
                self._list(child, listed)
            elif child.tag == "table:table-row":
                self._row(child, header=above != child.tag and parent.tag != "table:table-rows")
            else:
                self.block(child, listed, mark)
            above = child.tag

    def _list(self, element: Any, within: tuple[str, int] | None) -> None:
        name = element.get_attribute("text:style-name") or (within[0] if within else "")
        here = (name, within[1] + 1 if within else 1)
        form = self._formats.get(here, "bullet")
        number = 0
        for item in element.children:
            number += item.tag == "text:list-item"
            drawn = item.tag == "text:list-item" and form != "none"
            self.block(item, here, numbered(form, number) if drawn else "")

    def _paragraph(self, paragraph: Any, mark: str) -> None:
        style = paragraph.get_attribute("text:style-name") or ""
        page_ends = self._breaks.get(style, "")
        if page_ends == "before":
            self._lines.page()
        text, boxes = _text(paragraph), list(within(paragraph, _LEFT_OUT, "draw:text-box"))
        if text or not boxes:
            role: Role = "kop" if paragraph.tag == "text:h" or style in self._headings else ""
            self._lines.paragraph(text, mark, role)
        for box in boxes:
            self.block(box, None)
        if page_ends == "after":
            self._lines.page()

    def _row(self, row: Any, *, header: bool) -> None:
        cells = list(within(row, _LEFT_OUT, "table:table-cell"))
        texts = [[_text(child) for child in cell.children if child.tag in _PARAGRAPHS] for cell in cells]
        if all(child.tag in _PARAGRAPHS for cell in cells for child in cell.children) and self._lines.row(
            texts, header=header
        ):
            return
        for cell in cells:
            self._lines.apart()
            self.block(cell, None)
        self._lines.apart()


def _text(element: Any) -> str:
    """The text of a paragraph, without that of its text boxes."""
    parts = [element.text or ""] if element.tag not in ("text:s", "text:tab", "text:line-break") else []
    for child in element.children:
        if child.tag == "text:s":
            parts.append(" " * min(_MOST_SPACES, int(child.get_attribute("text:c") or 1)))
        elif child.tag == "text:tab":
            parts.append("\t")
        elif child.tag == "text:line-break":
            parts.append("\n")
        elif child.tag not in _LEFT_OUT and child.tag != "draw:text-box":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
