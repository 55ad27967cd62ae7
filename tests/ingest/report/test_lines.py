from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import blank, split_lines, tidy
from tests.cases import cases


@pytest.mark.parametrize(("raw", "text"), cases(__file__, "tidy"))
def test_tidy(raw: str, text: str) -> None:
    assert tidy(raw) == text


@pytest.mark.parametrize(("raw", "nothing"), cases(__file__, "blank"))
def test_blank(raw: str, nothing: bool) -> None:
    assert blank(raw) is nothing


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_numbers_count_line_ends_of_any_kind(end: str) -> None:
    lines = split_lines(end.join(["een", "", "", "vier", "vijf"]), leading_space=True)
    assert [(line.number, line.text, line.after_blank) for line in lines] == [
        (1, "een", False),
        (4, "vier", True),
        (5, "vijf", False),
    ]


@pytest.mark.parametrize(("text", "starts"), cases(__file__, "pages"))
def test_pages(text: str, starts: list[bool]) -> None:
    assert [line.starts_page for line in split_lines(text, leading_space=True)] == starts


def test_a_profile_may_ignore_leading_spaces() -> None:
    assert [line.starts_page for line in split_lines("a\nb\n c\nd", leading_space=False)] == [True] + [False] * 3


def test_no_text_has_no_lines() -> None:
    assert split_lines(" \n\f\n", leading_space=True) == []
