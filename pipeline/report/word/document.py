"""The page as a Word document, to print, to mail and to quote from.

``templates/samenvatting.docx`` holds its text, look and tables, and says between ``{{ }}`` what of the view stands
where (the syntax of docxtpl). A person edits it in Word; here it is filled in, its captions are numbered, and its
charts get their alternative text. The file holds no date, no name of a person or program, and no link to a file.
"""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Twips
from docxtpl import DocxTemplate, RichText
from markupsafe import Markup, escape

from pipeline.core.files import timeless
from pipeline.report.charts.gallery import Chart
from pipeline.report.html import environment

WIDEST, TALLEST = 9_638, 12_300  # of a chart, twentieths of a point: it and its caption fit on one sheet
LONGEST_TITLE = 255  # characters, in the properties
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # by XML, or of no look
_STRONG = re.compile("</?strong>")
_QUOTE = "Quote"  # id of the style of what people said


def document(template: bytes, page: Mapping[str, Any], title: str, charts: Sequence[Chart]) -> bytes:
    """The page as a .docx; the same page gives the same bytes.

    Parameters
    ----------
    template : samenvatting.docx.
    page : what the template can name, as :func:`pipeline.report.rendering.names` gives it.
    title : stands in the properties. charts : those of the page; they are put in as PNG.

    Raises
    ------
    jinja2.UndefinedError
        The template names something that the view does not have.
    """
    book = DocxTemplate(io.BytesIO(template))
    made = environment({})
    made.finalize = plain
    made.filters["opgemaakt"] = formatted
    pictures = {chart.name: Picture(book, chart) for chart in charts}
    book.render({**page, "tekeningen": pictures}, made, autoescape=True)
    number_captions(book.element.body)
    turn_quotes(book.element.body)
    name_nobody(book, clean(title)[:LONGEST_TITLE])
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as parts:
        return timeless((name, parts.read(name)) for name in parts.namelist())


def name_nobody(book: DocxTemplate, title: str) -> None:
    """Leave of the properties only title and language: who edited the template, when and with what is no news."""
    core = book.core_properties
    for property_ in list(core._element):
        core._element.remove(property_)
    core.title, core.language = title, "nl-NL"
    package = book.docx.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del package.rels[name]


def clean(text: str) -> str:
    r"""The text with a mark in place of every character that XML cannot hold.

    >>> clean("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    True
    """
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def plain(value: object) -> object:
    """The value as the template shows it: without links, and in characters that a Word file can hold."""
    if isinstance(value, (Picture, RichText)):
        return value
    return escape(clean(value.striptags() if isinstance(value, Markup) else str(value)))


def formatted(sentence: Markup) -> RichText:
    """A sentence of which the bold parts are bold in Word too."""
    text = RichText()
    for place, part in enumerate(_STRONG.split(sentence)):
        words = clean(Markup(f"|{part}|").striptags()[1:-1])  # noqa: S704  # only taken apart; spaces at the ends count
        if words:
            text.add(words, bold=bool(place % 2))
    return text


@dataclass(frozen=True)
class Picture:
    """A chart in the document, with its alternative text, as wide as the text unless it would be too tall."""

    book: DocxTemplate
    chart: Chart

    def __html__(self) -> str:
        image = Image.from_blob(self.chart.file_png)
        width = min(WIDEST, TALLEST * image.px_width // image.px_height)
        height = width * image.px_height // image.px_width
        inline = self.book.current_rendering_part.new_pic_inline(
            io.BytesIO(self.chart.file_png), Twips(width), Twips(height)
        )
        for named in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
            named.set("name", self.chart.name)
            named.set("descr", clean(self.chart.alternative))
        return f"</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t>"


def number_captions(body: BaseOxmlElement) -> None:
    """Fill in the numbers of figures and tables, which Word else counts only when it is asked to."""
    counts: Counter[str] = Counter()
    for instruction in body.xpath('.//w:instrText[starts-with(normalize-space(), "SEQ ")]'):
        kind = instruction.text.split()[1]
        counts[kind] += 1
        instruction.getparent().xpath("following-sibling::w:r//w:t")[0].text = str(counts[kind])


def turn_quotes(body: BaseOxmlElement) -> None:
    """Let quotes in Hebrew, Arabic and the like run from right to left, as ``dir="auto"`` does on the page."""
    for paragraph in body.xpath(f'.//w:p[w:pPr/w:pStyle/@w:val="{_QUOTE}"]'):
        strong = (unicodedata.bidirectional(letter) for letter in "".join(paragraph.xpath(".//w:t/text()")))
        if next((direction != "L" for direction in strong if direction in ("L", "R", "AL")), False):
            paragraph.get_or_add_pPr().append(OxmlElement("w:bidi"))
            for run in paragraph.iter(qn("w:r")):
                run.get_or_add_rPr().append(OxmlElement("w:rtl"))
