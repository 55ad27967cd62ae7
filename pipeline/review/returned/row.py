"""One row of a returned file: whether it still belongs to its statement, and what it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_NAME, REVIEW_STATUSES
from pipeline.core.dates import dutch_date
from pipeline.core.errors import nearest
from pipeline.core.tables import records
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import DECIDED, LABELLED, UNSURE, Review
from pipeline.review.common.review_rows import (
    BLIND,
    CODE_LENGTH,
    CORRECTIONS,
    SECONDS,
    SHOWN,
    check_code,
    labels_code,
)
from pipeline.review.common.texts import Texts
from pipeline.review.returned.answers import Answer, read_answer

FilledIn = tuple[str, ...]  # id of the statement and the reviewer's cells as they stand
STRAY = ""  # name of the column that holds what stands outside the table
STATUSES = tuple(status for status in REVIEW_STATUSES if status)
_FILLED = (*CORRECTIONS, "status", "opmerking", "beoordelaar")
_SHOWN_FOR = dict(zip(CORRECTIONS, SHOWN, strict=True))
# Statuses that promise a correction, and what is said when there is none.
_SAYING_MORE = {"gecorrigeerd": "nothing_corrected", DECIDED: "nothing_decided"}


@dataclass(frozen=True)
class ReturnedRow:
    """The cells of one row by column, clean text; `number` as the spreadsheet numbers it.

    `was` is the id that stands in it, where that is an earlier one of its statement.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    was: str = ""

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def code(self) -> str:
        return self.cell("controle").lower()

    @property
    def blind(self) -> bool:
        return self.code.startswith(BLIND)

    @property
    def who(self) -> str:
        """One name for one person, in any case; who gave none is one within a file only."""
        return " ".join(self.cell("beoordelaar").casefold().split()) or f"\n{self.file}"

    def with_id(self, statement_id: str, text: str) -> "ReturnedRow":
        """The same row for a statement that has this id now, and the text that the row was sent with."""
        old = self.cell("uitspraak_id")
        codes = [check_code(one, text, blind=self.blind) for one in (old, statement_id)]
        cells = {"uitspraak_id": statement_id, "controle": codes[1] + self.code.removeprefix(codes[0])}
        return replace(self, cells={**self.cells, **cells}, was=old)

    @property
    def filled(self) -> list[str]:
        """Correction columns that the reviewer filled in."""
        return [column for column in CORRECTIONS if self.cell(column)]

    @property
    def said(self) -> dict[str, str]:
        """Correction column -> what the reviewer said, as written; agreeing is saying what is shown."""
        sources = self._sources(self.cell("status").casefold())
        return {column: self.cell(source) for column, source in sources.items()}

    @property
    def misplaced(self) -> list[str]:
        """Columns of the machine that are filled in although the labels are hidden."""
        return [column for column in SHOWN if self.cell(column)] if self.blind else []

    @cached_property
    def overwritten(self) -> bool:
        """The machine's columns are not as they were sent; earlier codes, and a lost column, cannot tell."""
        sent = labels_code([self.cell(column) for column in SHOWN])
        known = all(column in self.cells for column in SHOWN) and len(self.code) > CODE_LENGTH
        return known and not self.blind and not self.code.endswith(sent)

    @cached_property
    def touched(self) -> bool:
        """Somebody filled in something, or typed over what the machine said."""
        filled = any(self.cell(column) for column in (*_FILLED, "datum", STRAY))
        return filled or bool(self.misplaced) or self.overwritten

    @property
    def filled_in(self) -> FilledIn:
        """What somebody filled in, by which answers that were handed in are known again."""
        typed_over = SHOWN if self.overwritten or self.misplaced else ()
        return tuple(self.cell(column) for column in ("uitspraak_id", *_FILLED, *typed_over))

    @property
    def seconds(self) -> str:
        """As the page measured them; "" where it did not, or somebody wrote something else there."""
        cell = self.cell(SECONDS).replace(",", ".")
        return cell if re.fullmatch(r"\d{1,5}(\.\d{1,3})?", cell) else ""

    @property
    def remark_only(self) -> bool:
        """A remark is kept, but says nothing of the labels: nobody reviewed the statement."""
        said = self.cell("status") or self.filled or self.misplaced
        return not said and bool(self.cell("opmerking"))

    def issue(self, issue: Issue) -> Issue:
        """The issue with the place where it is, and what the reviewer filled in there."""
        filled = (f"{name}: {self.cell(name)}" for name in _FILLED if self.cell(name))
        return replace(
            issue,
            file=self.file,
            row=self.number,
            statement_id=self.cell("uitspraak_id"),
            filled="; ".join(filled),
            text=self.cell("tekst"),
        )

    def check(self, texts: Texts, codebook: Codebook) -> Review | list[Issue]:
        """The review that the row gives, or all that is wrong with it."""
        if lost := self._lost(texts):
            return [self.issue(lost)]
        status = typed = self.cell("status").casefold()
        remarks: list[tuple[str, str, str]] = []
        if typed not in REVIEW_STATUSES and self.filled:
            remarks.append(("odd_status", "status", self.cell("status")))
            status = ""
        doubtful = [column for column in self.filled if "?" in self.cell(column)]
        remarks += [("marked_doubtful", column, self.cell(column)) for column in doubtful]
        fields, issues = self._labels(self._sources(status), codebook)
        if typed not in REVIEW_STATUSES and (issues or not self.filled):
            near = nearest(typed, STATUSES)
            issues = [Issue("unknown_status", self.cell("status"), STATUSES, near, column="status"), *issues]
        review = Review(
            statement_id=texts.find(self.cell("uitspraak_id")),
            file=self.file,
            row=self.number,
            blind=self.blind,
            reviewer=self.cell("beoordelaar") or ("" if self.remark_only else NO_NAME),
            date=dutch_date(self.cell("datum")),
            note=self.cell("opmerking"),
            text=self.cell("tekst"),
            was=self.was,
            dated=self.cell("datum"),
            seconds=self.seconds,
            remarks=tuple(remarks),
            **fields,
        )
        if issues := issues or self._gaps(review, status):
            return [self.issue(issue) for issue in issues]
        return replace(review, status=UNSURE if doubtful else self._status(status, review, codebook))

    def _lost(self, texts: Texts) -> Issue | None:
        """Why it is not certain to which statement the row belongs."""
        typed, code, text = self.cell("uitspraak_id"), self.cell("controle"), self.cell("tekst")
        if not typed:
            return Issue("no_id", column="uitspraak_id")
        if not (statement_id := texts.find(typed)):
            return Issue("gone", typed, closest=texts.nearest(text), column="uitspraak_id")
        if not code or code.startswith("#"):
            return Issue("no_check", code, column="controle")
        if not self.code.startswith(check_code(statement_id, texts[statement_id], blind=self.blind)):
            return Issue("changed", code, closest=texts.nearest(text, statement_id), column="controle")
        if not texts.belongs(text, statement_id):
            return Issue("other_text", text, column="tekst")
        if self.cell(STRAY):
            return Issue("stray", self.cell(STRAY))
        if self.overwritten and len(self.filled) < len(CORRECTIONS):
            return Issue("overwritten", "|".join(self.cell(column) for column in SHOWN))
        return None

    def _sources(self, status: str) -> dict[str, str]:
        """Correction column -> the column that holds the answer: agreeing is saying what is shown."""
        agreed = status == "akkoord" and not self.blind
        return {
            column: column if self.cell(column) or not agreed else _SHOWN_FOR[column] for column in CORRECTIONS
        }

    def _labels(self, sources: Mapping[str, str], codebook: Codebook) -> tuple[Answer, list[Issue]]:
        """Fields of a review, and the cells that cannot be read."""
        fields: Answer = {}
        issues: list[Issue] = []
        for column, source in sources.items():
            if cell := self.cell(source):
                answer = read_answer(column, cell, codebook, shown=source in SHOWN)
                if isinstance(answer, list):
                    issues += [replace(issue, column=source) for issue in answer]
                else:
                    fields |= answer
        return fields, issues

    def _gaps(self, review: Review, status: str) -> list[Issue]:
        """What is still missing before the row says something."""
        doubt_only = status == "twijfel" and not self.filled
        if review.coded or doubt_only or self.remark_only:
            return []
        if self.misplaced:
            return [Issue("wrong_column", self.cell(column), column=column) for column in self.misplaced]
        if not status and not self.filled:
            return [Issue("only_signed")]
        if self.blind and not (status == DECIDED and self.filled):  # what is decided is not the whole answer
            return [Issue("incomplete", column=", ".join(name for name in CORRECTIONS if not self.cell(name)))]
        if status == "akkoord":
            sources = self._sources(status).values()
            return [Issue("nothing_shown", column=source) for source in sources if not self.cell(source)]
        if status in _SAYING_MORE and not self.filled:
            return [Issue(_SAYING_MORE[status], status, column="status")]
        return []

    def _status(self, status: str, review: Review, codebook: Codebook) -> str:
        """`akkoord` with a correction that differs, or any correction without status, is a correction."""
        if not status:
            return "gecorrigeerd" if self.filled else ""
        if status != "akkoord" or not self.filled:
            return status
        shown, _ = self._labels(_SHOWN_FOR, codebook)
        said = {field: getattr(review, field) for field in LABELLED}
        changed = any(said[field] not in ("", shown.get(field, "")) for field in LABELLED)
        # No theme said where themes are shown is a change too.
        changed = changed or bool(said["themes_status"] and said["themes"] != shown.get("themes", ""))
        return "gecorrigeerd" if changed else status


@dataclass(frozen=True)
class Orphan:
    """A row for a statement that is gone or whose text changed, and the issue that says which."""

    row: ReturnedRow
    issue: Issue


@dataclass(frozen=True)
class ReturnedFile:
    """A returned file as a table; ``columns`` are all that it has, of which a name may occur twice."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[ReturnedRow, ...]

    @classmethod
    def of(cls, name: str, frame: pd.DataFrame) -> "ReturnedFile":
        """The file from its cells, the index being the row; of columns of one name the first has the cells."""
        once = frame.loc[:, ~frame.columns.duplicated()]
        rows = (
            ReturnedRow(name, int(number), cells) for number, cells in zip(once.index, records(once), strict=True)
        )
        return cls(name, tuple(frame.columns), tuple(rows))

    @property
    def filled_in(self) -> dict[int, FilledIn]:
        """The rows in which somebody filled in something, by number."""
        return {row.number: row.filled_in for row in self.rows if row.touched}
