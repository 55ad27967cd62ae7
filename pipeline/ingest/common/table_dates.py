"""Dates as Dutch survey exports write them, to ISO 8601."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_NAMED = re.compile(r"(?:[a-z]+,? +)?(\d{1,2})[ -]+([a-z]+)\.?,?[ -]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(
    r"[T ,]+(?:om )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?: *(?:uur|u))?(?:Z| ?[+-]\d{2}:?\d{2})?$"
)
# Day 0 of Excel's calendar, which takes 1900 for a leap year (ECMA-376 part 1, 18.17.4.1).
_EXCEL_EPOCH = datetime.date(1899, 12, 30)


def iso_date(cell: str, months: Mapping[str, int]) -> str:
    """The day as ``2025-03-03``; "" when the cell is empty; the day comes before the month.

    Of a year alone it is the first day, which puts rounds in order.

    Parameters
    ----------
    months : month name, case folded -> 1 to 12.

    Raises
    ------
    ValueError
        When the cell is not a date.

    >>> iso_date("03-03-2025 14:10", {}), iso_date("maandag 3 maart 2025", {"maart": 3})
    ('2025-03-03', '2025-03-03')
    """
    text = _TIME.sub("", cell.strip()).casefold()
    if not text:
        return ""
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), _full_year(match[3])
    elif (match := _NAMED.fullmatch(text)) and match[2] in months:
        day, month, year = int(match[1]), months[match[2]], _full_year(match[3])
    elif _YEAR.fullmatch(text):
        year, month, day = int(text), 1, 1
    elif match := _SERIAL.fullmatch(text):
        return (_EXCEL_EPOCH + datetime.timedelta(days=int(match[1]))).isoformat()
    else:
        raise ValueError(f"not a date: {cell!r}")
    return datetime.date(year, month, day).isoformat()


def _full_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)
