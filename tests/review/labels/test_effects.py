"""What handing in a file would change, beside the files that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.core.codebook import Codebook
from pipeline.review.common.resolutions import Review, aggregate
from pipeline.review.labels.labelling import Effect, effects


def review(statement: str, row: int = 2, file: str = "an.csv", **said: Any) -> Review:
    said = {"status": "gecorrigeerd", "reviewer": "An", **said}
    return Review(statement_id=statement, file=file, row=row, blind=False, **said)


RUST: dict[str, Any] = {"themes": "rust", "themes_status": "thema"}
BO = review("u0", 7, "bo.csv", reviewer="Bo", **RUST)
STATUS = ("status", "-", "gecorrigeerd")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [review("u0", category="rol_houding")],
                     [((2,), "u0", "categorie", "inhoud", "rol_houding"), ((2,), "u0", *STATUS)], id="a label"),
        pytest.param([], [review("u0", **RUST)],
                     [((2,), "u0", "themas", "geen", "rust"), ((2,), "u0", *STATUS)], id="a theme"),
        pytest.param([], [review("u0", stance="wens", status="akkoord")],
                     [((2,), "u0", "status", "-", "akkoord")], id="agreed: only the status"),
        pytest.param([review("u0", **RUST)], [review("u0", 5, **RUST)], [], id="the same again, in another row"),
        pytest.param([], [review("u9", **RUST)], [], id="a statement that is not there"),
        pytest.param([BO], [BO], [], id="another file is no news"),
        pytest.param([BO], [BO, review("u0", 3, themes="vertrouwen", themes_status="thema")],
                     [((3,), "u0", "themas", "rust", "geen"), ((3,), "u0", "status", "gecorrigeerd", "geschil")],
                     id="a dispute: the machine decides"),
        pytest.param([], [review("u0", 9, stance="knelpunt"), review("u0", 4, **RUST)],
                     [((4, 9), "u0", "oordeel", "wens", "knelpunt"), ((4, 9), "u0", "themas", "geen", "rust"),
                      ((4, 9), "u0", *STATUS)], id="two rows about one statement"),
        pytest.param([review("u0", **RUST)], [],
                     [((), "u0", "themas", "rust", "geen"), ((), "u0", "status", "gecorrigeerd", "-")],
                     id="the row is gone: what the machine saw is back"),
        pytest.param([review("u0", themes="vertrouwen", themes_status="thema"), BO], [BO],
                     [((), "u0", "themas", "geen", "rust"), ((), "u0", "status", "geschil", "gecorrigeerd")],
                     id="the row is gone: what the other says stands"),
        pytest.param([review("u0", **RUST), BO], [BO], [], id="the row is gone, another says the same"),
        pytest.param([review("u1", **RUST)], [review("u0", stance="knelpunt")],
                     [((), "u1", "themas", "rust", "geen"), ((), "u1", "status", "gecorrigeerd", "-"),
                      ((2,), "u0", "oordeel", "wens", "knelpunt"), ((2,), "u0", *STATUS)],
                     id="what is lost comes first"),
    ],
)  # fmt: skip
def test_effects(
    before: Sequence[Review],
    after: Sequence[Review],
    expected: list[tuple[Any, ...]],
    predictions: Any,
    codebook: Codebook,
) -> None:
    found = effects(predictions({}, {}), aggregate(before), aggregate(after), "an.csv", codebook)

    assert found == [Effect(*one) for one in expected]
