"""A page as its reader has it: a tree of elements, its words, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import pytest

from pipeline.report.charts import drawing
from pipeline.report.view.figures import dutch_number
from tests.sourced import looked_up

VOID = {"meta", "link", "br", "rect", "path", "line", "input"}
Figure = tuple[dict[str, str], str]  # attributes of its element, and its text


class _Parser(HTMLParser):
    """Build the tree; what is not closed where it should be is a fault of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-1:]}"
        self.builder.end(self.open.pop())

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


class Page:
    """A page, or a part of one."""

    def __init__(self, html: str) -> None:
        parser = _Parser()
        parser.builder.start("page", {})
        parser.feed(html)
        parser.close()
        assert parser.open == [], f"not closed: {parser.open}"
        parser.builder.end("page")
        self.root = parser.builder.close()

    def named(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of the elements with these tags, or of all."""
        return [element.attrib for element in self.root.iter() if not tags or element.tag in tags]

    def part(self, section: str) -> Element:
        """A section, by its id."""
        (found,) = [element for element in self.root.iter("section") if element.get("id") == section]
        return found

    def text(self, part: Element | None = None, *, without: tuple[str, ...] = ()) -> str:
        """What a reader sees of it, white space as it stands."""
        return "".join(_said(self.root if part is None else part, ("style", "script", *without)))

    @property
    def words(self) -> str:
        """What a reader sees, white space as one."""
        return " ".join(self.text().split())

    def figures(self, part: Element | None = None) -> list[Figure]:
        """The numbers that name their source."""
        return [(one.attrib, self.text(one)) for one in (self.root if part is None else part).iter("data")]

    def check_figures(self, read: Callable[[str], Any]) -> set[str]:
        """Compare all figures with what ``read`` gives of the files that they name; return those files."""
        figures = self.figures()
        for figure, text in figures:
            expected = looked_up(figure, read)
            value = figure["value"]
            assert value == expected or Decimal(value) == Decimal(expected), figure
            if "data-deling" in figure:
                part, whole = map(Decimal, figure["data-deling"].split("/"))
                assert abs(part / whole - Decimal(expected)) <= Decimal("0.00005")
                expected = str(part / whole)
            assert text.strip() == dutch_number(expected, figure["data-vorm"]), figure  # type: ignore[arg-type]
        return {figure["data-bron"] for figure, _ in figures}


def _said(element: Element, without: tuple[str, ...]) -> Iterator[str]:
    if element.tag not in without:
        yield element.text or ""
        for child in element:
            yield from _said(child, without)
            yield child.tail or ""


def contrast(one: str, other: str) -> float:
    """How far two colours, #rrggbb, are apart in WCAG 2.2: 1 to 21."""
    light, dark = sorted((_luminance(color.removeprefix("#")) for color in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def draw_once(patch: pytest.MonkeyPatch) -> None:
    """Draw the first chart of a page, and let it stand for the others: drawing takes most of a run."""
    for name in ("svg", "png"):
        patch.setattr(drawing, name, _first_only(getattr(drawing, name)))


def _first_only(draw: Callable[..., Any]) -> Callable[..., Any]:
    drawings: list[Any] = []

    def stand_in(*arguments: Any) -> Any:
        if not drawings:
            drawings.append(draw(*arguments))
        return drawings[0]

    return stand_in
