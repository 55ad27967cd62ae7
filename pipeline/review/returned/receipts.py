"""What became of each returned file: every row applied, listed with a reason, or not filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from operator import itemgetter

import pandas as pd

from pipeline.core.counting import Ledger
from pipeline.core.tables import RECEIPTS
from pipeline.review.common.resolutions import ASPECTS
from pipeline.review.returned.checking import Checked

_REASONS = {"not_filled_in": "nothing was filled in", "not_applied": "it is listed in afgewezen.csv"}


@dataclass(frozen=True)
class Receipt:
    """One returned file, in the order of RECEIPTS; `rows` is None where it is no table with our columns.

    Attributes
    ----------
    applied : rows that count, those that say nothing of the labels among them.
    no_label : of the applied, rows with a remark only, or with doubt and nothing else.
    """

    file: str
    rows: int | None = None
    applied: int = 0
    not_filled_in: int = 0
    not_applied: int = 0
    no_label: int = 0


def receipt(name: str, rows: Sequence[int], checked: Checked) -> Receipt:
    """Account for every row of a returned file.

    Raises
    ------
    ConservationError
        A row got lost, or ended in two places.
    """
    refused = sorted({issue.row for issue in checked.issues})
    if 0 in refused:
        return Receipt(name)
    dropped = {**dict.fromkeys(map(str, refused), "not_applied")}
    dropped |= dict.fromkeys(map(str, checked.untouched), "not_filled_in")
    applied = [str(review.row) for review in checked.reviews]
    Ledger.of(name, "row", incoming=map(str, rows), kept=applied, dropped=dropped, reasons=_REASONS)
    silent = [review for review in checked.reviews if not any(map(review.says, ASPECTS))]
    return Receipt(name, len(rows), len(applied), len(checked.untouched), len(refused), len(silent))


def receipts_table(receipts: Iterable[Receipt]) -> pd.DataFrame:
    """Rows of RECEIPTS, by file name."""
    rows = [
        (file, "nee" if rows is None else "ja", "" if rows is None else str(rows), *map(str, counts))
        for file, rows, *counts in sorted(map(astuple, receipts), key=itemgetter(0))
    ]
    return pd.DataFrame(rows, columns=RECEIPTS.names, dtype=str)
