"""The page as data: all that the template shows, computed before anything is rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipeline.core.counting import NET_SENTIMENT
from pipeline.core.dates import moment_of
from pipeline.report.findings.findings import candidates, chosen, unchecked
from pipeline.report.findings.sentences import Facts, SinceRound, Texts
from pipeline.report.view.actions import ActionRow, Coverage, action_views, answers, open_themes
from pipeline.report.view.campaigns import MOST_CAMPAIGNS, Campaign, campaigns, has_copies
from pipeline.report.view.explorer import Explorer
from pipeline.report.view.extras import ScoreTable, score_tables, topic_views
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.heard import Heard
from pipeline.report.view.over_rounds import Splits, courses, splits
from pipeline.report.view.reliability import Reliability
from pipeline.report.view.staff_vs_partners import mirror
from pipeline.report.view.tables import Choices, Tables
from pipeline.report.view.themes import (
    Round,
    ThemeRow,
    could_show,
    most_said_first,
    moves,
    rounds,
    theme_rows,
    when,
)
from pipeline.report.view.trust import weak_labels


@dataclass(frozen=True)
class About:
    """What the corpus says of itself.

    Attributes
    ----------
    sources : file, what it is (``tabel`` for a survey), round.
    stances : stance id to Dutch name.
    checksum : of the tables that all figures come from, the same exactly when they hold the same lines; "" until
        it is there.
    """

    title: str
    organisation: str
    sources: tuple[tuple[str, str, str], ...]
    stances: Mapping[str, str]
    codebook_version: str
    checksum: str = ""


@dataclass(frozen=True)
class AudienceTable:
    """All rounds of one audience, theme by theme in codebook order, for the table under the chart."""

    audience: str
    rows: Sequence[ThemeRow]

    @property
    def since(self) -> str:
        """The first round, when some round is compared with it besides its own previous; else ""."""
        return next((row.first.since for row in self.rows if row.first.since), "")


class Page:
    """The whole page; its drawings and its list of statements are put in when they are made.

    Attributes
    ----------
    topic_names : topic to its row of TOPIC_NAMES, of those that a language model gave a name.
    findings : those at the top. said : all of them, by rule, for the section that shows their figures.
    certainties : the word for how sure a finding is, to what it means.
    copied : whether texts were sent more than once, so that votes and distinct texts are told apart.
    heard : by what themes are ranked: by statements, or by share where a text that was sent often counts once.
    unlike : in what rounds did not ask like the one before, each pair once.
    """

    def __init__(
        self, tables: Tables, about: About, reliability: Reliability, choices: Choices, texts: Texts
    ) -> None:
        """``texts`` is findings.yaml."""
        trend = tables.trend
        self.about, self.reliability, self.choices = about, reliability, choices
        self.rounds = rounds(trend)
        spoken = [row.name for row in self.rounds if int(row.counted)]
        newest = theme_rows(trend, spoken[-1], "alle") if spoken else []
        self.copied = has_copies(tables, self.rounds)
        self.heard = Heard(tables.stances if self.copied and not choices.count_copies else None)
        facts = Facts(
            texts,
            newest,
            _since(newest[0].previous.since, tables, newest) if newest else SinceRound(),
            _since(newest[0].first.since, tables, newest, first=True) if newest else SinceRound(first=True),
            mirror(trend, tables.mirror, choices.min_denominator, self.heard),
            tables.coverage,
            tables.uncovered,
            answers(tables.overview),
            proposed="ja" in tables.overview.values("themas_voorgesteld"),
            choices=choices,
            kinds=source_kinds(about.sources, texts["soort_bron"]),
            weak=weak_labels(tables, reliability, choices),
            courses=courses(tables.over_rounds),
            splits=_splits(tables, newest),
            campaigns=campaigns(tables.campaigns, self.rounds, {row.theme: row.name for row in newest}),
            heard=self.heard,
        )
        self.read = tables.labels.count("statement_id")
        first_theme = trend.frame["thema"].iloc[0] if len(trend.frame) else ""
        self.counted = trend.total("noemer", thema=first_theme, doelgroep="alle")
        findings = candidates(facts)
        headlines = reliability.checked or all(finding.rule == "te_weinig" for finding in findings)
        self.findings = chosen(findings) if headlines else unchecked(facts, self.read, self.counted)
        self.said = {finding.rule: finding for finding in [*findings, *self.findings]}
        self.certainties = {texts["zekerheid"][key]: meaning for key, meaning in texts["zekerheid_uitleg"].items()}
        self.newest: Sequence[ThemeRow] = most_said_first(newest)
        self.could_show = could_show(newest)
        self.tables = [_by_theme(trend, self.rounds, audience) for audience in ("alle", "intern", "extern")]
        self.moves = moves(trend, spoken[-1]) if spoken else []
        self.tones = moves(tables.stances, spoken[-1], oordeel=NET_SENTIMENT) if spoken else []
        self.turns = self.heard.turns(facts.whole.past or facts.recent.past, newest)
        self.courses, self.splits = facts.courses, facts.splits
        self.mirror = facts.mirror
        self.actions = action_views(tables, [row.name for row in self.rounds], choices)
        self.proposed = facts.proposed
        self.open_themes = open_themes(tables.uncovered)
        self.weak_actions = ActionRow.each(tables.unsupported, "nummer")
        self.coverage = Coverage.each(tables.coverage, "ronde")
        self.topics = topic_views(tables, choices)
        self.topics_sought = len(tables.topics.frame) > 0
        self.scores: Sequence[ScoreTable] = score_tables(tables.scores)
        pairs = ((row.previous.since, row.round, row.previous.comparability) for row in self.tables[0].rows)
        self.unlike = [how for how in dict.fromkeys(facts.unlike(*pair) for pair in pairs) if how]
        self.campaigns = facts.campaigns
        self.drawings: Mapping[str, Markup] = {}
        self.topic_names: Mapping[str, Mapping[str, str]] = {}
        self.explorer = Explorer()

    @property
    def shown_campaigns(self) -> Sequence[Campaign]:
        """Those that the page names; the others are in the table."""
        return self.campaigns[:MOST_CAMPAIGNS]

    @property
    def has_trend(self) -> bool:
        """Whether there are two rounds with statements."""
        return sum(int(row.counted) > 0 for row in self.rounds) > 1

    @property
    def voices(self) -> str:
        """Who is heard: ``intern``, ``extern``, ``beide``, or ``onbekend`` when some cannot be told apart."""
        counted = sum(int(row.counted) for row in self.rounds)
        intern, extern = (sum(int(row.size(side)) for row in self.rounds) for side in ("intern", "extern"))
        if intern and extern:
            return "beide"
        return "intern" if counted == intern else "extern" if counted == extern else "onbekend"

    def sizes(self, audience: str) -> str:
        """What the rounds of one audience count, as a caption has it: "138 in 2024, 125 in 2025"."""
        rows = (row for table in self.tables if table.audience == audience for row in table.rows)
        found = {row.round: row.denominator.text for row in rows if int(row.denominator)}
        return ", ".join(f"{size} in {when(name)}" for name, size in found.items())

    def rows_of(self, *audiences: str) -> list[ThemeRow]:
        """Rows of some audiences, theme by theme in the order of the newest round."""
        order = {row.theme: place for place, row in enumerate(self.newest)}
        rows = [row for table in self.tables if table.audience in audiences for row in table.rows]
        return sorted(rows, key=lambda row: order[row.theme])


def _since(since: str, tables: Tables, newest: Sequence[ThemeRow], *, first: bool = False) -> SinceRound:
    """The newest round against an earlier one, if there is one."""
    if not since:
        return SinceRound(first=first)
    tones = moves(tables.stances, newest[0].round, previous=not first, oordeel=NET_SENTIMENT)
    return SinceRound(theme_rows(tables.trend, since, "alle"), tones, first)


def _splits(tables: Tables, newest: Sequence[ThemeRow]) -> list[Splits]:
    """What other people made of the changes since the first round, and since the one before."""
    earlier = dict.fromkeys((newest[0].first.since, newest[0].previous.since)) if newest else ()
    return [found for since in earlier if (found := splits(tables.composition, newest[0].round, since))]


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
