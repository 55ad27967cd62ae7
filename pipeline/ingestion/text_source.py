"""Reading a report in running text after its profile: statements, scores, actions, and the rest by reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

import pandas as pd

from pipeline.ingestion.actions import FoundAction, find_actions, worded
from pipeline.ingestion.bullets import BulletMarks
from pipeline.ingestion.duplicates import twins
from pipeline.ingestion.headings import Headings
from pipeline.ingestion.identity import statement_ids
from pipeline.ingestion.lines import Line, split_lines
from pipeline.ingestion.quotes import unquoted
from pipeline.ingestion.reading import Reading
from pipeline.ingestion.scores import Row, perspective, tables
from pipeline.ingestion.slides import Cut, Slide, cut
from pipeline.ingestion.statements import Item, Reader
from pipeline.ingestion.text_profile import TextProfile
from pipeline.ingestion.wrapping import join, vocabulary
from pipeline.params import Ingest
from pipeline.tables import ACTIONS_FOUND, SCORES, STATEMENTS

UNIT = "non-blank line"


def read_text_source(
    text: str,
    encoding: str,
    file_name: str,
    profile: TextProfile,
    moment: str,
    date: str,
    params: Ingest,
) -> Reading:
    """Read a whole report.

    Every non-blank line is kept in exactly one statement or dropped for exactly one reason,
    whose meaning stands in ``profile.reasons``.

    Parameters
    ----------
    text : the file's text, line ends as they are.
    moment : the source's round label, before the audience; may be empty.
    date : ISO 8601, or "".
    """
    lines = split_lines(text, leading_space=profile.pages.leading_space)
    slides = cut(lines, Headings(profile, params.heading_similarity))
    join_lines = partial(join, hyphenation=profile.hyphenation, words=vocabulary(line.text for line in lines))

    taken: dict[int, str] = {}
    scores = _scores(lines, slides, profile, file_name, moment, taken)
    actions = _actions(lines, slides, profile, taken)
    reader = Reader(lines, slides, profile, taken)
    for slide in slides.slides:
        reader.read(slide)

    items = sorted(reader.found.items, key=lambda item: item.lines[0])
    texts = [join_lines(item.parts) for item in items]
    texts = [unquoted(words) if item.quoted else words for item, words in zip(items, texts, strict=True)]
    filled = [place for place, words in enumerate(texts) if words]
    marks_only = {index for place, item in enumerate(items) if not texts[place] for index in item.lines}
    reasons = reader.found.reasons | dict.fromkeys(marks_only, "dia_teken")
    items, texts = [items[place] for place in filled], [texts[place] for place in filled]
    statements = _statements(items, texts, lines, file_name, moment, date, profile, params)

    kept = {index for item in items for index in item.lines}
    unit = f"{file_name}:{{}}".format
    return Reading(
        statements=statements,
        scores=scores,
        actions=_action_table(actions, lines, file_name, join_lines),
        kept=tuple(unit(line.number) for index, line in enumerate(lines) if index in kept),
        dropped={unit(line.number): reasons[index] for index, line in enumerate(lines) if index not in kept},
        unit=UNIT,
        encoding=encoding,
    )


def round_label(moment: str, audience: str) -> str:
    """The round of a statement: "2024-intern", or "intern" where the source has no moment."""
    return f"{moment}-{audience}" if moment else audience


def _statements(
    items: Sequence[Item],
    texts: Sequence[str],
    lines: Sequence[Line],
    file_name: str,
    moment: str,
    date: str,
    profile: TextProfile,
    params: Ingest,
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "source": file_name,
            "line_start": [str(lines[item.lines[0]].number) for item in items],
            "line_end": [str(lines[item.lines[-1]].number) for item in items],
            "kind": [item.kind for item in items],
            "category_given": [item.category for item in items],
            "mentioned": [item.mentioned for item in items],
            "effect": [item.effect for item in items],
            "respondent": "",
            "text": list(texts),
            "audience": [item.audience or "onbekend" for item in items],
            "organisation": "",
            "question": "",
            "date": date,
            "speaker": [", ".join(part.rstrip(",") for part in item.speaker) for item in items],
        },
        dtype=str,
    )
    frame["statement_id"] = pd.Series(statement_ids(frame, moment), dtype=str)
    twin = _twins(items, texts, profile, params)
    ids, audiences = frame["statement_id"].tolist(), frame["audience"].tolist()
    frame["duplicate_of"] = pd.Series([ids[twin[p]] if p in twin else "" for p in frame.index], dtype=str)
    frame["audience"] = pd.Series([audiences[twin.get(p, p)] for p in frame.index], dtype=str)
    frame["round"] = pd.Series([round_label(moment, audience) for audience in frame["audience"]], dtype=str)
    return frame[STATEMENTS.names]


def _twins(items: Sequence[Item], texts: Sequence[str], profile: TextProfile, params: Ingest) -> dict[int, int]:
    found: dict[int, int] = {}
    for kind, others in profile.duplicates.items():
        searching = [place for place, item in enumerate(items) if item.kind == kind]
        among = [place for place, item in enumerate(items) if item.kind in others]
        found |= twins(texts, searching, among, params.duplicate_similarity)
    return found


def _scores(
    lines: Sequence[Line], slides: Cut, profile: TextProfile, file_name: str, moment: str, taken: dict[int, str]
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
                cells += _cells(row, lines, profile, file_name, round_label(moment, audience), view)
    return pd.DataFrame(cells, columns=SCORES.names, dtype=str) if cells else SCORES.empty()


def _cells(
    row: Row, lines: Sequence[Line], profile: TextProfile, file_name: str, label: str, view: str
) -> list[tuple[str, ...]]:
    counts = row.counts or ("",) * len(profile.levels)
    ambiguous = "" if row.counts else "ja"
    return [
        (
            file_name,
            str(lines[row.line].number),
            label,
            view,
            row.label,
            level,
            count.replace(",", "."),
            ambiguous,
            "|".join(row.cells),
        )
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
        text, owner = worded(action, join_lines)
        first, last = lines[action.lines[0]].number, lines[action.lines[-1]].number
        rows.append((file_name, str(action.number), str(first), str(last), action.group, owner, text))
    return pd.DataFrame(rows, columns=ACTIONS_FOUND.names, dtype=str) if rows else ACTIONS_FOUND.empty()
