"""Dates as survey tools write them; whether the day or the month comes first is settled over the whole column."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

import pandas as pd

from pipeline.core.dates import iso_date

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = get_args(Order)

_CLOCK = re.compile(
    r"[T ,]+(?:om )?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?"
    r" ?(?P<half>[ap]\.? ?m\.?)? ?(?:[A-Z]{1,5})?(?: ?[+-]\d{1,2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_DAY_AT: dict[Order, int] = {"day-first": 1, "month-first": 3}  # group of the day in _NUMBERS
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_LONGEST = 60  # characters of a stamp
_FEW_DAYS, _FAR_APART = 28, 4  # an order spreads the answers when it makes their span so long, and so much longer


def day_of(cell: str, months: Mapping[str, int], order: Order = "day-first") -> str:
    """The day as ``2025-03-14``, "" of an empty cell; :class:`ValueError` when it is not a date.

    >>> day_of("3/14/2025 2:32:10 PM", {}, "month-first"), day_of("2025/03/14 2:32:10 p.m. CET", {})
    ('2025-03-14', '2025-03-14')
    >>> day_of("Mar 14, 2025", {"mar": 3}), day_of("14-3-25 9:05", {})
    ('2025-03-14', '2025-03-14')
    """
    text = _CLOCK.sub("", " ".join(cell.split()))
    if match := _YEAR_FIRST.fullmatch(text):
        text = "-".join(match.groups())
    elif (match := _NAMED_FIRST.fullmatch(text)) and match[1].casefold() in months:
        text = f"{match[3]}-{months[match[1].casefold()]}-{match[2]}"
    elif order == "month-first" and (match := _NUMBERS.fullmatch(text)):
        text = f"{match[3]}-{match[1]}-{match[4]}"
    else:
        text = cell if text == " ".join(cell.split()) else text
    return iso_date(text, months)


def is_date(cell: str, months: Mapping[str, int]) -> bool:
    """Whether a cell is a date in either order; a bare number is none."""
    if len(cell) > _LONGEST or not any(map(str.isdigit, cell)) or re.fullmatch(r"[\d\s.,]+", cell):
        return False
    for order in ORDERS:
        try:
            return bool(day_of(cell, months, order))
        except (ValueError, OverflowError):
            continue
    return False


def settled(cells: Iterable[str]) -> tuple[Order | None, str]:
    """The order in which a column has day and month, and what tells it; None where nothing does.

    >>> settled(["3/4/2025", "3/14/2025"]), settled(["03-04-2025"]), settled(["2025-03-14"])
    (('month-first', 'of "3/14/2025"'), ('day-first', 'as Dutch dates have -'), ('day-first', ''))
    >>> settled(["04/06/2025", "05/06/2025"]), settled(["04/06/2025"])[0]
    (('day-first', 'as else 30 days lie between them, now 1'), None)
    """
    bare = {cell: _CLOCK.sub("", " ".join(cell.split())) for cell in cells}
    found = [(cell, match) for cell, text in bare.items() if (match := _NUMBERS.fullmatch(text))]
    for order, at in _DAY_AT.items():
        if above := next((cell for cell, match in found if int(match[at]) > 12), ""):
            return order, f'of "{above}"'
    if all(match[1] == match[3] for _, match in found):
        return "day-first", ""
    if any((clock := _CLOCK.search(cell)) and clock["half"] for cell, _ in found):
        return "month-first", "as the hours are am and pm"
    days = {}
    for order, at in _DAY_AT.items():
        texts = [f"{match[at]}-{match[4 - at]}-{match[4][-2:]}" for _, match in found]
        days[order] = pd.to_datetime(texts, format="%d-%m-%y")
    spans = {order: (when.max() - when.min()).days for order, when in days.items()}
    short, long = sorted(ORDERS, key=spans.__getitem__)
    apart = spans[long] >= _FEW_DAYS and spans[long] >= _FAR_APART * spans[short] > 0
    if all(match[2] != "/" for _, match in found):  # but Dutch Excel puts - in American dates too
        american = short == "month-first" and apart and any(int(match[1]) > 1 for _, match in found)
        return (None, "") if american else ("day-first", "as Dutch dates have -")
    ways = [order for order, when in days.items() if when.is_monotonic_increasing or when.is_monotonic_decreasing]
    if len(ways) == 1 and days[ways[0]].nunique() > 2:
        return ways[0], "so that the rows follow each other in time"
    if apart:
        return short, f"as else {spans[long]} days lie between them, now {spans[short]}"
    return None, ""
