"""Lines that are no statement wherever they stand: page numbers, who was present, decisions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.ingest.common.lines import Line
from pipeline.ingest.profiles.text_profile import LineRule
from pipeline.ingest.report.bullets import BulletMarks


def boilerplate(
    lines: Sequence[Line], rules: Sequence[LineRule], marks: BulletMarks, stops: Callable[[int], bool]
) -> dict[int, str]:
    """Line index -> reason, by the first rule that fits.

    A line whose rule ``continues`` takes the lines below it along, up to a blank line, another
    such line, a list (unless it ends with a colon, and so introduces it), or where ``stops``.

    Parameters
    ----------
    stops : whether something else begins at the line with this index: a heading, a speaker.
    """
    patterns = [(re.compile(rule.pattern), rule) for rule in rules]
    found: dict[int, str] = {}
    going_on: LineRule | None = None
    takes_list = False
    for index, line in enumerate(lines):
        rule = next((rule for pattern, rule in patterns if pattern.match(line.text)), None)
        if rule:
            going_on = rule if rule.continues else None
            takes_list = line.text.endswith(":")
        elif going_on and (line.after_blank or stops(index) or (marks.length(line.text, "") and not takes_list)):
            going_on = None
        if now := rule or going_on:
            found[index] = now.reason
    return found
