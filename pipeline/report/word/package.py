"""The Word file around the text: A4, styles, numbered sheets, and nothing about who made it, when or with what."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from copy import deepcopy

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips

from pipeline.core.deterministic_zip import timeless
from pipeline.report.word.elements import Run
from pipeline.report.word.markup import field, paragraph, words

WIDE, HIGH, MARGIN = 11_906, 16_838, 1_134  # A4 and 2 cm, twentieths of a point
ROOM, LYING_ROOM = WIDE - 2 * MARGIN, HIGH - 2 * MARGIN  # for text, upright and on its side
_LONGEST_TITLE = 255  # characters, in the properties
# Of the library's empty document only these; its theme, previews and the like name fonts and programs.
_KEPT = {
    RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES,
}  # fmt: skip


def empty(title: str, footer: str, parts: Mapping[str, str]) -> Document:
    """A document without text, of our own look.

    Parameters
    ----------
    title : stands in the properties and under each sheet.
    footer : with {title}, {page} and {pages}.
    parts : styles.xml, numbering.xml and settings.xml.
    """
    book = docx.Document()
    for holder in (book.part, book.part.package):
        for name, relation in list(holder.rels.items()):
            if relation.reltype not in _KEPT:
                del holder.rels[name]
    old = {
        "styles": book.styles.element,
        "numbering": book.part.numbering_part.element,
        "settings": book.settings.element,
    }
    for name, root in old.items():
        root.clear()
        root.extend(parse_xml(parts[f"{name}.xml"].encode()))
    core = book.core_properties
    for one in list(core._element):  # the library sets dates, and cannot take them away
        core._element.remove(one)
    core.title, core.language = title[:_LONGEST_TITLE], "nl-NL"
    _sheet(book, footer, title)
    return book


def _sheet(book: Document, footer: str, title: str) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = Twips(WIDE), Twips(HIGH)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Twips(MARGIN)
    section.header_distance = section.footer_distance = Twips(MARGIN // 2)
    place = section.footer.paragraphs[0]._element
    content: list[BaseOxmlElement] = []
    for piece in re.split(r"(\{\w+\})", footer):
        if piece == "{page}":
            content += field("PAGE", "1")
        elif piece == "{pages}":
            content += field("NUMPAGES", "1")
        else:
            content.append(words(Run(piece.replace("{title}", title))))
    place.getparent().replace(place, paragraph("Footer", content))


def turned(sheet: BaseOxmlElement) -> BaseOxmlElement:
    """The same sheet on its side."""
    lying = deepcopy(sheet)
    size = lying.find(qn("w:pgSz"))
    for name, value in (("w", HIGH), ("h", WIDE), ("orient", "landscape")):
        size.set(qn(f"w:{name}"), str(value))
    return lying


def packed(book: Document) -> bytes:
    """The file; the same document gives the same bytes."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as parts:
        return timeless((name, parts.read(name)) for name in parts.namelist())
