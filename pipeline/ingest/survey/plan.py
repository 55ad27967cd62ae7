"""How a table is read where nobody said it: which sheet, which header, which column holds what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

import pandas as pd

from pipeline.core.corpus import Columns, Source
from pipeline.core.errors import InputError
from pipeline.core.tabular.source_table import SourceTable
from pipeline.ingest.profiles.table_profile import TableProfile, as_spelled
from pipeline.ingest.survey.roles import MOST, NOWHERE, Role, SeenColumn, column_of, column_roles, rank
from pipeline.ingest.survey.sheet import Sheet, header_rows, sheet_of
from pipeline.ingest.survey.stamps import settled

Given = Mapping[str, str | Sequence[str] | None]
_EXPLAINED = ("rijlabels", "row labels", "definitie", "betekenis", "variabele", "koptekst", "uitleg")
_TOLD: tuple[Role, ...] = ("closed", "number", "date", "e-mail", "name", "organisation", "code", "respondent")
_NO_DATE = ("1970-01-01", "1980-01-01", "1899-12-30")  # what tools write where they leave the date out


@dataclass(frozen=True)
class TablePlan:
    """One sheet, and how it is read.

    Attributes
    ----------
    roles : every column by name, and what it holds.
    source : what corpus.yaml is to say of it; without columns when none holds open answers.
    order_said : what told the order of day and month; ``unsettled`` : nothing did, and it matters.
    """

    sheet: Sheet
    roles: Mapping[str, SeenColumn]
    source: Source
    order_said: str = ""
    unsettled: bool = False

    def columns(self, where: str) -> Columns:
        """The columns, or :class:`InputError` where none holds answers."""
        if self.source.columns:
            return self.source.columns
        if self.sheet.cells.empty:
            raise InputError(
                "there are column names and no answers below them",
                where=where,
                todo="export it again once there are answers, or give the sheet that has them: --sheet NAME",
            )
        likely = min(self.roles.values(), key=lambda column: (-column.text, -column.distinct))
        raise InputError(
            "no column with the text of the answers was recognised",
            where=where,
            allowed=tuple(self.roles),
            nearest=likely.name if likely.text else "",
            todo="name it: --column text=NAME, repeated for each question; in corpus.yaml 'columns: {text: …}'",
        )

    @property
    def explains(self) -> bool:
        """Whether the sheet counts or explains the columns of another."""
        return any(rank(name, _EXPLAINED) < NOWHERE for name in self.roles)

    @property
    def texts(self) -> list[str]:
        """Every answer that becomes a statement."""
        cells, columns = self.sheet.cells, self.source.columns
        if columns and columns.question:
            cells = cells[~cells[columns.question].str.strip().isin(self.source.skip_questions)]
        return [text for name in (columns.texts if columns else ()) for text in cells[name].str.strip() if text]

    @property
    def unused(self) -> list[SeenColumn]:
        """Columns with cells that nothing is done with."""
        used = self.source.columns.named if self.source.columns else set()
        return [column for name, column in self.roles.items() if name not in used and column.filled]

    @property
    def unread(self) -> list[SeenColumn]:
        """Those among them with text that may be an answer, the largest first."""
        no_answers = ("reply", "translation", "background")
        left = [column for column in self.unused if column.text and column.role not in no_answers]
        return sorted(left, key=lambda column: -column.text)


def planned(
    tables: Sequence[SourceTable],
    profile: TableProfile,
    source: Source,
    given: Given | None = None,
    *,
    wide: bool = False,
) -> tuple[TablePlan, list[TablePlan]]:
    """The sheet with most statements and how to read it, and the other sheets likewise.
    :class:`InputError` when no sheet has the given columns.

    Parameters
    ----------
    source : what is said already of ``header`` and ``empty``.
    given : role -> column or columns, None for none.
    wide : one column of answers is a question too, named by its header.
    """
    plans, errors = [], []
    for table in tables:
        named = source.model_copy(update={"sheet": table.name if source.sheet or len(tables) > 1 else ""})
        try:
            plans.append(_plan(table, profile, named, given or {}, wide=wide))
        except InputError as error:
            errors.append((len(table.rows), error))
    if not plans:
        raise max(errors, key=itemgetter(0))[1]
    best = max(plans, key=lambda plan: (not plan.explains, len(plan.texts)))
    return best, [plan for plan in plans if plan is not best]


def _plan(table: SourceTable, profile: TableProfile, source: Source, said: Given, *, wide: bool) -> TablePlan:
    header = source.header or header_rows(table.rows)
    marks = source.empty or profile.empty
    sheet = sheet_of(table, header=header, empty=marks)
    met = {cell.strip().casefold() for _, cells in table.rows for cell in cells}
    told: dict[str, object] = {
        "header": () if header == (table.rows[0][0],) else header,
        "empty": tuple(mark for mark in marks if mark.casefold() in met),
    }
    roles = column_roles(sheet, profile)
    given = as_spelled(sheet.questions, said, table.where)
    wanted = given.get("text") or tuple(column.name for column in roles.values() if column.role == "open")
    texts = [wanted] if isinstance(wanted, str) else list(wanted)
    if not texts:
        return TablePlan(sheet, roles, source.model_copy(update=told))
    named = {*texts, *(name for role, name in given.items() if role != "text")}
    free = [column for column in roles.values() if column.filled and column.name not in named]
    answered = sheet.cells[sheet.cells[texts].apply(lambda column: column.str.strip().ne("")).any(axis=1)]
    several = len(texts) > 1 or wide or isinstance(given.get("text"), tuple)
    asked = next((column for column in free if column.role == "question"), None)
    if several and asked and asked.distinct < asked.filled:
        asked = None  # more than one answer to a question: the columns are no persons
    found = {
        "question": asked and asked.name,
        "respondent": _best(free, profile.columns.respondent, ("respondent", "name", "e-mail")),
        "organisation": _best(free, profile.columns.organisation, ("organisation",)),
        "date": _date(free, answered, profile),
        **given,
        "text": texts if several else texts[0],
    }
    columns = Columns.model_validate(found)
    question = sheet.questions[texts[0]]
    if not several and not columns.question and len(question.split()) > 2:
        told["question"] = source.question or question
    if not several and columns.question:
        told["skip_questions"] = _closed_questions(sheet, columns.question, texts[0], profile)
    order, why = settled(answered[columns.date]) if columns.date else ("day-first", "")
    told |= {"columns": columns, "date_order": order or source.date_order}
    return TablePlan(sheet, roles, source.model_copy(update=told), why, order is None)


def _best(columns: Sequence[SeenColumn], names: Sequence[str], roles: Sequence[str]) -> str | None:
    """The column of one of these roles whose name fits best, when it tells people apart."""
    fitting = [each for each in columns if each.role in roles and (each.distinct > 1 or each.filled == 1)]
    best = min(fitting, key=lambda each: (roles.index(each.role), rank(each.name, names)), default=None)
    return best.name if best else None


def _date(columns: Sequence[SeenColumn], answered: pd.DataFrame, profile: TableProfile) -> str | None:
    """The column that says when people answered: of nearly all of them, and not a date that stands for none."""
    dated = {column.name: answered[column.name].str.strip() for column in columns if column.role == "date"}
    ranks = {
        name: (cells.ne("").mean() < MOST, rank(name, profile.columns.date))
        for name, cells in dated.items()
        if cells.ne("").any() and not cells.str.startswith(_NO_DATE).all()
    }
    return min((name for name in ranks if ranks[name][1] < NOWHERE), key=ranks.__getitem__, default=None)


def _closed_questions(sheet: Sheet, question: str, text: str, profile: TableProfile) -> tuple[str, ...]:
    """Of a table that names the question per row, those whose answers are no open ones."""
    by_question = sheet.cells.groupby(sheet.cells[question].str.strip(), sort=True)[text]
    roles = {str(asked): column_of(str(asked), str(asked), cells, profile).role for asked, cells in by_question}
    return tuple(asked for asked in roles if asked and roles[asked] in _TOLD) if "open" in roles.values() else ()
