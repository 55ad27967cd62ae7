"""A PDF with a text layer as text: a form feed before each page, columns in reading order."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTContainer, LTCurve, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect

from pipeline.core.errors import InputError
from pipeline.core.tabular.containers import damaged_file
from pipeline.ingest.formats.page_layout import DOT, Piece, page_lines

KIND = "PDF"
_HEADER = re.compile(rb"%PDF-\d")
_HEADER_WITHIN = 1024  # bytes; readers look no further (PDF 1.7, annex H.3.4.1)
_NO_LETTER = re.compile(r"\(cid:\d+\)")  # what pdfminer gives where a font does not say what letter a sign is
_MOST_NO_LETTERS = 0.2  # share of signs; above this there is no text to speak of
_LEAST_TEXT = 10  # letters and digits in the whole document
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 12.0  # points, of the dot of a list item
_ROUND = 1.3  # a dot is at most so much wider than high, or higher than wide

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of fonts


def pdf_text(content: bytes, *, where: str) -> str:
    """The text layer.

    Raises
    ------
    InputError
        Not a sound PDF, protected by a password, or scanned: pictures of pages without text.
    """
    if not _HEADER.search(content[:_HEADER_WITHIN]):
        raise damaged_file(KIND, where, "it does not begin as one")
    try:
        layout = LAParams(boxes_flow=None)
        pages = [page_lines(list(_pieces(page))) for page in extract_pages(io.BytesIO(content), laparams=layout)]
    except PDFPasswordIncorrect:
        raise InputError(
            "this PDF is protected by a password",
            where=where,
            todo="open it with the password, print or export it to a PDF without one, and try again",
        ) from None
    except Exception as problem:
        # The library raises whatever a damaged part leads to; what is ours in here has no input but numbers.
        raise damaged_file(KIND, where, type(problem).__name__) from problem
    text = "".join("\f" + "\n".join(lines) + "\n" for lines in pages)
    signs = _NO_LETTER.findall(text)
    letters = sum(map(str.isalnum, _NO_LETTER.sub("", text)))
    if letters < _LEAST_TEXT or len(signs) > _MOST_NO_LETTERS * (len(signs) + letters):
        raise InputError(
            f"this PDF has no text that can be read: {len(pages)} pages, {letters} letters",
            where=where,
            todo="it was probably scanned: let a program recognise the text (OCR), and give what that makes",
        )
    return text


def _pieces(container: LTContainer) -> Iterator[Piece]:  # type: ignore[type-arg]
    for element in container:
        if isinstance(element, LTTextLine):
            text = " ".join(element.get_text().split())
            if text:
                yield Piece(text, element.x0, element.x1, element.y0, element.y1)
        elif isinstance(element, LTCurve):
            # Some programs draw the dot of a list item as a shape.
            low, high = sorted((element.width, element.height))
            if element.fill and low >= _SMALLEST_DOT and high <= min(_LARGEST_DOT, low * _ROUND):
                yield Piece(DOT, element.x0, element.x1, element.y0, element.y1)
        elif isinstance(element, LTContainer):
            yield from _pieces(element)
