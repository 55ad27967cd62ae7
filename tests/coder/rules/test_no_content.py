from __future__ import annotations

import pytest

from pipeline.coder.rules.no_content import read_no_content
from tests.paths import ROOT

NO_CONTENT = read_no_content(ROOT / "corpora" / "rules" / "general" / "no_content.yaml")


@pytest.mark.parametrize("text", [*NO_CONTENT.examples.hits, " GEEN ", "n.v.t", "7", "👍🏽👍", "\n"])
def test_it_says_nothing(text: str) -> None:
    assert NO_CONTENT.matches(text)


@pytest.mark.parametrize("text", [*NO_CONTENT.examples.misses, "Geen loket.", "Zie boven: te laat."])
def test_it_says_something(text: str) -> None:
    assert not NO_CONTENT.matches(text)
