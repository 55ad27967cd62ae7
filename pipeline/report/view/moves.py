"""How themes moved: from an earlier round to the newest, with the difference and the trend's verdict.

Of the share of a theme (trend.csv), and of its tone (the rows ``saldo`` of trend-oordelen.csv):
the part that praises less the part that names a problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.codes import FALLEN, RISEN, UNCORRECTED
from pipeline.report.view.figures import Book, Figure
from pipeline.report.view.themes import ThemeRow

STANCES_FILE = "trend-oordelen.csv"
BETTER, WORSE = "verbeterd", "verslechterd"
TURNS_TOLD = 3  # that a sentence holds
UP = (RISEN, BETTER)
DOWN = (FALLEN, WORSE)


@dataclass(frozen=True)
class Point:
    """A theme in one round: its value with the 95% interval, among how many statements.

    Attributes
    ----------
    value, low, high : a share, 0 to 1; a tone, −1 to 1.
    corrected : whether the blind audit was used.
    """

    round: str
    value: Figure
    low: Figure
    high: Figure
    denominator: Figure
    corrected: bool


@dataclass(frozen=True)
class Move:
    """One theme, then and now.

    Attributes
    ----------
    difference : now minus before. low, high : its 95% interval.
    verdict : what the trend says of it. alike : how alike the two rounds asked.
    """

    theme: str
    name: str
    before: Point
    now: Point
    difference: Figure
    low: Figure
    high: Figure
    verdict: str
    alike: str

    @property
    def shown(self) -> bool:
        """Whether the trend calls it a change."""
        return self.verdict in (*UP, *DOWN)

    @property
    def turned(self) -> bool:
        """Whether a tone that changed went from problems to praise, or back."""
        return self.shown and float(self.before.value) * float(self.now.value) < 0


@dataclass(frozen=True)
class Turn:
    """A theme of which more problems than praise were counted before, and more praise than problems now."""

    before: ThemeRow
    now: ThemeRow

    @property
    def size(self) -> int:
        """How far the count of praise less that of problems went."""
        return _balance(self.now) - _balance(self.before)


def turns(before: Sequence[ThemeRow], now: Sequence[ThemeRow]) -> list[Turn]:
    """Themes whose count turned from problems to praise, the largest first; a count, not a proof."""
    past = {row.theme: row for row in before}
    found = [
        Turn(past[row.theme], row)
        for row in now
        if row.theme in past and _balance(past[row.theme]) < 0 < _balance(row)
    ]
    return sorted(found, key=lambda turn: -turn.size)[:TURNS_TOLD]


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


def moves(book: Book, newest: str, *, previous: bool = False, **kind: str) -> list[Move]:
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
    found = []
    for cells in book.records(ronde=newest, doelgroep="alle", **kind):
        since_first = bool(cells["eerste_ronde"]) and not previous
        earlier = cells["eerste_ronde" if since_first else "vorige_ronde"]
        which = "verschil_eerste" if since_first else "verschil"
        if not earlier or not cells[which]:
            continue
        row = {"thema": cells["thema"], "ronde": newest, "doelgroep": "alle", **kind}
        found.append(
            Move(
                cells["thema"],
                cells["thema_naam"],
                _point(book, {**row, "ronde": earlier}),
                _point(book, row),
                book.cell(which, "punten", **row),
                book.cell(f"{which}_ondergrens", "punten", **row),
                book.cell(f"{which}_bovengrens", "punten", **row),
                cells["sinds_eerste" if since_first else "verandering"],
                cells["vergelijking_eerste" if since_first else "vergelijking"],
            )
        )
    return sorted(found, key=lambda move: -abs(float(move.difference)))


def _point(book: Book, row: dict[str, str]) -> Point:
    value, low, high = (book.cell(column, "procent", **row) for column in ("aandeel", "ondergrens", "bovengrens"))
    return Point(
        row["ronde"],
        value,
        low,
        high,
        book.cell("noemer", **row),
        book.cell("methode", **row).value not in ("", UNCORRECTED),
    )
