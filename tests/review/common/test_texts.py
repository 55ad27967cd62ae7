from __future__ import annotations

import pytest

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
