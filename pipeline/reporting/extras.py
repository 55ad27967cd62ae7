"""Topics that the codebook does not name, and the score tables of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reporting.figures import Book, Figure

TOPICS_FILE = "topics.csv"
SCORES_FILE = "scores.csv"


@dataclass(frozen=True)
class TopicView:
    """One topic that no theme covers."""

    label: str
    words: tuple[str, ...]
    n: Figure
    coverage: Figure


@dataclass(frozen=True)
class PropertyRow:
    """One property: people per level; levels are empty where the report's row is ambiguous."""

    name: str
    levels: dict[str, Figure]
    total: Figure
    ambiguous: bool


@dataclass(frozen=True)
class ScoreTable:
    """One score table of a report: whose view, in which round."""

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
            row.label,
            tuple(part.rpartition("=")[0] for part in row.words.split("|") if part),
            topics.cell("n", topic_id=row.topic_id),
            topics.cell("coverage", "procent", topic_id=row.topic_id),
        )
        for row in topics.rows(covered="nee").itertuples(index=False)
    ]


def score_tables(scores: Book, levels: Sequence[str]) -> list[ScoreTable]:
    """The score tables in the order of the source; a property twice in one table keeps its own row.

    Parameters
    ----------
    levels : the levels, worst first.
    """
    tables = []
    for (source, name, perspective), cells in scores.frame.groupby(["source", "round", "perspective"], sort=False):
        rows = []
        for (line, prop), row in cells.groupby(["line", "property"], sort=False):
            key = {"source": source, "line": line, "property": prop}
            found = {
                level: scores.cell("count", **key, level=level) for level in levels if level in set(row["level"])
            }
            total = scores.total("count", **key)
            rows.append(PropertyRow(prop, found, total, ambiguous=(row["ambiguous"] == "ja").any()))
        tables.append(ScoreTable(source, name, perspective, tuple(rows)))
    return tables
