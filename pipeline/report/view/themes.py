"""Themes per round, and the rounds themselves, as trend.csv has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.codes import CORRECTED, FALLEN, FEW, RISEN, UNCORRECTED, WHOLE
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.core.dates import UNNAMED
from pipeline.report.view.figures import Row, SourcedNumber, SourcedTable

CHANGED = (RISEN, FALLEN)
TREND_FILE = "trend.csv"
KEY = ("thema", "ronde", "doelgroep")  # of its rows
_ROUNDING = 0.00006  # of the table's four decimals


def when(name: str) -> str:
    """A round as a sentence names it, also when corpus.yaml gives it no name.

    >>> when("2026"), when("zonder naam")
    ('2026', 'deze ronde')
    """
    return "deze ronde" if name == UNNAMED else name


def seems(comparison: Comparison) -> int:
    """Whether it would be a rise (1) or a fall (-1) if one had looked at this theme only; else 0."""
    if not comparison.low or comparison.verdict == FEW:
        return 0
    return (float(comparison.low) > 0) - (float(comparison.high) < 0)


class ThemeRow(Row):
    """One theme in one round for one audience."""

    @property
    def theme(self) -> str:
        return self["thema"]

    @property
    def name(self) -> str:
        return self["thema_naam"]

    @property
    def round(self) -> str:
        return self["ronde"]

    @property
    def audience(self) -> str:
        return self["doelgroep"]

    @property
    def n(self) -> SourcedNumber:
        return self.number("n")

    @property
    def denominator(self) -> SourcedNumber:
        return self.number("noemer")

    @property
    def share(self) -> SourcedNumber:
        """The share; shown as exactly as its two counts where it is nothing but the one divided by the other."""
        n, of = int(self["n"] or 0), int(self["noemer"] or 0)
        if of and self["aandeel"] and abs(n / of - float(self["aandeel"])) < _ROUNDING:
            return self.quotient("aandeel", "n", "noemer")
        return self.number("aandeel", "procent")

    @property
    def low(self) -> SourcedNumber:
        return self.number("ondergrens", "procent")

    @property
    def high(self) -> SourcedNumber:
        return self.number("bovengrens", "procent")

    @property
    def whole(self) -> bool:
        """Whether people coded all that is counted here, so that the share is a count and no estimate."""
        return self["methode"] == WHOLE

    @property
    def mark(self) -> str:
        """How the share was made, where the audit was used for others of the trend and not for this; else ""."""
        audit = bool(self.table.values("methode") - {"", UNCORRECTED})
        return self["methode"] if audit and self["methode"] not in (WHOLE, CORRECTED) else ""

    @property
    def previous(self) -> Comparison:
        """Compared with the round before."""
        return Comparison.read(self.cells, PREVIOUS)

    @property
    def first(self) -> Comparison:
        """Compared with the first round, when that is another than the one before."""
        return Comparison.read(self.cells, FIRST)

    @property
    def estimated(self) -> bool:
        """Whether the share is another number than n of denominator: not where people coded the whole round."""
        return self.corrected and not self.whole and self.share.ratio is None

    @property
    def known(self) -> bool:
        """Whether there is a share at all: not without statements."""
        return bool(self["aandeel"])


@dataclass(frozen=True)
class Round:
    """One round: when, and how much was said by whom."""

    name: str
    date: str
    counted: SourcedNumber
    intern: SourcedNumber
    extern: SourcedNumber
    respondents: SourcedNumber
    undecided: SourcedNumber


def rounds(trend: SourcedTable) -> list[Round]:
    """The rounds, oldest first, as the trend has them: a round's size stands in the row of each theme."""
    rows: dict[str, ThemeRow] = {}
    for row in ThemeRow.each(trend, *KEY, doelgroep="alle"):
        rows.setdefault(row.round, row)

    def size(row: ThemeRow, audience: str) -> SourcedNumber:
        # Empty, not 0, when the round has no row for the audience: nobody was told apart.
        return trend.total("noemer", **{**row.place, "doelgroep": audience})

    return [
        Round(
            name=row.round,
            date=row["datum"],
            counted=row.denominator,
            intern=size(row, "intern"),
            extern=size(row, "extern"),
            respondents=row.number("respondenten_totaal"),
            undecided=row.number("onbeslist"),
        )
        for row in rows.values()
    ]


def theme_rows(trend: SourcedTable, round_name: str, audience: str) -> list[ThemeRow]:
    """All themes of one round and audience, in codebook order."""
    return ThemeRow.each(trend, *KEY, ronde=round_name, doelgroep=audience)


def most_said_first(rows: Sequence[ThemeRow]) -> list[ThemeRow]:
    """Largest share first; equals in codebook order, those without a share last."""
    return sorted(rows, key=lambda row: -float(row.share) if row.known else 1)
