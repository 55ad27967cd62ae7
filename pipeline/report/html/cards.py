"""The card of a corpus: what the index of all corpora shows of it, taken from its own page.

The report stage of each corpus writes one, the index reads those of the corpora in params.yaml:
no stage needs the tables of another corpus.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipeline.core.codes import FEW
from pipeline.core.errors import InputError
from pipeline.report.findings.changes import Change, ChangedTheme, SinceRound, changed
from pipeline.report.findings.sentences import MOST_NAMES, Texts, unlike
from pipeline.report.page import Page, source_kinds
from pipeline.report.view.figures import SourcedNumber
from pipeline.report.view.moves import heard
from pipeline.report.view.reliability import Measure
from pipeline.report.view.themes import ThemeRow, most_said_first

CARDS = "kaarten"  # folder under reports/; no corpus can have its name


@dataclass(frozen=True)
class CardRound:
    """One round: when it was, and how many statements count."""

    name: str
    date: str
    counted: SourcedNumber


@dataclass(frozen=True)
class Largest:
    """The theme that the newest round brings up most; several when they are equal.

    Attributes
    ----------
    clear : whether it is more than every other theme, chance considered.
    corrected : whether the share is corrected by the blind audit for what the coder misses.
    """

    names: tuple[str, ...]
    share: SourcedNumber
    low: SourcedNumber
    high: SourcedNumber
    clear: bool
    corrected: bool


@dataclass(frozen=True)
class GroupedChange:
    """Themes that changed alike since one earlier round.

    Attributes
    ----------
    what : ``gestegen`` or ``gedaald``, or what of the tone changed: a key of ``bewoog`` in words.yaml.
    unlike : in what the two rounds did not ask alike, in words; "" when they did.
    """

    what: str
    since: str
    names: tuple[str, ...]
    unlike: str


@dataclass(frozen=True)
class Answered:
    """What becomes of the problems and wishes of all rounds: how many go with a theme that has an action."""

    critical: SourcedNumber
    answered: SourcedNumber
    share: SourcedNumber


@dataclass(frozen=True)
class Card:
    """The state of one corpus.

    Attributes
    ----------
    largest : None when the newest round has fewer than ``minimum`` statements, or many themes share the top.
    since, first : the rounds that the newest is compared with: the one before, and the first when that is
        another; "" when there is none.
    comparable : whether there are enough data to compare them.
    coverage : of all rounds; None when there are no actions or no criticism.
    proposed : some action's themes are not confirmed.
    orphans : reviews of a statement that is gone or changed. disputed : statements on which reviewers differ.
    files : what stands in the folder of the corpus, of what the index can lead to.
    """

    name: str
    title: str
    organisation: str
    rounds: tuple[CardRound, ...]
    counted: SourcedNumber
    largest: Largest | None
    minimum: int
    moves: tuple[GroupedChange, ...]
    since: str
    first: str
    comparable: bool
    actions: SourcedNumber
    coverage: Answered | None
    proposed: bool
    total: SourcedNumber
    reviewed: SourcedNumber
    drawn: SourcedNumber
    coder: Measure
    disputed: SourcedNumber
    orphans: SourcedNumber
    files: tuple[str, ...]

    @property
    def newest(self) -> CardRound | None:
        """The newest round in which somebody spoke."""
        return next((moment for moment in reversed(self.rounds) if int(moment.counted)), None)

    @property
    def small(self) -> bool:
        """Whether the newest round has too few statements to rank its themes."""
        return self.newest is not None and int(self.newest.counted) < self.minimum


_CARD = TypeAdapter(Card)


def card_of(
    name: str,
    page: Page,
    *,
    actions: SourcedNumber,
    orphans: SourcedNumber,
    minimum: int,
    texts: Texts,
    files: Sequence[str],
) -> Card:
    """The card of a corpus.

    Parameters
    ----------
    name : the folder of the corpus.
    minimum : fewest statements of a round whose themes are ranked.
    texts : findings.yaml.
    """
    newest, trust = page.newest, page.reliability
    coverage = page.coverage[-1] if page.coverage else None
    return Card(
        name=name,
        title=page.about.title,
        organisation=page.about.organisation,
        rounds=tuple(CardRound(row.name, row.date, row.counted) for row in page.rounds),
        counted=page.counted,
        largest=_largest(newest, minimum),
        minimum=minimum,
        moves=_moves(page, source_kinds(page.about.sources, texts["soort_bron"]), texts["ongelijk"]),
        since=newest[0].previous.since if newest else "",
        first=newest[0].first.since if newest else "",
        comparable=any(row.previous.verdict != FEW for row in newest),
        actions=actions,
        coverage=Answered(coverage.critical, coverage.answered, coverage.share)
        if coverage and int(coverage.critical) and int(actions)
        else None,
        proposed=page.proposed,
        total=page.read,
        reviewed=trust.reviewed,
        drawn=trust.drawn,
        coder=trust.themes,
        disputed=trust.disputed,
        orphans=orphans,
        files=tuple(files),
    )


def _largest(rows: Sequence[ThemeRow], minimum: int) -> Largest | None:
    ranked = most_said_first(list(rows))
    if not ranked or int(ranked[0].denominator) < minimum or not ranked[0].known or not float(ranked[0].share):
        return None
    top = [row for row in ranked if row.share.value == ranked[0].share.value]
    if len(top) > MOST_NAMES:
        return None
    clear = all(float(top[0].low) > float(other.high) for other in ranked[len(top) :])
    return Largest(tuple(row.name for row in top), top[0].share, top[0].low, top[0].high, clear, top[0].corrected)


def _moves(page: Page, kinds: Mapping[str, str], words: Mapping[str, str]) -> tuple[GroupedChange, ...]:
    """What changed since the round before, then what changed since the first; nothing twice."""
    lately = changed(page.newest, page.recent)
    said: set[Change] = {change for one in lately for change in one.changes}
    earlier = changed(page.newest, page.whole, said)
    return tuple(
        move
        for course, found in ((page.recent, lately), (page.whole, earlier))
        for move in _alike(course, found, kinds, words)
    )


def _alike(
    course: SinceRound, found: Sequence[ChangedTheme], kinds: Mapping[str, str], words: Mapping[str, str]
) -> list[GroupedChange]:
    groups: dict[str, list[str]] = {}
    for one in found:
        if one.share:
            groups.setdefault(one.share, []).append(one.now.name)
    for one in found:
        if one.tone:
            groups.setdefault(heard(one.before, one.now, one.tone.verdict), []).append(one.now.name)
    if not found:
        return []
    since, now = course.past[0].round, found[0].now
    how = unlike(since, now.round, course.span(now).comparability, kinds, words)
    return [GroupedChange(what, since, tuple(names), how) for what, names in groups.items()]


def to_json(card: Card) -> dict[str, Any]:
    """The card as it is written, its figures naming their table as seen from reports/, where the index stands."""
    written: dict[str, Any] = _CARD.dump_python(card, mode="json")
    _see_from_reports(written, card.name)
    return written


def _see_from_reports(part: object, corpus: str) -> None:
    if isinstance(part, dict):
        if "table" in part:
            part["table"] = f"{corpus}/{part['table']}"
        for value in part.values():
            _see_from_reports(value, corpus)
    elif isinstance(part, list):
        for value in part:
            _see_from_reports(value, corpus)


def from_json(content: object, where: Path) -> Card:
    """A card as it was written.

    Raises
    ------
    InputError
        It is not one, or one that another version wrote.
    """
    try:
        return _CARD.validate_python(content)
    except ValidationError as problem:
        key = ".".join(map(str, problem.errors()[0]["loc"]))
        raise InputError(
            f"this is not a card that this version can read ({key or 'no object'})",
            where=str(where),
            todo="run dvc repro, which writes it again",
        ) from None
