"""Topics that the codebook does not name, and the score tables of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reporting.figures import Book, Figure
from pipeline.rounds import UNNAMED, moment_of

TOPICS_FILE = "topics.csv"
SCORES_FILE = "scores.csv"


@dataclass(frozen=True)
class TopicView:
    """One topic that no theme covers."""

    label: str
    words: tuple[str, ...]
    n: Figure


@dataclass(frozen=True)
class PropertyRow:
    """One property: people per level.

    Where the report's row is ambiguous the levels are empty, and ``cells`` says what stands there.
    """

    name: str
    levels: dict[str, Figure]
    total: Figure
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
    def ambiguous(self) -> int:
        """Number of properties that cannot be read with certainty."""
        return sum(row.ambiguous for row in self.rows)


def topic_views(topics: Book) -> list[TopicView]:
    """The topics that no theme covers, largest first."""
    return [
        TopicView(
            row["label"],
            _more_words(row["words"], row["label"]),
            topics.cell("n", topic_id=row["topic_id"]),
        )
        for row in topics.records(covered="nee")
    ]


def _more_words(words: str, label: str) -> tuple[str, ...]:
    """The words of a topic that its label does not say already."""
    found = (part.rpartition("=")[0] for part in words.split("|") if part)
    return tuple(word for word in found if word not in label.split(", "))


def score_tables(scores: Book, levels: Sequence[str]) -> list[ScoreTable]:
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


def _property_row(scores: Book, cells: list[dict[str, str]], levels: Sequence[str]) -> PropertyRow:
    key = {column: cells[0][column] for column in ("source", "line", "property")}
    there = {cell["level"] for cell in cells}
    return PropertyRow(
        key["property"],
        {level: scores.cell("count", **key, level=level) for level in levels if level in there},
        scores.total("count", **key),
        ambiguous=any(cell["ambiguous"] == "ja" for cell in cells),
        cells=tuple(cells[0]["cells"].split("|")),
    )
