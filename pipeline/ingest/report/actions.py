"""Improvement actions: number, text, owners, and the heading that they stand under."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.common.lines import Line
from pipeline.ingest.report.bullets import BulletMarks, number_of, without_number


@dataclass
class FoundAction:
    """An action as the report lists it.

    Attributes
    ----------
    parts : lines of its text; each sub-action begins a new list.
    owners : lines per owner, in order.
    """

    number: int
    group: str
    lines: list[int] = field(default_factory=list)
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    owners: list[list[str]] = field(default_factory=list)


def find_actions(
    lines: Sequence[Line], body: Sequence[int], group: str, owner: str, marks: BulletMarks, expected: int
) -> list[FoundAction]:
    """The actions on one slide.

    An action begins at a line with the next number and runs to the next one. After
    "Actiehouder:" comes its owner, up to a blank line, a bullet or the next action.

    Parameters
    ----------
    owner : pattern of the words before an owner.
    expected : lowest number that may come; a lower one is the number of something else.
    """
    names_owner = re.compile(owner, re.IGNORECASE)
    found: list[FoundAction] = []
    in_owner = False
    previous = ""
    for index in body:
        line = lines[index]
        number = number_of(line.text)
        if number is not None and number >= expected:
            found.append(FoundAction(number, group))
            expected = number + 1
            text, in_owner = without_number(line.text), False
        elif not found:
            continue
        else:
            length = marks.length(line.text, previous)
            text = line.text[length:]
            paragraph = line.after_blank and text[:1].isupper()
            if length or paragraph:
                found[-1].parts.append([])
            in_owner = in_owner and not length and not (line.after_blank and not text[:1].islower())
        previous = line.text
        action = found[-1]
        action.lines.append(index)
        before, *owners = names_owner.split(text)
        if before:
            (action.owners[-1] if in_owner else action.parts[-1]).append(before.strip())
        for name in owners:
            action.owners.append([name.strip()] if name.strip() else [])
            in_owner = True
    return found


def worded(action: FoundAction, join: Callable[[Sequence[str]], str]) -> tuple[str, str]:
    """Text and owners as the report words them; sub-actions and owners joined by "; "."""
    parts = [join(part) for part in action.parts if part]
    lead, *others = parts or [""]
    text = " ".join([lead, "; ".join([*(part.rstrip(".;") for part in others[:-1]), *others[-1:]])]).strip()
    owners = dict.fromkeys(join(owner) for owner in action.owners if owner)
    return text, "; ".join(owners)
