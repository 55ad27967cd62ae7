"""Reports and minutes without a layout: what is a statement, who says it, and what is only furniture."""

from __future__ import annotations

import io
from typing import Any

import docx
import odfdo
import pytest

from pipeline.core.corpus import Source
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.formats.document_lines import DocumentLines
from pipeline.ingest.source import read_source
from tests.cases import cases, data
from tests.ingest.formats.documents import pdf_lines, saved
from tests.ingest.reports import PARAMS, TEXTS, dropped


def reads(file: str, content: bytes, name: str) -> ReadResult:
    source = Source(file=file, profile=name, round="2025")
    return read_source(content, source, TEXTS[name], PARAMS, where=file)


def said(reading: ReadResult) -> list[list[str]]:
    """Per statement its kind, who speaks, and its text."""
    return reading.statements[["kind", "speaker", "text"]].to_numpy().tolist()


@pytest.mark.parametrize(("file", "name", "text", "statements", "date", "furniture"), cases(__file__, "texts"))
def test_a_text(
    file: str, name: str, text: str, statements: list[list[str]], date: str, furniture: dict[str, list[int]]
) -> None:
    reading = reads(file, text.encode(), name)

    assert said(reading) == statements
    assert set(reading.statements["date"]) == {date}
    found = dropped(reading)
    assert {reason: found.get(reason) for reason in furniture} == furniture


@pytest.mark.parametrize(("sentence", "kind", "speaker"), cases(__file__, "sentences"))
def test_a_sentence_in_minutes(sentence: str, kind: str, speaker: str) -> None:
    reading = reads("a.txt", f"Overleg\n\n{sentence}\n".encode(), "notulen")

    assert said(reading) == [[kind, speaker, sentence]]


@pytest.mark.parametrize("line", cases(__file__, "no_statements"))
@pytest.mark.parametrize("name", ["rapport", "notulen"])
def test_a_line_that_is_no_statement(line: str, name: str) -> None:
    assert said(reads("a.md", f"Er is veel waardering voor de aanpak.\n\n{line}\n".encode(), name))[1:] == []


def test_a_contents_page_is_no_section_and_no_category() -> None:
    report = data(__file__, "contents")
    assert said(reads("a.txt", report.encode(), "rapport")) == [["toelichting", "", "De lijnen zijn kort."]]
    deck = reads("a.txt", report.encode(), "verkenning")
    assert "inhoud" not in set(deck.statements["category_given"])


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Wat bewoners zeggen", 1)
    document.add_paragraph("Bewoners zijn tevreden over de wijkconsulent.")
    document.add_paragraph().add_run("Speeltuin en verlichting. Stand van zaken").bold = True
    document.add_paragraph("Er is te weinig licht in het park", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells],
        ["Wat vindt u van de aanpak?", "Aantal", "Ik voel me veiliger", "12"],
        strict=True,
    ):
        cell.text = text
    return saved(document)


def open_document() -> bytes:
    document = odfdo.Document("text")
    body: Any = document.body
    body.clear()
    body.append(odfdo.Header(1, "Wat bewoners zeggen"))
    body.append(odfdo.Paragraph("Bewoners zijn tevreden over de wijkconsulent."))
    body.append(odfdo.Header(2, "Speeltuin en verlichting. Stand van zaken"))
    body.append(odfdo.List(["Er is te weinig licht in het park"]))
    table = odfdo.Table("a", width=2, height=2)
    table.set_values([["Wat vindt u van de aanpak?", "Aantal"], ["Ik voel me veiliger", "12"]])
    body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("file", "content"), [("a.docx", word()), ("a.odt", open_document())], ids=["docx", "odt"]
)
def test_styles_say_what_a_heading_and_a_row_is(file: str, content: bytes) -> None:
    reading = reads(file, content, "rapport")

    assert said(reading) == [
        ["aanvulling", "Bewoners", "Bewoners zijn tevreden over de wijkconsulent."],
        ["toelichting", "", "Er is te weinig licht in het park"],
        ["antwoord", "", "Ik voel me veiliger"],
    ]
    assert reading.statements["question"].tolist()[2] == "Wat vindt u van de aanpak? Aantal"
    assert len(dropped(reading)["kop"]) == 3


def test_a_row_with_one_longer_cell_is_a_row() -> None:
    lines = DocumentLines()
    long = "Gesprekken plannen met alle medewerkers die een tijdelijk contract hebben"
    rows = [["2", long, "Els"], ["2", long], [long, long, "Els"]]
    assert [lines.row([[text] for text in cells]) for cells in rows] == [True, False, False]


def test_a_pdf_reads_as_its_text() -> None:
    _, name, text, *_ = data(__file__, "texts")["an evaluation, wrapped"]
    assert said(reads("a.pdf", pdf_lines(text), name)) == said(reads("a.txt", text.encode(), name))
