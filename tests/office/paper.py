"""Pages of a PDF as they lie on paper: which lines of text stand on each other, or off the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTComponent, LTContainer, LTPage, LTTextLine

_GRAZE = 0.3  # part of the lower of two lines: letters with tails reach this far into the line below


@dataclass(frozen=True)
class Paper:
    """One page, its lines of text from top to bottom."""

    page: LTPage
    lines: tuple[LTTextLine, ...]

    @property
    def is_landscape(self) -> bool:
        return self.page.width > self.page.height

    @property
    def texts(self) -> list[str]:
        return [line.get_text().strip() for line in self.lines]

    @property
    def overlapping(self) -> list[tuple[str, str]]:
        """Lines of which one stands on another."""
        return [
            (one.get_text(), other.get_text())
            for one, other in combinations(self.lines, 2)
            if one.is_hoverlap(other)
            and one.hoverlap(other) > 1
            and one.is_voverlap(other)
            and one.voverlap(other) > _GRAZE * min(one.height, other.height)
        ]

    @property
    def beside(self) -> list[str]:
        """Lines that reach over the edge."""
        return [line.get_text() for line in self.lines if line.x0 < 0 or line.x1 > self.page.width]


def paper(content: bytes) -> list[Paper]:
    return [
        Paper(page, tuple(sorted(_lines(page), key=lambda line: (-line.y1, line.x0))))
        for page in extract_pages(io.BytesIO(content), laparams=LAParams(boxes_flow=None))
    ]


def _lines(inside: LTComponent) -> Iterator[LTTextLine]:
    if isinstance(inside, LTTextLine):
        yield inside
    elif isinstance(inside, LTContainer):
        for part in inside:
            yield from _lines(part)
