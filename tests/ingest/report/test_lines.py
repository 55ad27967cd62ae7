from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import blank, split_lines, tidy


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("  een   regel  ", "een regel", id="runs of spaces"),
        pytest.param("een\u00a0regel\t", "een regel", id="no-break space and tab"),
        pytest.param("of\u00adfi\u00adci\u00adeel", "officieel", id="soft hyphens inside"),
        pytest.param("vergun\u00ad", "vergun\u00ad", id="soft hyphen at the end says that the word goes on"),
        pytest.param("\u200bkoﬃe\ufeff", "koffie", id="invisible characters and ligature"),
        pytest.param("coo\u0308rdinatie", "coördinatie", id="loose accent"),
        pytest.param("coördinatie – ‘ja, mits’", "coördinatie – ‘ja, mits’", id="letters and marks stay"),
    ],
)
def test_tidy(raw: str, text: str) -> None:
    assert tidy(raw) == text


@pytest.mark.parametrize(
    ("raw", "nothing"),
    [("", True), (" \t\f", True), ("\u200b\u00ad ", True), ("\u00a0", True), ("-", False), (".", False)],
)
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


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        pytest.param("a\nb\n c\nd", [True, False, True, False], id="one leading space"),
        pytest.param("a\nb\n  c\nd", [True, False, False, False], id="two spaces are an indent"),
        pytest.param("a\nb\n\fc\nd", [True, False, True, False], id="form feed before the line"),
        pytest.param("a\nb\n\f\nc\nd", [True, False, True, False], id="form feed on a line of its own"),
        pytest.param(
            "a\nb\nc \f\nd", [True, False, False, False], id="a form feed after text starts nothing here"
        ),
        pytest.param(" a\n b\n c\nd", [True, False, False, False], id="much indented: a space says nothing"),
    ],
)
def test_pages(text: str, starts: list[bool]) -> None:
    assert [line.starts_page for line in split_lines(text, leading_space=True)] == starts


def test_a_profile_may_ignore_leading_spaces() -> None:
    assert [line.starts_page for line in split_lines("a\nb\n c\nd", leading_space=False)] == [True] + [False] * 3


def test_no_text_has_no_lines() -> None:
    assert split_lines(" \n\f\n", leading_space=True) == []
