from __future__ import annotations

import pytest

from pipeline.review.common.texts import Match, Texts

TEXTS = Texts(
    {
        "u1": "De afdelingen stemmen hun adviezen niet op elkaar af.",
        "u2": "Ik weet nooit wie mijn aanspreekpunt bij de provincie is.",
        "u3": "Ik weet nooit wie mijn aanspreekpunt bij de provincie is.",
    }
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        pytest.param(
            "ik weet nooit wie mijn aanspreekpunt bij de provincie is", ("u2", 1.0), id="the lowest of twins"
        ),
        pytest.param("De afdelingen stemmen adviezen niet meer op elkaar af.", ("u1", 0.92), id="mended"),
        pytest.param("Heel iets anders staat hier.", None, id="shares no word"),
        pytest.param("niet", None, id="shares one word"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_statement_most_like_a_lost_text(cell: str, expected: tuple[str, float] | None) -> None:
    match = TEXTS.most_like(cell)

    assert (match and (match.statement_id, match.likeness)) == expected
    assert match is None or match == Match(match.statement_id, TEXTS[match.statement_id], match.likeness)


def test_only_a_near_text_is_named_as_what_was_meant() -> None:
    assert TEXTS.nearest("De afdelingen stemmen hun adviezen nu niet op elkaar af.").startswith(
        "u1: De afdelingen"
    )
    assert TEXTS.nearest("De afdelingen stemmen adviezen vaak af.") == ""
