"""A Word document (.docx) as text: paragraphs, list marks, tables, text boxes and page breaks.

Left out: headers and footers, footnotes, comments, deleted text of tracked changes.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from pipeline.ingest.formats.document_lines import PAGE, DocumentLines, document_lines, numbered, within

KIND = "Word document (.docx)"
_LEFT_OUT = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_PARAGRAPH, _ROW, _CELL = qn("w:p"), qn("w:tr"), qn("w:tc")
_TEXT_BOX, _PROPERTIES, _VALUE = qn("w:txbxContent"), qn("w:pPr"), qn("w:val")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "\u00ad"}
_HEADING = re.compile(r"(?:heading|title|subtitle|kop|titel|toc heading)\b", re.IGNORECASE)
_LONGEST_HEADING = 100  # characters, in bold without a style
_DEEPEST_STYLE = 20  # styles based on styles; Word itself allows no more than 11


def word_text(content: bytes, *, where: str) -> str:
    """The document's text; see :func:`document_lines`."""

    def fill(stream: io.BytesIO, lines: DocumentLines) -> None:
        document = docx.Document(stream)
        _Walk(document, lines).block(document.element.body)

    return document_lines(content, fill, where=where, kind=KIND)


class _Walk:
    """Goes through the document in reading order; counts the items of its lists."""

    def __init__(self, document: Any, lines: DocumentLines) -> None:
        self._lines = lines
        self._styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))
        }
        self._formats = _list_formats(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def block(self, parent: Any) -> None:
        """Whatever stands in a body, cell, text box or content control."""
        for child in parent:
            if child.tag in _LEFT_OUT or child.tag == _PROPERTIES:
                continue
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _ROW:
                self._row(child)
            else:
                self.block(child)

    def _paragraph(self, paragraph: Any) -> None:
        properties = paragraph.find(_PROPERTIES)
        if properties is not None and _on(properties.find(qn("w:pageBreakBefore"))):
            self._lines.page()
        boxes = list(within(paragraph, _LEFT_OUT, _TEXT_BOX))
        text = _text(paragraph)
        if text or not boxes:
            mark = self._mark(properties) if text.strip() else ""
            self._lines.paragraph(text, mark, "kop" if self._is_heading(paragraph, text, properties) else "")
        for box in boxes:
            self.block(box)
        section = None if properties is None else properties.find(qn("w:sectPr"))
        if section is not None:
            kind = section.find(qn("w:type"))
            if kind is None or kind.get(_VALUE) != "continuous":
                self._lines.page()

    def _is_heading(self, paragraph: Any, text: str, properties: Any) -> bool:
        """Whether a paragraph has a style of headings, or is short and bold as a whole."""
        for style in self._styles_of(properties):
            level = style.find(f"{_PROPERTIES}/{qn('w:outlineLvl')}")
            name = style.find(qn("w:name"))
            if level is not None or (name is not None and _HEADING.match(name.get(_VALUE, ""))):
                return True
        runs = [run for run in paragraph.iter(qn("w:r")) if _text(run).strip()]
        bold = all(_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}")) for run in runs)
        return bool(runs and bold and len(text) <= _LONGEST_HEADING)

    def _row(self, row: Any) -> None:
        cells = list(within(row, _LEFT_OUT, _CELL))
        paragraphs = [list(cell.iter(_PARAGRAPH)) for cell in cells]
        texts = [[_text(paragraph) for paragraph in cell] for cell in paragraphs]
        listed = any(self._list_of(each.find(_PROPERTIES))[0] for cell in paragraphs for each in cell)
        above = row.getprevious()
        if not listed and self._lines.row(texts, header=above is None or above.tag != _ROW):
            return
        for cell in cells:
            self._lines.apart()
            self.block(cell)
        self._lines.apart()

    def _mark(self, properties: Any) -> str:
        list_id, level = self._list_of(properties)
        if list_id in ("", "0"):
            return ""
        counts = self._counts[list_id]
        counts[level] = counts.get(level, 0) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        form = self._formats.get((list_id, level), "bullet")
        return "" if form == "none" else numbered(form, counts[level])

    def _list_of(self, properties: Any) -> tuple[str, int]:
        """Id of the list that a paragraph is in by itself or by its style ("" for none), and its level."""
        for holder in (properties, *(style.find(_PROPERTIES) for style in self._styles_of(properties))):
            numbering = None if holder is None else holder.find(qn("w:numPr"))
            if numbering is None:
                continue
            list_id, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
            if list_id is not None:
                return str(list_id.get(_VALUE)), 0 if level is None else int(level.get(_VALUE))
        return "", 0

    def _styles_of(self, properties: Any) -> Iterator[Any]:
        """The paragraph's style, and the styles that it is based on."""
        named = None if properties is None else properties.find(qn("w:pStyle"))
        for _ in range(_DEEPEST_STYLE):
            style = None if named is None else self._styles.get(named.get(_VALUE))
            if style is None:
                return
            yield style
            named = style.find(qn("w:basedOn"))


def _list_formats(document: Any) -> dict[tuple[str, int], str]:
    """(list id, level) -> "bullet", "decimal", "none", …; of lists that the document defines."""
    parts = [part for part in document.part.package.parts if str(part.partname) == "/word/numbering.xml"]
    if not parts:
        return {}
    numbering = parse_xml(parts[0].blob)
    levels: dict[str, dict[int, str]] = {}
    for abstract in numbering.findall(qn("w:abstractNum")):
        levels[abstract.get(qn("w:abstractNumId"))] = {
            int(level.get(qn("w:ilvl"))): form.get(_VALUE)
            for level in abstract.findall(qn("w:lvl"))
            if (form := level.find(qn("w:numFmt"))) is not None
        }
    found = {}
    for instance in numbering.findall(qn("w:num")):
        of = instance.find(qn("w:abstractNumId"))
        for level, form in levels.get("" if of is None else of.get(_VALUE), {}).items():
            found[instance.get(qn("w:numId")), level] = form
    return found


def _on(switch: Any) -> bool:
    return switch is not None and switch.get(_VALUE) not in ("0", "false", "off")


def _text(element: Any) -> str:
    """The text of a paragraph, without that of its text boxes."""
    parts = []
    for child in element:
        if child.tag in _LEFT_OUT or child.tag in (_TEXT_BOX, _PROPERTIES):
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:br"):
            parts.append(PAGE if child.get(qn("w:type")) == "page" else "\n")
        elif child.tag == qn("w:sym"):
            parts.append(chr(int(child.get(qn("w:char")), 16)))
        elif child.tag in _CHARACTERS:
            parts.append(_CHARACTERS[child.tag])
        else:
            parts.append(_text(child))
    return "".join(parts)
