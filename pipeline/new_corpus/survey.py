"""How a table that a person hands over is to be read, and what must be asked before it is."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.corpus import Source
from pipeline.core.errors import InputError
from pipeline.core.params import Ingest
from pipeline.core.tabular.source_table import Content
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.table_profile import TableProfile, internal_values
from pipeline.ingest.source import read_source, sheets_of
from pipeline.ingest.survey.plan import TablePlan, planned
from pipeline.ingest.survey.stamps import ORDERS, Order
from pipeline.new_corpus.files import rendered

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Wishes:
    """What the person said on the command line; empty or None where nothing.

    Attributes
    ----------
    roles : of a table: role -> column, or columns with answers.
    as_questions : a column of answers is a question, named by its header.
    per_year : a round of each year.
    """

    profile: str | None = None
    round: str | None = None
    date: datetime.date | None = None
    roles: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    as_questions: bool = False
    no_date: bool = False
    date_order: Order | None = None
    per_year: bool = False


@dataclass(frozen=True)
class Survey:
    """One table: what corpus.yaml is to say of it, how it was found, and what stands on the other sheets."""

    source: Source
    reading: ReadResult
    plan: TablePlan
    others: Sequence[TablePlan]


def survey(
    path: Path, content: Content, said: Source, profile: TableProfile, wishes: Wishes, params: Ingest
) -> Survey:
    """A table read as its cells tell; ``said`` is what the person gave of file, profile, sheet, round and date.

    :class:`InputError` when no column holds answers; or something must be asked, as most of the text would stay
    unread, or the dates can be read in two ways. The message names the option to give.
    """
    where = str(path)
    given = {**wishes.roles, **({"date": None} if wishes.no_date else {})}
    tables = sheets_of(content, said.sheet, where=where)
    plan, others = planned(tables, profile, said, given, wide=wishes.as_questions)
    columns = plan.columns(where)
    if plan.unsettled and not wishes.date_order:
        raise _asked("order", where, (f"--date-order {order}" for order in ORDERS), plan=plan)
    unread = sum(column.text for column in plan.unread)
    read = sum(plan.roles[name].text for name in columns.texts)
    if "text" not in given and unread > read:
        raise _asked("unread", where, plan.roles, plan=plan, share=f"{unread / (read + unread):.0%}")
    if not said.sheet and (elsewhere := _elsewhere(plan, others)):
        raise _asked("sheets", where, plan=plan, sheets=(plan, *elsewhere))
    values = plan.sheet.cells[columns.organisation].str.strip().unique().tolist() if columns.organisation else []
    internal = tuple(internal_values(values, profile))
    source = plan.source.model_copy(
        update={
            "audience": "extern" if internal else "onbekend",
            "internal_values": internal,
            "date_order": wishes.date_order or plan.source.date_order,
        }
    )
    reading = read_source(content, source, profile, params, where=where)
    dates = dates_of(reading)
    if wishes.per_year and dates:
        update: dict[str, object] = {"rounds": "per year", "round": ""}
    else:
        first = datetime.date.fromisoformat(dates[0]) if dates else None
        update = {"round": said.round or survey_round(path.name, dates), "date": said.date or first}
    source = source.model_copy(update=update)
    return Survey(source, read_source(content, source, profile, params, where=where), plan, others)


def dates_of(reading: ReadResult) -> list[str]:
    """The dates of statements that have one, sorted."""
    return sorted(date for date in reading.statements["date"] if date)


def survey_round(file_name: str, dates: Sequence[str]) -> str:
    """The year that names a survey: of its file name, else of most of its dates, else "".

    A file name with several years ("2024-2025") names none.
    """
    years = set(_YEAR.findall(file_name))
    if len(years) == 1:
        return str(years.pop())
    counted = Counter(date[:4] for date in dates)
    return min(counted, key=lambda year: (-counted[year], year), default="")


def fresh(plan: TablePlan, other: TablePlan) -> int:
    """Statements of another sheet that do not stand in the one that is read."""
    return 0 if other.explains else sum((Counter(other.texts) - Counter(plan.texts)).values())


def _elsewhere(plan: TablePlan, others: Sequence[TablePlan]) -> list[TablePlan]:
    """The other sheets, where one has the same columns of answers, or all together hold as many answers."""
    more = {at: count for at, other in enumerate(others) if (count := fresh(plan, other))}
    asked = plan.columns("").texts
    alike = any(others[at].columns("").texts == asked for at in more)
    return [others[at] for at in more] if alike or sum(more.values()) >= len(plan.texts) else []


def _asked(what: str, where: str, allowed: Iterable[str] = (), **told: Any) -> InputError:
    """The question, with its way on."""
    problem, todo = rendered("asks.txt.j2", what=what, **told).split("\n")[:2]
    return InputError(problem, where=where, allowed=tuple(allowed), todo=todo)
