"""How much is heard of a theme, or of a stance on it: by statements, or by share where a text counts once.

Where a text was sent often and counts once (``trend.count_copies``), statements are votes: which theme has most of
them is then for who asks most people to send a letter to say. The trend's shares count such a text once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.core.comparison import PREVIOUS
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.themes import BETTER, ThemeRow, ThenAndNow, with_most

MOST_TURNS = 3  # that a sentence holds


@dataclass(frozen=True)
class Heard:
    """What themes are ranked by, and what is told of them.

    Attributes
    ----------
    stances : trend-oordelen.csv, to go by shares; None to go by statements.
    """

    stances: SourcedTable | None = None

    @property
    def by_share(self) -> bool:
        """Whether it is the share that counts."""
        return self.stances is not None

    def told(self, row: ThemeRow, stance: str = "") -> SourcedNumber:
        """Statements on a theme, or of one stance on it; or which part of all these are."""
        if self.stances is None:
            return row.stances[stance] if stance else row.n
        if not stance:
            return row.share
        return self.stances.cell("aandeel", self.stances.told("procent"), oordeel=stance, **row.place)

    def size(self, row: ThemeRow, stance: str = "") -> float:
        """The same, to rank by; nothing where there are no statements."""
        found = self.told(row, stance)
        return float(found) if found.value else 0.0

    def most(self, rows: Iterable[ThemeRow], stance: str = "") -> list[ThemeRow]:
        """The themes of which most is heard; none when that is one statement, or too many share it."""
        return with_most(rows, lambda row: self.size(row, stance), above=0 if self.by_share else 1)

    def turns(self, before: Sequence[ThemeRow], now: Sequence[ThemeRow]) -> list[ThenAndNow]:
        """Themes of which more problems than praise were heard before, and more praise than problems now.

        The largest first; what was heard, not a proof.
        """
        past = {row.theme: row for row in before if self._balance(row) < 0}
        found = [
            ThenAndNow(past[row.theme], row, PREVIOUS)
            for row in now
            if row.theme in past and self._balance(row) > 0
        ]
        return sorted(found, key=lambda turn: self._balance(turn.before) - self._balance(turn.now))[:MOST_TURNS]

    def moved(self, before: ThemeRow, now: ThemeRow, verdict: str) -> str:
        """What of a tone that changed did so: praise, problems or both; a key of ``toon_bewoog`` in findings.yaml.

        A part moved where its count and its share of the round's statements both did. A tone turned where both
        parts moved, and the larger of the two became the smaller.

        Parameters
        ----------
        verdict : ``verbeterd`` or ``verslechterd``.
        """
        good = 1 if verdict == BETTER else -1
        praise, problems = (
            good * side * self._direction(before, now, stance)
            for side, stance in ((1, "behouden"), (-1, "knelpunt"))
        )
        if praise > 0 and problems > 0:
            turned = good * self._balance(before) < 0 < good * self._balance(now)
            return f"omslag_{verdict}" if turned else verdict
        if problems > 0:
            return "minder_knelpunten" if verdict == BETTER else "meer_knelpunten"
        if praise > 0:
            return "meer_waardering" if verdict == BETTER else "minder_waardering"
        return f"toon_{verdict}"

    def _balance(self, row: ThemeRow) -> float:
        return self.size(row, "behouden") - self.size(row, "knelpunt")

    def _direction(self, before: ThemeRow, now: ThemeRow, stance: str) -> int:
        """Whether a stance is heard more (1) or less (-1), both by count and by share; else 0."""
        past, present = self.told(before, stance), self.told(now, stance)
        if self.by_share:  # and so that one sees it
            return 0 if past.text == present.text else _sign(float(present) - float(past))
        of_past, of_present = int(past) * int(now.denominator), int(present) * int(before.denominator)
        signs = {_sign(int(present) - int(past)), _sign(of_present - of_past)}
        return signs.pop() if len(signs) == 1 else 0


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
