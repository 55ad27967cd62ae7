"""Improvement actions with what was said, and where feedback and actions miss each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.codes import SIGNAL_SINCE, UNCORRECTED
from pipeline.core.counting import STANCES
from pipeline.report.view.figures import Book, Figure
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
    n: Figure
    stances: dict[str, Figure]


@dataclass(frozen=True)
class ActionView:
    """One action: its evidence, and quotes from it.

    Attributes
    ----------
    critical : statements that name a problem or a wish. coverage : of all such statements of the corpus.
    respondents : how many different people said them; empty when that is not known.
    share : the part of the newest round that touches its themes, with its interval; corrected : for the coder's
        errors. signal : the verdict on its themes; since : the round that it compares with, "" when it shows
        nothing; hint : that it is only a hint, and why, "" when it is more.
    previous, first : the rounds that the newest was compared with for it; "" when there is none.
    dissent : per theme what the smaller side counts, in words.
    text : the whole action; "" when the title says it all.
    voices : statements per kind of speaker, those that spoke only.
    """

    number: str
    title: str
    text: str
    owner: str
    group: str
    themes: tuple[str, ...]
    file: str
    n: Figure
    stances: dict[str, Figure]
    voices: tuple[tuple[str, Figure], ...]
    rounds: tuple[CountRow, ...]
    critical: Figure
    coverage: Figure
    respondents: Figure
    share: Figure
    low: Figure
    high: Figure
    corrected: bool
    signal: str
    since: str
    hint: str
    previous: str
    first: str
    dissent: tuple[str, ...]
    proposed: bool
    choice: Choice


@dataclass(frozen=True)
class OpenTheme:
    """One theme that no action answers."""

    name: str
    n: Figure
    problems: Figure
    wishes: Figure
    newest: Figure


@dataclass(frozen=True)
class WeakAction:
    """One action for which too little was said."""

    number: str
    title: str
    n: Figure
    critical: Figure
    reason: str


@dataclass(frozen=True)
class Coverage:
    """What becomes of the critical statements of one round."""

    round: str
    critical: Figure
    answered: Figure
    unanswered: Figure
    no_theme: Figure
    undecided: Figure
    share: Figure


def action_views(
    overview: Book,
    trend: Book,
    listings: Mapping[str, Book],
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
    for row in overview.records():
        number = row["nummer"]
        listing = listings[number]
        signal, _, since = row["signaal"].partition(SIGNAL_SINCE)
        newest = _newest(trend, number)
        choice = choose(candidates(listing.frame, longest), wanted, shown, sure)
        shown.extend(choice.quotes)
        views.append(
            ActionView(
                number,
                row["titel"],
                row["tekst"] if row["tekst"] != row["titel"] else "",
                row["eigenaar"].rstrip(". "),
                row["groep"],
                _parts(row["thema_namen"]),
                listing.file,
                overview.cell("uitspraken", nummer=number),
                {stance: overview.cell(f"n_{stance}", nummer=number) for stance in STANCES},
                _voices(listing, overview, number),
                tuple(_count_row(listing, name) for name in rounds),
                overview.cell("kritisch", nummer=number),
                overview.cell("dekking", "procent", nummer=number),
                overview.cell("respondenten", nummer=number),
                *_share(trend, newest),
                newest["methode"] not in ("", UNCORRECTED),
                signal,
                since,
                row["signaal_let_op"],
                newest["vorige_ronde"],
                newest["eerste_ronde"],
                _parts(row["tegengeluid"]),
                row["themas_voorgesteld"] == "ja",
                choice,
            )
        )
    return views


def _newest(trend: Book, number: str) -> dict[str, str]:
    """The trend of an action in the newest round, everyone together; empty cells where there is none."""
    rows = trend.records(nummer=number, doelgroep="alle")  # oldest first
    return rows[-1] if rows else {**dict.fromkeys(trend.frame.columns, ""), "nummer": number, "doelgroep": "alle"}


def _share(trend: Book, newest: Mapping[str, str]) -> tuple[Figure, Figure, Figure]:
    """The share of an action with the ends of its interval; a sum, as an action without a trend has no row."""
    row = {column: newest[column] for column in ("nummer", "ronde", "doelgroep")}
    share, low, high = (
        replace(trend.total(column, **row), form="procent") for column in ("aandeel", "ondergrens", "bovengrens")
    )
    return share, low, high


def _voices(listing: Book, overview: Book, number: str) -> tuple[tuple[str, Figure], ...]:
    once = {"dubbel_van": ""}
    found = (
        ("intern", overview.cell("n_intern", nummer=number)),
        ("extern", overview.cell("n_extern", nummer=number)),
        ("beide", listing.count("uitspraak_id", **once, doelgroep="beide")),
        ("onbekend", listing.count("uitspraak_id", **once, doelgroep="onbekend")),
    )
    return tuple((audience, n) for audience, n in found if int(n))


def _count_row(listing: Book, name: str) -> CountRow:
    once = {"ronde": name, "dubbel_van": ""}
    return CountRow(
        name,
        listing.count("uitspraak_id", **once),
        {stance: listing.count("uitspraak_id", **once, oordeel=stance) for stance in STANCES},
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(SEPARATOR) if part)


def answers(overview: Book) -> dict[str, list[str]] | None:
    """Theme to the numbers of the actions that answer it; None when there are no actions."""
    found: dict[str, list[str]] = {}
    for row in overview.records():
        for theme in filter(None, row["themas"].split("|")):
            found.setdefault(theme, []).append(row["nummer"])
    return found if len(overview.frame) else None


def open_themes(uncovered: Book, all_rounds: str, newest: str) -> list[OpenTheme]:
    """The themes that no action answers and that somebody spoke about, most said first."""
    return [
        OpenTheme(
            row["thema_naam"],
            uncovered.cell("uitspraken", thema=row["thema"], ronde=all_rounds),
            uncovered.cell("n_knelpunt", thema=row["thema"], ronde=all_rounds),
            uncovered.cell("n_wens", thema=row["thema"], ronde=all_rounds),
            uncovered.total("uitspraken", thema=row["thema"], ronde=newest),
        )
        for row in uncovered.records(ronde=all_rounds)
        if row["uitspraken"] != "0"
    ]


def weak_actions(unsupported: Book) -> list[WeakAction]:
    """The actions without evidence, by number."""
    return [
        WeakAction(
            row["nummer"],
            row["titel"],
            unsupported.cell("uitspraken", nummer=row["nummer"]),
            unsupported.cell("kritisch", nummer=row["nummer"]),
            row["reden"],
        )
        for row in unsupported.records()
    ]


def coverages(coverage: Book) -> list[Coverage]:
    """Coverage per round, oldest first, then of all."""
    return [
        Coverage(
            name,
            coverage.cell("kritisch", ronde=name),
            coverage.cell("met_actie", ronde=name),
            coverage.cell("zonder_actie", ronde=name),
            coverage.cell("zonder_thema", ronde=name),
            coverage.cell("onbeslist", ronde=name),
            coverage.share("dekking", "met_actie", "kritisch", ronde=name),
        )
        for name in coverage.frame["ronde"]
    ]
