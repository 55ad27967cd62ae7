from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.coder.data.training_set import read_training
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from tests.cases import cases

GOOD: dict[str, Any] = {"category": "proces", "stance": "wens", "themes": ["regie"]}


def lines(*changes: dict[str, Any]) -> str:
    rows = [{"id": f"T{n}", "text": f"Neem regie op plan {n}.", **GOOD} for n in range(10)]
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    return "\n".join(json.dumps(row) for row in rows)


def test_examples_come_sorted_whatever_the_files(codebook: Codebook) -> None:
    all_lines = lines().split("\n")
    parts = {"z.jsonl": "\n".join(all_lines[:4]), "b.jsonl": "\n".join(reversed(all_lines[4:])) + "\n\n"}

    one = read_training({"a.jsonl": lines()}, codebook).examples
    two = read_training(parts, codebook).examples

    assert one == two
    assert [example.id for example in one] == [f"T{n}" for n in range(10)]


def test_a_repeated_line_is_dropped_and_accounted_for(codebook: Codebook) -> None:
    training = read_training({"a.jsonl": lines({}, {"text": "NEEM regie op plan 0"})}, codebook, where="t")

    assert len(training.examples) == 9
    assert training.ledger.incoming == 10
    assert dict(training.ledger.dropped) == {"a.jsonl:2": "repeated"}


def test_a_line_ends_at_a_line_feed_only(codebook: Codebook) -> None:
    text = lines().replace("op plan 0", "op\u2028plan\u0085nul").replace("\n", "\r\n")

    examples = read_training({"a.jsonl": text}, codebook, where="t").examples

    assert len(examples) == 10
    assert examples[0].text == "Neem regie op\u2028plan\u0085nul."


@pytest.mark.parametrize(("change", "message"), cases(__file__, "faults"))
def test_a_faulty_line_is_named(codebook: Codebook, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_training({"a.jsonl": lines({}, change)}, codebook, where="corpora/training")

    assert message in str(caught.value)
    assert "corpora/training/a.jsonl line " in str(caught.value)


@pytest.mark.parametrize("line", ["{", "[1]", '"tekst"', "{'id': 1}"])
def test_a_line_that_is_not_an_object_is_named(codebook: Codebook, line: str) -> None:
    with pytest.raises(InputError, match=r"a\.jsonl line 11"):
        read_training({"a.jsonl": lines() + "\n" + line}, codebook, where="t")


def test_a_line_without_its_own_id_is_no_earlier_text(codebook: Codebook) -> None:
    text = lines({}, {"id": "T0", "text": "Bel ons."}, {"text": "Bel ons."})

    with pytest.raises(InputError) as caught:
        read_training({"a.jsonl": text}, codebook, where="t")

    assert 'line 2: id "T0" was used' in str(caught.value)
    assert "line 3" not in str(caught.value)


def test_all_faults_come_at_once_and_a_handful_is_needed(codebook: Codebook) -> None:
    with pytest.raises(InputError, match=r"(?s)line 1 .*line 2 "):
        read_training({"a.jsonl": lines({"category": "x"}, {"stance": "y"})}, codebook, where="t")
    with pytest.raises(InputError, match="3 labelled statements are too few"):
        read_training({"a.jsonl": "\n".join(lines().split("\n")[:3])}, codebook, where="t")
