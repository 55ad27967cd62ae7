from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.actions import find_actions, worded
from pipeline.ingest.report.bullets import BulletMarks
from tests.cases import cases
from tests.ingest.reports import TEXTS

Found = list[list[int | str]]


def found_in(text: str, expected: int = 1) -> Found:
    profile = TEXTS["verkenning"]
    lines = split_lines(text, leading_space=False)
    marks = BulletMarks(profile.bullets, (line.text for line in lines))
    actions = find_actions(lines, range(len(lines)), "Algemeen", profile.owner, marks, expected)
    return [[action.number, *worded(action, " ".join)] for action in actions]


@pytest.mark.parametrize(("text", "found"), cases(__file__, "find_actions"))
def test_find_actions(text: str, found: Found) -> None:
    assert found_in(text) == found


def test_actions_go_on_counting_over_slides() -> None:
    assert found_in("1. een punt\n5. Bel.", expected=5) == [[5, "Bel.", ""]]
