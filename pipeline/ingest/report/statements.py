"""Statements among the lines of slides: quotes, list items, and lists without marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import HeadingRule, TextProfile
from pipeline.ingest.report.bullets import BulletMarks, finished
from pipeline.ingest.report.headings import Heading, names_audience
from pipeline.ingest.report.items import Found, Item, Shape
from pipeline.ingest.report.quotes import opens, signature_end, signed
from pipeline.ingest.report.slides import Cut, Slide
from pipeline.ingest.report.speaking import Speaker, SpeakerPatterns
from pipeline.ingest.report.wrapping import had_room, lines_are_paragraphs

_DASHES = ("-", "–", "—")
_SHORT_LINE = 0.75  # of the longest line; a finished shorter one ends an item of a list without marks
_MOSTLY = 0.6  # of the lines; when more end a sentence, lines are not wrapped: each is an item


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
        self._voices = SpeakerPatterns(profile.speakers)
        self._paragraphs = lines_are_paragraphs(lines)
        self._section: Heading | None = None
        self._used: set[int] = set()
        self.found = Found(reasons={**cut.boilerplate, **taken})

    def read(self, slide: Slide) -> None:
        """Add what one slide holds."""
        rule = slide.rule
        body = [index for index in slide.body if index not in self._used and index not in self.found.reasons]
        if not slide.continued:
            self._section = None
        if rule is None:
            self.found.reasons |= dict.fromkeys(body, "titelblad")
            return
        marks = BulletMarks(self._profile.bullets, (self._lines[index].text for index in body))
        texts = [self._lines[index].text for index in body]
        coded = any(self._turn(rule, text, marks, "") for text in texts)
        listed = coded or any(
            marks.length(text, "") and not self._is_dash(rule, body, at) for at, text in enumerate(texts)
        )
        per_line = sum(map(finished, texts)) > _MOSTLY * len(texts)
        shape = Shape(listed, coded, per_line, max(map(len, texts), default=0))
        self._walk(slide, rule, body, marks, shape)

    def _walk(self, slide: Slide, rule: HeadingRule, body: list[int], marks: BulletMarks, shape: Shape) -> None:
        item = self._carried(rule, body, marks)
        voice: Speaker | None = None
        audience = ""
        for at, index in enumerate(body):
            if index in self._used:
                continue
            text = self._lines[index].text
            previous = item.parts[-1] if item else ""
            kind = self._kind(rule) or (rule.turns if voice else None)
            if heading := self._cut.headings.get(index):
                self._section, item = heading, None
                self.found.reasons[index] = "kop"
            elif rule.quotes and index in self._cut.quotes:
                self._quote(slide, rule, index)
                item = None
            elif item is None and (self._question.match(text) or self._goes_on_asking(body, at)):
                self.found.reasons[index] = "vraag"
            elif turn := self._turn(rule, text, marks, previous):
                length, voice = turn
                if text[length + voice.length :] or not self._is_marked(body, at + 1, marks):
                    item, voice = self._begin(rule.turns or "", slide, index, length, audience), None
                else:  # Who speaks stands alone above the list of what was said.
                    item = None
                    self.found.reasons[index] = "spreker"
            elif kind is None and item is None:
                self.found.reasons[index] = rule.reason
            elif kind and self._is_dash(rule, body, at):
                item = self._begin(kind, slide, index, 0, audience)
            elif kind and (length := marks.length(text, previous)):
                item = self._begin(kind, slide, index, length, audience, voice)
            elif self._introduces(item, body, at, marks, plain=self._is_flow(rule, shape)):
                audience, item = names_audience(text, self._profile) or audience, None
                self.found.reasons[index] = "inleiding"
            elif item is not None and not self._ends(item, index, rule, shape):
                item.lines.append(index)
                item.parts.append(text)
                self._used.add(index)
            elif kind and rule.plain and self._may_begin(item, slide, rule, shape):
                item = self._begin(kind, slide, index, 0, audience)
            else:
                item = voice = None
                self.found.reasons[index] = rule.reason

    def _carried(self, rule: HeadingRule, body: list[int], marks: BulletMarks) -> Item | None:
        """The last item of the slide before, when its sentence goes on here."""
        if not body or not self.found.items:
            return None
        item, first = self.found.items[-1], self._lines[body[0]].text
        goes_on = (
            item.kind in (self._kind(rule), rule.turns)
            and not item.quoted
            and not finished(item.parts[-1])
            and first[:1].islower()
            and not marks.length(first, item.parts[-1])
            and all(index in self._cut.boilerplate for index in range(item.lines[-1] + 1, body[0]))
        )
        return item if goes_on else None

    def _kind(self, rule: HeadingRule) -> str | None:
        section = self._section
        if rule.needs and not (section and getattr(section, rule.needs)):
            return None
        if rule.bullets_with_category and section and section.category:
            return rule.bullets_with_category
        return rule.bullets

    def _turn(self, rule: HeadingRule, text: str, marks: BulletMarks, previous: str) -> tuple[int, Speaker] | None:
        """Length of the mark before who speaks, and who does; None when nobody is named or it does not count."""
        if not rule.turns:
            return None
        length = marks.length(text, previous)
        voice = self._voices.find(text[length:])
        return (length, voice) if voice else None

    def _is_dash(self, rule: HeadingRule, body: list[int], at: int) -> bool:
        """Whether a dash alone on its line is an answer, which says nothing, rather than a mark."""
        if rule.blank_line != "begins" or self._lines[body[at]].text not in _DASHES:
            return False
        return at + 1 == len(body) or self._lines[body[at + 1]].after_blank

    def _is_marked(self, body: list[int], at: int, marks: BulletMarks) -> bool:
        return at < len(body) and bool(marks.length(self._lines[body[at]].text, ""))

    def _begin(
        self, kind: str, slide: Slide, index: int, length: int, audience: str, voice: Speaker | None = None
    ) -> Item:
        """A new item; ``length`` is that of its mark, ``voice`` who speaks where the line does not say."""
        section, title, chapter = self._section, slide.title, slide.chapter
        line = self._lines[index].text
        text = line[length:]
        if own := self._voices.find(text):
            voice, text = own, text[own.length :]
        item = Item(
            kind,
            [index],
            [text],
            category=(section.category if section else "") or (title.category if title else ""),
            mentioned=section.mentioned if section else "",
            effect=section.effect if section else "",
            audience=audience or (title.audience if title else "") or (chapter.audience if chapter else ""),
            question=(title.question if title else "") or (chapter.question if chapter else ""),
        )
        if voice:
            item.speaker = [voice.name] if voice.name else []
            item.organisation, item.respondent = voice.organisation, voice.respondent
        self.found.items.append(item)
        self._used.add(index)
        return item

    def _quote(self, slide: Slide, rule: HeadingRule, start: int) -> None:
        end = self._cut.quotes[start]
        indices = [i for i in range(start, end + 1) if i not in self._cut.boilerplate and i not in self._used]
        item = self._begin(rule.quotes or "", slide, start, 0, "")
        item.quoted = True
        for index in indices[1:]:
            item.lines.append(index)
            item.parts.append(self._lines[index].text)
            self._used.add(index)
            self._cut.headings.pop(index, None)
        if not rule.signed:
            return
        known = (self._cut.boilerplate, self._cut.headings, self._cut.quotes, self.found.reasons)

        def stops(index: int) -> bool:
            return index > slide.body[-1] or any(index in places for places in known)

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

    def _introduces(self, item: Item | None, body: list[int], at: int, marks: BulletMarks, *, plain: bool) -> bool:
        """Whether the line is a sentence like "Hoge scores op:" above the items of a list."""
        text = self._lines[body[at]].text
        following = self._lines[body[at + 1]].text if at + 1 < len(body) else ""
        return (
            text.endswith(":")
            and not opens(text)
            and (bool(marks.length(following, text)) or (plain and following[:1].isupper()))
            and (item is None or (finished(item.parts[-1]) and (plain or self._lines[body[at]].after_blank)))
        )

    def _ends(self, item: Item, index: int, rule: HeadingRule, shape: Shape) -> bool:
        """Whether the item is complete before this line, which begins with no mark and nobody's name."""
        line, last = self._lines[index], item.parts[-1]
        goes_on = not last or (not finished(last) and line.text[:1].islower())
        parted = line.after_blank or self._paragraphs
        if rule.blank_line == "ends" and parted:
            return not goes_on
        if rule.blank_line == "begins":
            if shape.coded or (shape.listed and not parted):
                return False
            if parted:
                return not (shape.listed and goes_on)
            apart = self._is_short(last, shape) or (shape.per_line and finished(last))
            return apart and not goes_on and not last.endswith(":")
        if shape.listed or not finished(last):
            return False
        return line.after_blank or self._is_short(last, shape) or had_room(last, line.text, shape.longest)

    def _is_flow(self, rule: HeadingRule, shape: Shape) -> bool:
        """Whether this is a list without marks, in which blank lines say nothing."""
        return rule.plain and not shape.listed and rule.blank_line == "nothing"

    def _is_short(self, text: str, shape: Shape) -> bool:
        return len(text) < _SHORT_LINE * shape.longest

    def _may_begin(self, item: Item | None, slide: Slide, rule: HeadingRule, shape: Shape) -> bool:
        """Whether an item may begin without a mark."""
        if rule.blank_line == "begins":
            return not shape.listed or item is not None
        return not shape.listed and (not slide.continued or self._section is not None)
