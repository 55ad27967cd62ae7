"""Groups of statements that no single theme fits, and the score tables of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codes import LEVELS
from pipeline.core.dates import UNNAMED, moment_of
from pipeline.core.tables import records
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.quotes import CONTACT
from pipeline.report.view.tables import Choices, Tables

TOPICS_SHOWN = 5  # more hints than anyone follows up; the rest is in topics.csv
EXAMPLES = 2  # statements quoted of each: enough to see whether they share more than a word


@dataclass(frozen=True)
class TopicView:
    """One topic that no theme covers: a hint, seen from its words and two of its statements.

    Attributes
    ----------
    examples : rows of labels.csv, with the moment as ``round`` and where it stands as ``line``.
    """

    id: str
    label: str
    n: SourcedNumber
    examples: list[dict[str, str]]


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


def topic_views(tables: Tables, choices: Choices) -> list[TopicView]:
    """The largest topics that no theme covers, largest first, those off topic last; quoted is only what counts."""
    found = sorted(tables.topics.records(covered="nee"), key=lambda row: row["remark"] != "")[:TOPICS_SHOWN]
    wanted = {one for row in found for one in row["statements"].split("|")} - tables.set_aside.keys()
    labels = tables.labels.frame
    wanted_rows = labels[labels["statement_id"].isin(wanted) & (labels["duplicate_of"] == "")]
    known = {row["statement_id"]: row for row in records(wanted_rows)}
    return [
        TopicView(
            row["topic_id"],
            f"{row['label']} ({row['remark']})" if row["remark"] else row["label"],
            tables.topics.cell("n", topic_id=row["topic_id"]),
            _examples([known[one] for one in row["statements"].split("|") if one in known], choices),
        )
        for row in found
    ]


def _examples(statements: Sequence[Mapping[str, str]], choices: Choices) -> list[dict[str, str]]:
    """The most typical statements of a readable length, each text once, none with contact details."""
    fit = {
        row["text"]: {**row, "round": moment_of(row["round"]), "line": row["line_start"]}
        for row in reversed(statements)
        if choices.readable(row["text"]) and not CONTACT.search(row["text"])
    }
    return list(reversed(fit.values()))[:EXAMPLES]


def score_tables(scores: SourcedTable) -> list[ScoreTable]:
    """The score tables in the order of the source; a property twice in one table keeps its own row."""
    tables: dict[tuple[str, str, str], dict[tuple[str, str], list[dict[str, str]]]] = {}
    for cell in scores.records():
        moment = moment_of(cell["round"])
        named = "" if moment == UNNAMED else moment
        rows = tables.setdefault((cell["source"], named, cell["perspective"]), {})
        rows.setdefault((cell["line"], cell["property"]), []).append(cell)
    return [
        ScoreTable(*place, tuple(_property_row(scores, cells) for cells in rows.values()))
        for place, rows in tables.items()
    ]


def _property_row(scores: SourcedTable, cells: list[dict[str, str]]) -> PropertyRow:
    key = {column: cells[0][column] for column in ("source", "line", "property")}
    there = {cell["level"] for cell in cells}
    return PropertyRow(
        key["property"],
        {level: scores.cell("count", **key, level=level) for level in LEVELS if level in there},
        scores.total("count", **key),
        ambiguous=any(cell["ambiguous"] == "ja" for cell in cells),
        cells=tuple(cells[0]["cells"].split("|")),
    )
