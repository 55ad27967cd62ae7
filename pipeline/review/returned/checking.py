"""From the rows of one returned file to reviews that can be applied, and problems with the others.

Every row ends in exactly one place: accepted, with problems, or not looked at. A row with
one bad cell is refused whole: nothing of it is applied by half. What is odd in an accepted row
(a date, a decision about nothing) is said besides.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_NAME
from pipeline.core.dates import strange_date
from pipeline.core.errors import nearest
from pipeline.core.tables.review import REVIEW
from pipeline.review.returned.id_changes import Moves
from pipeline.review.returned.row import STRAY, Orphan, rows_of
from pipeline.review.verdicts.problems import Code, Problem
from pipeline.review.verdicts.sheet import CORRECTIONS, shown_themes
from pipeline.review.verdicts.texts import Texts
from pipeline.review.verdicts.verdicts import ASPECTS, DECIDED, Review, narrowed

NO_MOVES = Moves()
REQUIRED = ("uitspraak_id", "controle", *CORRECTIONS)


@dataclass(frozen=True)
class Checked:
    """One returned file, checked.

    Attributes
    ----------
    reviews : rows that can be applied.
    problems : why the others cannot; several for one row when several cells are wrong.
    untouched : rows in which the reviewer filled in nothing.
    orphans : of the rows with problems, those for a statement that is gone or changed.
    """

    reviews: tuple[Review, ...]
    problems: tuple[Problem, ...]
    untouched: tuple[int, ...]
    orphans: tuple[Orphan, ...] = ()


def check_file(
    name: str, frame: pd.DataFrame, texts: Texts, codebook: Codebook, moves: Moves = NO_MOVES
) -> Checked:
    """Check one returned file.

    Parameters
    ----------
    frame : as `parse_returned` gives it.
    texts : the statements that there are now.
    moves : of ids in the file that are gone.
    """
    twice = [str(column) for column in frame.columns[frame.columns.duplicated()].unique()]
    missing = [column for column in REQUIRED if column not in frame.columns]
    whole = [Problem(name, 0, "column_twice", column) for column in twice if column in REVIEW.names]
    known = tuple(str(column) for column in frame.columns if column != STRAY)
    theirs = [column for column in known if column not in REVIEW.names]  # of ours, none is another by mistake
    whole += [Problem(name, 0, "no_column", column, "", known, nearest(column, theirs)) for column in missing]
    if whole:
        return Checked((), tuple(whole), ())
    reviews: list[Review] = []
    problems: list[Problem] = []
    untouched: list[int] = []
    orphans: list[Orphan] = []
    for row in rows_of(name, frame):
        if not row.touched:
            untouched.append(row.number)
            continue
        now = moves.of(row)
        result = (row.moved(now, texts[now]) if now else row).check(texts, codebook)
        if isinstance(result, Review):
            reviews.append(result)
        else:
            problems += result
            orphans += [Orphan(row, one.code) for one in result if one.code in ("gone", "changed")]
    checked = Checked(tuple(reviews), tuple(problems), tuple(untouched), tuple(orphans))
    return without_contradictions({name: checked})[name]


def without_contradictions(files: Mapping[str, Checked]) -> dict[str, Checked]:
    """Set apart the rows in which one reviewer gives two answers for one statement, in one file or in several.

    Names are one in any case. People who gave no name are one within a file only.
    """
    files = _narrowed(files)
    answers: dict[tuple[str, str, str], set[str]] = {}
    places: dict[tuple[str, str], set[str]] = {}
    for review in (review for checked in files.values() for review in checked.reviews):
        who = _who(review)
        places.setdefault(who, set()).add(review.file)
        for aspect in ASPECTS:
            answers.setdefault((*who, aspect), set()).add(review.says(aspect))
    torn = {key[:2]: sorted(places[key[:2]]) for key, said in answers.items() if len(said - {""}) > 1}
    return {
        name: replace(
            checked,
            reviews=tuple(review for review in checked.reviews if _who(review) not in torn),
            problems=(
                *checked.problems,
                *(
                    _contradiction(review, torn[_who(review)])
                    for review in checked.reviews
                    if _who(review) in torn
                ),
            ),
        )
        for name, checked in files.items()
    }


def _narrowed(files: Mapping[str, Checked]) -> dict[str, Checked]:
    by_statement: dict[str, list[Review]] = {}
    for review in (review for checked in files.values() for review in checked.reviews):
        by_statement.setdefault(review.statement_id, []).append(review)
    exact = {
        (review.file, review.row): review for reviews in by_statement.values() for review in narrowed(reviews)
    }
    return {
        name: replace(checked, reviews=tuple(exact[review.file, review.row] for review in checked.reviews))
        for name, checked in files.items()
    }


def without_idle_decisions(reviews: Sequence[Review]) -> tuple[list[Review], list[Problem]]:
    """Decisions about which nobody says otherwise are corrections; that is said of each.

    Parameters
    ----------
    reviews : of all files together.
    """
    answers: dict[tuple[str, str], set[str]] = {}
    for review in reviews:
        for aspect in ASPECTS:
            answers.setdefault((review.statement_id, aspect), set()).add(review.says(aspect))
    torn = {statement for (statement, _), said in answers.items() if len(said - {""}) > 1}
    idle = [one for one in reviews if one.status == DECIDED and one.statement_id not in torn]
    places = {(one.file, one.row) for one in idle}
    found = [replace(one, status="gecorrigeerd") if (one.file, one.row) in places else one for one in reviews]
    return found, [_about(one, "no_dispute", "status", DECIDED) for one in idle]


def oddities(reviews: Sequence[Review]) -> list[Problem]:
    """What is odd in answers that stand: a status that there is not, a question mark."""
    return [_about(one, *remark) for one in reviews for remark in one.remarks]


def dates_remarked(reviews: Sequence[Review], today: datetime.date) -> list[Problem]:
    """Dates that cannot be right; the answers stand."""
    strange = [one for one in reviews if strange_date(one.date, today)]
    return [_about(one, "strange_date", "datum", one.dated or one.date) for one in strange]


def _who(review: Review) -> tuple[str, str]:
    """Whose answer about what it is; a decision is another answer than what its writer found before."""
    name = " ".join(review.reviewer.casefold().split())
    name = f"{name} {review.file}" if name == NO_NAME else name
    return review.statement_id, f"{name} {DECIDED}" if review.status == DECIDED else name


def _contradiction(review: Review, files: list[str]) -> Problem:
    one_file = len(files) == 1
    found = review.statement_id if one_file else ", ".join(files)
    return _about(review, "twice" if one_file else "twice_in_files", "uitspraak_id", found)


def _about(review: Review, code: Code, column: str, found: str) -> Problem:
    said = {
        "categorie": review.category,
        "oordeel": review.stance,
        "themas": shown_themes(review.themes, review.themes_status),
        "status": review.status,
        "opmerking": review.note,
        "beoordelaar": review.reviewer,
    }
    return Problem(
        review.file,
        review.row,
        code,
        column,
        found,
        statement_id=review.statement_id,
        filled="; ".join(f"{name}: {cell}" for name, cell in said.items() if cell),
        text=review.text,
    )
