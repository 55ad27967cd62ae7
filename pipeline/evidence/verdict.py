"""How the signal of an action moved, in words, by rule.

The signal is criticism. Per theme the tone of the newest round (`saldo` in trend-oordelen.csv: praise
less criticism) says whether it moved: a better tone is less of a signal. So more praise never reads
as a problem that grows, and a move is named only where the trend names it. Themes about which the
trend says nothing, as the data are too few, have no say. When the others agree, that is the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.counting import TONE
from pipeline.excel_tables import SIGNALS

LESS, MORE, SAME, DIFFERS, FEW = SIGNALS
_READ_AS = {"verbeterd": LESS, "verslechterd": MORE, SAME: SAME}  # what the trend says otherwise is no verdict


def latest(trend: pd.DataFrame) -> dict[str, str]:
    """Per theme the verdict on the newest round, of all audiences together.

    Parameters
    ----------
    trend : the TREND table, or the rows of TREND_STANCES of one stance.
    """
    of_all = trend[trend["doelgroep"] == "alle"]
    return dict(zip(of_all["thema"], of_all["verandering"], strict=True))  # oldest first: the last one stays


def latest_tones(stances: pd.DataFrame) -> dict[str, str]:
    """The same of the tone, from the TREND_STANCES table."""
    return latest(stances[stances["oordeel"] == TONE])


def signal(tones: Iterable[str]) -> str:
    """The verdict on an action (a value of ``signaal``).

    Parameters
    ----------
    tones : of each of its themes what the trend says of the tone.

    >>> signal(["verbeterd", "te weinig gegevens"])
    'signaal neemt af'
    >>> signal(["verbeterd", "geen aantoonbaar verschil"])
    'verschilt per thema'
    """
    said = {_READ_AS[tone] for tone in tones if tone in _READ_AS}
    if not said:
        return FEW
    return said.pop() if len(said) == 1 else DIFFERS
