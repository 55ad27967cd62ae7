"""What a researcher changed in a project that we exported, as rows of a review file.

A statement whose codes are as they were sent gives no row. Else there is a row with what it says now: one per
person who added codes to it, as people who disagree are both kept (``review.common.resolutions`` finds disputes).
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.codebook import NO_THEME, SEPARATOR, Codebook
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC, UNCODED
from pipeline.core.dates import dutch_date
from pipeline.core.tables import REVIEW
from pipeline.refi.code_matching import OurCodes
from pipeline.refi.codings import Label
from pipeline.refi.project_reading import ReadNote, ReadProject, ReadSelection
from pipeline.refi.round_texts import NOT_COUNTED, OurLabel, Place, RoundText, read
from pipeline.refi.words import WORDS
from pipeline.review.common.resolutions import UNSURE
from pipeline.review.common.review_rows import (
    BLIND,
    CORRECTIONS,
    SAID_NO_CONTENT,
    SAID_OFF_TOPIC,
    SHOWN,
    UNDECIDED,
    labels_code,
)

_SAID = {OFF_TOPIC: SAID_OFF_TOPIC, NO_CONTENT: SAID_NO_CONTENT, UNDECIDED: UNDECIDED}
_SINGLE = {"categories": "categorie", "stances": "oordeel"}
_UNCODED = frozenset(UNCODED)
_COUNTS = frozenset([OurLabel("statuses", NOT_COUNTED)])  # settled by the pipeline: to change it is a remark
_DOUBT = WORDS["doubt"]
_NOBODY = frozenset((*WORDS["users"].values(), *WORDS["nobody"]))  # names of no person: ours, and of programs
Labels = frozenset[OurLabel]


@dataclass(frozen=True)
class Changes:
    """What a project says that it was not sent with.

    Attributes
    ----------
    rows : of REVIEW, by statement and name.
    statements : how many of ours are in it.
    new_codes : codes of theirs that our codebook has not: how often each is used.
    astray : codings that are beside every statement.
    nameless : rows of which nobody is known to have made them.
    """

    rows: pd.DataFrame
    statements: int
    new_codes: Mapping[str, int] = field(default_factory=dict)
    astray: int = 0
    nameless: int = 0


@dataclass(frozen=True, order=True)
class _Given:
    """A label that a statement has now, who gave it ("" for the machine, or nobody known) and when."""

    label: OurLabel
    person: str
    day: str


@dataclass
class _Statement:
    """A statement in the project: where it stands, its labels, and the notes on it."""

    place: Place
    text: str
    given: set[_Given] = field(default_factory=set)
    notes: list[ReadNote] = field(default_factory=list)


def our_texts(project: ReadProject) -> list[tuple[RoundText, Sequence[ReadSelection]]]:
    """The texts of a project that we wrote, with what was selected in them."""
    found = ((read(source.text), source.selections) for source in project.sources)
    return [(text, selections) for text, selections in found if text is not None]


def changes(
    project: ReadProject, codebook: Codebook, labels: Mapping[str, Label], *, reviewer: str = ""
) -> Changes:
    """All that was changed.

    Parameters
    ----------
    labels : rows of LABELS now, by statement; they tell the round.
    reviewer : who made the changes of which the project does not say it.
    """
    ours = OurCodes.of(codebook, project.codes)
    new_codes: Counter[str] = Counter()
    astray = 0
    statements: list[_Statement] = []
    for text, selections in our_texts(project):
        own = [_Statement(place, text.text[place.start : place.end]) for place in text.places]
        starts = [place.start for place in text.places]
        for selection in selections:
            about = [own[at] for at in _covered(text.places, starts, selection)]
            astray += 0 if about else len(selection.codings)
            for coding in selection.codings if about else ():
                label = ours.labels.get(coding.code)
                if label is None:
                    new_codes[ours.name(coding.code)] += 1
                    continue
                person = "" if coding.user in _NOBODY else coding.user
                for one in about:
                    one.given.add(_Given(label, person, coding.day))
            for note in (project.notes[guid] for guid in selection.notes if guid in project.notes):
                for one in about if note.text and not _ours(note) else ():
                    one.notes.append(note)
        statements += own
    otherwise = _otherwise(project, reviewer)
    rows = [row for one in statements for row in _rows(one, ours, labels, otherwise)]
    rows.sort(key=lambda row: (row["uitspraak_id"], row["beoordelaar"]))
    frame = pd.DataFrame(rows, columns=REVIEW.names, dtype=str).fillna("")
    return Changes(frame, len(statements), new_codes, astray, int((frame["beoordelaar"] == "").sum()))


def _covered(places: Sequence[Place], starts: Sequence[int], selection: ReadSelection) -> list[int]:
    """Statements that a selection is about: those that it holds half of or more, else the one it holds most of."""
    end = max(selection.end, selection.start + 1)
    nearby = range(max(bisect_right(starts, selection.start) - 1, 0), bisect_left(starts, end))
    shared = {at: min(end, places[at].end) - max(selection.start, places[at].start) for at in nearby}
    shared = {at: n for at, n in shared.items() if n > 0}
    held = [at for at, n in shared.items() if 2 * n >= places[at].end - places[at].start]
    return held or sorted(shared, key=lambda at: (-shared[at], at))[:1]


def _ours(note: ReadNote) -> bool:
    """Whether a note is one that we exported, under any GUID."""
    return note.text.startswith("Thermometer.") or note.name == WORDS["about"]["name"]


def _otherwise(project: ReadProject, reviewer: str) -> tuple[str, str]:
    """Who and when, of changes that tell neither: of a code that was taken away nothing is left to tell it."""
    people = sorted({name for name in project.users.values() if name and name not in _NOBODY})
    last = "" if project.user in _NOBODY else project.user
    return reviewer or last or (people[0] if len(people) == 1 else ""), project.day


def _rows(
    one: _Statement, ours: OurCodes, labels: Mapping[str, Label], otherwise: tuple[str, str]
) -> Iterator[dict[str, str]]:
    """The rows that a statement gives: none when it is as it was sent and nobody made a note."""
    before = frozenset(ours.by_mark[mark] for mark in one.place.marks if mark in ours.by_mark)
    now = frozenset(given.label for given in one.given)
    added = [given for given in sorted(one.given) if given.label in now - before]
    people = sorted({given.person for given in added if given.person}) or [""]
    for person in people:
        own = [given for given in added if given.person in ("", person)]
        said = (now & before) | {given.label for given in own}
        notes = [note for note in one.notes if note.user == person or len(people) == 1]
        if said == before and not notes:
            continue
        by_note = [note.user for note in notes if note.user and note.user not in _NOBODY]
        days = [given.day for given in own if given.day] or [note.day for note in notes if note.day]
        yield {
            **_answer(one, before, said, notes, ours),
            "ronde": labels.get(one.place.statement_id, {}).get("round", ""),
            "beoordelaar": person or next(iter(by_note), "") or otherwise[0],
            "datum": dutch_date(max(days, default=otherwise[1])),
        }


def _answer(
    one: _Statement, before: Labels, said: Labels, notes: Sequence[ReadNote], ours: OurCodes
) -> dict[str, str]:
    """The cells of a statement: what was shown, what is said otherwise now, and what cannot be a label."""
    blind = one.place.check.startswith(BLIND)
    shown = dict.fromkeys(SHOWN, "") if blind else _shown(before, ours)
    corrections, doubts = _corrections(before, said, ours, blind=blind)
    aside = [_DOUBT["counted" if _COUNTS & before else "not_counted"]] if _COUNTS & (before ^ said) else []
    remarks = [*doubts, *aside, *dict.fromkeys(" ".join(note.text.split()) for note in notes)]
    return {
        "uitspraak_id": one.place.statement_id,
        "controle": one.place.check + ("" if blind else labels_code([*shown.values()])),
        "tekst": one.text,
        **shown,
        **dict(zip(CORRECTIONS, corrections, strict=True)),
        "status": UNSURE if doubts else "gecorrigeerd" if any(corrections) else "",
        "opmerking": "; ".join(remarks),
    }


def _ids(kind: str, labels: Labels) -> set[str]:
    return {label.id for label in labels if label.kind == kind}


def _shown(labels: Labels, ours: OurCodes) -> dict[str, str]:
    """The cells categorie, oordeel and themas."""
    single = (SEPARATOR.join(sorted(_ids(kind, labels))) for kind in _SINGLE)
    status = next((_SAID[one] for one in sorted(_ids("statuses", labels)) if one in _SAID), NO_THEME)
    return dict(zip(SHOWN, (*single, ours.joined(_ids("themes", labels)) or status), strict=True))


def _corrections(before: Labels, said: Labels, ours: OurCodes, *, blind: bool) -> tuple[list[str], list[str]]:
    """What is said otherwise of category, stance and themes, "" where nothing is; and what cannot be said so."""
    cells, doubts = [], []
    status_now, status_before = (_ids("statuses", labels - _COUNTS) for labels in (said, before))
    for kind, what in _SINGLE.items():
        now, was = _ids(kind, said), _ids(kind, before)
        chosen = sorted(now - was)
        cells.append(chosen[0] if len(chosen) == 1 else "")
        if len(chosen) > 1:
            doubts.append(_DOUBT["several"].format(what=what, chosen=", ".join(chosen)))
        elif was and not now and not (kind == "categories" and status_now & _UNCODED):
            doubts.append(_DOUBT["gone"].format(what=what))
    themes, status = _ids("themes", said), sorted(status_now - status_before)
    if (themes, status_now) == (_ids("themes", before), status_before) and not blind:
        return [*cells, ""], doubts
    if len(status) > 1 or status == [UNDECIDED]:
        doubts.append(_DOUBT["several"].format(what="status", chosen=", ".join(status)))
        return [*cells, ""], doubts
    none = NO_THEME if said or not blind else ""
    return [*cells, _SAID[status[0]] if status else ours.joined(themes) or none], doubts
