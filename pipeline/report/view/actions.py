"""Improvement actions with what was said, and where feedback and actions miss each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.core.codes import ALL_ROUNDS, SIGNAL_SINCE
from pipeline.core.counting import STANCES
from pipeline.report.view.figures import Form, Number, Row, SourcedNumber, SourcedTable, Text
from pipeline.report.view.quotes import Choice, Quote, choose
from pipeline.report.view.tables import Choices, Tables

SEPARATOR = " | "  # between parts of a cell that people read


@dataclass(frozen=True)
class CountRow:
    """Statements of one action in one round, in all and per stance."""

    round: str
    n: SourcedNumber
    stances: dict[str, SourcedNumber]


class ActionRow(Row):
    """One action, and how much was said for it: statements, and those that name a problem or a wish."""

    title = Text("titel")
    n = Number("uitspraken")
    critical = Number("kritisch")


@dataclass(frozen=True)
class ActionView(ActionRow):
    """One action: its row in evidence/overzicht.csv, its trend, and quotes from what was said.

    Attributes
    ----------
    listing : its evidence/actie-NN.csv.
    newest : its row of trend-acties.csv in the newest round, everyone together.
    rounds : what was said in each round, oldest first.
    coverage : its part of all statements of the corpus that name a problem or a wish.
    respondents : how many different people said them; empty when that is not known.
    share, low, high : the part of the newest round that touches its themes, with its interval.
    hint : that the verdict is only a hint, and why; "" when it is more.
    """

    listing: SourcedTable
    newest: Row
    rounds: tuple[CountRow, ...]
    choice: Choice

    coverage = Number("dekking", "procent")
    respondents = Number("respondenten")
    hint = Text("signaal_let_op")
    share = Number("aandeel", "procent")
    low = Number("ondergrens", "procent")
    high = Number("bovengrens", "procent")

    @property
    def text(self) -> str:
        """The whole action; "" when the title says it all."""
        return self["tekst"] if self["tekst"] != self.title else ""

    @property
    def owner(self) -> str:
        return self["eigenaar"].rstrip(". ")

    @property
    def themes(self) -> list[str]:
        """Dutch names of the themes that it answers."""
        return [name for name in self["thema_namen"].split(SEPARATOR) if name]

    @property
    def speakers(self) -> list[tuple[str, SourcedNumber]]:
        """Statements per kind of speaker, those that spoke only."""
        counts = {side: self.number(f"n_{side}") for side in ("intern", "extern")}
        if _is_whole(self, self.listing):
            counts |= {side: _count(self.listing, doelgroep=side) for side in ("beide", "onbekend")}
        else:
            counts["overig"] = self.number("n_overig")
        return [(side, n) for side, n in counts.items() if int(n)]

    def number(self, column: str, form: Form = "aantal") -> SourcedNumber:
        """The number in a cell; what the overview lacks is summed over ``newest``, which may have no row."""
        if column in self.cells:
            return super().number(column, form)
        return self.newest.table.total(column, self.newest.table.told(form), **self.newest.place)

    @property
    def listed(self) -> SourcedNumber | None:
        """Statements in its list, where these are not all."""
        return None if _is_whole(self, self.listing) else _count(self.listing)

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
    def proposed(self) -> bool:
        """Whether its themes are a proposal of the computer."""
        return self["themas_voorgesteld"] == "ja"


class OpenTheme(Row):
    """One theme that no action answers."""

    name = Text("thema_naam")
    n = Number("uitspraken")
    problems = Number("n_knelpunt")
    wishes = Number("n_wens")

    def in_round(self, name: str) -> SourcedNumber:
        """The statements of one round."""
        return self.table.total("uitspraken", thema=self["thema"], ronde=name)


class Coverage(Row):
    """What becomes of the critical statements of one round."""

    round = Text("ronde")
    critical = Number("kritisch")
    answered = Number("met_actie")

    @property
    def share(self) -> SourcedNumber:
        return self.quotient("dekking", "met_actie", "kritisch")


def action_views(tables: Tables, rounds: Sequence[str], choices: Choices) -> list[ActionView]:
    """The actions by number, each with its quotes; no statement is quoted twice.

    Parameters
    ----------
    rounds : names of the rounds, oldest first.
    """
    shown: list[Quote] = []
    views = []
    for row in Row.each(tables.overview, "nummer"):
        listing = tables.listings[row["nummer"]]
        choice = choose(listing, shown, choices)
        shown.extend(choice.quotes)
        counted = _listed if _is_whole(row, listing) else partial(_in_trend, tables.action_trend, row["nummer"])
        counts = tuple(counted(listing, name) for name in rounds)
        newest = _newest(tables.action_trend, row["nummer"])
        views.append(ActionView(tables.overview, row.cells, row.key, listing, newest, counts, choice))
    return views


def _newest(trend: SourcedTable, number: str) -> Row:
    """The trend of an action in the newest round, everyone together; empty cells where there is none."""
    key = ("nummer", "ronde", "doelgroep")
    rows = Row.each(trend, *key, nummer=number, doelgroep="alle")  # oldest first
    nothing = {**dict.fromkeys(trend.frame.columns, ""), "nummer": number, "doelgroep": "alle"}
    return rows[-1] if rows else Row(trend, nothing, key)


def _is_whole(row: Row, listing: SourcedTable) -> bool:
    """Whether a list has all statements of its action: where these are very many, it has some of them."""
    return int(_count(listing)) == int(row["uitspraken"])


def _listed(listing: SourcedTable, name: str) -> CountRow:
    """What the list of an action has of a round."""
    stances = {stance: _count(listing, ronde=name, oordeel=stance) for stance in STANCES}
    return CountRow(name, _count(listing, ronde=name), stances)


def _in_trend(trend: SourcedTable, number: str, _: SourcedTable, name: str) -> CountRow:
    """The same from trend-acties.csv, which counts all."""
    place = {"nummer": number, "ronde": name, "doelgroep": "alle"}
    stances = {stance: trend.total(f"n_{stance}", **place) for stance in STANCES}
    return CountRow(name, trend.total("n", **place), stances)


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
