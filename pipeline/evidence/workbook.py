"""How a sheet of bewijstabellen.xlsx looks: its heading, its links, a table, and what comes on paper.

Numbers are numbers and texts are texts. The header stays in sight, has filters, and comes again on each printed
page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.excel_writer import LINE, Cell, Column, Look, Worksheet, height, place

ROUNDS = ("ronde", "vorige_ronde", "eerste_ronde")  # text, but a year is a number to who sorts
FORMS = {"procent": "0.0%", "heel_procent": "0%", "punten": "+0.0%;-0.0%;0.0%"}
_LONGEST_LINE = 600  # characters of a heading; the whole text stands in overzicht.csv
_TEXT: Look = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
_NUMBER: Look = {"valign": "top", "align": "right", "indent": 1}
_LINE: Look = {"bottom": 1, "bottom_color": "#C8D3DC"}
_LINK: Look = {"font_color": "#0B4F8A", "underline": 1}
_MARKED: Look = {"bg_color": "#EEF4F8"}
_TITLE: Look = {"bold": True, "font_size": 14}
_HEADER: Look = {"bold": True, "bg_color": "#DDE6EE", **_TEXT, **_LINE}

Value = str | int | float
Rows = Sequence[Sequence[Value | None]]
Links = Mapping[tuple[int, int], str | int]


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet; width in characters; form is a key of the number formats, or ""."""

    name: str
    title: str
    width: int
    form: str = ""

    def look(self, values: Sequence[Value | None]) -> Look:
        """Numbers to the right, unless they name a round; what else is there to the left."""
        is_number = self.name not in ROUNDS and any(isinstance(value, int | float) for value in values)
        form: Look = {"num_format": FORMS[self.form]} if self.form else {}
        return {**(_NUMBER if is_number else _TEXT), **_LINE, **form}


def worksheet(
    name: str,
    heading: Sequence[str],
    columns: Sequence[SheetColumn],
    rows: Rows,
    *,
    printed: int | None = None,
    links: Sequence[tuple[str, str]] = (),
    row_links: Links | None = None,
    marked: frozenset[int] = frozenset(),
) -> Worksheet:
    """One sheet of the workbook.

    Parameters
    ----------
    heading : what stands above the table, the title first; it is broken where the paper ends.
    rows : per row its values, None where there is nothing.
    printed : so many of the first columns come on paper; all unless given.
    links : text and sheet, one line below the heading.
    row_links : (row, column), both from 0, to what the cell leads to: a sheet, or a row, from 0, of this table.
    marked : rows, from 0, that stand out.
    """
    lines = _fitting(heading, columns[:printed])
    header, widths = len(lines) + bool(links), [column.width for column in columns]
    heights = {header - 1: LINE * 1.5} if links else {}
    texts = [[column.title for column in columns], *rows]
    heights |= {header + number: height([_text(cell) for cell in row], widths) for number, row in enumerate(texts)}
    targets = {
        cell: place(name, header + 1 + target) if isinstance(target, int) else place(target)
        for cell, target in (row_links or {}).items()
    }
    return Worksheet(
        name,
        [Column(width) for width in widths],
        [
            *([Cell(line, {} if number else _TITLE)] for number, line in enumerate(lines)),
            *([_spread([Cell(text, _LINK, place(sheet)) for text, sheet in links], columns)] if links else []),
            [Cell(column.title, _HEADER) for column in columns],
            *_cells(columns, rows, targets, marked),
        ],
        header,
        heights,
        filtered=True,
        printed=printed or len(columns),
    )


def _fitting(heading: Sequence[str], columns: Sequence[SheetColumn]) -> list[str]:
    """The title and the lines below it, broken where the paper ends."""
    width = max(40, sum(column.width for column in columns) - 5)
    title, *rest = heading
    short = [textwrap.shorten(line, _LONGEST_LINE, placeholder=" …") for line in rest]
    return [title, *(part for line in short for part in textwrap.wrap(line, width))]


def _cells(
    columns: Sequence[SheetColumn], rows: Rows, targets: Mapping[tuple[int, int], str], marked: frozenset[int]
) -> Iterator[list[Cell]]:
    """The rows below the header."""
    looks = [column.look([row[number] for row in rows]) for number, column in enumerate(columns)]
    for number, row in enumerate(rows):
        of_row = _MARKED if number in marked else {}
        links = [targets.get((number, column), "") for column in range(len(columns))]
        yield [
            Cell("" if value is None else value, {**look, **of_row, **(_LINK if link else {})}, link)
            for value, look, link in zip(row, looks, links, strict=True)
        ]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _spread(links: Sequence[Cell], columns: Sequence[SheetColumn]) -> list[Cell | None]:
    """The links in one row, each with room for its text."""
    row: list[Cell | None] = [None] * len(columns)
    free = 0
    for link in links:
        while free < len(columns) and columns[free].width < 8:  # too narrow to start in
            free += 1
        row[free : free + 1] = [link]
        room = 0
        while free < len(columns) and room < len(str(link.value)) + 2:
            room += columns[free].width
            free += 1
    return row
