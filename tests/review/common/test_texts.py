from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.core.text import PieceIndex
from pipeline.review.common.texts import Texts
from tests.cases import cases

TEXTS = Texts(
    {
        "u1": "De afdelingen stemmen hun adviezen niet op elkaar af.",
        "u2": "Ik weet nooit wie mijn aanspreekpunt bij de provincie is.",
        "u3": "Ik weet nooit wie mijn aanspreekpunt bij de provincie is.",
    }
)


@pytest.mark.parametrize(("cell", "expected", "likeness"), cases(__file__, "most_like"))
def test_the_statement_most_like_a_lost_text(cell: str, expected: str, likeness: float) -> None:
    assert TEXTS.most_like(cell) == (expected, likeness)


def test_only_a_near_text_is_named_as_what_was_meant() -> None:
    assert TEXTS.nearest("De afdelingen stemmen hun adviezen nu niet op elkaar af.").startswith(
        "u1: De afdelingen"
    )
    assert TEXTS.nearest("De afdelingen stemmen adviezen vaak af.") == ""


PIECES = ["ik", "weet", "nooit", "wie", "Wie", "mijn", "é", "\n", "aanspreekpunt", "is", "..."]
SAID = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(said=st.lists(SAID, max_size=60), cells=st.lists(SAID, min_size=1, max_size=5), order=st.randoms())
def test_sought_together_or_one_by_one_it_is_what_a_look_at_all_texts_finds(
    said: list[str], cells: list[str], order: random.Random
) -> None:
    known = {f"u{number:02}": text for number, text in enumerate(said)}
    shuffled = order.sample(sorted(known), len(known))
    together, one_by_one = (Texts({one: known[one] for one in shuffled}) for _ in range(2))
    together.seek(cells[1:], cells[:1])

    def letters(text: str) -> str:
        return re.sub(r"[^a-z0-9]", "", text.lower())

    words = {one: {*re.findall(r"[a-z0-9]+", text.lower())} for one, text in known.items()}
    index = PieceIndex(words.values())
    for cell in cells:
        exactly = [one for one, text in known.items() if text.split() == cell.split()]
        alike = [one for one, text in known.items() if letters(text) == letters(cell)]
        own = {*re.findall(r"[a-z0-9]+", cell.lower())}
        near = index.sharing_rarest(own, rarest=6, per_piece=40, in_all=240, most=40)
        ratios = {[*known][n]: fuzz.ratio(letters(cell), letters(said[n])) for n in sorted(near)}
        best = max(ratios, key=lambda one: ratios[one], default="")
        like = (best, round(ratios[best] / 100, 2)) if best and ratios[best] >= 50 else ("", 0.0)
        expected = ("", 0.0) if not letters(cell) else (alike[0], 1.0) if alike else like
        for texts in (together, one_by_one):
            assert texts.exactly(cell) == exactly
            assert texts.most_like(cell) == expected
