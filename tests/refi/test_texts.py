"""Texts of rounds, and places in the texts of any program."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.refi.round_texts import lost_check, read, written
from pipeline.refi.text_positions import placed
from pipeline.refi.words import sound

ANY = st.text(st.characters(codec="utf-8"), max_size=40)
WORDS = st.text("ab \n.\u0301é😀👩‍👧[]u0", max_size=40)


def rows(texts: Sequence[str]) -> list[dict[str, str]]:
    common = {"category": "proces", "stance": "wens", "themes": "", "themes_status": "geen_thema", "set_aside": ""}
    return [{"statement_id": f"u{n}", "text": text, **common} for n, text in enumerate(texts)]


@given(texts=st.lists(ANY | WORDS, max_size=8), line_ends=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_found_again(texts: list[str], line_ends: str) -> None:
    sent = written("Titel", "2025", rows(texts))
    assert [sent.text[place.start : place.end] for place in sent.places] == list(map(sound, texts))
    back = read(placed(sent.text.replace("\n", line_ends).encode(), (), where="x", one_a_line=False).text)
    if not texts:
        assert back is None
        return

    assert back is not None
    assert [(one.statement_id, one.start, one.check, one.marks) for one in back.places] == [
        (one.statement_id, one.start, one.check, one.marks) for one in sent.places
    ]
    assert [back.text[one.start : one.end] for one in back.places] == [sound(text).rstrip() for text in texts]


@given(text=ANY | WORDS, other=ANY)
def test_another_text_is_none_of_ours(text: str, other: str) -> None:
    assert read(f"{text}\n{other}") is None
    assert not lost_check(f"{text}\n{other}")


def test_a_text_without_its_end_is_known() -> None:
    sent = written("T", "2025", [{**row, "statement_id": f"u{n:010x}"} for n, row in enumerate(rows("ab"))])

    assert lost_check(sent.text.split("Controle:")[0])
    assert not lost_check(sent.text)


@given(
    text=WORDS.filter(str.strip), places=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=9)
)
def test_positions_as_the_standard_counts_them_stay(text: str, places: list[tuple[int, int]]) -> None:
    found = placed(text.encode(), places, where="x", one_a_line=False)
    end = len(text)

    assert found.text == text
    if not any(ord(letter) > 0xFFFF for letter in text):
        assert list(found.places) == [(min(a, b, end), min(max(a, b), end)) for a, b in places]


TEXT = "Eén 😀 regel.\nNog een regel, en 👩‍👧 samen.\nDe laatste regel."
FOUND = ["Eén", "regel", "Nog een regel", "👩‍👧 samen", "De laatste", "laatste regel"]


def counted(text: str, way: str) -> int:
    """How long a program says that a text is."""
    return len(text.encode("utf-16-le")) // 2 if way == "utf-16" else len(text)


@pytest.mark.parametrize("way", ["code points", "utf-16"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("mark_counts", [False, True])
@pytest.mark.parametrize("line_ends", ["\n", "\r\n", "\r\n as one"])
def test_positions_as_programs_count_them(way: str, mark: str, line_ends: str, *, mark_counts: bool) -> None:
    ends, one_a_line = line_ends.split(" ")[0], line_ends.endswith("one")
    before = len(mark) if mark_counts else 0
    starts = [TEXT.index(words) for words in FOUND]
    places = []
    for start, words in zip(starts, FOUND, strict=True):
        head = TEXT[:start] if one_a_line else TEXT[:start].replace("\n", ends)
        own = words if one_a_line else words.replace("\n", ends)
        places.append((before + counted(head, way), before + counted(head + own, way)))
    content = (mark + TEXT.replace("\n", ends)).encode()
    found = placed(content, places, where="x", one_a_line=one_a_line)

    assert found.text == TEXT
    assert [found.text[start:end] for start, end in found.places] == FOUND
