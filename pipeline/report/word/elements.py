"""The elements of the rendered page, without what has no sense on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
LISTS = {"ul": "ListBullet", "ol": "ListNumber"}
BLOCKS = {
    *HEADINGS, *LISTS, "body", "header", "main", "footer", "section", "article", "aside", "div", "p", "li", "html",
    "dl", "dt", "dd", "figure", "figcaption", "table", "blockquote", "details", "summary", "hgroup", "address",
}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # by XML, or of no look


@dataclass
class Element:
    """One element of the page, with what is in it."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def every(self, *tags: str) -> Iterator[Element]:
        """Itself and all that is in it, of some kinds, in order."""
        if self.tag in tags:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.every(*tags)


@dataclass(frozen=True)
class Run:
    """Text of one look.

    Attributes
    ----------
    link : id on the page that it leads to; "" for none.
    verbatim : whether its spaces and line breaks are the speaker's own.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    verbatim: bool = False


Runs = tuple[Run, ...]


def clean(text: str) -> str:
    r"""The text with a mark in place of every character that XML cannot hold.

    >>> clean("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    True
    """
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def read_elements(html: str, left_out: Mapping[str, Sequence[str]]) -> Element:
    """The page as a tree; characters that XML cannot hold are replaced.

    Parameters
    ----------
    left_out : the section ``weg`` of document.yaml: elementen, klassen, delen (ids).

    Raises
    ------
    ValueError
        An element is not closed where it should be: the page is broken.
    """
    tree = _Tree({name: set(values) for name, values in left_out.items()})
    tree.feed(clean(html))
    tree.close()
    return tree.root


class _Tree(HTMLParser):
    def __init__(self, left_out: Mapping[str, set[str]]) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body", {})
        self._open = [self.root]
        self._skipped = 0  # how deep in something that is left out
        self._left_out = left_out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if self._skipped or self._unwanted(element):
            self._skipped += tag not in _VOID
            return
        self._open[-1].children.append(element)
        if tag == "svg":
            self._skipped = 1  # the drawing itself comes as a picture
        elif tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._skipped:
            self._skipped -= 1
        elif self._open[-1].tag == tag:
            self._open.pop()
        else:
            raise ValueError(f"</{tag}> closes <{self._open[-1].tag}>")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._open[-1].children.append(data)

    def _unwanted(self, element: Element) -> bool:
        return (
            element.tag in self._left_out["elementen"]
            or bool(self._left_out["klassen"].intersection(element.classes))
            or element.attributes.get("id") in self._left_out["delen"]
            or "hidden" in element.attributes
        )


@dataclass(frozen=True)
class Marks:
    """Signs between what the page sets apart by its look, per class.

    Attributes
    ----------
    behind : of labels that the page shows as a coloured box; they are bold here.
    before : of what the page puts in a column of its own.
    """

    behind: Mapping[str, str]
    before: Mapping[str, str]


def inline(children: Sequence[Element | str], marks: Marks, like: Run | None = None) -> Runs:
    """Text with its looks; spaces as a browser shows them, but what people said keeps its own."""
    found: list[Run] = []
    for run in _pieces(children, marks, like or Run("")):
        text = run.text if run.verbatim else _SPACES.sub(" ", run.text)
        if not run.verbatim and (not found or found[-1].text.endswith((" ", "\n"))):
            text = text.removeprefix(" ")
        if text:
            found.append(replace(run, text=text))
    while found and not found[-1].text.strip():
        found.pop()
    if found and not found[-1].verbatim:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return tuple(found)


def _pieces(children: Sequence[Element | str], marks: Marks, like: Run) -> Iterator[Run]:
    for child in children:
        if isinstance(child, str):
            yield replace(like, text=child)
            continue
        if child.tag == "br":
            yield replace(like, text="\n", verbatim=True)
            continue
        behind, before = (
            next((signs[name] for name in child.classes if name in signs), "")
            for signs in (marks.behind, marks.before)
        )
        link = child.attributes.get("href", "")
        inner = replace(
            like,
            bold=like.bold or bool(behind) or child.tag in ("strong", "b"),
            italic=like.italic or child.tag in ("em", "i"),
            link=link[1:] if link.startswith("#") else like.link,
            verbatim=like.verbatim or child.attributes.get("dir") == "auto",
        )
        yield replace(like, text=before)
        yield from _pieces(child.children, marks, inner)
        yield replace(like, text=behind or (" " if child.tag in BLOCKS else ""))
