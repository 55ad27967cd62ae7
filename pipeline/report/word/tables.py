"""Tables of the page as plain grids: one header row and no merged cells, as a screen reader wants them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.report.word.elements import Element, Marks, Run, Runs, inline

NOTHING = (Run("–"),)
_MARGINS = 170  # left and right in a cell, and some air, twentieths of a point
# Width of letters in the tables' type size and font, bold; never too small for a whole word.
_WIDTHS = {**dict.fromkeys("fijlrtI .,:;!'’()-|[]", 58), **dict.fromkeys("mwMW%@", 152)}
_CAPITAL, _LETTER = 132, 104
_LIGHT = 0.93  # width of text that is not bold, beside the same in bold
_LONGEST = 6_000  # that one line of a cell may ask


@dataclass(frozen=True)
class Grid:
    """One table.

    Attributes
    ----------
    right : per column, whether it holds numbers, which stand right.
    total : whether the last row adds up the others.
    anchor : id that leads to it; "" for none.
    """

    caption: Runs
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    right: tuple[bool, ...]
    total: bool
    anchor: str = ""

    def fits(self, room: int) -> bool:
        """Whether every column is at least as wide as its longest word."""
        return sum(self._least()) <= room

    def _least(self) -> list[int]:
        return [max(map(_longest_word, column)) for column in zip(self.header, *self.rows, strict=True)]

    def widths(self, room: int) -> list[int]:
        """Width of each column in the unit of ``room``, twentieths of a point: what its text asks, if that fits.

        A column gets at least its longest word. What is left goes to the cells, then to the header, and
        first to the columns that lack least, so that as few as possible break their text.
        """
        found = self._least()
        if sum(found) > room:
            return [width * room // sum(found) for width in found]
        body = [int(_LIGHT * max(map(_longest_line, column))) for column in zip(*self.rows, strict=True)]
        for asked in (body, list(map(_longest_line, self.header))):
            lacks = sorted(
                (max(0, wide - has), place) for place, (wide, has) in enumerate(zip(asked, found, strict=False))
            )
            for done, (lack, place) in enumerate(lacks):
                found[place] += min(lack, (room - sum(found)) // (len(lacks) - done))
        return found


def plain(cell: Runs) -> str:
    """The text of a cell."""
    return "".join(run.text for run in cell)


def grid(table: Element, marks: Marks, right: Collection[str]) -> Grid:
    """A table of the page.

    Header rows become one: under "Partners", "Aandeel" is "Partners: aandeel". A cell over several
    columns goes with the name of its row, and its columns have a dash.

    Parameters
    ----------
    right : classes of cells with a number.
    """
    parts = [(row, part.tag) for part in table.every("thead", "tbody", "tfoot") for row in part.every("tr")]
    header = _header([row for row, part in parts if part == "thead"], marks)
    body = [row for row, part in parts if part != "thead"]
    rows = [_cells(row, marks) for row in body]
    width = max(map(len, (header, *rows)))
    numbers = {
        place for row in body for place, cell in enumerate(row.every("th", "td")) if set(right) & set(cell.classes)
    }
    caption = next(table.every("caption"), Element("caption", {}))
    return Grid(
        inline(caption.children, marks),
        tuple(_filled(header, width)),
        tuple(tuple(_filled(row, width)) for row in rows),
        tuple(place in numbers for place in range(width)),
        total=bool(parts) and parts[-1][1] == "tfoot",
    )


def _header(rows: Sequence[Element], marks: Marks) -> list[Runs]:
    taken: dict[tuple[int, int], Runs] = {}  # row and column to label
    for down, row in enumerate(rows):
        for cell in row.every("th", "td"):
            start = next(place for place in range(len(taken) + 1) if (down, place) not in taken)
            label = inline(cell.children, marks)
            for line in range(int(cell.attributes.get("rowspan", "1"))):
                for place in range(int(cell.attributes.get("colspan", "1"))):
                    taken[down + line, start + place] = label
    columns = 1 + max((place for _, place in taken), default=-1)
    found = []
    for place in range(columns):
        labels = dict.fromkeys(taken[down, place] for down in range(len(rows)) if (down, place) in taken)
        found.append(_joined([label for label in labels if label]))
    return found


def _joined(labels: Sequence[Runs]) -> Runs:
    """Labels above one another as one, "Partners: aandeel"."""
    found = list(labels[0]) if labels else []
    for first, *rest in labels[1:]:
        text = f"{first.text[:1].lower()}{first.text[1:]}"
        found += [Run(": "), replace(first, text=text), *rest]
    return tuple(found)


def _cells(row: Element, marks: Marks) -> list[Runs]:
    found: list[Runs] = []
    for cell in row.every("th", "td"):
        content = inline(cell.children, marks)
        span = int(cell.attributes.get("colspan", "1"))
        if span == 1:
            found.append(content)
        elif found:
            found[0] = (*found[0], Run(" ("), *content, Run(")"))
            found += [NOTHING] * span
        else:
            found += [content, *[NOTHING] * (span - 1)]
    return found


def _filled(row: Sequence[Runs], width: int) -> list[Runs]:
    return [*row, *[()] * (width - len(row))]


def _measure(text: str) -> int:
    return _MARGINS + sum(_WIDTHS.get(one, _CAPITAL if one.isupper() else _LETTER) for one in text)


def _longest_line(cell: Runs) -> int:
    return min(_LONGEST, max(map(_measure, plain(cell).split("\n"))))


def _longest_word(cell: Runs) -> int:
    """Width of its longest word; an interval is one, so that it stays on a line."""
    text = plain(cell).replace(" \N{EN DASH} ", "\N{NO-BREAK SPACE}\N{EN DASH}\N{NO-BREAK SPACE}")
    return min(_LONGEST, max(map(_measure, re.split("[ \n]", text))))
