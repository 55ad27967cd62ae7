"""Themes per round, the rounds themselves, and how themes moved, as the trend has them.

A move goes from an earlier round to the newest, with the difference and the trend's verdict: of the share of a
theme (trend.csv), and of its tone (the rows ``saldo`` of trend-oordelen.csv), the part that praises less the part
that names a problem.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.core.codes import CORRECTED, ERRS_OTHERWISE, FALLEN, FEW, RISEN, UNCORRECTED, WHOLE
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.core.dates import UNNAMED
from pipeline.report.view.figures import Number, Row, SourcedNumber, SourcedTable, Text

Kind = TypeVar("Kind", bound=Row)
CHANGED = (RISEN, FALLEN)
KEY = ("thema", "ronde", "doelgroep")  # of its rows
MOST_NAMES = 3  # themes named in one sentence; of more equals nothing is said that one can remember
_ROUNDING = 0.00006  # of the table's four decimals
BETTER, WORSE = "verbeterd", "verslechterd"


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
    texts = Number("unieke_teksten")
    denominator = Number("noemer")
    coded = Number("gecontroleerd")
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
    def by_sample(self) -> bool:
        """Whether what people coded of it settles how small a difference can be seen, not how much was said."""
        return self.corrected and not self.whole

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
    def smallest(self) -> SourcedNumber:
        """The change since the round before that would mostly have shown, as a part of the statements."""
        return self.number(PREVIOUS["smallest"], "procent")

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
    texts = Number("unieke_teksten_totaal")
    respondents = Number("respondenten_totaal")

    @property
    def coded_otherwise(self) -> bool:
        """Whether the coder errs here otherwise than in the other rounds."""
        return self["codeerfouten"] == ERRS_OTHERWISE

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


def with_most(rows: Iterable[Kind], count: Callable[[Kind], float], *, above: float = 1) -> list[Kind]:
    """The themes that have most of something; none when that is one statement, or too many share it."""
    sizes = [(count(row), row) for row in rows]
    most = max((size for size, _ in sizes), default=0)
    top = [row for size, row in sizes if size == most]
    return top if most > above and len(top) <= MOST_NAMES else []


def could_show(rows: Iterable[ThemeRow]) -> ThemeRow | None:
    """Of the themes held against the round before the one in the middle, by the change that would show."""
    tested = sorted((row for row in rows if row.previous.p), key=lambda row: float(row.previous.smallest))
    return tested[len(tested) // 2] if tested else None


@dataclass(frozen=True)
class ThenAndNow:
    """One theme, then and now.

    Attributes
    ----------
    columns : those of ``now`` that compare it with ``before``.
    """

    before: ThemeRow
    now: ThemeRow
    columns: Mapping[str, str]

    @property
    def theme(self) -> str:
        return self.now["thema"]

    @property
    def name(self) -> str:
        return self.now["thema_naam"]

    @property
    def comparison(self) -> Comparison:
        return Comparison.read(self.now.cells, self.columns)

    @property
    def verdict(self) -> str:
        """What the trend says of it."""
        return self.comparison.verdict

    @property
    def difference(self) -> SourcedNumber:
        """Now minus before."""
        return self.now.number(self.columns["difference"], "punten")

    @property
    def low(self) -> SourcedNumber:
        return self.now.number(self.columns["low"], "punten")

    @property
    def high(self) -> SourcedNumber:
        return self.now.number(self.columns["high"], "punten")

    @property
    def shown(self) -> bool:
        """Whether the trend calls it a change."""
        return self.verdict in (*CHANGED, BETTER, WORSE)

    @property
    def turned(self) -> bool:
        """Whether a tone that changed went from problems to praise, or back."""
        return self.shown and float(self.before.value) * float(self.now.value) < 0


def moves(book: SourcedTable, newest: str, *, previous: bool = False, **kind: str) -> list[ThenAndNow]:
    """Every theme of the newest round against the first round, or else the one before; largest first.

    Parameters
    ----------
    book : trend.csv or trend-oordelen.csv. newest : name of the round.
    previous : against the round before, also when there is an earlier one.
    kind : what else names a row: ``oordeel`` in trend-oordelen.csv.

    Returns
    -------
    Themes that have no earlier round, or no value in one of the two, are left out.
    """
    moved = []
    for now in ThemeRow.each(book, *KEY, *kind, ronde=newest, doelgroep="alle", **kind):
        columns = FIRST if now[FIRST["since"]] and not previous else PREVIOUS
        comparison = Comparison.read(now.cells, columns)
        if comparison.since and comparison.difference:
            (before,) = ThemeRow.each(book, *KEY, *kind, **{**now.place, "ronde": comparison.since})
            moved.append(ThenAndNow(before, now, columns))
    return sorted(moved, key=lambda move: -abs(float(move.difference)))
