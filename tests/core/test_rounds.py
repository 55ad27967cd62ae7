from __future__ import annotations

import pytest

from pipeline.core.rounds import UNNAMED, moment_of


@pytest.mark.parametrize(
    ("round_id", "moment"),
    [
        ("2024-intern", "2024"),
        ("2024-beide", "2024"),
        ("voorjaar-2025-extern", "voorjaar-2025"),
        ("2025", "2025"),
        ("2025-internationaal", "2025-internationaal"),
        ("interne ronde", "interne ronde"),
        ("intern", UNNAMED),
        ("onbekend", UNNAMED),
        ("", UNNAMED),
    ],
)
def test_the_moment_is_the_part_before_the_audience(round_id: str, moment: str) -> None:
    assert moment_of(round_id) == moment
