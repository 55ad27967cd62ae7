from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.profiles.text_profile import Hyphenation
from pipeline.ingest.report.wrapping import had_room, join, vocabulary
from tests.cases import cases
from tests.ingest.reports import TEXTS

HYPHENATION = TEXTS["verkenning"].hyphenation


@pytest.mark.parametrize(("parts", "text"), cases(__file__, "join"))
def test_join(parts: list[str], text: str) -> None:
    assert join(parts, HYPHENATION, frozenset()) == text


def test_the_rest_of_the_source_decides() -> None:
    parts = ["een win-", "win voor ieder"]
    assert join(parts, HYPHENATION, frozenset()) == "een winwin voor ieder"
    words = vocabulary(["Zo wordt het win-win."])
    assert join(parts, HYPHENATION, words) == "een win-win voor ieder"


def test_a_word_found_whole_beats_a_kept_prefix() -> None:
    assert join(["dat is non-", "chalant"], HYPHENATION, vocabulary(["nonchalant"])) == "dat is nonchalant"


PLAIN = Hyphenation(suspended_before=("en",), kept_after=())


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True), max_size=8))
def test_lines_without_hyphens_lose_nothing(parts: list[str]) -> None:
    assert join(parts, PLAIN, frozenset()) == " ".join(parts)


@pytest.mark.parametrize(("text", "following", "fitted"), cases(__file__, "had_room"))
def test_had_room(text: str, following: str, fitted: bool) -> None:
    assert had_room(text, following, longest=30) is fitted
