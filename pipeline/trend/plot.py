"""The shares of everyone together as rows that DVC draws."""

from __future__ import annotations

import pandas as pd

from pipeline.core.files import plain_csv

COLUMNS = {"thema_naam": "theme", "ronde": "round", "aandeel": "share", "ondergrens": "low", "bovengrens": "high"}


def plot_csv(trend: pd.DataFrame) -> bytes:
    """Plain CSV, one row a theme and a round: its share with the ends of the interval; without shares, no rows.

    Parameters
    ----------
    trend : rows of TREND.
    """
    everyone = trend[(trend["doelgroep"] == "alle") & (trend["aandeel"].astype(str) != "")]
    return plain_csv(everyone[[*COLUMNS]].rename(columns=COLUMNS)).encode()
