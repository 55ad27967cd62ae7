"""Statements in running text that follows no layout: reports, evaluations, minutes as people write them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pipeline.core.codes import Kind
from pipeline.core.dates import iso_date
from pipeline.ingest.common.lines import Line, Role
from pipeline.ingest.profiles.prose_rules import ProseRule, first_of, prose_rules
from pipeline.ingest.profiles.sentences import split_sentences
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.marks import FEWEST_WORDS, BulletMarks, finished, is_sentence, speaker_of
from pipeline.ingest.report.quotes import unquoted, whole_quote
from pipeline.ingest.report.statements import Item
from pipeline.ingest.report.wrapping import Join, had_room, lines_are_paragraphs, without_rulers

_WORDS = 75  # in one statement; a longer paragraph is cut at a sentence
_HEADING_WORDS, _HEADING_LENGTH = 12, 90  # no heading without a style is longer
_RETURNS, _RETURNS_WHOLE = 3, 5  # times that a line stands in a text before it is furniture; a whole sentence
_DATED_LINES = 60  # at the beginning of a text, among which its date stands
_SHORT_LINE = 0.75  # of the longest line; a finished shorter one ends a paragraph
_QUOTE = re.compile(r"[“„\"][^“”„\"]{25,}[”“\"]|‘[^‘]{25,}?[.!?…,]’(?!\w)")
_LABEL = r"(?:hoofdstuk|agendapunt|deel|punt|vraag|stelling|thema|flap)\s+"
_NUMBER = re.compile(
    rf"(?i)^(?:{_LABEL})?(?!\d{{1,2}}[.:][0-5]\d\s)\d{{1,2}}(?:\.?[a-z]|(?:\.\d{{1,2}})*)[.):/]?(?:\s+[-–])?\s+"
)
_NAMED = re.compile(r"([^\W\d_a-z][\w.’'-]*(?: [\w.’'-]+){0,4}(?: ?\([^()]{2,60}\))?) ?: +(?=\S)")
_PAGE = re.compile(r"(?i)^\d{1,3}\s+|(?:\s+(?:pagina|pag\.|blz\.?))?\s+\d{1,3}(?:\s*(?:van|/)\s*\d{1,3})?$")
_COUNT = re.compile(r"(?:\s+\(?\d{1,4}\s?%?\)?)+$")
_ENTRY = re.compile(r"[\s.…]*\b(?:\d{1,3}|[IVXL]+)$")
_YEAR = r"(?:(?:19|20)\d\d|(?<= )[’']\d\d)(?!\d)"
_DATE = re.compile(rf"(?i)(?<!\d)\d{{1,2}}(?:[-/.]\d{{1,2}}[-/.]| [a-z]{{3,9}}\.? ){_YEAR}|20\d\d-\d\d-\d\d(?!\d)")
_ASKS = re.compile(r"(?i)(?:wat|hoe)\b|.*\?$")
_MONTH = re.compile(rf"(?i)\b[a-z]{{3,9}} {_YEAR}")

Said = tuple[str, str, str]  # text, kind, who says it


@dataclass
class _Block:
    """A paragraph, list item, row or heading, in lines."""

    lines: list[int]
    parts: list[str]
    role: Role
    bullet: bool


class ProseReader:
    """Reads a text in which nothing but its sentences says what they are.

    Attributes
    ----------
    found : statements with their text.
    reasons, headings : line index -> why it is in none, or the heading that begins there.
    """

    def __init__(self, lines: Sequence[Line], profile: TextProfile, told: Kind, join: Join) -> None:
        self.found: list[tuple[Item, str]] = []
        self.reasons: dict[int, str] = {}
        self.headings: dict[int, str] = {}
        self.date = ""
        self._rules = prose_rules()
        self._cues = self._rules.cues.search
        self._lines, self._profile = without_rulers(lines), profile
        self._told = told  # the kind of what is told without anybody being named
        self._marks = BulletMarks(profile.bullets, (line.text for line in lines))
        self._unwrapped = lines_are_paragraphs(lines)
        self._longest = max((len(line.text) for line in lines), default=0)
        self._full = _SHORT_LINE * self._longest
        self._section: ProseRule | None = None
        self._question = ""  # of the table that is read
        self._introduced = False  # a sentence with a judgement stands above the list
        self._entries: set[str] = set()  # of the table of contents
        self._names = self._speakers()
        blocks = list(self._blocks())
        self._find_date(profile)
        for block in blocks:
            text = join(block.parts)
            before = len(self.found)
            reason = self._aside(block, text) or self._state(block, text)
            if len(self.found) == before:
                self.reasons |= dict.fromkeys(block.lines, reason)
            asks = _ASKS.match(text) or (block.role != "kop" and self._cues(text))
            asked = bool(asks) and (block.role == "kop" or text[-1] == ":")
            self._introduced = asked or (block.bullet and self._introduced)

    def _narrated(self, text: str) -> re.Match[str] | None:
        """Who is told to say something, as the text begins."""
        return next(filter(None, (each.match(text) for each in self._rules.narrated)), None)

    def _speakers(self) -> set[str]:
        """What stands before a colon and is somebody: more than once, with an organisation, or present."""
        texts = [line.text for line in self._lines]
        named = Counter(match[1] for text in texts if (match := _NAMED.match(text[self._marks.length(text) :])))
        attending = " ".join(text for text in texts if self._reason(text) == "aanwezigen")
        return {
            name
            for name, times in named.items()
            if not self._rules.nobody.fullmatch(name) and (times > 1 or "(" in name or name in attending)
        }

    def _find_date(self, profile: TextProfile) -> None:
        """The date near the beginning: that of the meeting where one is named, else the first; then a month."""
        lines = [(i in self.reasons, line.text) for i, line in enumerate(self._lines[:_DATED_LINES])]
        first = (text for furniture, text in lines if not furniture or text.startswith("date:"))
        dated = [text for text in first if not self._rules.undated.match(text)]
        telling = [text[at.start() :] for text in dated if (at := self._rules.date.search(text))]
        text = "\n".join([*telling, *(text for text in dated if not is_sentence(text))])
        for day in (*_DATE.findall(text), *(f"1 {month}" for month in _MONTH.findall(text))):
            with suppress(ValueError, OverflowError):
                self.date = iso_date(re.sub("[’']", "", day), profile.month_numbers)
                return

    def _blocks(self) -> Iterator[_Block]:
        same = Counter(_PAGE.sub("", line.text) for line in self._lines)
        block: _Block | None = None
        for index, line in enumerate(self._lines):
            length = self._marks.length(line.text)
            cut = block and not (block.role or finished(block.parts[-1])) and len(block.parts[-1]) >= self._full
            most = _RETURNS_WHOLE if finished(line.text) else _RETURNS - bool(cut)  # it stands in a sentence
            own = length or line.role or first_of(self._rules.told_kinds, line.text) or self._section_of(line.text)
            if line.role == "opmaak":
                self.reasons[index] = "opmaak"
                self._entries.add(_entry(line.text[length:]))
            elif not own and same[_PAGE.sub("", line.text)] >= most:
                self.reasons[index] = "paginaversiering"
            elif block and self._goes_on(block, line):
                block.lines.append(index)
                block.parts.append(line.text)
            else:
                told = line.role == "kop" and line.text[-1] in ".”" and self._cues(line.text)  # a sentence in bold
                role: Role = "" if told else line.role or ("kop" if self._looks_heading(index, block) else "")
                if block:
                    yield block
                length = 0 if role == "kop" else length
                block = _Block([index], [line.text[length:]], role, bool(length))
        if block:
            yield block

    def _goes_on(self, block: _Block, line: Line) -> bool:
        """Whether a line goes on with the paragraph above it."""
        last = block.parts[-1]
        dash = line.text[:2] in ("– ", "— ") and not (finished(last) or block.bullet or line.after_blank)
        apart = self._marks.length(line.text, last) or self._reason(last) == "inhoudsopgave"
        if block.role or line.role or not last or (apart and not dash):
            return False
        if line.text[:1].islower() and not finished(last):
            return not line.after_blank or finished(line.text) or len(last) >= self._full
        if (
            line.after_blank
            or self._unwrapped
            or self._named(line.text)
            or (finished(last) and _NAMED.match(line.text))
            or (last[-1] in '”"' and line.text[0] in '“„"')  # a quote on each line
            or had_room(last, line.text, self._longest)
        ):
            return False
        return not finished(last) or len(last) >= self._full

    def _looks_heading(self, index: int, above: _Block | None) -> bool:
        """Whether a line without a style looks like a heading: short, unfinished, apart from what follows."""
        line, text = self._lines[index], self._lines[index].text
        bare, known = _NUMBER.sub("", text), self._section_of(text)
        numbered, ends = bare != text, text[-1] in '.,;!…”"' or (text[-1] == ":" and not known)
        told = first_of(self._rules.told_kinds, text[:-1])
        stated = told is not None and told.kind == (known or told).kind
        if stated or ends or self._named(text) or (self._marks.length(text) and not numbered):
            return False
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        heads = bare[:1].isupper() or (line.after_blank and following and self._marks.length(following.text))
        if len(text) > _HEADING_LENGTH or len(text.split()) > _HEADING_WORDS or not heads:
            return known is not None
        if following is None or following.role == "rij":
            return not numbered
        below, begins = following.text, following.after_blank or not following.text[:1].islower()
        if numbered:
            begins = begins or re.match(_LABEL, text, re.IGNORECASE) is not None
            return following.after_blank or (begins and line.after_blank and not _NUMBER.match(below))
        between = above and above.bullet and self._marks.length(below)  # two lists
        alone = line.after_blank or line.starts_page or not above or above.role or finished(above.parts[-1])
        room = following.after_blank or self._unwrapped or had_room(text, below, self._longest)
        return bool((alone or between) and begins and room)

    def _section_of(self, text: str) -> ProseRule | None:
        return first_of(self._rules.sections, _NUMBER.sub("", text).rstrip(" :."))

    def _reason(self, text: str) -> str:
        """Why a text is no statement, wherever it stands or below this heading; "" where it may be one."""
        rule = first_of(self._rules.lines, text) or self._section
        sentences = split_sentences(text, self._rules.sentences) if rule and rule.judged else []
        judging = any(self._rules.judges.search(each) or self._narrated(each) for each in sentences)
        return rule.reason if rule and not judging else ""

    def _aside(self, block: _Block, text: str) -> str:
        """Why a block holds no statement; "" where it may. Headings change what follows."""
        section, last = self._section, self.found[-1][0] if self.found else None
        sentence = is_sentence(text) and not block.bullet
        told = sentence and self._cues(text)
        line = self._lines[block.lines[0]]
        if section and section.contents and not (told or _entry(text) in self._entries):
            self._entries.add(_entry(text))
            return section.reason
        if section and (section.contents or (section.short and sentence)):
            self._section = section = None
        if block.role != "kop":
            return self._reason(text)
        below = last and last.quoted and not last.speaker and last.lines[-1] == block.lines[0] - 1
        if last and below and not line.role and not line.after_blank:
            last.speaker.append(text)
            return "spreker"
        below_it = (each.role for each in self._lines[block.lines[-1] + 1 :] if each.role != "opmaak")
        self._question = text  # of a table, where one follows
        caption, opened = first_of(self._rules.lines, text), self._section_of(text)
        if next(below_it, "") != "rij":
            self._section = opened if opened or not caption else section
            self.headings[block.lines[0]] = text
        return caption.reason if caption else "kop"

    def _state(self, block: _Block, text: str) -> str:
        """Add the statements of a block; why it has none."""
        kind = self._section.kind if self._section else None
        listed = block.bullet or block.role == "rij"
        if block.role == "rij":
            text = _COUNT.sub("", text)
        speaker, length = self._named(text) or ("", 0)
        special = first_of(self._rules.told_kinds, text)
        judged = self._cues(text) or self._narrated(text) or (listed and (kind or self._introduced))
        if not (speaker or special or (judged and (listed or is_sentence(text) or _QUOTE.fullmatch(text)))):
            return "geen_oordeel" if listed or is_sentence(text) else "losse_tekst"
        row: list[Said] = [(text, kind if kind in ("besluit", "actiepunt") else "antwoord", "")]
        for words, of, who in row if block.role == "rij" else self._pieces(text[length:], speaker):
            if len(words.split()) >= FEWEST_WORDS - block.bullet:
                name, _, organisation = who.partition(" (")
                item = Item(of, list(block.lines), list(block.parts), quoted=of == "citaat")
                item.speaker, item.organisation = [name] if name else [], organisation.rstrip(")")
                item.question = self._question if of == "antwoord" else ""
                self.found.append((item, words))
        return "geen_oordeel"

    def _named(self, text: str) -> tuple[str, int] | None:
        """Who speaks ("Naam:", "Naam (organisatie):") and how many characters say so."""
        if (match := _NAMED.match(text)) and match[1] in self._names:
            return match[1], match.end()
        voice = None if self._rules.nobody.match(text) else speaker_of(text, self._profile.speakers)
        if voice:
            return f"{voice.name} ({voice.organisation})" if voice.organisation else voice.name, voice.length
        return None

    def _pieces(self, text: str, speaker: str) -> Iterator[Said]:
        """A paragraph as its quotes, and the sentences between them."""
        start = 0
        for quote in _QUOTE.finditer(text):
            before = text[start : quote.start()].strip()
            who = self._rules.quoted.search(before)
            if who or quote[0] == text or whole_quote(quote[0]):
                yield from self._told_in(before[: who.start()] if who else before, speaker)
                said = self._rules.said.sub("", who["naam"] or who["wie"] or "") if who else speaker
                yield unquoted(quote[0]), "citaat", said.strip()
                start = quote.end()
        yield from self._told_in(text[start:], speaker)

    def _told_in(self, text: str, speaker: str) -> Iterator[Said]:
        """Sentences, those that one voice says of one kind together as far as a statement goes."""
        pieces: list[Said] = []
        voice = speaker
        for sentence in split_sentences(text, self._rules.sentences):
            told = None if speaker else self._narrated(sentence)
            name = (told.groupdict().get("naam") or "") if told else ""
            if name and not self._rules.nameless.fullmatch(name):
                voice = name
            elif not speaker and not self._rules.goes_on.match(sentence):
                voice = ""
            if self._reason(sentence) or not re.search(r"\w{2}", sentence):
                continue
            special = first_of(self._rules.told_kinds, sentence)
            kind = special.kind if special else self._section.kind if self._section else None
            if not special and (voice or told) and kind in (None, "toelichting", "advies_samenvatting"):
                kind = "aanvulling"
            said = pieces[-1] if pieces else ("", "", "")
            if said[1:] == (kind or self._told, voice) and len(f"{said[0]} {sentence}".split()) <= _WORDS:
                pieces[-1] = (f"{said[0]} {sentence}", said[1], voice)
            else:
                pieces.append((sentence, kind or self._told, voice))
        for piece in pieces:
            if piece[2] or piece[1] != self._told or self._introduced or self._cues(piece[0]):
                yield piece


def _entry(text: str) -> str:
    return _ENTRY.sub("", _NUMBER.sub("", text)).casefold().strip()
