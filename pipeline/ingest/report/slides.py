"""Cutting the lines into slides, each with the chapter and title that it stands under or above."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import HeadingRule
from pipeline.ingest.report.headings import Heading, Headings, may_be_title
from pipeline.ingest.report.quotes import opens, quote_end, single_quote_end

_AROUND_ENTRY = re.compile(r"^\d[\d.]*\s*|[\s.…]+\d*$")


@dataclass
class Block:
    """Headings that stand together: at most one chapter and one title."""

    chapter: Heading | None = None
    title: Heading | None = None
    title_text: str = ""


@dataclass(frozen=True)
class Slide:
    """Lines that stand under (or above) the same headings.

    Attributes
    ----------
    body : indices of its lines, headings in lists included.
    continued : it has no title of its own and goes on from the slide before.
    """

    chapter: Heading | None
    title: Heading | None
    title_text: str
    body: tuple[int, ...]
    continued: bool

    @property
    def rule(self) -> HeadingRule | None:
        """What its lines are: its title says so, else its chapter; None before the first heading."""
        if self.title and self.title.rule:
            return self.title.rule
        return self.chapter.rule if self.chapter else None


@dataclass
class Cut:
    """A text cut up.

    Attributes
    ----------
    slides : in order; every line that is no heading or stray letter is in exactly one.
    headings : line index -> heading in a list.
    quotes : index of the line where a quote opens -> index of the line where it ends.
    boilerplate : line index -> reason, for headings of slides and stray letters.
    titles : line index -> heading of a slide that begins there.
    """

    slides: list[Slide] = field(default_factory=list)
    headings: dict[int, Heading] = field(default_factory=dict)
    quotes: dict[int, int] = field(default_factory=dict)
    boilerplate: dict[int, str] = field(default_factory=dict)
    titles: dict[int, Heading] = field(default_factory=dict)


Element = Block | list[int]


def cut(lines: Sequence[Line], headings: Headings, taken: Mapping[int, str], *, slides: bool) -> Cut:
    """Cut the lines into slides.

    A page that starts with a heading has its headings above what belongs to them, a slide that
    starts otherwise has them below. A page without headings, or with only the chapter's,
    goes on from the slide before it.

    Parameters
    ----------
    taken : lines that are boilerplate wherever they stand -> reason.
    slides : whether a page may have its headings below, and titles that the profile does not name.
    """
    result = Cut(boilerplate=dict(taken))
    starts = [
        line.starts_page or headings.is_stray(line.text) or headings.starts_with_stray(line.text) for line in lines
    ]
    before = Block()
    for page in _pages(starts):
        elements = _elements(lines, page, headings, starts, result, before.title or before.chapter)
        for block, body in _assigned(elements, slides=slides):
            before = _place(result, before, block, body)
    return result


def _pages(starts: Sequence[bool]) -> list[range]:
    firsts = [index for index, start in enumerate(starts) if start]
    return [range(first, last) for first, last in pairwise([*firsts, len(starts)])]


def _place(result: Cut, before: Block, block: Block | None, body: list[int]) -> Block:
    chapter = (block.chapter if block else None) or before.chapter
    if block and block.title:
        now = Block(chapter, block.title, block.title_text)
    elif block is None or (body and _same(chapter, before.chapter)):
        now = Block(chapter, before.title, before.title_text)
    else:
        now = Block(chapter)
    if body:
        continued = not (block and block.title)
        result.slides.append(Slide(now.chapter, now.title, now.title_text, tuple(body), continued))
    return now


def _same(one: Heading | None, other: Heading | None) -> bool:
    return one is not None and other is not None and one.rule == other.rule


def _assigned(elements: list[Element], *, slides: bool) -> list[tuple[Block | None, list[int]]]:
    """Each body with its block, and each block that is left with an empty body, in order."""
    above = not slides or (bool(elements) and isinstance(elements[0], Block))
    pairs: list[tuple[Block | None, list[int]]] = []
    for at, element in enumerate(elements):
        if isinstance(element, Block):
            if not any(_owner(elements, other, above=above) is element for other in (at - 1, at + 1)):
                pairs.append((element, []))
        else:
            pairs.append((_owner(elements, at, above=above), element))
    return pairs


def _owner(elements: list[Element], at: int, *, above: bool) -> Block | None:
    """The block that the body at this place belongs to; None for a block and off the page."""
    if not 0 <= at < len(elements) or isinstance(elements[at], Block):
        return None
    place = at + 1 if not above and at + 1 < len(elements) else at - 1
    owner = elements[place] if place >= 0 else None
    return owner if isinstance(owner, Block) else None


def _elements(
    lines: Sequence[Line],
    page: range,
    headings: Headings,
    starts: Sequence[bool],
    result: Cut,
    under: Heading | None,
) -> list[Element]:
    elements: list[Element] = []
    contents = False
    listed: set[str] = set()  # in the table of contents
    index = page.start
    while index < page.stop:
        text = lines[index].text
        if index in result.boilerplate:
            pass
        elif headings.is_stray(text):
            result.boilerplate[index] = "dia_teken"
        elif contents and not (_entry(text) in listed and headings.is_chapter(text)):
            listed.add(_entry(text))
            _add_body(elements, [index])
        elif headings.with_quotes and (end := _quote(lines, index, headings, starts)) is not None:
            result.quotes[index] = end
            _add_body(elements, list(range(index, min(end + 1, page.stop))))
            index = max(index, min(end, page.stop - 1))
        elif (placed := headings.at(lines, page, index, under)) is None:
            if headings.slides and _is_free_title(lines, index, page, elements, headings):
                block = _last_block(elements)
                block.title, block.title_text = Heading("title", ""), text
                result.boilerplate[index] = "kop"
            else:
                _add_body(elements, [index])
        elif (found := placed[0]).level == "list":
            result.headings[index] = found
            _add_body(elements, [index])
        else:
            _add_heading(elements, found, text)
            result.titles[index] = under = found
            result.boilerplate |= dict.fromkeys(range(index, placed[1] + 1), "kop")
            index = placed[1]
            contents = bool(found.rule and found.rule.contents)
            listed.clear()
        index += 1
    return elements


def _entry(text: str) -> str:
    """A line of a table of contents as far as it names a chapter: without its number, dots and page."""
    return _AROUND_ENTRY.sub("", text).casefold()


def _quote(lines: Sequence[Line], start: int, headings: Headings, starts: Sequence[bool]) -> int | None:
    """Index of the line on which the quote ends that opens on this one; None when none opens."""

    def leaves(index: int) -> bool:
        return starts[index] and not lines[index].text[:1].islower()

    if not opens(lines[start].text):
        return single_quote_end(lines, start, lambda at: leaves(at) or headings.find(lines[at].text) is not None)
    end = quote_end(lines, start, leaves)
    if end is not None:
        return end
    # Never closed: it ends where something else begins.
    end = start
    while end + 1 < len(lines) and not (
        starts[end + 1] or opens(lines[end + 1].text) or headings.find(lines[end + 1].text)
    ):
        end += 1
    return end


def _is_free_title(
    lines: Sequence[Line], index: int, page: range, elements: list[Element], headings: Headings
) -> bool:
    """Whether the line is a title that the profile does not name: right under a chapter, alone."""
    if not elements or not isinstance(elements[-1], Block) or lines[index].after_blank:
        return False
    block = elements[-1]
    if block.chapter is None or block.title is not None or not may_be_title(lines[index].text):
        return False
    following = index + 1
    return (
        following >= page.stop or lines[following].after_blank or headings.find(lines[following].text) is not None
    )


def _last_block(elements: list[Element]) -> Block:
    """The block that the elements end with, made when they do not."""
    if elements and isinstance(elements[-1], Block):
        return elements[-1]
    block = Block()
    elements.append(block)
    return block


def _add_body(elements: list[Element], indices: list[int]) -> None:
    if elements and isinstance(elements[-1], list):
        elements[-1].extend(indices)
    else:
        elements.append(indices)


def _add_heading(elements: list[Element], heading: Heading, text: str) -> None:
    block = _last_block(elements)
    if (block.chapter if heading.level == "chapter" else block.title) is not None:
        block = Block()
        elements.append(block)
    if heading.level == "chapter":
        block.chapter = heading
    else:
        block.title, block.title_text = heading, text
