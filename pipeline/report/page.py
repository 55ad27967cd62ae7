"""The page as data: all that the template shows, computed before anything is rendered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from pipeline.core.counting import NET_SENTIMENT
from pipeline.core.dates import moment_of
from pipeline.report.findings.findings import candidates, chosen
from pipeline.report.findings.sentences import Facts, Finding, SinceRound, Texts
from pipeline.report.view.actions import (
    ActionView,
    Coverage,
    OpenTheme,
    WeakAction,
    action_views,
    answers,
    open_themes,
)
from pipeline.report.view.explorer import Explorer
from pipeline.report.view.extras import ScoreTable, TopicView, score_tables, topic_views
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.moves import ThenAndNow, moves, turns
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.staff_vs_partners import StaffVsPartners, mirror
from pipeline.report.view.tables import Choices, Tables
from pipeline.report.view.themes import Round, ThemeRow, most_said_first, rounds, theme_rows


@dataclass(frozen=True)
class About:
    """What the corpus says of itself.

    Attributes
    ----------
    sources : file, what it is (``tabel`` for a survey), round.
    stances : stance id to Dutch name.
    checksum : of the tables that all figures come from; the same exactly when they hold the same lines.
    """

    title: str
    organisation: str
    sources: tuple[tuple[str, str, str], ...]
    stances: Mapping[str, str]
    codebook_version: str
    checksum: str


@dataclass(frozen=True)
class AudienceTable:
    """All rounds of one audience, theme by theme in codebook order, for the table under the chart."""

    audience: str
    rows: Sequence[ThemeRow]

    @property
    def since(self) -> str:
        """The first round, when some round is compared with it besides its own previous; else ""."""
        return next((row.first.since for row in self.rows if row.first.since), "")


@dataclass(frozen=True)
class Page:
    """The whole page.

    Attributes
    ----------
    findings : those at the top. said : all of them, by rule, for the section that shows their figures.
    certainties : the word for how sure a finding is, to what it means.
    """

    about: About
    choices: Choices
    rounds: Sequence[Round]
    read: SourcedNumber
    counted: SourcedNumber
    findings: Sequence[Finding]
    said: Mapping[str, Finding]
    certainties: Mapping[str, str]
    newest: Sequence[ThemeRow]
    tables: Sequence[AudienceTable]
    moves: Sequence[ThenAndNow]
    tones: Sequence[ThenAndNow]
    turns: Sequence[ThenAndNow]
    mirror: StaffVsPartners | None
    actions: Sequence[ActionView]
    open_themes: Sequence[OpenTheme]
    weak_actions: Sequence[WeakAction]
    coverage: Sequence[Coverage]
    topics: Sequence[TopicView]
    topics_sought: bool
    scores: Sequence[ScoreTable]
    reliability: Reliability
    unlike: Sequence[str]
    proposed: bool
    drawings: Mapping[str, Markup] = field(default_factory=dict)
    explorer: Explorer = field(default_factory=Explorer)

    @property
    def has_trend(self) -> bool:
        """Whether there are two rounds with statements."""
        return sum(int(row.counted) > 0 for row in self.rounds) > 1

    @property
    def voices(self) -> str:
        """Who is heard: ``intern``, ``extern``, ``beide``, or ``onbekend`` when some cannot be told apart."""
        counted, intern, extern = (
            sum(int(figure) for figure in column)
            for column in zip(
                *((row.counted, row.size("intern"), row.size("extern")) for row in self.rounds), strict=True
            )
        )
        if intern and extern:
            return "beide"
        return "intern" if counted == intern else "extern" if counted == extern else "onbekend"

    def rows_of(self, *audiences: str) -> list[ThemeRow]:
        """Rows of some audiences, theme by theme in the order of the newest round."""
        order = {row.theme: place for place, row in enumerate(self.newest)}
        rows = [row for table in self.tables if table.audience in audiences for row in table.rows]
        return sorted(rows, key=lambda row: order[row.theme])


def compose(tables: Tables, about: About, reliability: Reliability, choices: Choices, texts: Texts) -> Page:
    """All that the page says, without the drawings and the list of statements.

    Parameters
    ----------
    texts : findings.yaml.
    """
    known = rounds(tables.trend)
    spoken = [row.name for row in known if int(row.counted)]
    newest = theme_rows(tables.trend, spoken[-1], "alle") if spoken else []
    facts = facts_of(tables, about, choices, texts, newest)
    findings = candidates(facts)
    first_theme = tables.trend.frame["thema"].iloc[0] if len(tables.trend.frame) else ""
    of_all, *apart = (_by_theme(tables.trend, known, audience) for audience in ("alle", "intern", "extern"))
    # In what rounds did not ask like the one before, each pair once.
    unlike = (facts.unlike(row.previous.since, row.round, row.previous.comparability) for row in of_all.rows)
    return Page(
        about=about,
        choices=choices,
        rounds=known,
        read=tables.labels.count("statement_id"),
        counted=tables.trend.total("noemer", thema=first_theme, doelgroep="alle"),
        findings=chosen(findings),
        said={finding.rule: finding for finding in findings},
        certainties={texts["zekerheid"][key]: meaning for key, meaning in texts["zekerheid_uitleg"].items()},
        newest=most_said_first(newest),
        tables=(of_all, *apart),
        moves=moves(tables.trend, spoken[-1]) if spoken else (),
        tones=moves(tables.stances, spoken[-1], oordeel=NET_SENTIMENT) if spoken else (),
        turns=turns(facts.whole.past or facts.recent.past, newest),
        mirror=facts.mirror,
        actions=action_views(tables, [row.name for row in known], choices),
        open_themes=open_themes(tables.uncovered),
        weak_actions=WeakAction.each(tables.unsupported, "nummer"),
        coverage=Coverage.each(tables.coverage, "ronde"),
        topics=topic_views(tables, choices),
        topics_sought=len(tables.topics.frame) > 0,
        scores=score_tables(tables.scores),
        reliability=reliability,
        proposed=facts.proposed,
        unlike=[how for how in dict.fromkeys(unlike) if how],
    )


def facts_of(tables: Tables, about: About, choices: Choices, texts: Texts, newest: Sequence[ThemeRow]) -> Facts:
    """What the findings are made from.

    Parameters
    ----------
    newest : themes of the newest round, audience ``alle``.
    """
    return Facts(
        texts,
        newest,
        _since(newest[0].previous.since, tables, newest) if newest else SinceRound(),
        _since(newest[0].first.since, tables, newest, first=True) if newest else SinceRound(first=True),
        mirror(tables.trend, tables.mirror, choices.min_denominator),
        tables.coverage,
        tables.uncovered,
        answers(tables.overview),
        proposed="ja" in tables.overview.values("themas_voorgesteld"),
        min_denominator=choices.min_denominator,
        kinds=source_kinds(about.sources, texts["soort_bron"]),
    )


def _since(since: str, tables: Tables, newest: Sequence[ThemeRow], *, first: bool = False) -> SinceRound:
    """The newest round against an earlier one, if there is one."""
    if not since:
        return SinceRound(first=first)
    tones = moves(tables.stances, newest[0].round, previous=not first, oordeel=NET_SENTIMENT)
    return SinceRound(theme_rows(tables.trend, since, "alle"), tones, first)


def source_kinds(sources: Sequence[tuple[str, str, str]], words: Mapping[str, str]) -> dict[str, str]:
    """What each round comes from, in words; without rounds of several kinds, or of one without a word.

    >>> source_kinds([("a.txt", "verkenning", "2024"), ("b.csv", "tabel", "2025")], {"tabel": "een lijst"})
    {'2025': 'een lijst'}
    """
    found: dict[str, set[str]] = {}
    for _, profile, name in sources:
        found.setdefault(moment_of(name), set()).add(words.get(profile, ""))
    return {name: next(iter(kinds)) for name, kinds in found.items() if len(kinds) == 1 and "" not in kinds}


def _by_theme(trend: SourcedTable, known: Sequence[Round], audience: str) -> AudienceTable:
    rows = [row for one in known for row in theme_rows(trend, one.name, audience)]
    order = {theme: place for place, theme in enumerate(dict.fromkeys(trend.frame["thema"]))}
    return AudienceTable(audience, sorted(rows, key=lambda row: order[row.theme]))
