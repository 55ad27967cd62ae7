"""Score tables: properties judged on levels, as counts in a row of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import TextProfile

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
    full = [
        ScoreRow(row.line, row.label, row.cells, row.cells) if len(row.cells) == n_levels else row for row in body
    ]
    short = [row for row in full if row.counts is None]
    if not short or len(sums) != 1:
        return full
    left = [_number(cell) for cell in sums[0].cells]
    for row in full:
        if row.counts:
            left = [rest - _number(cell) for rest, cell in zip(left, row.counts, strict=True)]
    fits = _fits(short, left, n_levels)
    if len(fits) != 1:
        return full
    certain = {row.line: counts for row, counts in zip(short, fits[0], strict=True)}
    return [ScoreRow(row.line, row.label, row.cells, certain.get(row.line, row.counts)) for row in full]


def _fits(short: Sequence[ScoreRow], left: Sequence[float], n_levels: int) -> list[tuple[tuple[str, ...], ...]]:
    """Placings of the short rows that use up what is left; at most two are looked for."""
    found: list[tuple[tuple[str, ...], ...]] = []
    tried = 0
    stack: list[tuple[tuple[tuple[str, ...], ...], list[float]]] = [((), list(left))]
    while stack and len(found) < 2:
        done, rest = stack.pop()
        if len(done) == len(short):
            if not any(rest):
                found.append(done)
            continue
        cells = short[len(done)].cells
        for columns in combinations(range(n_levels), len(cells)):
            tried += 1
            if tried > _MOST_PLACINGS:
                return []
            counts = ["0"] * n_levels
            for column, cell in zip(columns, cells, strict=True):
                counts[column] = cell
            after = [old - _number(cell) for old, cell in zip(rest, counts, strict=True)]
            if min(after) >= 0:
                stack.append(((*done, tuple(counts)), after))
    return found


def _number(cell: str) -> float:
    return float(cell.replace(",", "."))


def perspective(questions: str, audience: str, profile: TextProfile) -> str:
    """Whose view a table shows, from its question and audience; "samen" when no rule fits."""
    for rule in profile.perspectives:
        if rule.audience and rule.audience != audience:
            continue
        if rule.question and not re.search(rule.question, questions, re.IGNORECASE):
            continue
        return rule.perspective
    return "samen"
