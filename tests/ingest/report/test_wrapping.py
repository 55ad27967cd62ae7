from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.profiles.text_profile import Hyphenation, TextProfile
from pipeline.ingest.report.wrapping import had_room, join, vocabulary

CASES = [
    pytest.param(["de lange", "weg"], "de lange weg", id="a space for a line break"),
    pytest.param(["een uitnodi-", "ging"], "een uitnodiging", id="hyphen of wrapping undone"),
    pytest.param(["een uitnodi\u00ad", "ging"], "een uitnodiging", id="soft hyphen of wrapping undone"),
    pytest.param(["zomer-", "en winterpeil"], "zomer- en winterpeil", id="suspended before en"),
    pytest.param(["dag-", "of nachtdienst"], "dag- of nachtdienst", id="suspended before of"),
    pytest.param(["tien-", "enkele dagen"], "tienenkele dagen", id="en only as a whole word"),
    pytest.param(["de OV-", "kaart"], "de OV-kaart", id="kept after an abbreviation"),
    pytest.param(["Noord-", "Holland"], "Noord-Holland", id="kept before a capital"),
    pytest.param(["het 06-", "nummer"], "het 06-nummer", id="kept after a number"),
    pytest.param(["over 2-", "en 3-sterren"], "over 2- en 3-sterren", id="suspended after a number"),
    pytest.param(["een non-", "profit club"], "een non-profit club", id="kept after a prefix of the profile"),
    pytest.param(["ge-", "integreerd"], "geïntegreerd", id="diaeresis back after a prefix"),
    pytest.param(["zee-", "eend"], "zee-eend", id="kept where vowels clash"),
    pytest.param(["be-", "oordelen"], "beoordelen", id="vowels that do not clash"),
    pytest.param(["financi-", "eel"], "financieel", id="ie within a word"),
    pytest.param(["niet klaar -", "en toch begonnen"], "niet klaar - en toch begonnen", id="a dash is no hyphen"),
    pytest.param(["en/-", "(of niet)"], "en/- (of niet)", id="a hyphen after a mark"),
    pytest.param(["gastheer en", "–vrouw"], "gastheer en –vrouw", id="a hyphen at the start of a line stays"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "text"), CASES)
def test_join(parts: list[str], text: str, profile: TextProfile) -> None:
    assert join(parts, profile.hyphenation, frozenset()) == text


def test_the_rest_of_the_source_decides(profile: TextProfile) -> None:
    parts = ["een win-", "win voor ieder"]
    assert join(parts, profile.hyphenation, frozenset()) == "een winwin voor ieder"
    words = vocabulary(["Zo wordt het win-win."])
    assert join(parts, profile.hyphenation, words) == "een win-win voor ieder"


def test_a_word_found_whole_beats_a_kept_prefix(profile: TextProfile) -> None:
    assert join(["dat is non-", "chalant"], profile.hyphenation, vocabulary(["nonchalant"])) == "dat is nonchalant"


PLAIN = Hyphenation(suspended_before=("en",), kept_after=())


@given(st.lists(st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,4}", fullmatch=True), max_size=8))
def test_lines_without_hyphens_lose_nothing(parts: list[str]) -> None:
    assert join(parts, PLAIN, frozenset()) == " ".join(parts)


@pytest.mark.parametrize(
    ("text", "following", "fitted"),
    [
        pytest.param("Bel ons vaker.", "Kom ook langs.", True, id="much room"),
        pytest.param("Bel ons vaker en eerder.", "Kom", True, id="just room"),
        pytest.param("Bel ons vaker en eerder.", "Beantwoord", False, id="a long word did not fit"),
        pytest.param("Bel ons vaker.", "en kom langs.", False, id="the sentence goes on"),
    ],
)
def test_had_room(text: str, following: str, fitted: bool) -> None:
    assert had_room(text, following, longest=30) is fitted
