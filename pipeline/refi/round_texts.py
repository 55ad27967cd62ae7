"""The text of one round, as a program for qualitative research shows it: statements under their ids.

Programs keep texts and lose much else: GUIDs, names, authors, notes. So what is needed to understand a project
that comes back stands in the text: under which id a statement stands, and at the end, a line a statement, a code
that tells whether its text and labels are as they were sent (`controle` of a review file).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.codebook import split_themes
from pipeline.refi.words import WORDS, sound
from pipeline.review.common.review_rows import check_code, labels_code

_CHECK = re.compile(r"^(\S+) ([bc][0-9a-f]{8})((?:\.[0-9a-f]{4}){3})\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Coded:
    """What is said of one statement.

    Attributes
    ----------
    category, stance : label ids; "" for none.
    status : themes_status of LABELS.
    themes : theme ids, in any order.
    """

    category: str = ""
    stance: str = ""
    status: str = ""
    themes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, label: Mapping[str, str]) -> "Coded":
        """That of a row of LABELS."""
        themes = frozenset(split_themes(label["themes"]))
        return cls(label["category"], label["stance"], label["themes_status"], themes)

    @property
    def aspects(self) -> tuple[str, str, str]:
        """Category, stance and themes, each as one text; the order of themes says nothing."""
        themes = "|".join(sorted(self.themes))
        return self.category, self.stance, themes if self.status in ("thema", "") else f"{self.status}:{themes}"

    @property
    def marks(self) -> tuple[str, ...]:
        """A short code per aspect, by which it is seen to be as it was."""
        return tuple(labels_code([aspect]) for aspect in self.aspects)


NOTHING = Coded(status="geen_thema")


@dataclass(frozen=True)
class Place:
    """A statement in the text of its round: characters, 0-based, the end not included.

    Attributes
    ----------
    check, marks : `controle`, and the codes of its labels, as they were sent.
    """

    statement_id: str
    start: int
    end: int
    check: str
    marks: tuple[str, ...]


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
        head = f"\n[{one}]\n"
        start = at + len(head)
        marks = (NOTHING if blind else Coded.of(row)).marks
        places.append(Place(one, start, start + len(text), check_code(one, row["text"], blind=blind), marks))
        parts += [head, text, "\n"]
        at = start + len(text) + 1
    checks = (f"{own.statement_id} {own.check}.{'.'.join(own.marks)}\n" for own in places)
    parts += ["\n", WORDS["tail"], "\n", *checks]
    return RoundText("".join(parts), tuple(places))


def read(text: str) -> RoundText | None:
    """The statements of a text that :func:`written` made; None for another text.

    Line ends, blanks at the end of lines and blank lines may be other ones now. A statement is looked for under
    its id, after the one before it; what stands above and below may have grown.
    """
    checks = [(match[1], match[2], tuple(match[3][1:].split("."))) for match in _CHECK.finditer(text)]
    first = _CHECK.search(text)
    if not first:
        return None
    found: list[tuple[str, int, int, str, tuple[str, ...]]] = []
    at = 0
    for one, check, marks in checks:
        if header := _header(text, one, at, first.start()):
            found.append((one, *header, check, marks))
            at = header[1]
    ends = [start for _, start, *_ in found[1:]] + [_body_end(text, first.start())]
    return RoundText(
        text,
        tuple(
            Place(one, start, start + len(text[start:end].rstrip()), check, marks)
            for (one, _, start, check, marks), end in zip(found, ends, strict=True)
        ),
    )


def _header(text: str, statement_id: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the line with nothing but this id begins and ends, within a part of a text."""
    at = text.find(f"[{statement_id}]", start, end)
    while at >= 0:
        line, after = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if after >= 0 and text[line:after].strip() == f"[{statement_id}]":
            return line, after + 1
        at = text.find(f"[{statement_id}]", at + 1, end)
    return None


def _body_end(text: str, checks: int) -> int:
    """Where the lines above the checks begin: those that say what the checks are."""
    tail = text.rfind(WORDS["tail"].split(":", 1)[0] + ":", 0, checks)
    return checks if tail < 0 else tail


def same_text(text: str, place: Place) -> bool:
    """Whether a statement still has the text that it was sent with; white space does not count."""
    own = text[place.start : place.end]
    return check_code(place.statement_id, own, blind=place.check.startswith("b")) == place.check


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
