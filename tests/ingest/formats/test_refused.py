"""Files that cannot be read: what is wrong and what to do, never a traceback."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipeline.core.errors import InputError
from pipeline.core.tabular.source_table import source_tables
from pipeline.ingest.formats.documents import document_text
from pipeline.stages.ingest import main
from tests.ingest.formats.documents import MAKE, pdf, repacked

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED_MANIFEST = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'


def refusal(reader: Callable[..., object], content: bytes, file: str) -> str:
    with pytest.raises(InputError) as caught:
        reader(content, where=f"map/{file}")
    message = str(caught.value)
    assert f"map/{file}" in message
    assert "What to do" in message
    return message


@pytest.mark.parametrize("file", ["a.doc", "a.rtf", "a.pptx", "a.html", "a.xlsx", "a.csv"])
def test_formats_that_are_no_report(file: str) -> None:
    message = refusal(document_text, b"iets", file)

    assert f"a {file[1:]} file cannot be read as a report" in message
    assert ".docx, .odt, .pdf" in message


@pytest.mark.parametrize("file", ["a.xlsb", "a.numbers", "a.pdf", "a.docx"])
def test_formats_that_are_no_table(file: str) -> None:
    assert "cannot be read as a table" in refusal(source_tables, OLD, file)


@pytest.mark.parametrize("file", ["a.docx", "a.odt", "a.pdf"])
@pytest.mark.parametrize(
    "content", [b"gewoon tekst", b"PK\x03\x04 half", b"%PDF-1.7\nkapot"], ids=["text", "zip", "pdf"]
)
def test_damaged_documents(file: str, content: bytes) -> None:
    assert "not a sound" in refusal(document_text, content, file)


@pytest.mark.parametrize("file", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize("content", [b"gewoon tekst", b"PK\x03\x04 half"], ids=["text", "zip"])
def test_damaged_workbooks(file: str, content: bytes) -> None:
    assert "not a sound" in refusal(source_tables, content, file)


@pytest.mark.parametrize(("reader", "file"), [(document_text, "a.docx"), (source_tables, "a.xlsx")])
def test_an_old_or_locked_office_file_under_a_new_name(reader: Callable[..., object], file: str) -> None:
    assert "protected by a password, or saved in the format of before 2007" in refusal(reader, OLD, file)


@pytest.mark.parametrize("suffix", [".docx", ".odt"])
def test_a_part_that_is_missing_or_broken(suffix: str) -> None:
    whole = MAKE[suffix]("Een regel.")
    name = {".docx": "word/document.xml", ".odt": "content.xml"}[suffix]
    gone = repacked(whole, lambda part, content: None if part == name else content)
    cut_off = repacked(whole, lambda part, content: content[:-60] if part == name else content)
    turned = bytearray(whole)
    at = whole.index(b"xml") + 40
    turned[at : at + 20] = bytes(20)

    for content in (gone, cut_off, bytes(turned), whole[:-200]):
        assert "not a sound" in refusal(document_text, content, f"a{suffix}")


@pytest.mark.parametrize(("reader", "file"), [(document_text, "a.odt"), (source_tables, "a.ods")])
def test_a_locked_open_document(reader: Callable[..., object], file: str) -> None:
    locked = repacked(
        MAKE[".odt"]("Een regel."),
        lambda part, content: LOCKED_MANIFEST if part == "META-INF/manifest.xml" else content,
    )

    assert "is protected by a password" in refusal(reader, locked, file)


def test_a_scanned_pdf() -> None:
    message = refusal(document_text, pdf([[], []], drawn="40 40 300 300 re f\n"), "scan.pdf")

    assert "no text that can be read: 2 pages, 0 letters" in message
    assert "OCR" in message


def test_a_locked_pdf() -> None:
    key = "00" * 32
    locked = pdf(
        [[(40, 500, "Een regel op deze dia")]],
        trailer=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}> >> /ID [<00><00>] ",
    )

    assert "this PDF is protected by a password" in refusal(document_text, locked, "a.pdf")


def test_the_stage_ends_with_code_2(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = small_project / "corpora" / "proef"
    config = (corpus / "corpus.yaml").read_text("utf-8")
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    (corpus / "raw" / "enquete_2025.xlsb").write_bytes(OLD)
    (corpus / "corpus.yaml").write_text(config.replace("enquete_2025.csv", "enquete_2025.xlsb"), encoding="utf-8")

    assert main(["proef"]) == 2

    error = capsys.readouterr().err
    assert "enquete_2025.xlsb" in error
    assert "Traceback" not in error
    assert not (small_project / "reports").exists()
