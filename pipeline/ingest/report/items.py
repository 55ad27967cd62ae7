"""What is found on slides: items, the reasons of all other lines, and how a slide is set."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Item:
    """A statement, still in lines.

    Attributes
    ----------
    lines : indices of its lines.
    parts : their texts, marks of list items and who speaks taken off.
    """

    kind: str
    lines: list[int]
    parts: list[str]
    category: str = ""
    mentioned: str = ""
    effect: str = ""
    audience: str = ""
    speaker: list[str] = field(default_factory=list)
    quoted: bool = False
    question: str = ""
    organisation: str = ""
    respondent: str = ""


@dataclass(frozen=True)
class Shape:
    """How the items of a slide are set.

    Attributes
    ----------
    listed : some have a mark or say who speaks; only those begin an item, with exceptions.
    coded : some say who speaks.
    per_line : without marks, and hardly any is wrapped.
    longest : characters of the longest line.
    """

    listed: bool
    coded: bool
    per_line: bool
    longest: int


@dataclass
class Found:
    """What the slides hold.

    Attributes
    ----------
    reasons : line index -> reason, for every line in no statement.
    """

    items: list[Item] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
