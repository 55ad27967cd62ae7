from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.report.quotes import opens, quote_end, signature_end, signed, single_quote_end, unquoted
from tests.cases import cases


def end_of(text: str) -> int | None:
    lines = split_lines(text, leading_space=False)
    return quote_end(lines, 0, lambda _: False)


@pytest.mark.parametrize(("text", "end"), cases(__file__, "quote_end"))
def test_quote_end(text: str, end: int | None) -> None:
    assert end_of(text) == end


@pytest.mark.parametrize(("text", "end"), cases(__file__, "single_quote_end"))
def test_single_quote_end(text: str, end: int | None) -> None:
    assert single_quote_end(split_lines(text, leading_space=False), 0, lambda _: False) == end


def test_a_stop_ends_the_search() -> None:
    lines = split_lines("“Begin\nKOP\nslot.”", leading_space=False)
    assert quote_end(lines, 0, lambda index: lines[index].text == "KOP") is None


@pytest.mark.parametrize(("text", "answer"), cases(__file__, "opens"))
def test_opens(text: str, answer: bool) -> None:
    assert opens(text) is answer


@pytest.mark.parametrize(("text", "bare"), cases(__file__, "unquoted"))
def test_unquoted(text: str, bare: str) -> None:
    assert unquoted(text) == bare


@pytest.mark.parametrize(("text", "count"), cases(__file__, "signature"))
def test_signature(text: str, count: int) -> None:
    lines = split_lines("“Citaat.”\n" + text, leading_space=False)
    assert signature_end(lines, 1, lambda _: False) == 1 + count


def test_signed() -> None:
    assert signed("– een ondernemer") == "een ondernemer"
