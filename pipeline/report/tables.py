"""The tables that the page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.tables import (
    EVIDENCE,
    EVIDENCE_ACTIONS,
    EVIDENCE_COVERAGE,
    EVIDENCE_OVERVIEW,
    EVIDENCE_THEMES,
    LABELS,
    SCORES,
    TOPICS,
    TREND,
    TREND_ACTIONS,
    TREND_MIRROR,
    TREND_STANCES,
    Table,
    read_table,
)
from pipeline.report.view.actions import (
    COVERAGE_FILE,
    OVERVIEW_FILE,
    TREND_FILE_OF_ACTIONS,
    UNCOVERED_FILE,
    UNSUPPORTED_FILE,
)
from pipeline.report.view.extras import SCORES_FILE, TOPICS_FILE
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.moves import STANCES_FILE
from pipeline.report.view.staff_vs_partners import MIRROR_FILE
from pipeline.report.view.themes import TREND_FILE


@dataclass(frozen=True)
class Tables:
    """What the page is made from.

    Attributes
    ----------
    listings : number of an action to its evidence/actie-NN.csv. dropped : statements that do not count.
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
    dropped: frozenset[str] = frozenset()

    @property
    def files(self) -> list[str]:
        """Every file, seen from reports/<corpus>/."""
        books = (*vars(self).values(), *self.listings.values())
        return sorted(book.file for book in books if isinstance(book, SourcedTable))


def read_tables(reports: Path) -> Tables:
    """Every table that the page shows; each named as a reader finds it beside the page.

    Parameters
    ----------
    reports : folder of the corpus.
    """

    def book(file: str, table: Table) -> SourcedTable:
        return SourcedTable(file, read_table(reports / file, table))

    overview = book(OVERVIEW_FILE, EVIDENCE_OVERVIEW)
    return Tables(
        labels=book("labels.csv", LABELS),
        trend=book(TREND_FILE, TREND),
        stances=book(STANCES_FILE, TREND_STANCES),
        mirror=book(MIRROR_FILE, TREND_MIRROR),
        overview=overview,
        action_trend=book(TREND_FILE_OF_ACTIONS, TREND_ACTIONS),
        listings={
            number: book(f"evidence/actie-{int(number):02d}.csv", EVIDENCE) for number in overview.frame["nummer"]
        },
        uncovered=book(UNCOVERED_FILE, EVIDENCE_THEMES),
        unsupported=book(UNSUPPORTED_FILE, EVIDENCE_ACTIONS),
        coverage=book(COVERAGE_FILE, EVIDENCE_COVERAGE),
        topics=book(TOPICS_FILE, TOPICS),
        scores=book(SCORES_FILE, SCORES),
    )
