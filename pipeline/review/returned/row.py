"""One row of a returned file: whether it still belongs to its statement, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_NAME, REVIEW_STATUSES
from pipeline.core.dates import dutch_date
from pipeline.core.errors import nearest
from pipeline.review.returned.answers import Refusal, read_label, read_themes
from pipeline.review.verdicts.problems import Code, Problem
from pipeline.review.verdicts.sheet import BLIND, CORRECTIONS, SHOWN, check_code, labels_code
from pipeline.review.verdicts.texts import Texts
from pipeline.review.verdicts.verdicts import DECIDED, UNSURE, Review

STRAY = ""  # name of the column that holds what stands outside the table
STATUSES = tuple(status for status in REVIEW_STATUSES if status)
FILLED = (*CORRECTIONS, "status", "opmerking")
_SIGNED = ("beoordelaar", "datum")
_SHOWN_FOR = dict(zip(CORRECTIONS, SHOWN, strict=True))
_SINGLE = (("categorie_correctie", "category", "categories"), ("oordeel_correctie", "stance", "stances"))
# Statuses that promise a correction, and what is said when there is none.
_SAYING_MORE: dict[str, Code] = {"gecorrigeerd": "nothing_corrected", DECIDED: "nothing_decided"}


@dataclass(frozen=True)
class Orphan:
    """A row for a statement that is gone (`gone`) or whose text changed (`changed`)."""

    row: Row
    code: Code


@dataclass(frozen=True)
class Row:
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
    def signed(self) -> str:
        """Who answered, in any case."""
        return " ".join(self.cell("beoordelaar").casefold().split())

    @property
    def who(self) -> str:
        """One name for one person; who gave none is one within a file only."""
        return self.signed or f"\n{self.file}"

    def moved(self, statement_id: str, text: str) -> Row:
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
        known = all(column in self.cells for column in SHOWN) and len(self.code) > len(
            check_code("", "", blind=True)
        )
        return known and not self.blind and not self.code.endswith(sent)

    @property
    def touched(self) -> bool:
        return (
            any(self.cell(column) for column in (*FILLED, *_SIGNED, STRAY))
            or bool(self.misplaced)
            or self.overwritten
        )

    @property
    def remark_only(self) -> bool:
        """A remark is kept, but says nothing of the labels: nobody reviewed the statement."""
        said = self.cell("status") or self.filled or self.misplaced
        return not said and bool(self.cell("opmerking"))

    def problem(self, column: str, refusal: Refusal) -> Problem:
        said = "; ".join(f"{name}: {self.cell(name)}" for name in (*FILLED, "beoordelaar") if self.cell(name))
        return Problem(
            self.file,
            self.number,
            refusal.code,
            column,
            refusal.found,
            refusal.allowed,
            refusal.closest,
            names=refusal.names,
            statement_id=self.cell("uitspraak_id"),
            filled=said,
            text=self.cell("tekst"),
        )

    def check(self, texts: Texts, codebook: Codebook) -> Review | list[Problem]:
        """The review that the row gives, or all that is wrong with it."""
        if (lost := self._lost(texts)) is not None:
            return [self.problem(*lost)]
        status = typed = self.cell("status").casefold()
        remarks: list[tuple[Code, str, str]] = []
        if typed not in REVIEW_STATUSES and self.filled:
            remarks.append(("odd_status", "status", self.cell("status")))
            status = ""
        doubtful = [column for column in self.filled if "?" in self.cell(column)]
        remarks += [("marked_doubtful", column, self.cell(column)) for column in doubtful]
        read, refusals, earlier = self._labels(self._sources(status), codebook)
        if typed not in REVIEW_STATUSES and (refusals or not self.filled):
            unknown = Refusal("unknown_status", self.cell("status"), STATUSES, nearest(typed, STATUSES))
            refusals = [("status", unknown), *refusals]
        review = Review(
            statement_id=texts.find(self.cell("uitspraak_id")),
            file=self.file,
            row=self.number,
            blind=self.blind,
            reviewer=self.cell("beoordelaar") or ("" if self.remark_only else NO_NAME),
            date=dutch_date(self.cell("datum")),
            note=self.cell("opmerking"),
            text=self.cell("tekst"),
            earlier=earlier,
            was=self.was,
            dated=self.cell("datum"),
            remarks=tuple(remarks),
            **read,
        )
        if not refusals:
            refusals = self._gaps(review, status)
        if refusals:
            return [self.problem(column, refusal) for column, refusal in refusals]
        return replace(review, status=UNSURE if doubtful else self._status(status, review, codebook))

    def _lost(self, texts: Texts) -> tuple[str, Refusal] | None:
        """Why it is not certain to which statement the row belongs."""
        typed, code = self.cell("uitspraak_id"), self.cell("controle")
        if not typed:
            return "uitspraak_id", Refusal("no_id", "")
        if not (statement_id := texts.find(typed)):
            return "uitspraak_id", Refusal("gone", typed, closest=texts.nearest(self.cell("tekst")))
        if not code or code.startswith("#"):
            return "controle", Refusal("no_check", code)
        if not self.code.startswith(check_code(statement_id, texts[statement_id], blind=self.blind)):
            return "controle", Refusal("changed", code, closest=texts.nearest(self.cell("tekst"), statement_id))
        if not texts.belongs(self.cell("tekst"), statement_id):
            return "tekst", Refusal("other_text", self.cell("tekst"))
        if self.cell(STRAY):
            return "", Refusal("stray", self.cell(STRAY))
        if self.overwritten and len(self.filled) < len(CORRECTIONS):
            return "", Refusal("overwritten", "|".join(self.cell(column) for column in SHOWN))
        return None

    def _sources(self, status: str) -> dict[str, str]:
        """Correction column -> the column that holds the answer: agreeing is saying what is shown."""
        agreed = status == "akkoord" and not self.blind
        return {
            column: column if self.cell(column) or not agreed else _SHOWN_FOR[column] for column in CORRECTIONS
        }

    def _labels(
        self, sources: Mapping[str, str], codebook: Codebook
    ) -> tuple[dict[str, str], list[tuple[str, Refusal]], tuple[tuple[str, tuple[str, ...]], ...]]:
        """Fields of a review, the cells that cannot be read, and the earlier themes that are named."""
        read: dict[str, str] = {}
        refusals: list[tuple[str, Refusal]] = []
        earlier: tuple[tuple[str, tuple[str, ...]], ...] = ()
        for column, field, kind in _SINGLE:
            source = sources[column]
            if self.cell(source):
                label = read_label(self.cell(source), kind, codebook)
                if isinstance(label, Refusal):
                    refusals.append((source, label))
                else:
                    read[field] = label
        source = sources["themas_correctie"]
        if self.cell(source):
            themes = read_themes(self.cell(source), codebook, shown=source == "themas")
            if isinstance(themes, list):
                refusals += [(source, refusal) for refusal in themes]
            else:
                read |= {"themes": themes.ids, "themes_status": themes.status, "parts": themes.parts}
                earlier = themes.earlier
        return read, refusals, earlier

    def _gaps(self, review: Review, status: str) -> list[tuple[str, Refusal]]:
        """What is still missing before the row says something."""
        doubt_only = status == "twijfel" and not self.filled
        if review.coded or doubt_only or self.remark_only:
            return []
        if self.misplaced:
            return [(column, Refusal("wrong_column", self.cell(column))) for column in self.misplaced]
        if not status and not self.filled:
            return [("", Refusal("only_signed", ""))]
        if self.blind and not (status == DECIDED and self.filled):  # what is decided is not the whole answer
            empty = [column for column in CORRECTIONS if not self.cell(column)]
            return [(", ".join(empty), Refusal("incomplete", ""))]
        if status == "akkoord":
            sources = self._sources(status)
            return [(source, Refusal("nothing_shown", "")) for source in sources.values() if not self.cell(source)]
        if status in _SAYING_MORE and not self.filled:
            return [("status", Refusal(_SAYING_MORE[status], status))]
        return []

    def _status(self, status: str, review: Review, codebook: Codebook) -> str:
        """`akkoord` with a correction that differs, or any correction without status, is a correction."""
        if not status:
            return "gecorrigeerd" if self.filled else ""
        if status != "akkoord" or not self.filled:
            return status
        shown, *_ = self._labels({column: _SHOWN_FOR[column] for column in CORRECTIONS}, codebook)
        shown = {field: shown.get(field, "") for field in ("category", "stance", "themes", "themes_status")}
        said = {field: getattr(review, field) for field in shown}
        changed = any(said[field] not in ("", shown[field]) for field in shown)
        # No theme said where themes are shown is a change too.
        changed = changed or bool(said["themes_status"] and said["themes"] != shown["themes"])
        return "gecorrigeerd" if changed else status


def rows_of(name: str, frame: pd.DataFrame) -> list[Row]:
    """The rows of a returned file; of columns that occur twice, which are not ours, the first."""
    frame = frame.loc[:, ~frame.columns.duplicated()]
    columns = [str(column) for column in frame.columns]
    cells = zip(*(frame[column].tolist() for column in frame.columns), strict=True)
    return [
        Row(name, int(number), dict(zip(columns, row, strict=True)))
        for number, row in zip(frame.index, cells, strict=True)
    ]
