"""The rendered page taken apart for the Word document: headings, paragraphs, drawings and tables in reading order.

The document is made from the page itself and not from its data a second time, so that no
sentence or number can differ between the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.report.word.elements import BLOCKS, HEADINGS, LISTS, Element, Marks, Run, Runs, inline, read_elements
from pipeline.report.word.tables import Grid, grid, plain

NORMAL, QUOTE, CONTINUED, HEADER = "Normal", "Quote", "ListContinue", "Aanhef"


@dataclass(frozen=True)
class Text:
    """One paragraph.

    Attributes
    ----------
    style : id of its style. anchors : the page's ids that lead to it.
    starts : whether it is the first of a numbered list.
    new_sheet : whether it begins a sheet.
    """

    style: str
    runs: Runs
    anchors: tuple[str, ...] = ()
    starts: bool = False
    new_sheet: bool = False


@dataclass(frozen=True)
class Drawing:
    """One chart, known by its name, and what stands under it."""

    name: str
    caption: Runs


Block = Text | Drawing | Grid


def read_page(html: str, look: Mapping[str, Any]) -> list[Block]:
    """The page's content in reading order.

    Parameters
    ----------
    html : the page as :func:`pipeline.report.html.rendering.render` gives it.
    look : document.yaml; what it leaves out is not in the result.
    """
    reader = _Reader(look)
    blocks = list(reader.blocks(read_elements(html, look["weg"])))
    if reader.appendix:
        title = (Run(look["woorden"]["bijlage"]),)
        blocks += [Text(HEADINGS["h2"], title, new_sheet=True), *reader.appendix]
    return blocks


class _Reader:
    """From elements to blocks."""

    def __init__(self, look: Mapping[str, Any]) -> None:
        self._styles: Mapping[str, str] = look["stijlen"]
        self._right: list[str] = look["rechts"]
        self._marks = Marks(look["erachter"], look["ervoor"])
        self._refer: str = look["woorden"]["zie_bijlage"]
        self._longest: int = look["bijlage_vanaf"]
        self._anchors: list[str] = []  # ids that wait for their paragraph
        self.appendix: list[Block] = []

    def blocks(self, element: Element, style: str = NORMAL) -> Iterator[Block]:
        """What is in an element, each run of inline content as one paragraph."""
        if name := element.attributes.get("id"):
            self._anchors.append(name)
        like = Run("", verbatim=element.attributes.get("dir") == "auto")
        waiting: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or child.tag not in BLOCKS:
                waiting.append(child)
                continue
            yield from self._paragraph(waiting, style, like)
            waiting = []
            if child.tag != "summary":  # its details says what becomes of it
                yield from self._block(child, style)
        yield from self._paragraph(waiting, style, like)

    def _block(self, element: Element, style: str) -> Iterator[Block]:
        if element.tag in HEADINGS:
            yield from self.blocks(element, HEADINGS[element.tag])
        elif element.tag in LISTS:
            yield from self._items(element)
        elif drawing := next(element.every("svg"), None) if element.tag == "figure" else None:
            caption = next(element.every("figcaption"), Element("figcaption", {}))
            yield Drawing(drawing.attributes["data-tekening"], inline(caption.children, self._marks))
        elif element.tag == "table":
            yield grid(element, self._marks, self._right)
        elif element.tag == "details":
            yield from self._opened(element, style)
        elif element.tag == "dl":
            yield from self._terms(element)
        elif element.tag == "blockquote":
            yield from self.blocks(element, QUOTE)
        else:
            named = [self._styles[name] for name in element.classes if name in self._styles]
            yield from self.blocks(element, named[0] if named else style)

    def _paragraph(self, content: list[Element | str], style: str, like: Run) -> Iterator[Text]:
        if runs := inline(content, self._marks, like):
            yield Text(style, runs, tuple(self._anchors))
            self._anchors = []

    def _items(self, element: Element) -> Iterator[Block]:
        """Items of a list: the first plain paragraph of each has the mark; a quote has none."""
        first = True
        for item in element.children:
            if isinstance(item, str):
                continue
            marked = False
            for block in self.blocks(item):
                if not isinstance(block, Text) or block.style != NORMAL:
                    yield block
                elif marked:
                    yield replace(block, style=CONTINUED)
                else:
                    yield replace(block, style=LISTS[element.tag], starts=first and element.tag == "ol")
                    marked, first = True, False

    def _opened(self, element: Element, style: str) -> Iterator[Block]:
        """What a reader of the page folds open. What it says when closed is kept if it heads what is in it."""
        rows = sum(1 for _ in element.every("tr"))
        if rows > self._longest:
            yield from self._appended(element)
            return
        for summary in element.every("summary"):
            heading = next(summary.every(*HEADINGS), None)
            if heading:
                yield from self._block(heading, style)
            elif not rows and style != QUOTE:  # a table has its caption; a quote is not called long on paper
                yield from self.blocks(summary, HEADER)
        yield from self.blocks(element, style)

    def _appended(self, element: Element) -> Iterator[Text]:
        """Put a long table with its notes in the appendix, and say so here."""
        for block in list(self.blocks(element)):
            if isinstance(block, Grid):
                anchor = f"bijlage-{len(self.appendix)}"
                block = replace(block, anchor=anchor)
                yield Text("Klein", (Run(self._refer.format(tabel=plain(block.caption)), link=anchor),))
            self.appendix.append(block)

    def _terms(self, element: Element) -> Iterator[Text]:
        """Each term with its description as one item."""
        term: Runs = ()
        for child in element.children:
            if isinstance(child, str):
                continue
            if child.tag == "div":
                yield from self._terms(child)
            elif child.tag == "dt":
                term = inline(child.children, self._marks, Run("", bold=True))
            else:
                said = [
                    replace(run, text=run.text.replace("\n", " ")) for run in inline(child.children, self._marks)
                ]
                yield Text(LISTS["ul"], (*term, Run(": ", bold=True), *said))
