from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.core.codebook import load_codebook
from pipeline.measures.keystrokes import Coding, Effort, Road, effort, effort_to_agree
from tests.cases import cases
from tests.paths import ROOT

ROADS: tuple[Road, ...] = ("page", "excel")
CODEBOOK = load_codebook(Path(ROOT / "corpora" / "codebook.yaml"))


@pytest.mark.parametrize(("coding", "page", "excel"), cases(__file__, "efforts"))
def test_keys_and_decisions_by_hand(coding: tuple[Any, ...], page: list[int], excel: list[int]) -> None:
    text, category, stance, themes, status = coding
    given = Coding(text, category, stance, tuple(themes), status)

    found = {road: effort(given, CODEBOOK, road) for road in ROADS}

    assert found == {"page": (*page, True), "excel": (*excel, False)}


def test_seconds_are_reading_deciding_and_typing() -> None:
    found = effort(Coding("een twee drie", "proces", "wens", ("leren",)), CODEBOOK).seconds

    # 3 words at 184 a minute; 5 decisions of 1.35 s; 4 keys of 0.5 s.
    assert found == pytest.approx(3 / 184 * 60 + 5 * 1.35 + 4 * 0.5)


@pytest.mark.parametrize(("road", "keys"), [("page", 1), ("excel", 2)])
def test_agreeing_asks_one_key_in_the_page(road: Road, keys: int) -> None:
    assert effort_to_agree("een twee", road) == Effort(2, 3, keys, codes=road == "page")
