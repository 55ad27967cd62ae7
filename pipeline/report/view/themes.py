"""Themes now, over the rounds, and in the mirror of staff against partners."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.core.codes import (
    CORRECTED,
    FALLEN,
    FEW,
    MORE_PARTNERS,
    MORE_STAFF,
    RISEN,
    UNCORRECTED,
    WARMER_PARTNERS,
    WARMER_STAFF,
    WHOLE,
)
from pipeline.core.counting import NET_SENTIMENT, STANCES
from pipeline.core.rounds import UNNAMED
from pipeline.report.view.figures import Book, Figure

CHANGED = (RISEN, FALLEN)
TREND_FILE = "trend.csv"
MIRROR_FILE = "trend-spiegel.csv"
VERDICTS = dict.fromkeys((MORE_STAFF, WARMER_STAFF), "intern")
VERDICTS |= {**dict.fromkeys((MORE_PARTNERS, WARMER_PARTNERS), "extern"), FEW: FEW}
GROUPS = {"intern": "medewerkers", "extern": "partners"}  # audience to what the mirror's columns call it
TIED = 3  # equals that are named together
TOP = 5  # themes that are listed of a side
_ROUNDING = 0.00006  # of the table's four decimals


def when(name: str) -> str:
    """A round as a sentence names it, also when corpus.yaml gives it no name.

    >>> when("2026"), when("zonder naam")
    ('2026', 'deze ronde')
    """
    return "deze ronde" if name == UNNAMED else name


@dataclass(frozen=True)
class Span:
    """How a theme moved since an earlier round of the same audience.

    Attributes
    ----------
    since : the earlier round; "" when there is none.
    verdict : what the trend says of it. alike : how alike the two rounds asked.
    low, high : 95% interval of the difference of the shares, not corrected for the other themes.
    """

    since: str
    verdict: str
    alike: str
    low: str
    high: str

    @property
    def seems(self) -> int:
        """Whether it would be a rise (1) or a fall (-1) if one had looked at this theme only; else 0."""
        if not self.low or self.verdict == FEW:
            return 0
        return (float(self.low) > 0) - (float(self.high) < 0)


@dataclass(frozen=True)
class ThemeRow:
    """One theme in one round for one audience.

    Attributes
    ----------
    corrected : whether the blind audit was used for the share, or people coded all; else it is n of denominator.
    whole : whether people coded all that is counted here, so that the share is a count and no estimate.
    mark : how the share was made, where the audit was used for others of the trend and not for this; else "".
    previous, first : compared with the round before, and with the first when that is another.
    """

    theme: str
    name: str
    round: str
    audience: str
    n: Figure
    denominator: Figure
    share: Figure
    low: Figure
    high: Figure
    stances: dict[str, Figure]
    corrected: bool
    whole: bool
    mark: str
    previous: Span
    first: Span

    @property
    def estimated(self) -> bool:
        """Whether the share is another number than n of denominator: not where people coded the whole round."""
        return self.corrected and not self.whole and self.share.ratio is None

    @property
    def known(self) -> bool:
        """Whether there is a share at all: not without statements."""
        return bool(self.share.value)


@dataclass(frozen=True)
class Round:
    """One round: when, and how much was said by whom."""

    name: str
    date: str
    counted: Figure
    intern: Figure
    extern: Figure
    respondents: Figure
    undecided: Figure


@dataclass(frozen=True)
class MirrorRow:
    """One theme as staff and as partners bring it up.

    Attributes
    ----------
    verdict : ``extern`` or ``intern``: who brings it up more; ``gelijk``: no difference shown; ``te weinig
        gegevens``: it cannot be compared.
    warmer : of the tone likewise who is more positive.
    """

    name: str
    intern: ThemeRow
    extern: ThemeRow
    verdict: str
    warmer: str


@dataclass(frozen=True)
class Mirror:
    """Staff against partners in one round; enough is false when a side is too small to compare.

    Attributes
    ----------
    intern, extern : statements of each side. people : side to how many spoke; empty when none is known.
    alike : how alike both were asked in this round, a value of ``vergelijking``; "" when it is not known.
    """

    round: str
    rows: tuple[MirrorRow, ...]
    intern: Figure
    extern: Figure
    people: dict[str, Figure]
    enough: bool
    alike: str

    def top(self, side: str) -> list[ThemeRow]:
        """What ``intern`` or ``extern`` names most by count, largest first; never what nobody named.

        About five: it stops before equals of which one would fall outside; when all are equal, all.
        """
        rows: list[ThemeRow] = [getattr(row, side) for row in self.rows]
        ranked = sorted((row for row in rows if int(row.n)), key=lambda row: -int(row.n))
        if len(ranked) <= TOP:
            return ranked
        next_n = int(ranked[TOP].n)
        return [row for row in ranked if int(row.n) > next_n] or [row for row in ranked if int(row.n) == next_n]

    def loudest(self, side: str, stance: str) -> list[ThemeRow]:
        """The themes of which a side has most of a stance; none when that is one statement, or many share it."""
        rows: list[ThemeRow] = [getattr(row, side) for row in self.rows]
        most = max((int(row.stances[stance]) for row in rows), default=0)
        top = [row for row in rows if int(row.stances[stance]) == most]
        return top if most > 1 and len(top) <= TIED else []

    @property
    def comparable(self) -> bool:
        """Whether the two sides can be compared for any theme."""
        return self.enough and any(row.verdict != FEW for row in self.rows)


def rounds(trend: Book) -> list[Round]:
    """The rounds, oldest first, as the trend has them."""
    found: list[Round] = []
    for first in trend.records(doelgroep="alle"):
        name, theme, date = first["ronde"], first["thema"], first["datum"]
        if any(known.name == name for known in found):
            continue  # the round's size stands in the row of each theme
        row = {"thema": theme, "ronde": name}
        found.append(
            Round(
                name,
                date,
                trend.cell("noemer", **row, doelgroep="alle"),
                _size(trend, "intern", row),
                _size(trend, "extern", row),
                trend.cell("respondenten_totaal", **row, doelgroep="alle"),
                trend.cell("onbeslist", **row, doelgroep="alle"),
            )
        )
    return found


def _size(trend: Book, audience: str, row: dict[str, str]) -> Figure:
    # Empty, not 0, when the round has no row for the audience: nobody was told apart.
    return trend.total("noemer", **row, doelgroep=audience)


def theme_rows(trend: Book, round_name: str, audience: str) -> list[ThemeRow]:
    """All themes of one round and audience, in codebook order."""
    rows = []
    audit = bool(set(trend.rows()["methode"]) - {"", UNCORRECTED})
    for cells in trend.records(ronde=round_name, doelgroep=audience):
        theme = cells["thema"]
        row = {"thema": theme, "ronde": round_name, "doelgroep": audience}
        rows.append(
            ThemeRow(
                theme,
                cells["thema_naam"],
                round_name,
                audience,
                trend.cell("n", **row),
                trend.cell("noemer", **row),
                _share(trend, cells, row),
                trend.cell("ondergrens", "procent", **row),
                trend.cell("bovengrens", "procent", **row),
                {stance: trend.cell(f"n_{stance}", **row) for stance in STANCES},
                cells["methode"] not in ("", UNCORRECTED),
                cells["methode"] == WHOLE,
                cells["methode"] if audit and cells["methode"] not in (WHOLE, CORRECTED) else "",
                Span(
                    cells["vorige_ronde"],
                    cells["verandering"],
                    cells["vergelijking"],
                    cells["verschil_ondergrens"],
                    cells["verschil_bovengrens"],
                ),
                Span(
                    cells["eerste_ronde"],
                    cells["sinds_eerste"],
                    cells["vergelijking_eerste"],
                    cells["verschil_eerste_ondergrens"],
                    cells["verschil_eerste_bovengrens"],
                ),
            )
        )
    return rows


def _share(trend: Book, cells: dict[str, str], row: dict[str, str]) -> Figure:
    """The share; shown as exactly as its two counts where it is nothing but the one divided by the other."""
    n, of = int(cells["n"] or 0), int(cells["noemer"] or 0)
    if of and cells["aandeel"] and abs(n / of - float(cells["aandeel"])) < _ROUNDING:
        return trend.share("aandeel", "n", "noemer", **row)
    return trend.cell("aandeel", "procent", **row)


def most_said_first(rows: list[ThemeRow]) -> list[ThemeRow]:
    """Largest share first; equals in codebook order, those without a share last."""
    return sorted(rows, key=lambda row: -float(row.share) if row.known else 1)


def mirror(trend: Book, differences: Book, min_denominator: int) -> Mirror | None:
    """Staff against partners in the newest round that has both, most said by partners first.

    Parameters
    ----------
    differences : trend-spiegel.csv, whose test takes into account that many themes are compared at once.

    Returns
    -------
    None when no round has statements by both.
    """
    names = list(dict.fromkeys(trend.rows(doelgroep="alle")["ronde"]))
    for name in reversed(names):
        intern = {row.theme: row for row in theme_rows(trend, name, "intern") if int(row.denominator)}
        extern = [row for row in theme_rows(trend, name, "extern") if int(row.denominator)]
        if not intern or not extern:
            continue
        size_intern, size_extern = next(iter(intern.values())).denominator, extern[0].denominator
        found = {
            (row["thema"], row["oordeel"]): row["oordeel_verschil"] for row in differences.records(ronde=name)
        }
        pairs = [
            MirrorRow(
                row.name,
                intern[row.theme],
                row,
                *(VERDICTS.get(found.get((row.theme, stance), FEW), "gelijk") for stance in ("", NET_SENTIMENT)),
            )
            for row in most_said_first(extern)
        ]
        any_row = {"ronde": name, "thema": extern[0].theme, "oordeel": ""}
        people = {side: differences.total(f"respondenten_{group}", **any_row) for side, group in GROUPS.items()}
        enough = min(int(size_intern), int(size_extern)) >= min_denominator
        alike = next((row["vergelijking"] for row in differences.records(**any_row)), "")
        return Mirror(name, tuple(pairs), size_intern, size_extern, people, enough, alike)
    return None
