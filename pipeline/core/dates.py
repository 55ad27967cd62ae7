"""When people spoke: rounds, and dates as Dutch people and their spreadsheets write them (the day first).

A statement's ``round`` may hold who spoke as well ("2024-intern"). A trend follows one audience over moments, so
the two are told apart here, once for all stages.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.core.codes import AUDIENCES, JOINT

UNNAMED = "zonder naam"  # the moment of sources for which corpus.yaml gives no round
_WITH_AUDIENCE = re.compile(rf"(?:(?P<moment>.*)-)?(?:{'|'.join(AUDIENCES)})")
_NAMES = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
# By the whole name or its first three letters or more; March has a short form of its own.
MONTHS = {name[:n]: at for at, name in enumerate(_NAMES, start=1) for n in range(3, len(name) + 1)} | {"mrt": 3}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(?:[a-z]+,? +)?(\d{1,2})[-/. ]+(\d{1,2}|[a-z]+)\.?,?[-/. ]+(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(
    r"[T ,]+(?:om )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?: *(?:uur|u))?(?:Z| ?[+-]\d{2}:?\d{2})?$"
)
# Day 0 of Excel's calendar, which takes 1900 for a leap year (ECMA-376 part 1, 18.17.4.1).
_EXCEL_EPOCH = datetime.date(1899, 12, 30)


def date_parts(cell: str, months: Mapping[str, int] = MONTHS) -> tuple[int, int, int] | None:
    """Year, month and day that a cell names, also when the calendar has no such day; None when it names none.

    ``months`` gives 1 to 12 for the name of a month, case folded.

    >>> date_parts("31-2-26"), date_parts("maandag 3 mrt. 2025 om 14.10 uur"), date_parts("45719,59")
    ((2026, 2, 31), (2025, 3, 3), (2025, 3, 3))
    """
    text = _without_time(cell)
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _SERIAL.fullmatch(text):
        day = _EXCEL_EPOCH + datetime.timedelta(days=int(match[1]))
        return day.year, day.month, day.day
    if match := _DAY_FIRST.fullmatch(text):
        month = int(match[2]) if match[2].isdigit() else months.get(match[2], 0)
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        return (year, month, int(match[1])) if month else None
    return None


def iso_date(cell: str, months: Mapping[str, int] = MONTHS) -> str:
    """The day as ``2025-03-03``; "" when the cell is empty.

    Of a year alone it is the first day, which puts rounds in order.
    :class:`ValueError` when the cell is not a date.

    >>> iso_date("03-03-2025 14:10"), iso_date("maandag 3 maart 2025"), iso_date("2025")
    ('2025-03-03', '2025-03-03', '2025-01-01')
    """
    text = _without_time(cell)
    if not text:
        return ""
    parts = (int(text), 1, 1) if _YEAR.fullmatch(text) else date_parts(cell, months)
    if parts is None:
        raise ValueError(f"not a date: {cell!r}")
    return datetime.date(*parts).isoformat()


def dutch_date(cell: str) -> str:
    """As written; a day that a spreadsheet wrote its own way as Dutch people write it.

    >>> dutch_date("46338"), dutch_date("46338,5"), dutch_date("12-11-26"), dutch_date("2026-11-12 00:00:00")
    ('12-11-2026', '12-11-2026', '12-11-2026', '12-11-2026')
    >>> dutch_date("12-nov-26"), dutch_date("1 mrt. 26"), dutch_date("1-2-2026"), dutch_date("12 nov")
    ('12-11-2026', '01-03-2026', '1-2-2026', '12 nov')
    >>> dutch_date("2026-02-31"), dutch_date("0000-0-1")
    ('2026-02-31', '0000-0-1')
    """
    parts = date_parts(cell)
    if parts is None or not _in_calendar(parts) or _without_time(cell).endswith(str(parts[0])):
        return cell
    year, month, day = parts
    return f"{day:02}-{month:02}-{year}"


def strange_date(cell: str, today: datetime.date) -> bool:
    """No day of the calendar with its year, or a day that is still to come; an empty cell says nothing.

    Dates of several reviewers in one cell must all be right.

    >>> today = datetime.date(2026, 11, 27)
    >>> [strange_date(cell, today) for cell in ("", "27-11-2026", "27 november 2026", "1-2-2026 | 3-2-2026")]
    [False, False, False, False]
    >>> [strange_date(cell, today) for cell in ("31-02-2026", "28-11-2026", "27 november", "vandaag")]
    [True, True, True, True]
    """
    return any(_is_strange(part, today) for part in cell.split(JOINT.strip()) if part.strip())


def _is_strange(cell: str, today: datetime.date) -> bool:
    parts = date_parts(cell)
    return parts is None or not _in_calendar(parts) or datetime.date(*parts) > today


def _in_calendar(parts: tuple[int, int, int]) -> bool:
    try:
        datetime.date(*parts)
    except ValueError:
        return False
    return True


def _without_time(cell: str) -> str:
    return _TIME.sub("", cell.strip()).casefold()


def moment_of(round_id: str) -> str:
    """The moment of a round: the part before the audience.

    >>> moment_of("2024-intern"), moment_of("2025"), moment_of("najaar-2025-onbekend")
    ('2024', '2025', 'najaar-2025')
    >>> moment_of("extern"), moment_of("")
    ('zonder naam', 'zonder naam')
    """
    match = _WITH_AUDIENCE.fullmatch(round_id)
    return (match["moment"] if match else round_id) or UNNAMED


def newest_first(rounds: Sequence[str], moments: Iterable[str]) -> tuple[str, ...]:
    """All moments, the newest first.

    Parameters
    ----------
    rounds : names, oldest first.
    moments : of statements; those that are not in ``rounds`` count as older.

    >>> newest_first(["2024", "2025"], ["2025", "voorjaar", "najaar"])
    ('2025', '2024', 'voorjaar', 'najaar')
    """
    return (*reversed(rounds), *sorted(set(moments) - set(rounds), reverse=True))
