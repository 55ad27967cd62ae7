"""Text as pages show it: reading order, columns, list marks, rows of a table."""

from __future__ import annotations

from pipeline.ingest.formats.pdf_document import pdf_text
from tests.ingest.formats.documents import pdf

LEFT = ["Links begint het met een zin die", "op de tweede regel doorgaat.", "Links staat er nog een zin bij."]
RIGHT = ["Rechts staat een heel andere zin", "die ook over twee regels loopt.", "Rechts houdt het hierna op."]


def lines(content: bytes) -> list[str]:
    return [line for line in pdf_text(content, where="dia.pdf").split("\n") if line]


def test_columns_are_read_one_by_one_under_what_spans_them() -> None:
    page = [(40, 500, "Een titel die over beide kolommen van de dia heen staat, van links tot rechts")]
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        page += [(40, 460 - 13 * row, left), (300, 460 - 13 * row, right)]
    page.append((40, 380, "Daaronder staat een slotzin die weer over de volle breedte van de dia loopt"))

    assert lines(pdf([page])) == ["\f" + page[0][2], *LEFT, *RIGHT, page[-1][2]]


def test_the_order_in_the_file_is_no_matter() -> None:
    page = [(40, 400 - 13 * row, text) for row, text in enumerate(LEFT + RIGHT)]

    assert lines(pdf([page[::-1]])) == lines(pdf([page])) == ["\f" + LEFT[0], *LEFT[1:], *RIGHT]


def test_list_marks_far_left_and_drawn_ones_join_their_item() -> None:
    page = [
        (40, 500, "•"),
        (70, 500, "Een punt"),
        (40, 480, "2."),
        (70, 480, "Een tweede punt"),
        (70, 460, "Een derde"),
    ]
    dot = "45 461 3 3 re f\n"  # a square of three points before the third
    rule = "40 440 300 1 re f\n"

    assert lines(pdf([page], drawn=dot + rule)) == ["\f• Een punt", "2. Een tweede punt", "• Een derde"]


def test_a_row_of_a_table_is_a_line() -> None:
    rows = [["", "Slecht", "Matig", "Goed"], ["Betrouwbaar", "1", "2", "6,5"], ["Flexibel", "0", "4", "3"]]
    page = [
        (40 + 120 * column, 500 - 15 * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]

    assert lines(pdf([page])) == ["\fSlecht  Matig  Goed", "Betrouwbaar  1  2  6,5", "Flexibel  0  4  3"]


def test_white_space_and_pages() -> None:
    pages = [[(40, 500, "Een regel"), (40, 487, "loopt door"), (40, 440, "Apart")], [], [(40, 500, "Derde dia")]]

    assert pdf_text(pdf(pages), where="dia.pdf") == "\fEen regel\nloopt door\n\nApart\n\f\n\fDerde dia\n"
