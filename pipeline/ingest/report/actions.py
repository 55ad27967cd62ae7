"""Improvement actions: number, text, owners, and the heading that they stand under."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.tables import ACTIONS_FOUND
from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.marks import BulletMarks, number_of, without_number
from pipeline.ingest.report.slides import Slide
from pipeline.ingest.report.wrapping import Join


@dataclass
class FoundAction:
    """An action as the report lists it.

    Attributes
    ----------
    lines : numbers of its lines.
    parts : lines of its text; each sub-action begins a new list.
    owners : lines per owner, in order.
    """

    number: int
    group: str
    lines: list[int] = field(default_factory=list)
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    owners: list[list[str]] = field(default_factory=list)


def action_table(
    lines: Sequence[Line],
    slides: Sequence[Slide],
    profile: TextProfile,
    taken: Collection[int],
    file_name: str,
    join: Join,
) -> pd.DataFrame:
    """Columns of ACTIONS_FOUND: the actions on slides of which the rule says that they list them."""
    found: list[FoundAction] = []
    for slide in slides:
        if slide.rule and slide.rule.actions:
            body = [lines[index] for index in slide.body if index not in taken]
            found += find_actions(body, slide.title_text, profile, found[-1].number + 1 if found else 1)
    rows = []
    for each in found:
        text, owner = worded(each, join)
        places = (str(each.number), str(each.lines[0]), str(each.lines[-1]))
        rows.append((file_name, *places, each.group, owner, text))
    return pd.DataFrame(rows, columns=ACTIONS_FOUND.names, dtype=str) if rows else ACTIONS_FOUND.empty()


def find_actions(body: Sequence[Line], group: str, profile: TextProfile, expected: int) -> list[FoundAction]:
    """The actions on one slide.

    An action begins at a line with the next number and runs to the next one. After
    "Actiehouder:" comes its owner, up to a blank line, a bullet or the next action. A number
    lower than the ``expected`` one is that of something else.
    """
    marks = BulletMarks(profile.bullets, (line.text for line in body))
    found: list[FoundAction] = []
    in_owner = False
    previous = ""
    for line in body:
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
            if length or (line.after_blank and text[:1].isupper()):
                found[-1].parts.append([])
            in_owner = in_owner and not length and not (line.after_blank and not text[:1].islower())
        previous = line.text
        action = found[-1]
        action.lines.append(line.number)
        before, *owners = re.split(profile.owner, text, flags=re.IGNORECASE)
        if before:
            (action.owners[-1] if in_owner else action.parts[-1]).append(before.strip())
        for name in owners:
            action.owners.append([name.strip()] if name.strip() else [])
            in_owner = True
    return found


def worded(action: FoundAction, join: Join) -> tuple[str, str]:
    """Text and owners as the report words them; sub-actions and owners joined by "; "."""
    parts = [join(part) for part in action.parts if part]
    lead, *others = parts or [""]
    text = " ".join([lead, "; ".join([*(part.rstrip(".;") for part in others[:-1]), *others[-1:]])]).strip()
    owners = dict.fromkeys(join(owner) for owner in action.owners if owner)
    return text, "; ".join(owners)
