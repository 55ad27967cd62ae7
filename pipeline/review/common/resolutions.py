"""What reviewers said of a statement, taken together: agreed, or a dispute until somebody settles it.

No review is "the last": two files about one statement count alike, whatever their names,
dates or order. The same review twice is one review. Only a row with status `besluit` goes above the
others, because it says so itself; two of them that differ are a dispute again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TypeVar

from pipeline.core.codebook import split_themes
from pipeline.core.codes import JOINT, UNCODED

DISPUTED = "geschil"
DECIDED = "besluit"
UNSURE = "twijfel"
ASPECTS = ("category", "stance", "themes")
LABELLED = (*ASPECTS, "themes_status")
Key = TypeVar("Key")
of_statement: Callable[["Review"], str] = attrgetter("statement_id")
_STATUS_ORDER = (DECIDED, "gecorrigeerd", "akkoord", UNSURE, "")  # what most was done comes first


@dataclass(frozen=True)
class Review:
    """One accepted row of a returned file.

    Attributes
    ----------
    file, row : where it stands; row as the spreadsheet numbers it.
    blind : the machine's labels were hidden from the reviewer.
    category, stance : label ids; "" when the reviewer left the label as it is.
    themes : theme ids joined by `|`, codebook order.
    themes_status : "" when the reviewer left the themes as they are, else `thema`,
        `geen_thema`, `geen_inhoud` or `buiten_onderwerp`.
    status : `akkoord`, `gecorrigeerd`, `besluit`, `twijfel` or "" (only a remark).
    parts : themes of which at least one was meant, as `themes`: what a theme was divided into since.
    earlier : earlier themes that the row names, each with what became of it.
    text : the cell ``tekst`` as returned.
    was : the id that stands in the row, where its statement has another one now.
    dated : the cell ``datum`` as returned.
    seconds : of attention that it took, where the page to review in measured it; else "".
    remarks : what is odd in the row although it counts: code, column, what stands there.
    """

    statement_id: str
    file: str
    row: int
    blind: bool
    category: str = ""
    stance: str = ""
    themes: str = ""
    themes_status: str = ""
    status: str = ""
    reviewer: str = ""
    date: str = ""
    note: str = ""
    text: str = field(default="", compare=False)
    parts: str = ""
    earlier: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)
    was: str = field(default="", compare=False)
    dated: str = field(default="", compare=False)
    seconds: str = field(default="", compare=False)
    remarks: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)

    @property
    def coded(self) -> bool:
        """All that can be said was said; without content, or off topic, there is no category or stance to give."""
        if self.themes_status in UNCODED:
            return True
        return bool(self.category and self.stance and self.themes_status and not self.parts)

    def says(self, aspect: str) -> str:
        """What the review says of `category`, `stance` or `themes`; "" when nothing."""
        if aspect == "themes":
            return f"{self.themes_status}:{self.themes}:{self.parts}" if self.themes_status else ""
        value: str = getattr(self, aspect)
        return value


@dataclass(frozen=True)
class Resolution:
    """All reviews of one statement together.

    Attributes
    ----------
    category, stance, themes, themes_status : what reviewers agree on; "" when none of them
        said anything, or when it is disputed.
    status : the strongest of the reviews, or `geschil`.
    coded_blind : coded in full by someone who could not see the machine's labels, undisputed.
    disputed : the aspects that reviewers disagree about.
    conflicting_blind : somebody coded it in full without seeing labels, but it is disputed, or was settled
        by somebody who saw them.
    shared, named : of themes that are disputed, or divided since, those that all reviewers named and
        those that any did; none when one of them found no content, or nothing on topic.
    """

    statement_id: str
    reviews: tuple[Review, ...]
    category: str
    stance: str
    themes: str
    themes_status: str
    status: str
    reviewer: str
    date: str
    note: str
    coded_blind: bool
    disputed: tuple[str, ...]
    conflicting_blind: bool = False
    shared: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def aggregate(reviews: Iterable[Review]) -> dict[str, Resolution]:
    """Reviews of any number of files, in any order, as one resolution per statement, by id."""
    in_order = sorted(reviews, key=lambda r: (r.statement_id, r.file, r.row))
    return {one: _resolution(refine(group)) for one, group in grouped(in_order, of_statement).items()}


def grouped(reviews: Iterable[Review], by: Callable[[Review], Key]) -> dict[Key, list[Review]]:
    """The reviews of each statement, or of whatever else they are about."""
    found: dict[Key, list[Review]] = {}
    for review in reviews:
        found.setdefault(by(review), []).append(review)
    return found


def refine(reviews: Sequence[Review]) -> list[Review]:
    """Resolve reviews of one statement that name a theme which was divided since.

    If X became X1 and X2, a review that says X counts as X1 when exactly one other answer about the
    statement fits it: X1.
    """
    if not any(review.parts for review in reviews):
        return [*reviews]
    exact = {r.themes for r in sorted(reviews, key=lambda r: (r.file, r.row)) if r.themes_status and not r.parts}
    refined = []
    for review in reviews:
        whole, parts = {*split_themes(review.themes)}, {*split_themes(review.parts)}
        fits = [themes for themes in sorted(exact) if whole < {*split_themes(themes)} <= whole | parts]
        one_way = bool(review.parts) and len(fits) == 1
        refined.append(replace(review, themes=fits[0], parts="") if one_way else review)
    return refined


def _resolution(reviews: Sequence[Review]) -> Resolution:
    decided = {aspect: [r for r in reviews if r.status == DECIDED and r.says(aspect)] for aspect in ASPECTS}
    counting = {aspect: decisions or reviews for aspect, decisions in decided.items()}  # a decision goes above all
    answers = {aspect: {r.says(aspect) for r in counting[aspect]} - {""} for aspect in ASPECTS}
    disputed = tuple(aspect for aspect in ASPECTS if len(answers[aspect]) > 1)
    agreed = {aspect: next(iter(answers[aspect])) if len(answers[aspect]) == 1 else "" for aspect in ASPECTS}
    themes_status, themes, parts = [*agreed["themes"].split(":"), "", ""][:3]
    on_themes = [r for r in counting["themes"] if r.themes_status]
    partly = "themes" in disputed and not any(r.themes_status in UNCODED for r in on_themes)
    status = min((r.status for r in reviews), key=_STATUS_ORDER.index)
    if parts:
        status, themes, themes_status, partly = UNSURE, "", "", True
    # Themes that all who said something of them name, and those that any does, parts of divided themes included.
    sets = [{*split_themes(review.themes)} for review in on_themes]
    divided = [{*split_themes(review.parts)} for review in on_themes]
    blind = any(r.blind and r.coded for r in reviews)
    stands = not disputed and not any(r.status == DECIDED and not r.blind for r in reviews)
    return Resolution(
        statement_id=reviews[0].statement_id,
        reviews=tuple(reviews),
        category=agreed["category"],
        stance=agreed["stance"],
        themes=themes,
        themes_status=themes_status,
        status=DISPUTED if disputed else status,
        reviewer=_joint(r.reviewer for r in reviews),
        date=_joint(r.date for r in reviews),
        note=_joint(r.note for r in reviews),
        coded_blind=blind and stands,
        disputed=disputed,
        conflicting_blind=blind and not stands,
        shared=tuple(sorted(set.intersection(*sets))) if partly else (),
        named=tuple(sorted(set.union(*sets, *divided))) if partly else (),
    )


def _joint(values: Iterable[str]) -> str:
    """Each value once, sorted; values that are joint already (a file made from an earlier run) are taken apart."""
    distinct = {value for value in values if value}
    if len(distinct) == 1:
        return distinct.pop()
    return JOINT.join(sorted({part for value in distinct for part in value.split(JOINT)}))
