"""Small files that unpack or draw without end: refused at once, with the bound that they break."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from pipeline.core.errors import InputError
from pipeline.ingest.formats.documents import document_text
from pipeline.ingest.formats.page_layout import Piece, page_lines
from tests.ingest.formats.documents import MAKE, repacked

SHOWN = b"BT /F1 10 Tf 40 500 Td (Een regel tekst) Tj ET"


def refusal(content: bytes, file: str) -> str:
    with pytest.raises(InputError, match="this file holds more than") as caught:
        document_text(content, where=file)
    return str(caught.value)


def stream(entries: str, content: bytes) -> bytes:
    return f"<< {entries} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def pdf(contents: bytes, *others: bytes) -> bytes:
    """A PDF of one page; object 4 is its content, the others follow from 5."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 800] /Contents 4 0 R /Resources << "
        b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /X 5 0 R >> >> >>"
    )
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, contents]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate([*objects, *others], start=1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + b"".join(places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    return out + table + end


def packed(block: bytes, times: int) -> bytes:
    packer = zlib.compressobj()
    return b"".join(packer.compress(block) for _ in range(times)) + packer.flush()


def test_a_pdf_that_unpacks_to_zeros() -> None:
    content = pdf(stream("/Filter /FlateDecode", packed(bytes(1_000_000), 60)))

    assert len(content) < 100_000
    assert "50 MB of drawing" in refusal(content, "a.pdf")


def test_a_pdf_that_draws_two_forms_in_each_of_two_forms_thirty_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    # The bound itself is tried above: to draw as much takes seconds.
    monkeypatch.setattr("pipeline.ingest.formats.pdf_document._Page.left", 2_000_000)
    form = "/Type /XObject /Subtype /Form /BBox [0 0 800 800] "
    forms = [
        stream(f"{form} /Resources << /XObject << /X {6 + depth} 0 R >> >>", b"/X Do /X Do") for depth in range(29)
    ]

    content = pdf(stream("", SHOWN + b" /X Do"), *forms, stream(form, b"0 0 m"))

    assert "50 MB of drawing" in refusal(content, "a.pdf")


def test_a_page_of_more_lines_than_a_page_holds() -> None:
    shown = b"BT /F1 10 Tf 40 790 Td " + b"(Een regel tekst) Tj 0 -12 Td " * 2_001 + b"ET"

    assert "2000 lines on a page" in refusal(pdf(stream("", shown)), "a.pdf")


def test_a_pdf_within_the_bounds_is_read() -> None:
    text, _ = document_text(pdf(stream("/Filter /FlateDecode", zlib.compress(SHOWN))), where="a.pdf")

    assert text == "\fEen regel tekst\n"


@pytest.mark.parametrize(("suffix", "part"), [(".docx", "word/document.xml"), (".odt", "content.xml")])
def test_a_document_that_unpacks_to_more_than_fits(suffix: str, part: str) -> None:
    packed_again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(MAKE[suffix]("Een regel."))) as whole,
        zipfile.ZipFile(packed_again, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in whole.namelist():
            bomb.writestr(name, whole.read(name) + (b" " * 51_000_000 if name == part else b""))

    assert len(packed_again.getvalue()) < 2_000_000
    assert "50 MB after unpacking" in refusal(packed_again.getvalue(), f"a{suffix}")


def test_half_a_character_is_shown_as_a_question_mark() -> None:
    symbol = b'<w:sym w:char="D800"/><w:t>Een'
    content = repacked(MAKE[".docx"]("Een regel."), lambda _, part: part.replace(b"<w:t>Een", symbol))

    assert document_text(content, where="a.docx")[0] == "?Een regel.\n"


@pytest.mark.parametrize("columns", [1, 6])
def test_a_full_page_takes_no_time(columns: int) -> None:
    words = "Een regel lopende tekst" if columns == 1 else "cel"
    rows = range(2_000 // (columns * columns))
    pieces = [
        Piece(words, 40 + 90 * column, 110 + 90 * column, -13.0 * row, 10 - 13.0 * row)
        for row in rows
        for column in range(columns)
    ]

    assert page_lines(pieces) == ["  ".join([words] * columns)] * len(rows)
