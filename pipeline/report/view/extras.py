"""Groups of statements that no single theme fits, and the score tables of a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codes import LEVELS
from pipeline.core.dates import UNNAMED, moment_of
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.quotes import CONTACT

TOPICS_SHOWN = 5  # more hints than anyone follows up; the rest is in topics.csv
EXAMPLES = 2  # statements quoted of each: enough to see whether they share more than a word


@dataclass(frozen=True)
class TopicExample:
    """One statement of a topic, verbatim, and where it stands."""

    text: str
    audience: str
    round: str
    source: str
    line: str


@dataclass(frozen=True)
class TopicView:
    """One topic that no theme covers: a hint, seen from its words and two of its statements."""

    label: str
    n: SourcedNumber
    examples: tuple[TopicExample, ...]


@dataclass(frozen=True)
class PropertyRow:
    """One property: people per level.

    Where the report's row is ambiguous the levels are empty, and ``cells`` says what stands there.
    """

    name: str
    levels: dict[str, SourcedNumber]
    total: SourcedNumber
    ambiguous: bool
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ScoreTable:
    """One score table of a report: whose view, at which moment ("" when it has no name)."""

    source: str
    round: str
    perspective: str
    rows: tuple[PropertyRow, ...]

    @property
    def best(self) -> PropertyRow | None:
        """The property with most people on the two highest levels; None when others have as many."""
        return self._extreme(slice(-2, None))

    @property
    def worst(self) -> PropertyRow | None:
        """The property with most people on the two lowest levels; None when others have as many."""
        return self._extreme(slice(0, 2))

    def _extreme(self, which: slice) -> PropertyRow | None:
        parts = [
            (sum(float(row.levels[level]) for level in LEVELS[which]) / float(row.total), row)
            for row in self.rows
            if not row.ambiguous and len(row.levels) == len(LEVELS) and float(row.total) > 0
        ]
        most = max((part for part, _ in parts), default=0.0)
        found = [row for part, row in parts if part == most]
        return found[0] if most and len(found) == 1 < len(parts) else None

    @property
    def clear(self) -> tuple[PropertyRow, ...]:
        """The properties that are drawn: each level certain, and someone who answered."""
        return tuple(row for row in self.rows if not row.ambiguous and float(row.total) > 0)

    @property
    def ambiguous(self) -> int:
        """Number of properties that cannot be read with certainty."""
        return sum(row.ambiguous for row in self.rows)


def topic_views(
    topics: SourcedTable, labels: SourcedTable, shortest: int, longest: int, dropped: Collection[str] = ()
) -> list[TopicView]:
    """The largest topics that no theme covers, largest first.

    Parameters
    ----------
    shortest, longest : bounds of a readable quote, in characters.
    dropped : ids of statements that do not count; they are not quoted.
    """
    found = topics.records(covered="nee")[:TOPICS_SHOWN]
    wanted = {one for row in found for one in row["statements"].split("|")}
    known = {
        row["statement_id"]: row
        for row in labels.records(duplicate_of="")
        if row["statement_id"] in wanted and row["statement_id"] not in dropped
    }
    return [
        TopicView(
            row["label"],
            topics.cell("n", topic_id=row["topic_id"]),
            _examples([known[one] for one in row["statements"].split("|") if one in known], shortest, longest),
        )
        for row in found
    ]


def _examples(statements: Sequence[Mapping[str, str]], shortest: int, longest: int) -> tuple[TopicExample, ...]:
    """The most typical statements of a readable length, each text once, none with contact details."""
    fit = {
        row["text"]: TopicExample(
            row["text"], row["audience"], moment_of(row["round"]), row["source"], row["line_start"]
        )
        for row in reversed(statements)
        if shortest <= len(row["text"]) <= longest and not CONTACT.search(row["text"])
    }
    return tuple(reversed(fit.values()))[:EXAMPLES]


def score_tables(scores: SourcedTable, levels: Sequence[str]) -> list[ScoreTable]:
    """The score tables in the order of the source; a property twice in one table keeps its own row.

    Parameters
    ----------
    levels : the levels, worst first.
    """
    tables: dict[tuple[str, str, str], dict[tuple[str, str], list[dict[str, str]]]] = {}
    for cell in scores.records():
        moment = moment_of(cell["round"])
        named = "" if moment == UNNAMED else moment
        rows = tables.setdefault((cell["source"], named, cell["perspective"]), {})
        rows.setdefault((cell["line"], cell["property"]), []).append(cell)
    return [
        ScoreTable(
            source, moment, perspective, tuple(_property_row(scores, cells, levels) for cells in rows.values())
        )
        for (source, moment, perspective), rows in tables.items()
    ]


def _property_row(scores: SourcedTable, cells: list[dict[str, str]], levels: Sequence[str]) -> PropertyRow:
    key = {column: cells[0][column] for column in ("source", "line", "property")}
    there = {cell["level"] for cell in cells}
    return PropertyRow(
        key["property"],
        {level: scores.cell("count", **key, level=level) for level in levels if level in there},
        scores.total("count", **key),
        ambiguous=any(cell["ambiguous"] == "ja" for cell in cells),
        cells=tuple(cells[0]["cells"].split("|")),
    )
