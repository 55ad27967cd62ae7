"""bewijstabellen.xlsx: the evidence in one file, the overview first, a sheet per action.

The cells are those of the CSV files beside it; numbers are numbers and texts are texts. The header stays
in sight, has filters, and comes again on each printed page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.core.excel_writer import LINE, Cell, Column, Look, Worksheet, height, place, workbook_bytes
from pipeline.evidence.sheets import ROUNDS, Sheet, SheetColumn

FORMS = {"procent": "0.0%", "heel_procent": "0%", "punten": "+0.0%;-0.0%;0.0%"}
_TEXT: Look = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
_NUMBER: Look = {"valign": "top", "align": "right", "indent": 1}
_LINE: Look = {"bottom": 1, "bottom_color": "#C8D3DC"}
_LINK: Look = {"font_color": "#0B4F8A", "underline": 1}
_MARKED: Look = {"bg_color": "#EEF4F8"}
_TITLE: Look = {"bold": True, "font_size": 14}
_HEADER: Look = {"bold": True, "bg_color": "#DDE6EE", **_TEXT, **_LINE}


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The .xlsx with these sheets; the same sheets give the same bytes."""
    headers = {sheet.name: len(sheet.lines) + bool(sheet.links) for sheet in sheets}
    return workbook_bytes([_worksheet(sheet, headers) for sheet in sheets], title)


def _worksheet(sheet: Sheet, headers: Mapping[str, int]) -> Worksheet:
    """The sheet as it is written; ``headers`` has the row of each sheet's header, from 0."""
    header, widths = headers[sheet.name], [head.width for head in sheet.heads]
    links = [Cell(text, _LINK, place(name)) for text, name in sheet.links]
    heights = {header - 1: LINE * 1.5} if links else {}
    texts = [[head.title for head in sheet.heads], *sheet.rows]
    heights |= {header + number: height([_text(cell) for cell in row], widths) for number, row in enumerate(texts)}
    return Worksheet(
        sheet.name,
        [Column(width) for width in widths],
        [
            *([Cell(line, {} if number else _TITLE)] for number, line in enumerate(sheet.lines)),
            *([_spread(links, sheet.heads)] if links else []),
            [Cell(head.title, _HEADER) for head in sheet.heads],
            *_rows(sheet, headers),
        ],
        header,
        heights,
        filtered=True,
        printed=sheet.paper,
    )


def _rows(sheet: Sheet, headers: Mapping[str, int]) -> Iterator[list[Cell]]:
    """The rows below the header."""
    looks = [_look(sheet, column) for column in range(len(sheet.heads))]
    for number, row in enumerate(sheet.rows):
        marked = _MARKED if number in sheet.marked else {}
        cells = []
        for column, value in enumerate(row):
            link: Look = {}
            target = ""
            if (number, column) in sheet.row_links:
                name, row_of = sheet.row_links[number, column]
                link, target = _LINK, place(name, 0 if row_of is None else headers[name] + 1 + row_of)
            cells.append(Cell("" if value is None else value, {**looks[column], **marked, **link}, target))
        yield cells


def _look(sheet: Sheet, column: int) -> Look:
    """Numbers to the right, unless they name a round; what else is there to the left."""
    head = sheet.heads[column]
    is_number = head.name not in ROUNDS and any(isinstance(row[column], int | float) for row in sheet.rows)
    form: Look = {"num_format": FORMS[head.form]} if head.form else {}
    return {**(_NUMBER if is_number else _TEXT), **_LINE, **form}


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _spread(links: Sequence[Cell], heads: Sequence[SheetColumn]) -> list[Cell | None]:
    """The links in one row, each with room for its text."""
    row: list[Cell | None] = [None] * len(heads)
    free = 0
    for link in links:
        while free < len(heads) and heads[free].width < 8:  # too narrow to start in
            free += 1
        row[free : free + 1] = [link]
        room = 0
        while free < len(heads) and room < len(str(link.value)) + 2:
            room += heads[free].width
            free += 1
    return row
