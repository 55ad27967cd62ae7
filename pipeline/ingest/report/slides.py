"""Cutting the lines into slides, each with the chapter and title that it stands under or above."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import HeadingRule
from pipeline.ingest.report.headings import Heading, Headings, may_be_title
from pipeline.ingest.report.quotes import opens, quote_end, single_quote_end

_PAGE_NUMBER = re.compile(r"[\s.…](?:\d{1,3}|[IVXLivxl]{1,5})$")
_FIRST_ENTRIES = 6  # lines below a heading; when most end with a page number it is a table of contents
_AROUND_ENTRY = re.compile(r"^\d[\d.]*\s*|[\s.…]+\d*$")


@dataclass
class Slide:
    """At most one chapter and one title that stand together, and the lines under (or above) them.

    Attributes
    ----------
    body : indices of its lines, headings in lists included.
    continued : it has no title of its own and goes on from the slide before.
    """

    chapter: Heading | None = None
    title: Heading | None = None
    title_text: str = ""
    body: list[int] = field(default_factory=list)
    continued: bool = False

    @property
    def rule(self) -> HeadingRule | None:
        """What its lines are: its title says so, else its chapter; None before the first heading."""
        if self.title and self.title.rule:
            return self.title.rule
        return self.chapter.rule if self.chapter else None

    def said(self, fact: str) -> str:
        """What its title, else its chapter, says of who speaks ("audience") or what was asked ("question")."""
        return next((value for each in (self.title, self.chapter) if each and (value := getattr(each, fact))), "")


Element = Slide | list[int]  # on a page: headings that stand together, still without lines; or lines


class Cut:
    """A text cut up.

    A page that starts with a heading has its headings above what belongs to them, a slide that
    starts otherwise has them below. A page without headings, or with only the chapter's,
    goes on from the slide before it. ``taken`` are lines that are boilerplate wherever they stand.

    Attributes
    ----------
    slides : in order; every line that is no heading or stray letter is in exactly one.
    headings : line index -> heading in a list.
    quotes : index of the line where a quote opens -> index of the line where it ends.
    boilerplate : line index -> reason, for headings of slides and stray letters.
    titles : line index -> heading of a slide that begins there.
    """

    def __init__(self, lines: Sequence[Line], headings: Headings, taken: Mapping[int, str]) -> None:
        self.slides: list[Slide] = []
        self.headings: dict[int, Heading] = {}
        self.quotes: dict[int, int] = {}
        self.boilerplate = dict(taken)
        self.titles: dict[int, Heading] = {}
        self._lines, self._known = lines, headings
        self._may_be_below = headings.profile.pages.slides  # a page's headings, and titles that it does not name
        self._with_quotes = any(rule.quotes for rule in headings.profile.rules.values())
        self._starts = [
            line.starts_page or headings.is_stray(line.text) or headings.starts_with_stray(line.text)
            for line in lines
        ]
        firsts = [index for index, start in enumerate(self._starts) if start]
        before = Slide()
        for page in map(range, firsts, [*firsts[1:], len(lines)]):
            elements = self._elements(page, before.title or before.chapter)
            for block, body in self._with_bodies(elements):
                before = self._placed(before, block, body)
                if body:
                    self.slides.append(before)

    def _placed(self, before: Slide, block: Slide | None, body: list[int]) -> Slide:
        """The lines under their headings, and under those of the slide before as far as these go on."""
        chapter = (block.chapter if block else None) or before.chapter
        if block and block.title:
            return Slide(chapter, block.title, block.title_text, body)
        same = chapter and before.chapter and chapter.rule == before.chapter.rule
        if block is None or (body and same):
            return Slide(chapter, before.title, before.title_text, body, continued=True)
        return Slide(chapter, body=body, continued=True)

    def _with_bodies(self, elements: list[Element]) -> Iterator[tuple[Slide | None, list[int]]]:
        """Each body with its headings, and headings that are left with an empty body, in order."""
        if self._may_be_below and elements and isinstance(elements[0], list):
            above: list[Element] = []
            waiting: list[Element] = []  # for the headings below
            for element in elements:
                if isinstance(element, list):
                    waiting = [element]
                else:
                    above += [element, *waiting]
                    waiting = []
            elements = above + waiting
        block = None
        for here, following in pairwise([*elements, None]):
            if isinstance(here, list):
                yield block, here
                continue
            block = here
            if not isinstance(following, list):
                yield block, []

    def _elements(self, page: range, under: Heading | None) -> list[Element]:
        elements: list[Element] = []
        contents = False
        listed: set[str] = set()  # in the table of contents
        index = page.start
        while index < page.stop:
            text = self._lines[index].text
            if index in self.boilerplate:
                pass
            elif self._known.is_stray(text):
                self.boilerplate[index] = "dia_teken"
            elif contents and not (_entry(text) in listed and self._level(text) == "chapter"):
                listed.add(_entry(text))
                _add_lines(elements, [index])
            elif self._with_quotes and (end := self._quote_end(index)) is not None:
                self.quotes[index] = end
                last = max(index, min(end, page.stop - 1))
                _add_lines(elements, range(index, last + 1))
                index = last
            elif (placed := self._known.at(self._lines, page, index, under)) is None:
                if self._may_be_below and self._is_free_title(index, page, elements):
                    _add_heading(elements, Heading("title", ""), text)
                    self.boilerplate[index] = "kop"
                else:
                    _add_lines(elements, [index])
            elif (found := placed[0]).level == "list":
                self.headings[index] = found
                _add_lines(elements, [index])
            else:
                if found.category and self._lists_pages(page, index):  # a table of contents that is called so
                    found = Heading("chapter", found.name, HeadingRule(names=(found.name,), contents=True))
                _add_heading(elements, found, text)
                self.titles[index] = under = found
                self.boilerplate |= dict.fromkeys(range(index, placed[1] + 1), "kop")
                index = placed[1]
                contents = bool(found.rule and found.rule.contents)
                listed.clear()
            index += 1
        return elements

    def _lists_pages(self, page: range, index: int) -> bool:
        below = [self._lines[at].text for at in range(index + 1, min(index + 1 + _FIRST_ENTRIES, page.stop))]
        return len(below) > 1 and sum(bool(_PAGE_NUMBER.search(text)) for text in below) * 2 > len(below)

    def _level(self, text: str) -> str:
        found = self._known.find(text)
        return found.level if found else ""

    def _quote_end(self, start: int) -> int | None:
        """Index of the line on which the quote ends that opens on this one; None when none opens."""
        lines = self._lines

        def leaves(index: int) -> bool:
            return self._starts[index] and not lines[index].text[:1].islower()

        if not opens(lines[start].text):
            return single_quote_end(lines, start, lambda at: leaves(at) or bool(self._level(lines[at].text)))
        end = quote_end(lines, start, leaves)
        if end is not None:
            return end
        # Never closed: it ends where something else begins.
        others = range(start + 1, len(lines))
        begins = (at for at in others if self._starts[at] or opens(lines[at].text) or self._level(lines[at].text))
        return next(begins, len(lines)) - 1

    def _is_free_title(self, index: int, page: range, elements: list[Element]) -> bool:
        """Whether the line is a title that the profile does not name: right under a chapter, alone."""
        block, line = elements[-1] if elements else None, self._lines[index]
        if not isinstance(block, Slide) or block.chapter is None or block.title is not None:
            return False
        if line.after_blank or not may_be_title(line.text):
            return False
        if index + 1 >= page.stop:
            return True
        following = self._lines[index + 1]
        return following.after_blank or bool(self._level(following.text))


def _entry(text: str) -> str:
    """A line of a table of contents as far as it names a chapter: without its number, dots and page."""
    return _AROUND_ENTRY.sub("", text).casefold()


def _add_lines(elements: list[Element], indices: Sequence[int]) -> None:
    if elements and isinstance(elements[-1], list):
        elements[-1].extend(indices)
    else:
        elements.append(list(indices))


def _add_heading(elements: list[Element], heading: Heading, text: str) -> None:
    last = elements[-1] if elements else None
    if not isinstance(last, Slide) or getattr(last, heading.level) is not None:
        last = Slide()
        elements.append(last)
    if heading.level == "chapter":
        last.chapter = heading
    else:
        last.title, last.title_text = heading, text
