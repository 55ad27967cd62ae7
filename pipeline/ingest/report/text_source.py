"""Reading a report in running text after its profile: statements, scores, actions, and the rest by reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from pipeline.core.corpus import Source
from pipeline.core.dates import iso_date
from pipeline.core.params import Ingest
from pipeline.core.tables import ACTIONS_FOUND, SCORES
from pipeline.ingest.common.lines import Line, split_lines
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.actions import FoundAction, find_actions
from pipeline.ingest.report.actions import worded as worded_action
from pipeline.ingest.report.boilerplate import boilerplate
from pipeline.ingest.report.bullets import BulletMarks
from pipeline.ingest.report.headings import Heading, Headings
from pipeline.ingest.report.scores import ScoreRow, perspective, tables
from pipeline.ingest.report.slides import Cut, Slide, cut
from pipeline.ingest.report.speaking import SpeakerPatterns
from pipeline.ingest.report.statement_table import round_label, statement_table, worded
from pipeline.ingest.report.statements import Reader
from pipeline.ingest.report.wrapping import join, vocabulary

UNIT = "non-blank line"


def read_text_source(text: str, encoding: str, profile: TextProfile, source: Source, params: Ingest) -> ReadResult:
    """Read a whole report.

    Every non-blank line is kept in exactly one statement or dropped for exactly one reason,
    whose meaning stands in ``profile.reasons``.

    Parameters
    ----------
    text : the file's text, line ends as they are.
    source : without a date it gets the one that the text itself gives, if any.
    """
    lines = split_lines(text, leading_space=profile.pages.leading_space)
    headings = Headings(profile, params.heading_similarity)
    slides = cut(lines, headings, _furniture(lines, headings, profile), slides=profile.pages.slides)
    join_lines = partial(join, hyphenation=profile.hyphenation, words=vocabulary(line.text for line in lines))

    taken: dict[int, str] = {}
    scores = _scores(lines, slides, profile, source, taken)
    actions = _actions(lines, slides, profile, taken)
    reader = Reader(lines, slides, profile, taken)
    for slide in slides.slides:
        reader.read(slide)

    items = sorted(reader.found.items, key=lambda item: item.lines[0])
    texts = [worded(item, join_lines, profile) for item in items]
    reasons = reader.found.reasons | {
        index: "spreker" if item.speaker or item.organisation or item.respondent else "dia_teken"
        for item, words in zip(items, texts, strict=True)
        for index in item.lines
        if not words
    }
    found = [(item, words) for item, each in zip(items, texts, strict=True) for words in each]
    date = source.date.isoformat() if source.date else _date(lines[: min(slides.titles, default=0)], profile)
    kept = {index for item, _ in found for index in item.lines}
    unit = f"{source.file}:{{}}".format
    return ReadResult(
        statements=statement_table(found, lines, source, date, profile, params),
        scores=scores,
        actions=_action_table(actions, lines, source.file, join_lines),
        kept=tuple(unit(line.number) for index, line in enumerate(lines) if index in kept),
        dropped={unit(line.number): reasons[index] for index, line in enumerate(lines) if index not in kept},
        unit=UNIT,
        encoding=encoding,
        recognised=_recognised(lines, profile),
        headings={unit(lines[index].number): _named(heading, profile) for index, heading in slides.titles.items()},
    )


def _named(heading: Heading, profile: TextProfile) -> str:
    """The rule of a heading ("titles.3", as mistakes in a profile name it), and what the heading says."""
    rank, chapters = heading.rank - 1, len(profile.chapters)
    rule = f"chapters.{rank}" if rank < chapters else f"titles.{rank - chapters}"
    said = [
        rule if heading.rule else "",
        heading.name if not heading.rule or heading.rule.names else "",
        heading.audience,
        heading.category,
        heading.question,
    ]
    return " · ".join(each for each in said if each)


def _recognised(lines: Sequence[Line], profile: TextProfile) -> bool:
    signs = [re.compile(sign, re.IGNORECASE) for sign in profile.signs]
    return not signs or any(sign.search(line.text) for line in lines for sign in signs)


def _furniture(lines: Sequence[Line], headings: Headings, profile: TextProfile) -> dict[int, str]:
    voices, everywhere = SpeakerPatterns(profile.speakers), range(len(lines))

    def stops(index: int) -> bool:
        return (
            headings.at(lines, everywhere, index, None) is not None or voices.find(lines[index].text) is not None
        )

    marks = BulletMarks(profile.bullets, (line.text for line in lines))
    return boilerplate(lines, profile.lines, marks, stops)


def _date(lines: Sequence[Line], profile: TextProfile) -> str:
    """The first date that can be read above the first heading, as ISO 8601, else ""."""
    if profile.date is None:
        return ""
    pattern = re.compile(profile.date, re.IGNORECASE)
    months = {name.casefold(): number for number, names in profile.months.items() for name in names}
    for line in lines:
        if match := pattern.search(line.text):
            try:
                return iso_date(match["datum"], months)
            except (ValueError, OverflowError):
                continue
    return ""


def _scores(
    lines: Sequence[Line], slides: Cut, profile: TextProfile, source: Source, taken: dict[int, str]
) -> pd.DataFrame:
    asked = _questions(lines, slides, profile)
    cells = []
    for slide in slides.slides:
        for header, rows in tables(lines, slide.body, profile):
            taken[header] = "scoretabel"
            audience = (slide.title.audience if slide.title else "") or "onbekend"
            view = perspective(_question_of(header, slide, asked), audience, profile)
            last = max((row.line for row in rows), default=header)
            taken.update(dict.fromkeys((i for i in slide.body if header < i <= last), "scoretabel"))
            for row in rows:
                number, label = str(lines[row.line].number), round_label(source.round, audience)
                cells += _cells((source.file, number, label, view, row.label), row, profile)
    return pd.DataFrame(cells, columns=SCORES.names, dtype=str) if cells else SCORES.empty()


def _cells(table_row: tuple[str, ...], row: ScoreRow, profile: TextProfile) -> list[tuple[str, ...]]:
    """A row per level; what they share stands first."""
    counts = row.counts or ("",) * len(profile.levels)
    certainty = ("" if row.counts else "ja", "|".join(row.cells))
    return [
        (*table_row, level, count.replace(",", "."), *certainty)
        for level, count in zip(profile.levels, counts, strict=True)
    ]


Question = tuple[int, str, str, str]  # line index, number, audience of its slide, text


def _questions(lines: Sequence[Line], slides: Cut, profile: TextProfile) -> list[Question]:
    """Every question, with the lines that follow it on its slide up to a blank line."""
    pattern = re.compile(profile.question, re.IGNORECASE)
    found: list[Question] = []
    for slide in slides.slides:
        for place, index in enumerate(slide.body):
            if not (match := pattern.match(lines[index].text)):
                continue
            parts = [lines[index].text]
            for following in slide.body[place + 1 :]:
                if lines[following].after_blank:
                    break
                parts.append(lines[following].text)
            number = re.sub(r"\s", "", match[1]).casefold()
            audience = slide.title.audience if slide.title else ""
            found.append((index, number, audience, " ".join(parts)))
    return found


def _question_of(header: int, slide: Slide, asked: Sequence[Question]) -> str:
    """All wordings, anywhere for the same audience, of the question nearest to a table.

    A table often repeats only the question's number, on its own slide or at the bottom of it.
    """
    if not asked:
        return ""
    audience = slide.title.audience if slide.title else ""
    same = [question for question in asked if question[2] in (audience, "")] or list(asked)
    near = min(same, key=lambda question: (abs(question[0] - header), question[0]))
    return " ".join(question[3] for question in same if question[1] == near[1])


def _actions(lines: Sequence[Line], slides: Cut, profile: TextProfile, taken: dict[int, str]) -> list[FoundAction]:
    found: list[FoundAction] = []
    for slide in slides.slides:
        if not (slide.rule and slide.rule.actions):
            continue
        body = [index for index in slide.body if index not in taken]
        marks = BulletMarks(profile.bullets, (lines[index].text for index in body))
        expected = found[-1].number + 1 if found else 1
        found += find_actions(lines, body, slide.title_text, profile.owner, marks, expected)
    return found


def _action_table(
    actions: Sequence[FoundAction], lines: Sequence[Line], file_name: str, join_lines: partial[str]
) -> pd.DataFrame:
    rows = []
    for action in actions:
        text, owner = worded_action(action, join_lines)
        first, last = lines[action.lines[0]].number, lines[action.lines[-1]].number
        rows.append((file_name, str(action.number), str(first), str(last), action.group, owner, text))
    return pd.DataFrame(rows, columns=ACTIONS_FOUND.names, dtype=str) if rows else ACTIONS_FOUND.empty()
