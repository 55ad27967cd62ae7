"""How themes moved: from an earlier round to the newest, with the difference and the trend's verdict.

Of the share of a theme (trend.csv), and of its tone (the rows ``saldo`` of trend-oordelen.csv):
the part that praises less the part that names a problem.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codes import FALLEN, RISEN
from pipeline.core.comparison import FIRST, PREVIOUS, Comparison
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.themes import KEY, ThemeRow

BETTER, WORSE = "verbeterd", "verslechterd"
MOST_TURNS = 3  # that a sentence holds
UP = (RISEN, BETTER)
DOWN = (FALLEN, WORSE)


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
        return self.verdict in (*UP, *DOWN)

    @property
    def turned(self) -> bool:
        """Whether a tone that changed went from problems to praise, or back."""
        return self.shown and float(self.before.value) * float(self.now.value) < 0


def turns(before: Sequence[ThemeRow], now: Sequence[ThemeRow]) -> list[ThenAndNow]:
    """Themes of which more problems than praise were counted before, and more praise than problems now.

    The largest first; a count, not a proof.
    """
    past = {row.theme: row for row in before if _balance(row) < 0}
    found = [ThenAndNow(past[row.theme], row, PREVIOUS) for row in now if row.theme in past and _balance(row) > 0]
    return sorted(found, key=lambda turn: _balance(turn.before) - _balance(turn.now))[:MOST_TURNS]


def _balance(row: ThemeRow) -> int:
    return int(row.stances["behouden"]) - int(row.stances["knelpunt"])


def heard(before: ThemeRow, now: ThemeRow, verdict: str) -> str:
    """What of a tone that changed did so: praise, problems or both; a key of ``toon_bewoog`` in findings.yaml.

    A part moved where its count and its share of the round's statements both did. A tone turned where both
    parts moved, and the larger of the two became the smaller.

    Parameters
    ----------
    verdict : ``verbeterd`` or ``verslechterd``.
    """
    good = 1 if verdict == BETTER else -1
    praise, problems = (
        good * side * _direction(before, now, stance) for side, stance in ((1, "behouden"), (-1, "knelpunt"))
    )
    if praise > 0 and problems > 0:
        return f"omslag_{verdict}" if good * _balance(before) < 0 < good * _balance(now) else verdict
    if problems > 0:
        return "minder_knelpunten" if verdict == BETTER else "meer_knelpunten"
    if praise > 0:
        return "meer_waardering" if verdict == BETTER else "minder_waardering"
    return f"toon_{verdict}"


def _direction(before: ThemeRow, now: ThemeRow, stance: str) -> int:
    """Whether a stance is heard more (1) or less (-1), both by count and by share; else 0."""
    past, present = int(before.stances[stance]), int(now.stances[stance])
    of_past, of_present = past * int(now.denominator), present * int(before.denominator)
    signs = {(present > past) - (present < past), (of_present > of_past) - (of_present < of_past)}
    return signs.pop() if len(signs) == 1 else 0


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
