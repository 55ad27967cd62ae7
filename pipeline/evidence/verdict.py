"""How the signal of an action moved, in words, by rule.

The signal is criticism. Per theme the tone of the newest round (`saldo` in trend-oordelen.csv: praise
less criticism) says whether it moved: a better tone is less of a signal. So more praise never reads
as a problem that grows, and a move is named only where the trend names it. Themes about which the
trend says nothing, as the data are too few, have no say. When the others agree, that is the verdict.

A slow move stays below what can be shown from round to round, so the round is also held against the
first: the previous round has the first word, and the first round speaks where that one shows nothing.
A verdict that something moved names the round that it compares with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.counting import TONE
from pipeline.excel_tables import SIGNAL_SINCE, SIGNALS
from pipeline.rounds import UNNAMED

LESS, MORE, SAME, DIFFERS, FEW = SIGNALS
_READ_AS = {"verbeterd": LESS, "verslechterd": MORE, SAME: SAME}  # what the trend says otherwise is no verdict
# The comparisons of the trend, in the order in which they are asked: column of the round, of the verdict.
_COMPARISONS = (("vorige_ronde", "verandering"), ("eerste_ronde", "sinds_eerste"))


@dataclass(frozen=True)
class Compared:
    """The newest round of all audiences together against an earlier one.

    Attributes
    ----------
    since : the earlier round; "" when there is none.
    said : theme to the verdict; without the themes that have none.
    """

    since: str
    said: Mapping[str, str]


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
        )
        for round_column, column in _COMPARISONS
    ]


def latest_tones(stances: pd.DataFrame) -> list[Compared]:
    """The same of the tone, from the TREND_STANCES table."""
    return latest(stances[stances["oordeel"] == TONE])


def signal(themes: Iterable[str], tones: Sequence[Compared]) -> str:
    """The verdict on an action (a value of ``signaal``): of the first comparison that shows something.

    Parameters
    ----------
    themes : that the action answers.
    tones : the comparisons of the tone, in the order in which they are asked.

    >>> previous = Compared("2025", {"regie": "geen aantoonbaar verschil"})
    >>> signal(["regie"], [previous, Compared("2024", {"regie": "verbeterd"})])
    'signaal neemt af sinds 2024'
    >>> signal(["regie"], [previous, Compared("2024", {"regie": "te weinig gegevens"})])
    'geen aantoonbaar verschil'
    """
    answered = list(themes)
    found = [(_agreed(one.said.get(theme, "") for theme in answered), one.since) for one in tones]
    for verdict, since in found:
        if verdict not in (SAME, FEW):
            return f"{verdict}{SIGNAL_SINCE}{f'de ronde {UNNAMED}' if since == UNNAMED else since}"
    return SAME if any(verdict == SAME for verdict, _ in found) else FEW


def _agreed(tones: Iterable[str]) -> str:
    """The verdict of one comparison (of SIGNALS), from what the trend says of the tone of each theme."""
    said = {_READ_AS[tone] for tone in tones if tone in _READ_AS}
    if not said:
        return FEW
    return said.pop() if len(said) == 1 else DIFFERS
