"""The page as data: all that the template shows, computed before anything is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from pipeline.reporting.actions import (
    ActionView,
    Coverage,
    OpenTheme,
    WeakAction,
    action_views,
    coverages,
    open_themes,
    weak_actions,
)
from pipeline.reporting.extras import ScoreTable, TopicView, score_tables, topic_views
from pipeline.reporting.figures import Book, Figure
from pipeline.reporting.findings import Finding, Texts, findings
from pipeline.reporting.reliability import Reliability
from pipeline.reporting.themes import (
    Mirror,
    Round,
    ThemeRow,
    mirror,
    most_said_first,
    rounds,
    theme_rows,
)
from pipeline.tables import ALL_ROUNDS, LEVELS


@dataclass(frozen=True)
class Tables:
    """What the page is made from.

    Attributes
    ----------
    listings : number of an action to its evidence/actie-NN.csv.
    """

    labels: Book
    trend: Book
    overview: Book
    listings: Mapping[str, Book]
    uncovered: Book
    unsupported: Book
    coverage: Book
    topics: Book
    scores: Book


@dataclass(frozen=True)
class Choices:
    """How much is shown; the section report of params.yaml."""

    quotes_per_action: int
    quote_shortest: int
    quote_longest: int
    sure_stance: float
    min_denominator: int


@dataclass(frozen=True)
class About:
    """What the corpus says of itself.

    Attributes
    ----------
    sources : file, what it is (``tabel`` for a survey), round.
    stances : stance id to Dutch name.
    """

    title: str
    organisation: str
    sources: tuple[tuple[str, str, str], ...]
    stances: Mapping[str, str]
    codebook_version: str


@dataclass(frozen=True)
class AudienceTable:
    """All rounds of one audience, for the table under the chart."""

    audience: str
    rows: tuple[ThemeRow, ...]


@dataclass(frozen=True)
class Page:
    """The whole page."""

    about: About
    rounds: tuple[Round, ...]
    read: Figure
    counted: Figure
    findings: tuple[Finding, ...]
    newest: tuple[ThemeRow, ...]
    tables: tuple[AudienceTable, ...]
    mirror: Mirror | None
    actions: tuple[ActionView, ...]
    open_themes: tuple[OpenTheme, ...]
    weak_actions: tuple[WeakAction, ...]
    coverage: tuple[Coverage, ...]
    topics: tuple[TopicView, ...]
    topics_sought: bool
    scores: tuple[ScoreTable, ...]
    reliability: Reliability
    drawings: Mapping[str, Markup] = field(default_factory=dict)

    @property
    def has_trend(self) -> bool:
        """Whether there are two rounds with statements."""
        return sum(int(row.counted) > 0 for row in self.rounds) > 1

    def rows_of(self, *audiences: str) -> list[ThemeRow]:
        """Rows of some audiences, theme by theme in the order of the newest round."""
        order = {row.theme: place for place, row in enumerate(self.newest)}
        rows = [row for table in self.tables if table.audience in audiences for row in table.rows]
        return sorted(rows, key=lambda row: order[row.theme])


def compose(tables: Tables, about: About, reliability: Reliability, choices: Choices, texts: Texts) -> Page:
    """All that the page says, without the drawings.

    Parameters
    ----------
    texts : findings.yaml.
    """
    known = rounds(tables.trend)
    spoken = [row.name for row in known if int(row.counted)]
    newest = theme_rows(tables.trend, spoken[-1], "alle") if spoken else []
    before = theme_rows(tables.trend, newest[0].previous, "alle") if newest and newest[0].previous else []
    reflected = mirror(tables.trend, choices.min_denominator)
    first_theme = tables.trend.frame["thema"].iloc[0] if len(tables.trend.frame) else ""
    return Page(
        about=about,
        rounds=tuple(known),
        read=tables.labels.count("statement_id"),
        counted=tables.trend.total("noemer", thema=first_theme, doelgroep="alle"),
        findings=tuple(findings(newest, before, reflected, tables.coverage, tables.uncovered, texts)),
        newest=tuple(most_said_first(newest)),
        tables=tuple(
            AudienceTable(audience, tuple(_by_theme(tables.trend, [row.name for row in known], audience)))
            for audience in ("alle", "intern", "extern")
        ),
        mirror=reflected,
        actions=tuple(
            action_views(
                tables.overview,
                tables.listings,
                [row.name for row in known],
                wanted=choices.quotes_per_action,
                shortest=choices.quote_shortest,
                longest=choices.quote_longest,
                sure=choices.sure_stance,
            )
        ),
        open_themes=tuple(open_themes(tables.uncovered, ALL_ROUNDS, spoken[-1] if spoken else "")),
        weak_actions=tuple(weak_actions(tables.unsupported)),
        coverage=tuple(coverages(tables.coverage)),
        topics=tuple(topic_views(tables.topics)),
        topics_sought=len(tables.topics.frame) > 0,
        scores=tuple(score_tables(tables.scores, LEVELS)),
        reliability=reliability,
    )


def _by_theme(trend: Book, names: Sequence[str], audience: str) -> list[ThemeRow]:
    """Theme by theme in codebook order, rounds oldest first."""
    rows = [row for name in names for row in theme_rows(trend, name, audience)]
    order = {theme: place for place, theme in enumerate(dict.fromkeys(trend.frame["thema"]))}
    return sorted(rows, key=lambda row: order[row.theme])
