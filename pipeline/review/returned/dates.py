"""The date of a review: as a spreadsheet or a person wrote it, and whether it can be right."""

from __future__ import annotations

import datetime
import re

from pipeline.core.codes import JOINT

ANY_DAY = datetime.date.max  # for who has no clock: no date is later
_DAY_NUMBER = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.]+)?")
_DAY_ZERO = datetime.date(1899, 12, 30)  # from which Excel counts the days of a date
_SHORT_NAMED = re.compile(r"([0-9]{1,2})[-/. ]+([a-z]{3,9})[-/. ]+([0-9]{2})", re.IGNORECASE)  # Excel's 12-nov-26
_FULL = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{1,2}|[a-z]{3,9})[-/. ]+([0-9]{4})(?:[ ,]+[0-9:.]+)?")
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def dutch_date(cell: str) -> str:
    """As written; a date that a spreadsheet wrote its own way as Dutch people write it.

    >>> dutch_date("46338"), dutch_date("46338,5"), dutch_date("12-11-26"), dutch_date("2026-11-12 00:00:00")
    ('12-11-2026', '12-11-2026', '12-11-2026', '12-11-2026')
    >>> dutch_date("12-nov-26"), dutch_date("1 mrt. 26"), dutch_date("12 nov")
    ('12-11-2026', '01-03-2026', '12 nov')
    """
    if _DAY_NUMBER.fullmatch(cell):
        return (_DAY_ZERO + datetime.timedelta(days=int(cell[:5]))).strftime("%d-%m-%Y")
    if short := _SHORT_YEAR.fullmatch(cell):
        return f"{int(short[1]):02}-{int(short[2]):02}-20{short[3]}"
    if (named := _SHORT_NAMED.fullmatch(cell)) and (month := _month(named[2])):
        return f"{int(named[1]):02}-{month:02}-20{named[3]}"
    if iso := _ISO.fullmatch(cell):
        return f"{iso[3]}-{iso[2]}-{iso[1]}"
    return cell


def strange_date(cell: str, today: datetime.date) -> bool:
    """No day of the calendar with its year, or a day that is still to come; an empty cell says nothing.

    Dates of several reviewers in one cell must all be right.

    >>> today = datetime.date(2026, 11, 27)
    >>> [strange_date(cell, today) for cell in ("", "27-11-2026", "27 november 2026", "1-2-2026 | 3-2-2026")]
    [False, False, False, False]
    >>> [strange_date(cell, today) for cell in ("31-02-2026", "28-11-2026", "27 november", "vandaag")]
    [True, True, True, True]
    """
    return any(_strange(one.strip(), today) for one in cell.split(JOINT.strip()) if one.strip())


def _strange(cell: str, today: datetime.date) -> bool:
    parts = _FULL.fullmatch(dutch_date(cell).casefold())
    if not parts:
        return True
    day, month, year = parts.groups()
    number = int(month) if month.isdigit() else _month(month)
    try:
        return datetime.date(int(year), number, int(day)) > today
    except ValueError:
        return True


def _month(name: str) -> int:
    """The number of a month, by its Dutch name or the beginning of it; 0 when there is none."""
    short = name.casefold()
    short = "maa" if short == "mrt" else short[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0
