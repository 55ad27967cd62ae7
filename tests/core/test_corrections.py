from __future__ import annotations

import json

import pytest

from pipeline.core.corrections import Correction, correction_lines, read_corrections
from pipeline.core.errors import InputError


def correction(name: str) -> Correction:
    return Correction(id=name, text="Werk samen, één keer.", category="proces", stance="", themes=None, weight=0.5)


def test_corrections_are_read_in_order_and_an_empty_line_is_none() -> None:
    corrections = [correction(name) for name in ("u2", "u1")]

    assert read_corrections("\n".join([*correction_lines(corrections), "", ""]), where="x") == corrections
    assert read_corrections("\n", where="corrections.jsonl") == []


@pytest.mark.parametrize(
    "line",
    ["geen json", "{}", json.dumps({"id": "u1", "text": "a", "weight": 0}), "[]"],
    ids=["no JSON", "no keys", "weightless", "a list"],
)
def test_a_line_that_is_no_correction_is_named(line: str) -> None:
    good = correction_lines([correction("u1")])[0]

    with pytest.raises(InputError) as caught:
        read_corrections(f"{good}\n{line}\n", where="corrections.jsonl")

    assert "corrections.jsonl line 2" in str(caught.value)
