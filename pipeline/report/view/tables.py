"""The tables that the page is made from, and how much of them it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core import tables as shapes
from pipeline.core.tables import Table, read_table
from pipeline.report.view.figures import SourcedTable

# Field of Tables -> the file, seen from reports/<corpus>/ as a reader finds it beside the page, and what it holds.
BOOKS: dict[str, tuple[str, Table]] = {
    "labels": ("labels.csv", shapes.LABELS),
    "trend": ("trend.csv", shapes.TREND),
    "stances": ("trend-oordelen.csv", shapes.TREND_STANCES),
    "mirror": ("trend-spiegel.csv", shapes.TREND_MIRROR),
    "overview": ("evidence/overzicht.csv", shapes.EVIDENCE_OVERVIEW),
    "action_trend": ("trend-acties.csv", shapes.TREND_ACTIONS),
    "uncovered": ("evidence/themas-zonder-actie.csv", shapes.EVIDENCE_THEMES),
    "unsupported": ("evidence/acties-zonder-onderbouwing.csv", shapes.EVIDENCE_ACTIONS),
    "coverage": ("evidence/dekking.csv", shapes.EVIDENCE_COVERAGE),
    "topics": ("topics.csv", shapes.TOPICS),
    "scores": ("scores.csv", shapes.SCORES),
}


@dataclass(frozen=True)
class Tables:
    """What the page is made from.

    Attributes
    ----------
    listings : number of an action to its evidence/actie-NN.csv.
    set_aside : statement to the reason why the trend does not count it.
    """

    labels: SourcedTable
    trend: SourcedTable
    stances: SourcedTable
    mirror: SourcedTable
    overview: SourcedTable
    action_trend: SourcedTable
    listings: Mapping[str, SourcedTable]
    uncovered: SourcedTable
    unsupported: SourcedTable
    coverage: SourcedTable
    topics: SourcedTable
    scores: SourcedTable
    set_aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """Every file, seen from reports/<corpus>/."""
        books = (*vars(self).values(), *self.listings.values())
        return sorted(book.file for book in books if isinstance(book, SourcedTable))


@dataclass(frozen=True)
class Choices:
    """How much is shown; the section report of params.yaml.

    Attributes
    ----------
    enough, enough_critical : statements, and problems and wishes among them, that evidence asks of an action.
    """

    quotes_per_action: int
    quote_shortest: int
    quote_longest: int
    sure_stance: float
    min_denominator: int
    enough: int
    enough_critical: int

    def readable(self, text: str) -> bool:
        """Whether a text is neither too short to say something nor too long to read at once."""
        return self.quote_shortest <= len(text) <= self.quote_longest


def read_tables(reports: Path, set_aside: Mapping[str, str]) -> Tables:
    """Every table that the page shows, from the folder of the corpus."""

    def book(file: str, table: Table) -> SourcedTable:
        return SourcedTable(file, read_table(reports / file, table))

    books: dict[str, Any] = {name: book(*of) for name, of in BOOKS.items()}
    numbers = books["overview"].frame["nummer"]
    listings = {number: book(f"evidence/actie-{int(number):02d}.csv", shapes.EVIDENCE) for number in numbers}
    return Tables(**books, listings=listings, set_aside=set_aside)
