"""What Word keeps apart from the letters: list marks, tables, text boxes, pages, tracked changes."""

from __future__ import annotations

import io

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.ingest.common.lines import unmarked
from pipeline.ingest.formats.word_document import word_text

SPACES = nsdecls("w") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def text_of(document: docx.document.Document) -> list[str]:
    stream = io.BytesIO()
    document.save(stream)
    return unmarked(word_text(stream.getvalue(), where="verslag.docx")).split("\n")[:-1]


def test_list_marks_are_written_out() -> None:
    document = docx.Document()
    document.add_paragraph("Adviezen")
    document.add_paragraph("Bel vaker.", "List Bullet")
    document.add_paragraph("Kom langs.", "List Bullet")
    document.add_paragraph("Eerst dit.", "List Number")
    document.add_paragraph("Dan dat.", "List Number")
    document.add_paragraph("", "List Bullet")

    assert text_of(document) == ["Adviezen", "• Bel vaker.", "• Kom langs.", "1. Eerst dit.", "2. Dan dat.", ""]


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Geen punt.", "List Bullet")
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {SPACES}><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    )

    assert text_of(document) == ["Geen punt."]


def test_pages_and_lines_that_the_writer_broke() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("voor")
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("na\teen tab\nen een regel")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("derde")
    document.add_section()
    document.add_paragraph("vierde").paragraph_format.page_break_before = True

    assert text_of(document) == [
        "voor", "\f", "na\teen tab", "en een regel", "\f", "derde", "", "\f", "vierde",
    ]  # fmt: skip


def test_a_row_of_short_cells_is_a_line_and_long_cells_are_running_text() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("Betrouwbaar", "3", "8"), strict=True):
        cell.text = text
    table.rows[1].cells[0].text = "Wat gaat goed?"
    table.rows[1].cells[1].text = "De lijnen zijn kort en wij worden altijd vlot en vriendelijk teruggebeld."
    table.rows[1].cells[1].add_paragraph("Dat mag zo blijven.", "List Bullet")

    assert [line for line in text_of(document) if line] == [
        "Betrouwbaar  3  8",
        "Wat gaat goed?",
        "De lijnen zijn kort en wij worden altijd vlot en vriendelijk teruggebeld.",
        "• Dat mag zo blijven.",
    ]


def test_tracked_changes_and_text_boxes() -> None:
    document = docx.Document()
    body = document.element.body
    run = "<w:r><w:t>{}</w:t></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('in het kader')}</w:p></w:txbxContent></w:pict></w:r>"
    body.insert(
        0,
        parse_xml(
            f"<w:p {SPACES}>{run.format('Wij bellen ')}<w:ins>{run.format('vaker')}</w:ins>"
            "<w:del><w:r><w:delText>minder</w:delText></w:r></w:del>"
            f"<w:r><w:noBreakHyphen/><w:t>x</w:t><w:softHyphen/></w:r>{box}"
            f"<mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:p>"
        ),
    )

    assert text_of(document) == ["Wij bellen vaker-x\u00ad", "in het kader"]


def test_a_long_paragraph_is_set_apart() -> None:
    document = docx.Document()
    long = "Dit is een alinea die op papier over meer dan een regel loopt, omdat er zo veel in staat. " * 2
    for text in ("Kop", long, "Slot"):
        document.add_paragraph(text)

    assert text_of(document) == ["Kop", "", long, "", "Slot"]
