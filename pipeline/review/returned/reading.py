"""All files that were handed back, read and checked together: reviews that can be applied, issues with the rest.

Every row ends in exactly one place: accepted, with issues, or not looked at. A row with
one bad cell is refused whole: nothing of it is applied by half. What is odd in an accepted row
(a date, a decision about nothing) is said besides.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.core.codebook import Codebook
from pipeline.core.codes import NO_NAME
from pipeline.core.dates import strange_date
from pipeline.core.errors import nearest
from pipeline.core.tables import REVIEW
from pipeline.review.common.issues import Issue
from pipeline.review.common.resolutions import ASPECTS, DECIDED, Key, Review, grouped, of_statement, refine
from pipeline.review.common.review_rows import CORRECTIONS, shown_labels
from pipeline.review.common.texts import Texts
from pipeline.review.returned.id_changes import IdChanges, find_id_changes, to_seek
from pipeline.review.returned.listing import Receipt, receipt
from pipeline.review.returned.returned_table import read_file
from pipeline.review.returned.row import STRAY, FilledIn, Orphan, ReturnedFile

SAMPLE = "steekproef.csv"  # beside the reviews: how the audit was drawn
NOT_REVIEWS = (".md", ".yaml", ".yml", ".json")  # notes that people and programs keep beside the reviews
NEVER = datetime.date.max  # for who has no clock: no date is later


@dataclass(frozen=True)
class Returned:
    """All returned files together.

    Attributes
    ----------
    reviews : rows that can be applied.
    issues : why rows were not applied, several for one row when several cells are wrong; and what is odd in
        rows that were.
    orphans : rows that were filled in for a statement that is gone or changed.
    cells : what was filled in, row by row, as it stands there.
    id_changes : ids in the files that are gone -> the id that the statement has now.
    """

    reviews: list[Review] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)
    cells: set[FilledIn] = field(default_factory=set)
    id_changes: Mapping[str, str] = field(default_factory=dict)


def may_be_review(name: str) -> bool:
    """Hidden files, lock files, notes and the record of the audit are not reviews."""
    return name != SAMPLE and not name.startswith((".", "~$")) and not name.lower().endswith(NOT_REVIEWS)


def read_returned(
    files: Mapping[str, bytes | None], texts: Texts, codebook: Codebook, *, today: datetime.date = NEVER
) -> Returned:
    """Check every returned file, and all of them against each other.

    Parameters
    ----------
    files : name -> content, None for a folder; those that `may_be_review` says no to are passed over.
    texts : the statements that there are now, with the text that reviewers see.
    today : after which no review can be dated.
    """
    read = [read_file(name, files[name]) for name in filter(may_be_review, sorted(files))]
    unreadable = [issue for issue in read if isinstance(issue, Issue)]
    tables = [file for file in read if isinstance(file, ReturnedFile)]
    texts.look_up(row.cell("uitspraak_id") for file in tables for row in file.rows)
    texts.seek(*to_seek((row for file in tables for row in file.rows), texts))
    id_changes = find_id_changes((row for file in tables for row in file.rows), texts)
    reviews: list[Review] = []
    refused: list[Issue] = []
    orphans: list[Orphan] = []
    for file in tables:
        accepted, lost = _checked(file, texts, codebook, id_changes)
        accepted, contradictions = _without_contradictions(accepted)
        reviews += accepted
        refused += [*_column_issues(file), *(orphan.issue for orphan in lost), *contradictions]
        orphans += [orphan for orphan in lost if orphan.issue.code in ("gone", "changed")]
    reviews, contradictions = _without_contradictions(reviews)
    refused += contradictions
    receipts = [Receipt(issue.file) for issue in unreadable]
    receipts += [receipt(file, reviews, refused) for file in tables]
    reviews, idle = _without_idle_decisions(reviews)
    return Returned(
        reviews,
        [*unreadable, *refused, *idle, *_oddities(reviews, today)],
        receipts,
        orphans,
        {cells for file in tables for cells in file.filled_in.values()},
        id_changes.now,
    )


def _checked(
    file: ReturnedFile, texts: Texts, codebook: Codebook, id_changes: IdChanges
) -> tuple[list[Review], list[Orphan]]:
    """The rows of one file that can be applied, and why others cannot; none when columns are missing."""
    reviews: list[Review] = []
    refused: list[Orphan] = []
    for row in () if any(_column_issues(file)) else file.rows:
        if row.touched:
            now = id_changes.of(row)
            result = (row.with_id(now, texts[now]) if now else row).check(texts, codebook)
            if isinstance(result, Review):
                reviews.append(result)
            else:
                refused += [Orphan(row, issue) for issue in result]
    return reviews, refused


def _column_issues(file: ReturnedFile) -> Iterator[Issue]:
    """Columns of ours that stand in the file twice, or not at all."""
    for column in REVIEW.names:
        if file.columns.count(column) > 1:
            yield Issue("column_twice", column=column, file=file.name)
    present = tuple(column for column in file.columns if column != STRAY)
    theirs = [column for column in present if column not in REVIEW.names]  # none of ours is another by mistake
    for column in ("uitspraak_id", "controle", *CORRECTIONS):
        if column not in present:
            yield Issue("no_column", "", present, nearest(column, theirs), column=column, file=file.name)


def _without_contradictions(reviews: Sequence[Review]) -> tuple[list[Review], list[Issue]]:
    """Set apart the rows in which one reviewer gives two answers for one statement, in one file or in several.

    Names are one in any case. People who gave no name are one within a file only.
    """
    refined = {(r.file, r.row): r for group in grouped(reviews, of_statement).values() for r in refine(group)}
    reviews = [refined[review.file, review.row] for review in reviews]
    conflicting = _conflicting(reviews, _answer_of)
    issues = []
    for review in reviews:
        if _answer_of(review) in conflicting:
            files = sorted({one.file for one in conflicting[_answer_of(review)]})
            said = ("twice_in_files", ", ".join(files)) if len(files) > 1 else ("twice", review.statement_id)
            issues.append(_about(review, said[0], "uitspraak_id", said[1]))
    return [review for review in reviews if _answer_of(review) not in conflicting], issues


def _conflicting(reviews: Iterable[Review], by: Callable[[Review], Key]) -> dict[Key, list[Review]]:
    """The reviews that say different things of one aspect of what they are about."""
    return {
        about: group
        for about, group in grouped(reviews, by).items()
        if any(len({review.says(aspect) for review in group} - {""}) > 1 for aspect in ASPECTS)
    }


def _answer_of(review: Review) -> tuple[str, str]:
    """The statement, and who answers; a decision is apart from what its writer found before."""
    name = " ".join(review.reviewer.casefold().split())
    name = f"{name} {review.file}" if name == NO_NAME else name
    return review.statement_id, f"{name} {DECIDED}" if review.status == DECIDED else name


def _without_idle_decisions(reviews: Sequence[Review]) -> tuple[list[Review], list[Issue]]:
    """Decisions about which nobody says otherwise are corrections; that is said of each."""
    conflicting = _conflicting(reviews, of_statement)
    idle = [review.status == DECIDED and review.statement_id not in conflicting for review in reviews]
    pairs = list(zip(reviews, idle, strict=True))
    remaining = [replace(review, status="gecorrigeerd") if is_idle else review for review, is_idle in pairs]
    return remaining, [_about(review, "no_dispute", "status", DECIDED) for review, is_idle in pairs if is_idle]


def _oddities(reviews: Sequence[Review], today: datetime.date) -> list[Issue]:
    """What is odd in answers that stand: an unknown status, a question mark, a date that cannot be right."""
    strange = [review for review in reviews if strange_date(review.date, today)]
    return [
        *(_about(review, *remark) for review in reviews for remark in review.remarks),
        *(_about(review, "strange_date", "datum", review.dated or review.date) for review in strange),
    ]


def _about(review: Review, code: str, column: str, found: str) -> Issue:
    said = {"status": review.status, "opmerking": review.note, "beoordelaar": review.reviewer}
    return Issue(
        code,
        found,
        column=column,
        file=review.file,
        row=review.row,
        statement_id=review.statement_id,
        filled="; ".join(f"{name}: {cell}" for name, cell in {**shown_labels(review), **said}.items() if cell),
        text=review.text,
    )
