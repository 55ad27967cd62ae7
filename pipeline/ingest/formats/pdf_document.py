"""A PDF with a text layer as text: a form feed before each page, columns in reading order."""

import io
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTContainer, LTCurve, LTPage, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, list_value, stream_value

from pipeline.core.errors import InputError
from pipeline.core.tabular.containers import LARGEST_TEXT, damaged_file, too_large
from pipeline.ingest.formats.page_layout import DOT, Piece, page_lines

KIND = "PDF"
_HEADER = re.compile(rb"%PDF-\d")
_HEADER_WITHIN = 1024  # bytes; readers look no further (PDF 1.7, annex H.3.4.1)
_NO_LETTER = re.compile(r"\(cid:\d+\)")  # what pdfminer gives where a font does not say what letter a sign is
_MOST_NO_LETTERS = 0.2  # share of signs; above this there is no text to speak of
_LEAST_TEXT = 10  # letters and digits in the whole document
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 12.0  # points, of the dot of a list item
_PER_DRAWING = 2_000  # bytes that a page, or a form drawn within one, counts for at least
_MOST_PIECES = 2_000  # lines and dots on one page
_ROUND = 1.3  # a dot is at most so much wider than high, or higher than wide

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of fonts


def pdf_text(content: bytes, *, where: str) -> str:
    """The text layer.
    :class:`InputError` for no sound PDF, one with a password, or a scanned one: pictures of pages without text.
    """
    if not _HEADER.search(content[:_HEADER_WITHIN]):
        raise damaged_file(KIND, where, "it does not begin as one")
    try:
        pages = [page_lines(_at_most(_pieces(page))) for page in _laid_out(content)]
    except PDFPasswordIncorrect:
        raise InputError(
            "this PDF is protected by a password",
            where=where,
            todo="open it with the password, print or export it to a PDF without one, and try again",
        ) from None
    except OverflowError:
        raise too_large(
            f"{LARGEST_TEXT // 1_000_000} MB of drawing, or {_MOST_PIECES} lines on a page", where
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


class _Page(PDFPageAggregator):
    """The device that lays a page out; ``left`` is how many bytes of drawing it still takes."""

    left = LARGEST_TEXT


class _Interpreter(PDFPageInterpreter):
    """Stops at a bound: a small file may unpack to gigabytes, or draw forms within forms without end."""

    def render_contents(self, resources: Any, streams: Any, *matrix: Any, **ctm: Any) -> None:
        """As the library does it, while enough is left."""
        device: Any = self.device
        device.left -= _PER_DRAWING
        for stream in list_value(streams):
            device.left -= _unpacked_size(stream_value(stream), device.left)
        if device.left < 0:
            raise OverflowError
        super().render_contents(resources, streams, *matrix, **ctm)


def _unpacked_size(stream: PDFStream, most: int) -> int:
    """Bytes of a stream when unpacked, not counted further than just over ``most``."""
    if stream.rawdata is None:
        return len(stream.get_data())
    data = stream.rawdata
    if stream.decipher:
        data = stream.decipher(stream.objid or 0, stream.genno or 0, data, stream.attrs)
    for name, _ in stream.get_filters():
        if name in LITERALS_FLATE_DECODE:
            try:
                data = zlib.decompressobj().decompress(data, max(1, most + 1))
            except zlib.error:
                break
    return len(data)


def _laid_out(content: bytes) -> Iterator[LTPage]:
    manager = PDFResourceManager()
    device = _Page(manager, laparams=LAParams(boxes_flow=None))
    interpreter = _Interpreter(manager, device)
    for page in PDFPage.get_pages(io.BytesIO(content)):
        interpreter.process_page(page)
        yield device.get_result()


def _at_most(pieces: Iterable[Piece]) -> list[Piece]:
    first = list(islice(pieces, _MOST_PIECES + 1))
    if len(first) > _MOST_PIECES:
        raise OverflowError
    return first


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
