from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.actions import find_actions, worded
from tests.cases import cases
from tests.ingest.reports import TEXTS

Found = list[list[int | str]]


def found_in(text: str, expected: int = 1) -> Found:
    actions = find_actions(split_lines(text, leading_space=False), "Algemeen", TEXTS["verkenning"], expected)
    return [[action.number, *worded(action, " ".join)] for action in actions]


@pytest.mark.parametrize(("text", "found"), cases(__file__, "find_actions"))
def test_find_actions(text: str, found: Found) -> None:
    assert found_in(text) == found


def test_actions_go_on_counting_over_slides() -> None:
    assert found_in("1. een punt\n5. Bel.", expected=5) == [[5, "Bel.", ""]]
