"""From the rows of one returned file to reviews that can be applied, and issues with the others.

Every row ends in exactly one place: accepted, with issues, or not looked at. A row with
one bad cell is refused whole: nothing of it is applied by half. What is odd in an accepted row
(a date, a decision about nothing) is said besides.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_NAME
from pipeline.core.dates import strange_date
from pipeline.core.errors import nearest
from pipeline.core.tables import REVIEW
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import ASPECTS, DECIDED, Review, refine
from pipeline.review.common.review_rows import CORRECTIONS, shown_themes
from pipeline.review.common.texts import Texts
from pipeline.review.returned.id_changes import IdChanges
from pipeline.review.returned.row import STRAY, Orphan, ReturnedFile

NO_CHANGES = IdChanges()
REQUIRED = ("uitspraak_id", "controle", *CORRECTIONS)


@dataclass(frozen=True)
class Checked:
    """One returned file, checked.

    Attributes
    ----------
    reviews : rows that can be applied.
    issues : why the others cannot; several for one row when several cells are wrong.
    untouched : rows in which the reviewer filled in nothing.
    orphans : of the rows with issues, those for a statement that is gone or changed.
    """

    reviews: tuple[Review, ...]
    issues: tuple[Issue, ...]
    untouched: tuple[int, ...]
    orphans: tuple[Orphan, ...] = ()


def check_file(
    file: ReturnedFile, texts: Texts, codebook: Codebook, id_changes: IdChanges = NO_CHANGES
) -> Checked:
    """Check one returned file against the statements that there are now.

    Parameters
    ----------
    id_changes : of ids in the file that are gone.
    """
    if issues := tuple(_column_issues(file)):
        return Checked((), issues, ())
    reviews: list[Review] = []
    refused: list[Orphan] = []
    untouched = tuple(row.number for row in file.rows if not row.touched)
    for row in (row for row in file.rows if row.touched):
        now = id_changes.of(row)
        result = (row.with_id(now, texts[now]) if now else row).check(texts, codebook)
        if isinstance(result, Review):
            reviews.append(result)
        else:
            refused += [Orphan(row, issue) for issue in result]
    issues = tuple(orphan.issue for orphan in refused)
    orphans = tuple(orphan for orphan in refused if orphan.issue.code in ("gone", "changed"))
    checked = Checked(tuple(reviews), issues, untouched, orphans)
    return without_contradictions({file.name: checked})[file.name]


def _column_issues(file: ReturnedFile) -> Iterator[Issue]:
    """Columns of ours that stand in the file twice, or not at all."""
    for column in REVIEW.names:
        if file.columns.count(column) > 1:
            yield Issue("column_twice", column=column, file=file.name)
    present = tuple(column for column in file.columns if column != STRAY)
    theirs = [column for column in present if column not in REVIEW.names]  # none of ours is another by mistake
    for column in REQUIRED:
        if column not in present:
            yield Issue("no_column", "", present, nearest(column, theirs), column=column, file=file.name)


def without_contradictions(files: Mapping[str, Checked]) -> dict[str, Checked]:
    """Set apart the rows in which one reviewer gives two answers for one statement, in one file or in several.

    Names are one in any case. People who gave no name are one within a file only.
    """
    files = _refined(files)
    reviews = [review for checked in files.values() for review in checked.reviews]
    conflicting = _conflicting(reviews, _answer_of)
    places: dict[tuple[str, str], set[str]] = {}
    for review in reviews:
        places.setdefault(_answer_of(review), set()).add(review.file)
    return {
        name: replace(
            checked,
            reviews=tuple(review for review in checked.reviews if _answer_of(review) not in conflicting),
            issues=(
                *checked.issues,
                *(
                    _contradiction(review, sorted(places[_answer_of(review)]))
                    for review in checked.reviews
                    if _answer_of(review) in conflicting
                ),
            ),
        )
        for name, checked in files.items()
    }


def _conflicting(reviews: Iterable[Review], key: Callable[[Review], Hashable]) -> set[Hashable]:
    """The keys under which reviews say different things of one aspect."""
    answers: dict[tuple[Hashable, str], set[str]] = {}
    for review in reviews:
        for aspect in ASPECTS:
            answers.setdefault((key(review), aspect), set()).add(review.says(aspect))
    return {about for (about, _), values in answers.items() if len(values - {""}) > 1}


def _refined(files: Mapping[str, Checked]) -> dict[str, Checked]:
    by_statement: dict[str, list[Review]] = {}
    for review in (review for checked in files.values() for review in checked.reviews):
        by_statement.setdefault(review.statement_id, []).append(review)
    exact = {(review.file, review.row): review for reviews in by_statement.values() for review in refine(reviews)}
    return {
        name: replace(checked, reviews=tuple(exact[review.file, review.row] for review in checked.reviews))
        for name, checked in files.items()
    }


def without_idle_decisions(reviews: Sequence[Review]) -> tuple[list[Review], list[Issue]]:
    """Decisions about which nobody says otherwise are corrections; that is said of each.

    Parameters
    ----------
    reviews : of all files together.
    """
    conflicting = _conflicting(reviews, lambda review: review.statement_id)

    def is_idle(review: Review) -> bool:
        return review.status == DECIDED and review.statement_id not in conflicting

    remaining = [replace(review, status="gecorrigeerd") if is_idle(review) else review for review in reviews]
    return remaining, [_about(review, "no_dispute", "status", DECIDED) for review in reviews if is_idle(review)]


def oddities(reviews: Sequence[Review]) -> list[Issue]:
    """What is odd in answers that stand: a status that there is not, a question mark."""
    return [_about(review, *remark) for review in reviews for remark in review.remarks]


def dates_remarked(reviews: Sequence[Review], today: datetime.date) -> list[Issue]:
    """Dates that cannot be right; the answers stand."""
    strange = [review for review in reviews if strange_date(review.date, today)]
    return [_about(review, "strange_date", "datum", review.dated or review.date) for review in strange]


def _answer_of(review: Review) -> tuple[str, str]:
    """The statement, and who answers; a decision is apart from what its writer found before."""
    name = " ".join(review.reviewer.casefold().split())
    name = f"{name} {review.file}" if name == NO_NAME else name
    return review.statement_id, f"{name} {DECIDED}" if review.status == DECIDED else name


def _contradiction(review: Review, files: Sequence[str]) -> Issue:
    """That its reviewer gave another answer about the statement too, in the same file or in others."""
    if len(files) == 1:
        return _about(review, "twice", "uitspraak_id", review.statement_id)
    return _about(review, "twice_in_files", "uitspraak_id", ", ".join(files))


def _about(review: Review, code: str, column: str, found: str) -> Issue:
    cells = {
        "categorie": review.category,
        "oordeel": review.stance,
        "themas": shown_themes(review.themes, review.themes_status),
        "status": review.status,
        "opmerking": review.note,
        "beoordelaar": review.reviewer,
    }
    return Issue(
        code,
        found,
        column=column,
        file=review.file,
        row=review.row,
        statement_id=review.statement_id,
        filled="; ".join(f"{name}: {cell}" for name, cell in cells.items() if cell),
        text=review.text,
    )
