from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.coding.no_content import read_no_content

NO_CONTENT = read_no_content(Path(__file__).parents[2] / "corpora" / "rules" / "general" / "no_content.yaml")


@pytest.mark.parametrize("text", [*NO_CONTENT.examples.hits, " GEEN ", "n.v.t", "7", "👍🏽👍", "\n"])
def test_it_says_nothing(text: str) -> None:
    assert NO_CONTENT.matches(text)


@pytest.mark.parametrize("text", [*NO_CONTENT.examples.misses, "Geen loket.", "Zie boven: te laat."])
def test_it_says_something(text: str) -> None:
    assert not NO_CONTENT.matches(text)
