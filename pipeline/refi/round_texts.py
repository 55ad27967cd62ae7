"""The text of one round, as a program for qualitative research shows it: statements under their ids.

Programs keep texts and lose much else: GUIDs, names, authors, notes. So what is needed to understand a project
that comes back stands in the text: under which id a statement stands, and at the end, a line a statement, its
`controle` (as in a review file) and a mark of each label that it was sent with.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codebook import split_themes
from pipeline.refi.words import WORDS, sound
from pipeline.review.common.review_rows import check_code

_CHECK = re.compile(r"^[ \t]*(\S+) ([bc][0-9a-f]{8})((?:\.[0-9a-f]{6})*)[ \t]*$", re.MULTILINE)
NOT_COUNTED = "telt_niet_mee"  # of the statuses: what is set aside
_MARK_DIGITS = 6  # two of a hundred labels have one mark once in 3,000 codebooks
_HEADER = re.compile(r"^\[u[0-9a-f]{10}\][ \t]*$", re.MULTILINE)
_SURELY_OURS = 2  # lines with an id of a statement
_TAIL = WORDS["tail"].partition(":")[0] + ":"


@dataclass(frozen=True, order=True)
class OurLabel:
    """A label: its kind as in the code tree (`themes`, `categories`, `stances`, `statuses`), and its id."""

    kind: str
    id: str

    @property
    def mark(self) -> str:
        """A short code that stands for it, and is no word that a search in a text would find."""
        return hashlib.sha256(f"{self.kind}\n{self.id}".encode()).hexdigest()[:_MARK_DIGITS]


def labels_of(row: Mapping[str, str]) -> frozenset[OurLabel]:
    """All that a row of LABELS says of its statement: no theme is no label."""
    single = {OurLabel("categories", row["category"]), OurLabel("stances", row["stance"])}
    themes = {OurLabel("themes", theme) for theme in split_themes(row["themes"])}
    status = {OurLabel("statuses", one) for one in WORDS["statuses"] if one == row["themes_status"]}
    aside = {OurLabel("statuses", NOT_COUNTED if row["set_aside"] else "")}
    return frozenset(label for label in single | themes | status | aside if label.id)


@dataclass(frozen=True)
class Place:
    """A statement in the text of its round: characters, 0-based, the end not included.

    Attributes
    ----------
    check, marks : `controle`, and the marks of its labels, as they were sent.
    """

    statement_id: str
    start: int
    end: int
    check: str
    marks: frozenset[str]


@dataclass(frozen=True)
class RoundText:
    """The text of one round, and where its statements are."""

    text: str
    places: tuple[Place, ...]


def written(title: str, name: str, rows: Iterable[Mapping[str, str]], *, hidden: Iterable[str] = ()) -> RoundText:
    """The text of a round.

    Parameters
    ----------
    title, name : of the corpus and the round.
    rows : of LABELS, in the order of the text.
    hidden : ids of statements of which no label is shown.
    """
    unseen = set(hidden)
    parts = [sound(WORDS["head"].format(title=" ".join(title.split()), name=name)), "\n"]
    at = sum(map(len, parts))
    places: list[Place] = []
    for row in rows:
        one, text = row["statement_id"], sound(row["text"])
        blind = one in unseen
        marks = frozenset(() if blind else (label.mark for label in labels_of(row)))
        head = f"\n[{one}]\n"
        start = at + len(head)
        places.append(Place(one, start, start + len(text), check_code(one, row["text"], blind=blind), marks))
        parts += [head, text, "\n"]
        at = start + len(text) + 1
    checks = (f"{own.statement_id} {'.'.join([own.check, *sorted(own.marks)])}\n" for own in places)
    parts += ["\n", WORDS["tail"], "\n", *checks]
    return RoundText("".join(parts), tuple(places))


def read(text: str) -> RoundText | None:
    """The statements of a text that :func:`written` made; None for another text.

    Blanks at the end of lines and blank lines may be other ones now. A statement is looked for under its id, after
    the one before it; what stands above and below may have grown.
    """
    tail = text.rfind(_TAIL)
    checks = [(match[1], match[2], match[3]) for match in _CHECK.finditer(text, max(tail, 0))]
    if tail < 0 or not checks:
        return None
    found: list[tuple[int, int, str, str, str]] = []
    at = 0
    for one, check, marks in checks:
        if header := _header(text, one, at, tail):
            found.append((*header, one, check, marks))
            at = header[1]
    ends = [start for start, *_ in found[1:]] + [tail]
    return RoundText(
        text,
        tuple(
            Place(one, start, start + len(text[start:end].rstrip()), check, frozenset(marks.split(".")[1:]))
            for (_, start, one, check, marks), end in zip(found, ends, strict=True)
        ),
    )


def lost_check(text: str) -> bool:
    """Whether a text is one of ours, of which the part below is gone."""
    return read(text) is None and len(_HEADER.findall(text)) >= _SURELY_OURS


def _header(text: str, statement_id: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the line with nothing but this id begins and ends, within a part of a text."""
    at = text.find(f"[{statement_id}]", start, end)
    while at >= 0:
        line, after = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if after >= 0 and text[line:after].strip() == f"[{statement_id}]":
            return line, after + 1
        at = text.find(f"[{statement_id}]", at + 1, end)
    return None


def at_places(text: str, line_ends: str, positions: Sequence[int]) -> dict[int, int]:
    """Where places of a text with line feeds are when each line ends in ``line_ends``."""
    more = len(line_ends) - 1
    if not more:
        return {place: place for place in positions}
    moved, lines, last = {}, 0, 0
    for place in sorted(set(positions)):
        lines += text.count("\n", last, place)
        last = place
        moved[place] = place + more * lines
    return moved
