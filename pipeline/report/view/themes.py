"""Themes per round, and the rounds themselves, as trend.csv has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pipeline.core.codes import CORRECTED, FALLEN, FEW, RISEN, UNCORRECTED, WHOLE
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.core.dates import UNNAMED
from pipeline.report.view.figures import Number, Row, SourcedNumber, SourcedTable, Text

CHANGED = (RISEN, FALLEN)
KEY = ("thema", "ronde", "doelgroep")  # of its rows
MOST_NAMES = 3  # themes named in one sentence; of more equals nothing is said that one can remember
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
    """One theme in one round for one audience: a share, 0 to 1, or a tone, −1 to 1, with the 95% interval."""

    theme = Text("thema")
    name = Text("thema_naam")
    round = Text("ronde")
    audience = Text("doelgroep")
    n = Number("n")
    denominator = Number("noemer")
    value = Number("aandeel", "procent")
    low = Number("ondergrens", "procent")
    high = Number("bovengrens", "procent")

    @property
    def share(self) -> SourcedNumber:
        """The share; shown as exactly as its two counts where it is nothing but the one divided by the other."""
        n, of = int(self["n"] or 0), int(self["noemer"] or 0)
        if of and self["aandeel"] and abs(n / of - float(self["aandeel"])) < _ROUNDING:
            return self.quotient("aandeel", "n", "noemer")
        return self.value

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


class Round(Row):
    """One round: when, and how much was said; its size stands in the row of each theme."""

    name = Text("ronde")
    date = Text("datum")
    counted = Number("noemer")
    respondents = Number("respondenten_totaal")

    def size(self, audience: str) -> SourcedNumber:
        """Statements of an audience; empty, not 0, when the round has no row for it: nobody was told apart."""
        return self.table.total("noemer", **{**self.place, "doelgroep": audience})


def rounds(trend: SourcedTable) -> list[Round]:
    """The rounds, oldest first, as the trend has them."""
    rows: dict[str, Round] = {}
    for row in Round.each(trend, *KEY, doelgroep="alle"):
        rows.setdefault(row.name, row)
    return list(rows.values())


def theme_rows(trend: SourcedTable, round_name: str, audience: str) -> list[ThemeRow]:
    """All themes of one round and audience, in codebook order."""
    return ThemeRow.each(trend, *KEY, ronde=round_name, doelgroep=audience)


def most_said_first(rows: Sequence[ThemeRow]) -> list[ThemeRow]:
    """Largest share first; equals in codebook order, those without a share last."""
    return sorted(rows, key=lambda row: -float(row.share) if row.known else 1)


def with_most(rows: Iterable[ThemeRow], count: Callable[[ThemeRow], SourcedNumber]) -> list[ThemeRow]:
    """The themes that have most of something; none when that is one statement, or too many share it."""
    sizes = [(int(count(row)), row) for row in rows]
    most = max((size for size, _ in sizes), default=0)
    top = [row for size, row in sizes if size == most]
    return top if most > 1 and len(top) <= MOST_NAMES else []
