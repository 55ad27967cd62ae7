"""Score tables: properties judged on levels, as counts in a row of text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, count, islice, takewhile

import pandas as pd

from pipeline.core.corpus import Source
from pipeline.core.tables import SCORES
from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.slides import Slide
from pipeline.ingest.report.statement_table import round_label

_ROW = re.compile(r"^(\D*?[^\W\d])\s+((?:\d+(?:[.,]\d+)?\s*)+)$")
_MOST_PLACINGS = 100_000  # combinations tried; beyond it rows stay ambiguous rather than slow


@dataclass(frozen=True)
class ScoreRow:
    """A row of a score table.

    Attributes
    ----------
    line : index of its line.
    cells : the counts as they stand ("6,5").
    counts : per level, once it is certain; None while several placings fit.
    """

    line: int
    label: str
    cells: tuple[str, ...]
    counts: tuple[str, ...] | None


def score_table(
    lines: Sequence[Line], slides: Sequence[Slide], profile: TextProfile, source: Source, taken: dict[int, str]
) -> pd.DataFrame:
    """Columns of SCORES, a row per cell of a score table; the lines of the tables are added to ``taken``."""
    asked = _questions(lines, slides, profile)
    rows = []
    for slide in slides:
        for header, found in tables(lines, slide.body, profile):
            audience = _audience(slide) or "onbekend"
            view = perspective(_question_of(header, slide, asked), audience, profile)
            last = max((row.line for row in found), default=header)
            taken.update(dict.fromkeys((i for i in slide.body if header <= i <= last), "scoretabel"))
            for row in found:
                place = (source.file, str(lines[row.line].number), round_label(source.round, audience))
                counts = row.counts or ("",) * len(profile.levels)
                certainty = ("" if row.counts else "ja", "|".join(row.cells))
                rows += [
                    (*place, view, row.label, level, count.replace(",", "."), *certainty)
                    for level, count in zip(profile.levels, counts, strict=True)
                ]
    return pd.DataFrame(rows, columns=SCORES.names, dtype=str) if rows else SCORES.empty()


Question = tuple[int, str, str, str]  # line index, number, audience of its slide, text


def _audience(slide: Slide) -> str:
    return slide.title.audience if slide.title else ""


def _questions(lines: Sequence[Line], slides: Sequence[Slide], profile: TextProfile) -> list[Question]:
    """Every question, with the lines that follow it on its slide up to a blank line."""
    found: list[Question] = []
    for slide in slides:
        for place, index in enumerate(slide.body):
            if not (match := re.match(profile.question, lines[index].text, re.IGNORECASE)):
                continue
            following = (lines[after] for after in slide.body[place + 1 :])
            parts = [lines[index], *takewhile(lambda line: not line.after_blank, following)]
            number = re.sub(r"\s", "", match[1]).casefold()
            found.append((index, number, _audience(slide), " ".join(line.text for line in parts)))
    return found


def _question_of(header: int, slide: Slide, asked: Sequence[Question]) -> str:
    """All wordings, anywhere for the same audience, of the question nearest to a table.

    A table often repeats only the question's number, on its own slide or at the bottom of it.
    """
    if not asked:
        return ""
    same = [question for question in asked if question[2] in (_audience(slide), "")] or list(asked)
    near = min(same, key=lambda question: (abs(question[0] - header), question[0]))
    return " ".join(question[3] for question in same if question[1] == near[1])


def tables(lines: Sequence[Line], body: Iterable[int], profile: TextProfile) -> list[tuple[int, list[ScoreRow]]]:
    """The score tables among the lines of a slide: (index of the header line, rows)."""
    names = {word.casefold(): level for level, words in profile.levels.items() for word in words}
    found: list[tuple[int, list[ScoreRow]]] = []
    open_table = False
    for index in body:
        words = lines[index].text.casefold().split()
        if [names.get(word) for word in words] == list(profile.levels):
            found.append((index, []))
            open_table = True
            continue
        row = _ROW.match(lines[index].text)
        cells = tuple(row[2].split()) if row else ()
        open_table = open_table and row is not None and len(cells) <= len(profile.levels)
        if open_table and row:
            found[-1][1].append(ScoreRow(index, row[1].strip(), cells, None))
    return [(header, placed(rows, len(profile.levels), profile.totals)) for header, rows in found]


def placed(rows: Sequence[ScoreRow], n_levels: int, totals: Sequence[str]) -> list[ScoreRow]:
    """Rows with their counts per level where that is certain; rows of sums are left out.

    A row with as many cells as levels is certain. Shorter rows are placed only when a row of
    sums is there and exactly one placing of all of them adds up to it.
    """
    sums = [row for row in rows if row.label.casefold() in totals and len(row.cells) == n_levels]
    body = [row for row in rows if row.label.casefold() not in totals]
    full = [replace(row, counts=row.cells) if len(row.cells) == n_levels else row for row in body]
    short = [row for row in full if row.counts is None]
    if not short or len(sums) != 1:
        return full
    left = [_number(cell) for cell in sums[0].cells]
    for row in full:
        if row.counts:
            left = [rest - _number(cell) for rest, cell in zip(left, row.counts, strict=True)]
    tried = count()
    fits = list(islice(_fits(short, left, tried), 2))
    if len(fits) != 1 or next(tried) > _MOST_PLACINGS:
        return full
    certain = {row.line: counts for row, counts in zip(short, fits[0], strict=True)}
    return [replace(row, counts=certain.get(row.line, row.counts)) for row in full]


def _fits(
    short: Sequence[ScoreRow], left: Sequence[float], tried: Iterator[int]
) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Placings of the short rows that use up what is left, as long as not too many are tried."""
    if not short and not any(left):
        yield ()
    for columns in combinations(range(len(left)), len(short[0].cells)) if short else ():
        if next(tried) >= _MOST_PLACINGS:
            return
        cells = dict(zip(columns, short[0].cells, strict=True))
        counts = tuple(cells.get(column, "0") for column in range(len(left)))
        after = [old - _number(cell) for old, cell in zip(left, counts, strict=True)]
        if min(after) >= 0:
            yield from ((counts, *others) for others in _fits(short[1:], after, tried))


def _number(cell: str) -> float:
    return float(cell.replace(",", "."))


def perspective(questions: str, audience: str, profile: TextProfile) -> str:
    """Whose view a table shows, from its question and audience; "samen" when no rule fits."""
    for rule in profile.perspectives:
        # Without a question the expression is empty, which fits all.
        if re.search(rule.question, questions, re.IGNORECASE) and rule.audience in (None, audience):
            return rule.perspective
    return "samen"
