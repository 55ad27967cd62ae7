"""What an OpenDocument text keeps apart from the letters: spaces, list marks, tables, pages, notes."""

from __future__ import annotations

import io
from typing import Any

import odfdo
import pytest

from pipeline.ingest.common.lines import unmarked
from pipeline.ingest.formats.open_document import open_text
from tests.cases import cases


def text_of(*elements: Any) -> list[str]:
    document = odfdo.Document("text")
    body: Any = document.body
    body.clear()
    for element in elements:
        body.append(element)
    document.add_page_break_style()
    stream = io.BytesIO()
    document.save(stream)
    return unmarked(open_text(stream.getvalue(), where="verslag.odt")).split("\n")[:-1]


def raw(xml: str) -> Any:
    return odfdo.Element.from_tag(xml)


def test_headings_paragraphs_and_spaces() -> None:
    assert text_of(
        odfdo.Header(1, "Adviezen"),
        odfdo.Paragraph("een\ttab    en spaties\nen een regel"),
        raw("<text:p>deels <text:span>vet <text:s text:c='2'/>hier</text:span> en <text:a>link</text:a></text:p>"),
    ) == ["Adviezen", "een\ttab    en spaties", "en een regel", "deels vet   hier en link"]


def test_list_marks_are_written_out_also_in_lists_in_lists() -> None:
    inner = "<text:list><text:list-item><text:p>dieper</text:p></text:list-item></text:list>"
    assert text_of(
        raw(
            "<text:list><text:list-header><text:p>kop</text:p></text:list-header>"
            f"<text:list-item><text:p>een</text:p><text:p>vervolg</text:p>{inner}</text:list-item>"
            "<text:list-item><text:p>twee</text:p></text:list-item></text:list>"
        )
    ) == ["kop", "• een", "vervolg", "• dieper", "• twee"]


@pytest.mark.parametrize(("level", "marks"), cases(__file__, "numbered_lists"))
def test_numbered_lists(level: str, marks: list[str]) -> None:
    items = "".join(f"<text:list-item><text:p>{item}</text:p></text:list-item>" for item in "ab")
    document = odfdo.Document("text")
    body: Any = document.body
    body.clear()
    document.insert_style(raw(f'<text:list-style style:name="L9">{level}</text:list-style>'), automatic=True)
    body.append(raw(f'<text:list text:style-name="L9">{items}</text:list>'))
    stream = io.BytesIO()
    document.save(stream)

    assert unmarked(open_text(stream.getvalue(), where="a.odt")).split("\n")[:-1] == marks


def test_pages_tables_and_notes() -> None:
    table = odfdo.Table("T")
    table.set_values(
        [
            ["Betrouwbaar", 3, 8],
            ["Vlot", "Zij bellen ons altijd vlot terug en denken ook nog eens met ons mee.", ""],
        ]
    )
    assert [line for line in text_of(
        odfdo.Paragraph("voor"),
        odfdo.PageBreak(),
        raw("<text:p>na<text:note><text:note-body><text:p>voetnoot</text:p></text:note-body></text:note>.</text:p>"),
        table,
        raw("<text:section><text:p><draw:frame><draw:text-box><text:p>kader</text:p></draw:text-box></draw:frame>"
            "</text:p></text:section>"),
    ) if line] == [
        "voor", "\f", "na.", "Betrouwbaar  3  8", "Vlot",
        "Zij bellen ons altijd vlot terug en denken ook nog eens met ons mee.", "kader",
    ]  # fmt: skip
