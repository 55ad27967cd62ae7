"""From the rows of one returned file to reviews that can be applied, and problems with the others.

Every row ends in exactly one place: accepted, with problems, or not looked at. A row with
one bad cell is refused whole: nothing of it is applied by half.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.review.answers import Refusal, read_label, read_themes
from pipeline.review.problems import Problem
from pipeline.review.sheet import BLIND, CORRECTIONS, SHOWN, check_code
from pipeline.review.verdicts import ASPECTS, Review
from pipeline.tables import REVIEW, REVIEW_STATUSES

REQUIRED = ("uitspraak_id", "controle", *CORRECTIONS, "status")
NO_NAME = "onbekend"  # who reviewed, when the column is empty
_FILLED = (*CORRECTIONS, "status", "opmerking")
STATUSES = tuple(status for status in REVIEW_STATUSES if status)


@dataclass(frozen=True)
class Checked:
    """One returned file, checked.

    Attributes
    ----------
    reviews : rows that can be applied.
    problems : why the others cannot; several for one row when several cells are wrong.
    untouched : rows in which the reviewer filled in nothing.
    """

    reviews: tuple[Review, ...]
    problems: tuple[Problem, ...]
    untouched: tuple[int, ...]


def check_file(name: str, frame: pd.DataFrame, texts: Mapping[str, str], codebook: Codebook) -> Checked:
    """Check one returned file.

    Parameters
    ----------
    frame : as `parse_returned` gives it.
    texts : text of every statement that there is now, by id.
    """
    twice = [str(column) for column in frame.columns[frame.columns.duplicated()].unique()]
    missing = [column for column in REQUIRED if column not in frame.columns]
    whole = [Problem(name, 0, "column_twice", column) for column in twice if column in REVIEW.names]
    known = tuple(str(column) for column in frame.columns)
    whole += [Problem(name, 0, "no_column", column, "", known) for column in missing]
    if whole:
        return Checked((), tuple(whole), ())
    reviews: list[Review] = []
    problems: list[Problem] = []
    untouched: list[int] = []
    frame = frame.loc[:, ~frame.columns.duplicated()]  # only columns that are not ours: their cells are not read
    for number, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        row = _Row(name, int(number), {str(key): str(value) for key, value in cells.items()})
        if not row.touched:
            untouched.append(row.number)
            continue
        result = row.check(texts, codebook)
        if isinstance(result, Review):
            reviews.append(result)
        else:
            problems += result
    return _without_contradictions(reviews, problems, untouched)


def _without_contradictions(reviews: list[Review], problems: list[Problem], untouched: list[int]) -> Checked:
    """Set apart the rows in which one reviewer gives two answers for one statement."""
    answers: dict[tuple[str, str, str], set[str]] = {}
    for review in reviews:
        for aspect in ASPECTS:
            answers.setdefault((review.statement_id, review.reviewer, aspect), set()).add(review.says(aspect))
    torn = {(one, who) for (one, who, _), said in answers.items() if len(said - {""}) > 1}
    kept = tuple(r for r in reviews if (r.statement_id, r.reviewer) not in torn)
    refused = [
        Problem(r.file, r.row, "twice", "uitspraak_id", r.statement_id, statement_id=r.statement_id)
        for r in reviews
        if (r.statement_id, r.reviewer) in torn
    ]
    return Checked(kept, (*problems, *refused), tuple(untouched))


@dataclass(frozen=True)
class _Row:
    file: str
    number: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def blind(self) -> bool:
        return self.cell("controle").lower().startswith(BLIND)

    @property
    def filled(self) -> list[str]:
        """Correction columns that the reviewer filled in."""
        return [column for column in CORRECTIONS if self.cell(column)]

    @property
    def misplaced(self) -> list[str]:
        """Columns of the machine that are filled in although the labels are hidden."""
        return [column for column in SHOWN if self.cell(column)] if self.blind else []

    @property
    def touched(self) -> bool:
        return any(self.cell(column) for column in _FILLED) or bool(self.misplaced)

    def problem(self, column: str, refusal: Refusal) -> Problem:
        said = "; ".join(f"{name}: {self.cell(name)}" for name in (*_FILLED, "beoordelaar") if self.cell(name))
        return Problem(
            self.file,
            self.number,
            refusal.code,
            column,
            refusal.found,
            refusal.allowed,
            statement_id=self.cell("uitspraak_id"),
            filled=said,
            text=self.cell("tekst"),
        )

    def check(self, texts: Mapping[str, str], codebook: Codebook) -> Review | list[Problem]:
        statement_id, code = self.cell("uitspraak_id"), self.cell("controle").lower()
        if statement_id not in texts:
            return [self.problem("uitspraak_id", Refusal("gone", statement_id))]
        if code != check_code(statement_id, texts[statement_id], blind=self.blind):
            return [self.problem("controle", Refusal("changed", code))]
        status = self.cell("status").casefold()
        refusals = [] if status in REVIEW_STATUSES else [("status", Refusal("unknown_status", status, STATUSES))]
        read, unread = self._labels(self._sources(status), codebook)
        refusals += unread
        review = Review(
            statement_id=statement_id,
            file=self.file,
            row=self.number,
            blind=self.blind,
            reviewer=self.cell("beoordelaar") or NO_NAME,
            date=self.cell("datum"),
            note=self.cell("opmerking"),
            **read,
        )
        if not refusals:
            refusals = self._gaps(review, status)
        if refusals:
            return [self.problem(column, refusal) for column, refusal in refusals]
        return replace(review, status=self._status(status))

    def _sources(self, status: str) -> dict[str, str]:
        """Correction column -> the column that holds the answer: agreeing is saying what is shown."""
        agreed = status == "akkoord" and not self.blind
        shown = dict(zip(CORRECTIONS, SHOWN, strict=True))
        return {column: column if self.cell(column) or not agreed else shown[column] for column in CORRECTIONS}

    def _labels(
        self, sources: Mapping[str, str], codebook: Codebook
    ) -> tuple[dict[str, str], list[tuple[str, Refusal]]]:
        read: dict[str, str] = {}
        refusals: list[tuple[str, Refusal]] = []
        for column, field, kind in (
            ("categorie_correctie", "category", "categories"),
            ("oordeel_correctie", "stance", "stances"),
        ):
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
                read["themes"], read["themes_status"] = themes
        return read, refusals

    def _gaps(self, review: Review, status: str) -> list[tuple[str, Refusal]]:
        """What is still missing before the row says something."""
        doubt_only = status == "twijfel" and not self.filled
        remark_only = not status and not self.filled and not self.misplaced
        if review.coded or doubt_only or remark_only:
            return []
        if self.misplaced:
            return [(column, Refusal("wrong_column", self.cell(column))) for column in self.misplaced]
        if self.blind:
            empty = [column for column in CORRECTIONS if not self.cell(column)]
            return [(column, Refusal("incomplete", "")) for column in empty]
        if status == "akkoord":
            sources = self._sources(status)
            return [(source, Refusal("nothing_shown", "")) for source in sources.values() if not self.cell(source)]
        if status == "gecorrigeerd" and not self.filled:
            return [("status", Refusal("nothing_corrected", status))]
        return []

    def _status(self, status: str) -> str:
        """`akkoord` with a correction that differs, or a correction without status, is a correction."""
        shown = dict(zip(CORRECTIONS, SHOWN, strict=True))
        changed = [column for column in self.filled if self.cell(column) != self.cell(shown[column])]
        return "gecorrigeerd" if changed and status in ("", "akkoord") else status
