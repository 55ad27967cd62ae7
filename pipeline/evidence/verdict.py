"""How the signal of an action moved, in words, by rule.

The signal is bottlenecks: it fades or grows only where the share that names one (the rows `knelpunt` of
trend-oordelen.csv) was shown to fall or rise for the themes of the action. Where that shows nothing, the
tone (the rows `saldo`: praise less bottlenecks) is asked, and what it says is called tone: it also moves
when only praise does, and that is no news of bottlenecks. Themes about which the trend says nothing, as
the data are too few, have no say. When the others agree, that is the verdict.

A slow move stays below what can be shown from round to round, so the round is also held against the
first: the previous round has the first word, and the first round speaks where that one shows nothing.
A verdict that something moved names the round that it compares with, and is a hint only where the two
rounds asked differently, or other people coded them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from pipeline.core.codes import FALLEN, RISEN, SIGNAL_HINTS, SIGNAL_SINCE, SIGNALS
from pipeline.core.counting import CRITICISM, NET_SENTIMENT
from pipeline.core.rounds import UNNAMED

LESS, MORE, BETTER, WORSE, SAME, DIFFERS, FEW = SIGNALS
# What the trend says of bottlenecks, and of the tone; what it says otherwise is no verdict.
_READ_AS = {FALLEN: LESS, RISEN: MORE, "verbeterd": BETTER, "verslechterd": WORSE, SAME: SAME}
# The comparisons of the trend, in the order in which they are asked: column of the round, of the verdict,
# of how alike the two rounds were.
_COMPARISONS = (
    ("vorige_ronde", "verandering", "vergelijking"),
    ("eerste_ronde", "sinds_eerste", "vergelijking_eerste"),
)
_ASKED, _CODED = SIGNAL_HINTS
_HINTS = {"gelijk": "", "": "", "andere beoordelaars": _CODED}  # a value of vergelijking without one: _ASKED


@dataclass(frozen=True)
class Compared:
    """The newest round of all audiences together against an earlier one.

    Attributes
    ----------
    since : the earlier round; "" when there is none.
    said : theme to the verdict; without the themes that have none.
    hint : why it is only a hint (of SIGNAL_HINTS), as far as known; "" when it is more.
    """

    since: str
    said: Mapping[str, str]
    hint: str = ""


class Signal(NamedTuple):
    """The cells `signaal` and `signaal_let_op` of an action."""

    verdict: str
    hint: str


def latest(trend: pd.DataFrame) -> list[Compared]:
    """What is said of the newest round against the previous one, and against the first.

    Parameters
    ----------
    trend : the TREND table, or the rows of TREND_STANCES of one stance.
    """
    of_all = trend[trend["doelgroep"] == "alle"].drop_duplicates("thema", keep="last")  # oldest first
    return [
        Compared(
            next(iter(of_all[round_column]), ""),
            {
                str(theme): str(verdict)
                for theme, verdict in zip(of_all["thema"], of_all[column], strict=True)
                if verdict
            },
            _HINTS.get(next(iter(of_all[alike]), ""), _ASKED),
        )
        for round_column, column, alike in _COMPARISONS
    ]


def latest_of(stance: str, stances: pd.DataFrame) -> list[Compared]:
    """The same of one stance or the tone, from the TREND_STANCES table."""
    return latest(stances[stances["oordeel"] == stance])


def asked_in_turn(stances: pd.DataFrame) -> list[Compared]:
    """What :func:`signal` asks: per comparison bottlenecks, then the tone; from the TREND_STANCES table."""
    pairs = zip(latest_of(CRITICISM, stances), latest_of(NET_SENTIMENT, stances), strict=True)
    return [one for pair in pairs for one in pair]


def signal(themes: Iterable[str], asked: Sequence[Compared]) -> Signal:
    """The verdict on an action: of the first comparison that shows something, and whether it is only a hint.

    Parameters
    ----------
    themes : that the action answers.
    asked : the comparisons, in the order in which they are asked.

    >>> bottlenecks = Compared("2025", {"regie": "geen aantoonbaar verschil"})
    >>> signal(["regie"], [bottlenecks, Compared("2025", {"regie": "verbeterd"})])
    Signal(verdict='toon verbeterd sinds 2025', hint='')
    >>> signal(["regie"], [bottlenecks, Compared("2024", {"regie": "gedaald"}, "aanwijzing: anders gevraagd")])
    Signal(verdict='signaal neemt af sinds 2024', hint='aanwijzing: anders gevraagd')
    >>> signal(["regie"], [bottlenecks, Compared("2024", {"regie": "te weinig gegevens"})]).verdict
    'geen aantoonbaar verschil'
    """
    answered = list(themes)
    found = [(_agreed(one.said.get(theme, "") for theme in answered), one) for one in asked]
    for verdict, one in found:
        if verdict not in (SAME, FEW):
            since = f"de ronde {UNNAMED}" if one.since == UNNAMED else one.since
            return Signal(f"{verdict}{SIGNAL_SINCE}{since}", one.hint)
    return Signal(SAME if any(verdict == SAME for verdict, _ in found) else FEW, "")


def _agreed(verdicts: Iterable[str]) -> str:
    """The verdict of one comparison (of SIGNALS), from what the trend says of each theme."""
    said = {_READ_AS[verdict] for verdict in verdicts if verdict in _READ_AS}
    if not said:
        return FEW
    return said.pop() if len(said) == 1 else DIFFERS
