"""The tables that the page is made from, and how much of them it shows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, get_type_hints

import pandas as pd

from pipeline.core import tables as shapes
from pipeline.core.parallel import Begin, here
from pipeline.core.params import Evidence, Report
from pipeline.core.parts.placed import PlacedRows
from pipeline.core.tables import Table, as_meant, read_table
from pipeline.report.view.figures import SourcedTable

# What is read of every statement; of those that are shown all columns are.
KINDS = (
    "source", "line_start", "round", "audience", "stance", "stance_provenance", "themes", "themes_provenance",
    "themes_status",
)  # fmt: skip
TEXTS = ("statement_id", "duplicate_of", "text")


@dataclass(frozen=True)
class Tables:
    """What the page is made from: books, by their file as a reader finds it beside the page, and what they hold.

    Attributes
    ----------
    listings : number of an action to its evidence/actie-NN.csv.
    set_aside : statement to the reason why the trend does not count it.
    whole : from ids of statements to their rows of labels.csv; None where ``labels`` has all columns.
    """

    labels: Annotated[SourcedTable, "labels.csv", shapes.LABELS]
    trend: Annotated[SourcedTable, "trend.csv", shapes.TREND]
    stances: Annotated[SourcedTable, "trend-oordelen.csv", shapes.TREND_STANCES]
    mirror: Annotated[SourcedTable, "trend-spiegel.csv", shapes.TREND_MIRROR]
    over_rounds: Annotated[SourcedTable, "trend-rondes.csv", shapes.TREND_ROUNDS]
    composition: Annotated[SourcedTable, "trend-samenstelling.csv", shapes.TREND_COMPOSITION]
    campaigns: Annotated[SourcedTable, "trend-campagnes.csv", shapes.TREND_CAMPAIGNS]
    overview: Annotated[SourcedTable, "evidence/overzicht.csv", shapes.EVIDENCE_OVERVIEW]
    action_trend: Annotated[SourcedTable, "trend-acties.csv", shapes.TREND_ACTIONS]
    uncovered: Annotated[SourcedTable, "evidence/themas-zonder-actie.csv", shapes.EVIDENCE_THEMES]
    unsupported: Annotated[SourcedTable, "evidence/acties-zonder-onderbouwing.csv", shapes.EVIDENCE_ACTIONS]
    coverage: Annotated[SourcedTable, "evidence/dekking.csv", shapes.EVIDENCE_COVERAGE]
    topics: Annotated[SourcedTable, "topics.csv", shapes.TOPICS]
    scores: Annotated[SourcedTable, "scores.csv", shapes.SCORES]
    listings: Mapping[str, SourcedTable]
    set_aside: Mapping[str, str] = field(default_factory=dict)
    whole: Callable[[Collection[str]], pd.DataFrame] | None = None

    def statements(self, ids: Collection[str]) -> pd.DataFrame:
        """The rows of labels.csv of some statements, by id."""
        every = self.labels.frame
        found = self.whole(ids) if self.whole else every[every["statement_id"].isin(ids)]
        return found.sort_values("statement_id", ignore_index=True)


_HINTS = get_type_hints(Tables, include_extras=True)
# Field to its file and what that holds.
BOOKS: dict[str, tuple[str, Table]] = {
    name: hint.__metadata__ for name, hint in _HINTS.items() if hasattr(hint, "__metadata__")
}


class Choices(Report, Evidence):
    """How much is shown, and what is enough: the sections report and evidence of params.yaml.

    Attributes
    ----------
    count_copies, false_discovery_rate : of its section trend.
    """

    count_copies: bool = False
    false_discovery_rate: float = 0.05

    def readable(self, text: str) -> bool:
        """Whether a text is neither too short to say something nor too long to read at once."""
        return self.quote_shortest <= len(text) <= self.quote_longest


def read_books(reports: Path) -> dict[str, SourcedTable]:
    """The tables that the page shows, but labels and listings, by field of :class:`Tables`."""
    return {name: _book(reports, *of) for name, of in BOOKS.items() if name != "labels"}


def _book(reports: Path, file: str, table: Table) -> SourcedTable:
    return SourcedTable(file, read_table(reports / file, table))


def _listings(books: Mapping[str, SourcedTable]) -> dict[str, str]:
    """Number of an action to the file of what bears on it."""
    return {number: f"evidence/actie-{int(number):02d}.csv" for number in books["overview"].frame["nummer"]}


def files_of(books: Mapping[str, SourcedTable]) -> list[str]:
    """Every file that the page is made from, seen from reports/<corpus>/; without those that have no rows where
    nothing is to be told.
    """
    optional = (books[name] for name in ("over_rounds", "composition", "campaigns"))
    silent = {book.file for book in optional if not len(book.frame)}
    return sorted({*(file for file, _ in BOOKS.values()), *_listings(books).values()} - silent)


def read_tables(
    reports: Path, books: Mapping[str, SourcedTable], set_aside: Mapping[str, str], begin: Begin = here
) -> Tables:
    """All tables, with these books that were read."""
    listings = {number: begin(_book, reports, file, shapes.EVIDENCE) for number, file in _listings(books).items()}
    file, table = BOOKS["labels"]
    rows = PlacedRows(reports / file, table)
    labels = SourcedTable(file, rows.columns(KINDS, TEXTS))
    return Tables(
        labels=labels,
        **books,
        listings={number: listing() for number, listing in listings.items()},
        set_aside=set_aside,
        whole=partial(_whole, rows),
    )


def _whole(rows: PlacedRows, ids: Collection[str]) -> pd.DataFrame:
    places = rows.places([*ids])
    return rows.table.checked(as_meant(rows.at(places[places >= 0]), rows.table), where=str(rows.path))
