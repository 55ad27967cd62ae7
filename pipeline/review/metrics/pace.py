"""How long coding a statement takes: as the page to review in measured it, else as params.yaml assumes."""

from typing import NamedTuple

import pandas as pd

ENOUGH = 20  # statements that were timed, from which on they say more than an assumption


class Pace(NamedTuple):
    """Seconds that one statement takes, on average; `timed` statements say so, 0 where it is assumed."""

    seconds: float
    timed: int


def pace(codings: pd.DataFrame, assumed: float) -> Pace:
    """The mean of what was measured, as so many statements take so many times as long.

    The page counts attention: while it is in view, and at most two minutes without a sign of life.

    Parameters
    ----------
    codings : rows of CODINGS: what was coded blind.
    assumed : seconds, used until `ENOUGH` statements were timed.
    """
    timed = pd.to_numeric(codings["seconds"]).dropna()
    return Pace(float(timed.mean()), len(timed)) if len(timed) >= ENOUGH else Pace(assumed, 0)
