"""Fictional documents, made when a test runs: the same lines as Word, OpenDocument or PDF."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import docx
import odfdo

from pipeline.core.corpus import Source
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.source import read_source
from tests.ingest.reports import PARAMS, TEXTS

SIZE, LEADING, MARGIN, PAGE_WIDTH, PAGE_HEIGHT = 10, 13, 40, 842, 3000  # points; no slide is longer


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_lines(text: str) -> bytes:
    """Every line a paragraph; a line with one leading space starts a page."""
    document = docx.Document()
    for line in text.split("\n"):
        paragraph = document.add_paragraph(line.strip("\f"))
        if line.startswith("\f"):
            paragraph.paragraph_format.page_break_before = True
    return saved(document)


def open_lines(text: str) -> bytes:
    document = odfdo.Document("text")
    body: Any = document.body
    body.clear()
    for line in text.split("\n"):
        if line.startswith("\f"):
            body.append(odfdo.PageBreak())
        body.append(odfdo.Paragraph(line.strip("\f")))
    document.add_page_break_style()
    return saved(document)


Placed = tuple[float, float, str]  # left, baseline (points from the bottom left), text


def escaped(text: str) -> str:
    return re.sub(r"([()\\])", r"\\\1", text)


def pdf(pages: Sequence[Sequence[Placed]], *, size: int = SIZE, trailer: str = "", drawn: str = "") -> bytes:
    """A small PDF 1.4 in Helvetica with Windows-1252 letters.

    Parameters
    ----------
    trailer : more entries for the trailer; drawn : more drawing on every page.
    """
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(
            f"BT /F1 {size} Tf {left} {base} Td ({escaped(text)}) Tj ET\n" for left, base, text in page
        )
        content = f"{shown}{drawn}"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size_of = len(objects) + 1
    out += (
        f"xref\n0 {size_of}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size_of} /Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode()
    return out


def pdf_lines(text: str) -> bytes:
    """Every line at its place; a form feed starts a page."""
    pages: list[list[Placed]] = [[]]
    base = PAGE_HEIGHT - MARGIN
    for line in re.sub("[▪➢]", "•", text).split("\n"):
        if line.startswith("\f") and pages[-1]:
            pages.append([])
            base = PAGE_HEIGHT - MARGIN
        if line.strip("\f "):
            pages[-1].append((MARGIN, base, line.strip("\f ")))
        base -= LEADING
    return pdf(pages)


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A zip with each part changed, or left out for None."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


MAKE: dict[str, Callable[[str], bytes]] = {
    ".txt": str.encode,
    ".md": str.encode,
    ".docx": word_lines,
    ".odt": open_lines,
    ".pdf": pdf_lines,
}


def read(content: bytes, file: str) -> ReadResult:
    source = Source(file=file, profile="verkenning")
    return read_source(content, source, TEXTS["verkenning"], PARAMS, where=file)
