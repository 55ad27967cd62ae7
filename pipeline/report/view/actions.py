"""Improvement actions with what was said, and where feedback and actions miss each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codes import ALL_ROUNDS, SIGNAL_SINCE
from pipeline.core.counting import STANCES
from pipeline.report.view.figures import Row, SourcedNumber, SourcedTable
from pipeline.report.view.quotes import Choice, Quote, candidates, choose

OVERVIEW_FILE = "evidence/overzicht.csv"
TREND_FILE_OF_ACTIONS = "trend-acties.csv"
UNCOVERED_FILE = "evidence/themas-zonder-actie.csv"
UNSUPPORTED_FILE = "evidence/acties-zonder-onderbouwing.csv"
COVERAGE_FILE = "evidence/dekking.csv"
SEPARATOR = " | "  # between parts of a cell that people read


@dataclass(frozen=True)
class CountRow:
    """Statements of one action in one round, in all and per stance."""

    round: str
    n: SourcedNumber
    stances: dict[str, SourcedNumber]


@dataclass(frozen=True)
class ActionView(Row):
    """One action: its row in evidence/overzicht.csv, its trend, and quotes from what was said.

    Attributes
    ----------
    listing : its evidence/actie-NN.csv.
    newest : its row of trend-acties.csv in the newest round, everyone together.
    rounds : what was said in each round, oldest first.
    """

    listing: SourcedTable
    newest: Row
    rounds: tuple[CountRow, ...]
    choice: Choice

    @property
    def title(self) -> str:
        return self["titel"]

    @property
    def text(self) -> str:
        """The whole action; "" when the title says it all."""
        return self["tekst"] if self["tekst"] != self["titel"] else ""

    @property
    def owner(self) -> str:
        return self["eigenaar"].rstrip(". ")

    @property
    def themes(self) -> tuple[str, ...]:
        """Dutch names of the themes that it answers."""
        return tuple(filter(None, self["thema_namen"].split(SEPARATOR)))

    @property
    def n(self) -> SourcedNumber:
        return self.number("uitspraken")

    @property
    def critical(self) -> SourcedNumber:
        """Statements that name a problem or a wish."""
        return self.number("kritisch")

    @property
    def coverage(self) -> SourcedNumber:
        """The part of all such statements of the corpus."""
        return self.number("dekking", "procent")

    @property
    def respondents(self) -> SourcedNumber:
        """How many different people said them; empty when that is not known."""
        return self.number("respondenten")

    @property
    def speakers(self) -> tuple[tuple[str, SourcedNumber], ...]:
        """Statements per kind of speaker, those that spoke only."""
        counts = (
            ("intern", self.number("n_intern")),
            ("extern", self.number("n_extern")),
            *((side, _count(self.listing, doelgroep=side)) for side in ("beide", "onbekend")),
        )
        return tuple((audience, n) for audience, n in counts if int(n))

    def _of_newest(self, column: str) -> SourcedNumber:
        """A share as a sum, as an action without a trend has no row."""
        return self.newest.table.total(column, "procent", **self.newest.place)

    @property
    def share(self) -> SourcedNumber:
        """The part of the newest round that touches its themes."""
        return self._of_newest("aandeel")

    @property
    def low(self) -> SourcedNumber:
        return self._of_newest("ondergrens")

    @property
    def high(self) -> SourcedNumber:
        return self._of_newest("bovengrens")

    @property
    def corrected(self) -> bool:
        return self.newest.corrected

    @property
    def signal(self) -> str:
        """The verdict on its themes."""
        return self["signaal"].partition(SIGNAL_SINCE)[0]

    @property
    def since(self) -> str:
        """The round that the verdict compares with; "" when it shows nothing."""
        return self["signaal"].partition(SIGNAL_SINCE)[2]

    @property
    def hint(self) -> str:
        """That the verdict is only a hint, and why; "" when it is more."""
        return self["signaal_let_op"]

    @property
    def proposed(self) -> bool:
        """Whether its themes are a proposal of the computer."""
        return self["themas_voorgesteld"] == "ja"


class OpenTheme(Row):
    """One theme that no action answers."""

    @property
    def name(self) -> str:
        return self["thema_naam"]

    @property
    def n(self) -> SourcedNumber:
        return self.number("uitspraken")

    @property
    def problems(self) -> SourcedNumber:
        return self.number("n_knelpunt")

    @property
    def wishes(self) -> SourcedNumber:
        return self.number("n_wens")

    def in_round(self, name: str) -> SourcedNumber:
        """The statements of one round."""
        return self.table.total("uitspraken", thema=self["thema"], ronde=name)


class WeakAction(Row):
    """One action for which too little was said."""

    @property
    def title(self) -> str:
        return self["titel"]

    @property
    def n(self) -> SourcedNumber:
        return self.number("uitspraken")

    @property
    def critical(self) -> SourcedNumber:
        return self.number("kritisch")


class Coverage(Row):
    """What becomes of the critical statements of one round."""

    @property
    def round(self) -> str:
        return self["ronde"]

    @property
    def critical(self) -> SourcedNumber:
        return self.number("kritisch")

    @property
    def answered(self) -> SourcedNumber:
        return self.number("met_actie")

    @property
    def share(self) -> SourcedNumber:
        return self.quotient("dekking", "met_actie", "kritisch")


def action_views(
    overview: SourcedTable,
    trend: SourcedTable,
    listings: Mapping[str, SourcedTable],
    rounds: Sequence[str],
    *,
    wanted: int,
    longest: int,
    sure: float,
) -> list[ActionView]:
    """The actions by number, each with its quotes; no statement is quoted twice.

    Parameters
    ----------
    overview : evidence/overzicht.csv. trend : trend-acties.csv.
    listings : number of the action to its evidence/actie-NN.csv.
    rounds : names of the rounds, oldest first.
    wanted, longest : quotes per action, and the most characters of one that is shown unfolded.
    sure : confidence from which a stance counts as dissent, 0–1.
    """
    shown: list[Quote] = []
    views = []
    for row in Row.each(overview, "nummer"):
        listing = listings[row["nummer"]]
        choice = choose(candidates(listing.frame, longest), wanted, shown, sure)
        shown.extend(choice.quotes)
        counts = tuple(
            CountRow(
                name,
                _count(listing, ronde=name),
                {stance: _count(listing, ronde=name, oordeel=stance) for stance in STANCES},
            )
            for name in rounds
        )
        newest = _newest(trend, row["nummer"])
        views.append(ActionView(overview, row.cells, row.key, listing, newest, counts, choice))
    return views


def _newest(trend: SourcedTable, number: str) -> Row:
    """The trend of an action in the newest round, everyone together; empty cells where there is none."""
    key = ("nummer", "ronde", "doelgroep")
    rows = Row.each(trend, *key, nummer=number, doelgroep="alle")  # oldest first
    nothing = {**dict.fromkeys(trend.frame.columns, ""), "nummer": number, "doelgroep": "alle"}
    return rows[-1] if rows else Row(trend, nothing, key)


def _count(listing: SourcedTable, ronde: str = "", **kind: str) -> SourcedNumber:
    """Statements of a round and a kind, duplicates not counted."""
    of_round = {"ronde": ronde} if ronde else {}
    return listing.count("uitspraak_id", **of_round, dubbel_van="", **kind)


def answers(overview: SourcedTable) -> dict[str, list[str]] | None:
    """Theme to the numbers of the actions that answer it; None when there are no actions."""
    found: dict[str, list[str]] = {}
    for row in overview.records():
        for theme in filter(None, row["themas"].split("|")):
            found.setdefault(theme, []).append(row["nummer"])
    return found if len(overview.frame) else None


def open_themes(uncovered: SourcedTable) -> list[OpenTheme]:
    """The themes that no action answers and that somebody spoke about, most said first."""
    rows = OpenTheme.each(uncovered, "thema", "ronde", ronde=ALL_ROUNDS)
    return [row for row in rows if row["uitspraken"] != "0"]
