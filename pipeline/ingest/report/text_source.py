"""Reading a report in running text after its profile: statements, scores, actions, and the rest by reason."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from pipeline.core.corpus import Source
from pipeline.core.dates import iso_date
from pipeline.core.params import Ingest
from pipeline.core.tables import ACTIONS_FOUND, SCORES
from pipeline.ingest.common.lines import Line, split_lines
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.prose_rules import prose_rules
from pipeline.ingest.profiles.text_profile import LineRule, TextProfile
from pipeline.ingest.report.actions import action_table
from pipeline.ingest.report.headings import Heading, Headings
from pipeline.ingest.report.marks import BulletMarks, speaker_of
from pipeline.ingest.report.prose import ProseReader
from pipeline.ingest.report.scores import score_table
from pipeline.ingest.report.slides import Cut
from pipeline.ingest.report.statement_table import statement_table, worded
from pipeline.ingest.report.statements import Reader
from pipeline.ingest.report.wrapping import join, vocabulary

UNIT = "non-blank line"


def read_text_source(text: str, encoding: str, profile: TextProfile, source: Source, params: Ingest) -> ReadResult:
    """Read a whole report.

    Every non-blank line is kept in exactly one statement or dropped for exactly one reason, whose meaning
    stands in ``profile.reasons``. A source without a date gets the one that the text itself gives, if any.
    """
    lines = _without_stray_letters(split_lines(text, leading_space=profile.pages.leading_space), profile)
    headings = Headings(profile, params.heading_similarity)
    cut = Cut(lines, headings, _boilerplate(lines, headings))
    join_lines = partial(join, hyphenation=profile.hyphenation, words=vocabulary(line.text for line in lines))

    taken: dict[int, str] = {}
    scores = score_table(lines, cut.slides, profile, source, taken)
    actions = action_table(lines, cut.slides, profile, taken, source.file, join_lines)
    reader = Reader(lines, cut, profile, taken)

    items = sorted(reader.items, key=lambda item: item.lines[0])
    texts = [worded(item, join_lines, profile) for item in items]
    reasons = reader.reasons | {
        index: "spreker" if item.speaker or item.organisation or item.respondent else "dia_teken"
        for item, words in zip(items, texts, strict=True)
        for index in item.lines
        if not words
    }
    found = [(item, words) for item, each in zip(items, texts, strict=True) for words in each]
    named = {index: _named(heading, profile) for index, heading in cut.titles.items()}
    date = _date(lines[: min(cut.titles, default=0)], profile)
    if profile.prose:
        prose = ProseReader(lines, profile, profile.prose, join_lines)
        found, reasons, named, date = prose.found, prose.reasons, prose.headings, prose.date
        scores, actions = SCORES.empty(), ACTIONS_FOUND.empty()
    kept = {index for item, _ in found for index in item.lines}
    date = source.date.isoformat() if source.date else date
    unit = f"{source.file}:{{}}".format
    return ReadResult(
        statements=statement_table(found, lines, source, date, profile, params),
        scores=scores,
        actions=actions,
        kept=tuple(unit(line.number) for index, line in enumerate(lines) if index in kept),
        dropped={unit(line.number): reasons[index] for index, line in enumerate(lines) if index not in kept},
        unit=UNIT,
        encoding=encoding,
        recognised=not profile.signs
        or any(re.search(sign, line.text, re.IGNORECASE) for line in lines for sign in profile.signs),
        headings={unit(lines[index].number): said for index, said in named.items()},
        loose=profile.prose is not None,
        reasons={**(prose_rules().reasons if profile.prose else {}), **profile.reasons},
        texts={unit(line.number): line.text for line in lines},
    )


def _without_stray_letters(lines: Sequence[Line], profile: TextProfile) -> list[Line]:
    """A letter that the template left before the first item of a page starts the page and is no part of it."""
    letters = "|".join(map(re.escape, profile.pages.stray))
    before = re.compile(rf"(?:{letters or '(?!)'})\s+(?=[{re.escape(profile.bullets.strong)}])")
    matches = ((line, before.match(line.text)) for line in lines)
    return [
        replace(line, text=line.text[match.end() :], starts_page=True) if match else line
        for line, match in matches
    ]


def _named(heading: Heading, profile: TextProfile) -> str:
    """The rule of a heading ("titles.3", as mistakes in a profile name it), and what the heading says."""
    said = [
        list(profile.rules)[heading.rank - 1] if heading.rule else "",
        heading.name if not heading.rule or heading.rule.names else "",
        heading.audience,
        heading.category,
        heading.question,
    ]
    return " · ".join(each for each in said if each)


def _boilerplate(lines: Sequence[Line], headings: Headings) -> dict[int, str]:
    """Lines that are no statement wherever they stand, with the reason of the first rule that fits.

    A line whose rule ``continues`` takes the lines below it along, up to a blank line, another such
    line, a heading, somebody who speaks, or a list (unless it ends with a colon, and so introduces it).
    """
    profile = headings.profile
    marks = BulletMarks(profile.bullets, (line.text for line in lines))
    found: dict[int, str] = {}
    going_on: LineRule | None = None
    takes_list = False
    for index, line in enumerate(lines):
        rule = next((rule for rule in profile.lines if re.match(rule.pattern, line.text)), None)
        if rule:
            going_on = rule if rule.continues else None
            takes_list = line.text.endswith(":")
        elif going_on and (
            line.after_blank
            or headings.at(lines, range(len(lines)), index, None)
            or speaker_of(line.text, profile.speakers)
            or (marks.length(line.text) and not takes_list)
        ):
            going_on = None
        if now := rule or going_on:
            found[index] = now.reason
    return found


def _date(lines: Sequence[Line], profile: TextProfile) -> str:
    """The first date that can be read above the first heading, as ISO 8601, else ""."""
    for line in lines if profile.date else ():
        if match := re.search(profile.date or "", line.text, re.IGNORECASE):
            try:
                return iso_date(match["datum"], profile.month_numbers)
            except (ValueError, OverflowError):
                continue
    return ""
