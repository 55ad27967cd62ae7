"""The order of rounds: by date, as far as dates are known."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.core.dates import moment_of
from pipeline.core.errors import InputError, quoted

_DATE_IN_NAME = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True)
class DatedRound:
    """A moment at which people were asked.

    Attributes
    ----------
    name : the moment.
    date : when, as the sources or else the answers say; None when neither does.
    place : when, for ordering: the date, or else the date that the name is ("2025",
        "2025-03"); None when the round cannot be placed. It is then never compared, as
        before and after are not known.
    """

    name: str
    date: datetime.date | None
    place: datetime.date | None


def rounds_in_order(labels: pd.DataFrame, sources: Iterable[tuple[str, datetime.date | None]]) -> list[DatedRound]:
    """The rounds of the labels, oldest first; rounds that cannot be placed come first, by name.

    A round has the earliest date of its sources, or else of its answers.
    :class:`InputError` for a date in the labels that is not ISO 8601.

    Parameters
    ----------
    labels : columns statement_id, round, date.
    sources : round and date of each source of the corpus, in any order.
    """
    told_once = labels[["statement_id", "round", "date"]].drop_duplicates(["round", "date"])
    moments = told_once["round"].map(moment_of)
    by_source = [(moment_of(round_id), date) for round_id, date in sources]
    by_answer = list(zip(moments, _dates(told_once), strict=True))
    rounds = []
    for name in sorted(set(moments)):
        told = ([date for of, date in pairs if date and of == name] for pairs in (by_source, by_answer))
        date = min(next(filter(None, told), []), default=None)
        rounds.append(DatedRound(name, date, date or _date_in(name)))
    return sorted(rounds, key=lambda r: (r.place or datetime.date.min, r.name))


def _date_in(name: str) -> datetime.date | None:
    match = _DATE_IN_NAME.fullmatch(name)
    if not match:
        return None
    try:
        return datetime.date(*(int(part or 1) for part in match.groups()))
    except ValueError:  # "2025-13" is a name, not a date
        return None


def _dates(labels: pd.DataFrame) -> Iterator[datetime.date | None]:
    for statement, cell in zip(labels["statement_id"], labels["date"], strict=True):
        try:
            yield datetime.date.fromisoformat(cell) if cell else None
        except ValueError:
            raise InputError(
                f"{quoted(cell)} is not a date",
                where=f"labels.csv, statement {statement}",
                allowed=("a date as 2025-03-01",),
                todo="run dvc repro; if the file was edited by hand, restore it",
            ) from None
