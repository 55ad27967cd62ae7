"""Statements among the lines of slides: quotes, list items, and lists without marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import HeadingRule, TextProfile
from pipeline.ingest.report.headings import Heading
from pipeline.ingest.report.marks import BulletMarks, Speaker, finished, names_audience, speaker_of
from pipeline.ingest.report.quotes import opens, signature_end, signed
from pipeline.ingest.report.slides import Cut, Slide
from pipeline.ingest.report.wrapping import had_room, lines_are_paragraphs

_DASHES = ("-", "–", "—")
_SHORT_LINE = 0.75  # of the longest line; a finished shorter one ends an item of a list without marks
_MOSTLY = 0.6  # of the lines; when more end a sentence, lines are not wrapped: each is an item


@dataclass
class Item:
    """A statement, still in lines; what else is known of it has the names of the table's columns.

    Attributes
    ----------
    lines : indices of its lines.
    parts : their texts, marks of list items and who speaks taken off.
    """

    kind: str
    lines: list[int]
    parts: list[str]
    category_given: str = ""
    mentioned: str = ""
    effect: str = ""
    audience: str = ""
    question: str = ""
    organisation: str = ""
    respondent: str = ""
    speaker: list[str] = field(default_factory=list)
    quoted: bool = False


class Reader:
    """Reads slide after slide; knows what the slide before ended with.

    Lines that are accounted for already (score tables, actions) are ``taken``.

    Attributes
    ----------
    items : the statements.
    reasons : line index -> reason, for every line in no statement.
    """

    # The slide that is being read, how its items are marked, and what is known of its lines:
    _slide: Slide
    _rule: HeadingRule
    _body: list[int]
    _marks: BulletMarks
    _listed: bool  # some items have a mark or say who speaks; only those begin an item, with exceptions
    _coded: bool  # some say who speaks
    _per_line: bool  # without marks, and hardly any is wrapped
    _longest: int  # characters of the longest line
    _audience: str  # that a sentence above a list of it named

    def __init__(self, lines: Sequence[Line], cut: Cut, profile: TextProfile, taken: dict[int, str]) -> None:
        self.items: list[Item] = []
        self.reasons = {**cut.boilerplate, **taken}
        self._lines = lines
        self._cut = cut
        self._profile = profile
        self._paragraphs = lines_are_paragraphs(lines)
        self._section: Heading | None = None
        self._used: set[int] = set()
        for slide in cut.slides:
            self._read(slide)

    def _read(self, slide: Slide) -> None:
        """Add what one slide holds."""
        body = [index for index in slide.body if index not in self._used and index not in self.reasons]
        if not slide.continued:
            self._section = None
        if slide.rule is None:
            self.reasons |= dict.fromkeys(body, "titelblad")
            return
        texts = [self._lines[index].text for index in body]
        self._slide, self._rule, self._body, self._audience = slide, slide.rule, body, ""
        self._marks = BulletMarks(self._profile.bullets, texts)
        self._coded = any(self._turn(text, "") for text in texts)
        self._listed = self._coded or any(
            self._marks.length(text) and not self._is_dash(at) for at, text in enumerate(texts)
        )
        self._per_line = sum(map(finished, texts)) > _MOSTLY * len(texts)
        self._longest = max(map(len, texts), default=0)
        self._walk()

    def _walk(self) -> None:
        rule, body = self._rule, self._body
        item = self._carried()
        voice: Speaker | None = None
        for at, index in enumerate(body):
            if index in self._used:
                continue
            text = self._lines[index].text
            previous = item.parts[-1] if item else ""
            kind = self._kind() or (rule.turns if voice else None)
            if heading := self._cut.headings.get(index):
                self._section, item = heading, None
                self.reasons[index] = "kop"
            elif rule.quotes and index in self._cut.quotes:
                self._quote(index)
                item = None
            elif item is None and (self._asks(text) or self._goes_on_asking(at)):
                self.reasons[index] = "vraag"
            elif turn := self._turn(text, previous):
                length, voice = turn
                if text[length + voice.length :] or not self._marks.length(self._text(at + 1)):
                    item, voice = self._begin(rule.turns or "", index, length), None
                else:  # Who speaks stands alone above the list of what was said.
                    item = None
                    self.reasons[index] = "spreker"
            elif kind is None and item is None:
                self.reasons[index] = rule.reason
            elif kind and self._is_dash(at):
                item = self._begin(kind, index, 0)
            elif kind and (length := self._marks.length(text, previous)):
                item = self._begin(kind, index, length, voice)
            elif self._introduces(item, at):
                self._audience, item = names_audience(text, self._profile) or self._audience, None
                self.reasons[index] = "inleiding"
            elif item is not None and not self._ends(item, index):
                self._goes_on(item, index)
            elif kind and rule.plain and self._may_begin(item):
                item = self._begin(kind, index, 0)
            else:
                item = voice = None
                self.reasons[index] = rule.reason

    def _text(self, at: int) -> str:
        """The line at a place of the body; "" below the last one."""
        return self._lines[self._body[at]].text if at < len(self._body) else ""

    def _carried(self) -> Item | None:
        """The last item of the slide before, when its sentence goes on here."""
        if not self._body or not self.items:
            return None
        item, first = self.items[-1], self._text(0)
        goes_on = (
            item.kind in (self._kind(), self._rule.turns)
            and not item.quoted
            and not finished(item.parts[-1])
            and first[:1].islower()
            and not self._marks.length(first, item.parts[-1])
            and all(index in self._cut.boilerplate for index in range(item.lines[-1] + 1, self._body[0]))
        )
        return item if goes_on else None

    def _kind(self) -> str | None:
        rule, section = self._rule, self._section
        if rule.needs and not (section and getattr(section, rule.needs)):
            return None
        if rule.bullets_with_category and section and section.category:
            return rule.bullets_with_category
        return rule.bullets

    def _turn(self, text: str, previous: str) -> tuple[int, Speaker] | None:
        """Length of the mark before who speaks, and who does; None when nobody is named or it does not count."""
        if not self._rule.turns:
            return None
        length = self._marks.length(text, previous)
        voice = speaker_of(text[length:], self._profile.speakers)
        return (length, voice) if voice else None

    def _is_dash(self, at: int) -> bool:
        """Whether a dash alone on its line is an answer, which says nothing, rather than a mark."""
        if self._rule.blank_line != "begins" or self._text(at) not in _DASHES:
            return False
        return at + 1 == len(self._body) or self._lines[self._body[at + 1]].after_blank

    def _begin(self, kind: str, index: int, length: int, voice: Speaker | None = None) -> Item:
        """A new item; ``length`` is that of its mark, ``voice`` who speaks where the line does not say."""
        section, title = self._section or Heading("list", ""), self._slide.title
        text = self._lines[index].text[length:]
        if own := speaker_of(text, self._profile.speakers):
            voice, text = own, text[own.length :]
        item = Item(
            kind,
            [index],
            [text],
            category_given=section.category or (title.category if title else ""),
            mentioned=section.mentioned,
            effect=section.effect,
            audience=self._audience or self._slide.said("audience"),
            question=self._slide.said("question"),
        )
        if voice:
            item.speaker = [voice.name] if voice.name else []
            item.organisation, item.respondent = voice.organisation, voice.respondent
        self.items.append(item)
        self._used.add(index)
        return item

    def _goes_on(self, item: Item, index: int) -> None:
        item.lines.append(index)
        item.parts.append(self._lines[index].text)
        self._used.add(index)

    def _quote(self, start: int) -> None:
        cut, end = self._cut, self._cut.quotes[start]
        indices = [i for i in range(start, end + 1) if i not in cut.boilerplate and i not in self._used]
        item = self._begin(self._rule.quotes or "", start, 0)
        item.audience, item.quoted = self._slide.said("audience"), True
        for index in indices[1:]:
            self._goes_on(item, index)
            cut.headings.pop(index, None)
        if not self._rule.signed:
            return
        known = (cut.boilerplate, cut.headings, cut.quotes, self.reasons)

        def stops(index: int) -> bool:
            return index > self._slide.body[-1] or any(index in places for places in known)

        for index in range(end + 1, signature_end(self._lines, end + 1, stops)):
            item.speaker.append(signed(self._lines[index].text))
            self.reasons[index] = "spreker"
            self._used.add(index)

    def _asks(self, text: str) -> bool:
        return re.match(self._profile.question, text, re.IGNORECASE) is not None

    def _goes_on_asking(self, at: int) -> bool:
        if not at or self._lines[self._body[at]].after_blank or self.reasons.get(self._body[at - 1]) != "vraag":
            return False
        first = next((place for place in range(at, 0, -1) if self._lines[self._body[place]].after_blank), 0)
        return self._asks(self._text(first))

    def _introduces(self, item: Item | None, at: int) -> bool:
        """Whether the line is a sentence like "Hoge scores op:" above the items of a list."""
        text, following = self._text(at), self._text(at + 1)
        # In a list without marks, blank lines may say nothing.
        flows = self._rule.plain and not self._listed and self._rule.blank_line == "nothing"
        return (
            text.endswith(":")
            and not opens(text)
            and (bool(self._marks.length(following, text)) or (flows and following[:1].isupper()))
            and (item is None or (finished(item.parts[-1]) and (flows or self._lines[self._body[at]].after_blank)))
        )

    def _ends(self, item: Item, index: int) -> bool:
        """Whether the item is complete before this line, which begins with no mark and nobody's name."""
        line, last, blank_line = self._lines[index], item.parts[-1], self._rule.blank_line
        goes_on = not last or (not finished(last) and line.text[:1].islower())
        parted = line.after_blank or self._paragraphs
        short = len(last) < _SHORT_LINE * self._longest
        if blank_line == "ends" and parted:
            return not goes_on
        if blank_line == "begins":
            if self._coded or (self._listed and not parted):
                return False
            if parted:
                return not (self._listed and goes_on)
            apart = short or (self._per_line and finished(last))
            return apart and not goes_on and not last.endswith(":")
        if self._listed or not finished(last):
            return False
        return line.after_blank or short or had_room(last, line.text, self._longest)

    def _may_begin(self, item: Item | None) -> bool:
        """Whether an item may begin without a mark."""
        if self._rule.blank_line == "begins":
            return not self._listed or item is not None
        return not self._listed and (not self._slide.continued or self._section is not None)
