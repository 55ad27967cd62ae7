"""Statements among the lines of slides: quotes, list items, and lists without marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingestion.bullets import BulletMarks, finished
from pipeline.ingestion.headings import Heading, names_audience
from pipeline.ingestion.lines import Line
from pipeline.ingestion.quotes import opens, signature_end, signed
from pipeline.ingestion.slides import Cut, Slide
from pipeline.ingestion.text_profile import HeadingRule, TextProfile

_SHORT_LINE = 0.75  # of the longest line; a finished shorter one ends an item of a list without marks


@dataclass
class Item:
    """A statement, still in lines.

    Attributes
    ----------
    lines : indices of its lines.
    parts : their texts, marks of list items taken off.
    """

    kind: str
    lines: list[int]
    parts: list[str]
    category: str = ""
    mentioned: str = ""
    effect: str = ""
    audience: str = ""
    speaker: list[str] = field(default_factory=list)
    quoted: bool = False


@dataclass
class Found:
    """What the slides hold.

    Attributes
    ----------
    reasons : line index -> reason, for every line in no statement.
    """

    items: list[Item] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)


class Reader:
    """Reads slide after slide; knows what the slide before ended with.

    Parameters
    ----------
    taken : lines that are accounted for already -> reason (score tables, actions).
    """

    def __init__(self, lines: Sequence[Line], cut: Cut, profile: TextProfile, taken: dict[int, str]) -> None:
        self._lines = lines
        self._cut = cut
        self._profile = profile
        self._question = re.compile(profile.question, re.IGNORECASE)
        self._section: Heading | None = None
        self._used: set[int] = set()
        self.found = Found(reasons={**cut.furniture, **taken})

    def read(self, slide: Slide) -> None:
        """Add what one slide holds."""
        rule = slide.rule
        body = [index for index in slide.body if index not in self._used and index not in self.found.reasons]
        if not slide.continued:
            self._section = None
        if rule is None:
            self._drop(body, "titelblad")
            return
        marks = BulletMarks(self._profile.bullets, (self._lines[index].text for index in body))
        listed = any(marks.length(self._lines[index].text, "") for index in body)
        self._walk(slide, rule, body, marks, listed=listed)

    def _walk(self, slide: Slide, rule: HeadingRule, body: list[int], marks: BulletMarks, *, listed: bool) -> None:
        item = self._carried(rule, body, marks)
        audience = ""
        longest = max((len(self._lines[index].text) for index in body), default=0)
        for at, index in enumerate(body):
            if index in self._used:
                continue
            text = self._lines[index].text
            if heading := self._cut.headings.get(index):
                self._section, item = heading, None
                self.found.reasons[index] = "kop"
            elif rule.quotes and index in self._cut.quotes:
                self._quote(slide, rule, index)
                item = None
            elif item is None and (self._question.match(text) or self._goes_on_asking(body, at)):
                self.found.reasons[index] = "vraag"
            elif (kind := self._kind(rule)) is None:
                self.found.reasons[index] = rule.reason
            elif length := marks.length(text, item.parts[-1] if item else ""):
                item = self._begin(kind, slide, index, text[length:], audience)
            elif self._introduces(item, body, at, marks):
                audience, item = names_audience(text, self._profile) or audience, None
                self.found.reasons[index] = "inleiding"
            elif item is not None and not (not listed and self._starts_paragraph(item, index, longest)):
                item.lines.append(index)
                item.parts.append(text)
                self._keep(index)
            elif not listed and rule.plain and (not slide.continued or self._section):
                item = self._begin(kind, slide, index, text, audience)
            else:
                self.found.reasons[index] = rule.reason

    def _carried(self, rule: HeadingRule, body: list[int], marks: BulletMarks) -> Item | None:
        """The last item of the slide before, when its sentence goes on here."""
        if not body or not self.found.items:
            return None
        item, first = self.found.items[-1], self._lines[body[0]].text
        goes_on = (
            item.kind == self._kind(rule)
            and not item.quoted
            and not finished(item.parts[-1])
            and first[:1].islower()
            and not marks.length(first, item.parts[-1])
            and all(index in self._cut.furniture for index in range(item.lines[-1] + 1, body[0]))
        )
        return item if goes_on else None

    def _kind(self, rule: HeadingRule) -> str | None:
        section = self._section
        if rule.needs and not (section and getattr(section, rule.needs)):
            return None
        if rule.bullets_with_category and section and section.category:
            return rule.bullets_with_category
        return rule.bullets

    def _begin(self, kind: str, slide: Slide, index: int, text: str, audience: str) -> Item:
        section = self._section
        title = slide.title
        item = Item(
            kind,
            [index],
            [text],
            category=(section.category if section else "") or (title.category if title else ""),
            mentioned=section.mentioned if section else "",
            effect=section.effect if section else "",
            audience=audience or (title.audience if title else ""),
        )
        self.found.items.append(item)
        self._keep(index)
        return item

    def _quote(self, slide: Slide, rule: HeadingRule, start: int) -> None:
        end = self._cut.quotes[start]
        indices = [i for i in range(start, end + 1) if i not in self._cut.furniture and i not in self._used]
        item = self._begin(rule.quotes or "", slide, start, self._lines[start].text, "")
        item.quoted = True
        for index in indices[1:]:
            item.lines.append(index)
            item.parts.append(self._lines[index].text)
            self._keep(index)
            self._cut.headings.pop(index, None)
        if not rule.signed:
            return
        last = slide.body[-1]

        def stops(index: int) -> bool:
            return (
                index > last
                or index in self._cut.furniture
                or index in self._cut.headings
                or index in self._cut.quotes
                or index in self.found.reasons
            )

        for index in range(end + 1, signature_end(self._lines, end + 1, stops)):
            item.speaker.append(signed(self._lines[index].text))
            self.found.reasons[index] = "spreker"
            self._used.add(index)

    def _goes_on_asking(self, body: list[int], at: int) -> bool:
        return (
            at > 0
            and not self._lines[body[at]].after_blank
            and self.found.reasons.get(body[at - 1]) == "vraag"
            and bool(self._question.match(self._lines[self._paragraph(body, at)].text))
        )

    def _paragraph(self, body: list[int], at: int) -> int:
        while at > 0 and not self._lines[body[at]].after_blank:
            at -= 1
        return body[at]

    def _introduces(self, item: Item | None, body: list[int], at: int, marks: BulletMarks) -> bool:
        """Whether the line is a sentence like "Hoge scores op:" above the items of a list."""
        text = self._lines[body[at]].text
        following = self._lines[body[at + 1]].text if at + 1 < len(body) else ""
        return (
            text.endswith(":")
            and not opens(text)
            and bool(marks.length(following, text))
            and (item is None or (finished(item.parts[-1]) and self._lines[body[at]].after_blank))
        )

    def _starts_paragraph(self, item: Item, index: int, longest: int) -> bool:
        """In a list without marks: whether the item before it is complete."""
        last = item.parts[-1]
        return finished(last) and (self._lines[index].after_blank or len(last) < _SHORT_LINE * longest)

    def _keep(self, index: int) -> None:
        self._used.add(index)

    def _drop(self, body: list[int], reason: str) -> None:
        for index in body:
            self.found.reasons[index] = reason
