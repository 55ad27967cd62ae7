from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.coder.data.held_out import HeldOut, read_held_out
from pipeline.coder.data.training_set import Example, read_training, statement_files
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from pipeline.core.params import Params
from tests.cases import cases
from tests.paths import ROOT

SUBJECTS = ("dijken", "wegen", "bussen", "molens", "bruggen", "stations", "scholen", "havens", "parken")
LABELS: dict[str, Any] = {"category": "proces", "stance": "wens", "themes": ["regie"]}
ROWS = [
    {"id": f"H{n}", "text": f"Over {word} praten wij voortaan eerst samen.", **LABELS}
    for n, word in enumerate(SUBJECTS)
]
SECOND = [{"id": row["id"], "category": "inhoud", "stance": "wens", "themes": []} for row in ROWS]


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(row) for row in rows)


def read(codebook: Codebook, files: dict[str, list[dict[str, Any]]], training: str = "") -> tuple[HeldOut, ...]:
    learned = [Example(id="A-1", text=training, category="proces", stance="wens", themes=())] if training else []
    content = {f"{name}.jsonl": lines(rows) for name, rows in files.items()}
    return read_held_out(content, codebook, learned, where="held_out", near_duplicate=85)


def test_a_set_comes_with_the_second_coder_in_its_order(codebook: Codebook) -> None:
    second = [*SECOND[:3], SECOND[3] | {"themes": ["leren"]}, *SECOND[4:]]

    plain, twice = read(codebook, {"bos": ROWS, "veld": ROWS[::-1], "veld_second_coder": second[::-1]})

    assert read(codebook, {}) == ()
    assert (plain.name, twice.name) == ("bos", "veld")
    assert plain.second is None
    assert [example.id for example in twice.examples] == [f"H{n}" for n in range(9)]
    assert twice.second is not None
    assert [labels.themes for labels in twice.second] == [("leren",) if n == 3 else () for n in range(9)]


@pytest.mark.parametrize("training", cases(__file__, "learned_from"))
def test_a_held_out_text_that_is_learned_from_is_named(codebook: Codebook, training: str) -> None:
    rows = [ROWS[0], *({**row, "text": f"{row['id']} {n * 7919} ga uw gang"} for n, row in enumerate(ROWS[1:]))]

    with pytest.raises(InputError, match="H0 is also a training statement") as caught:
        read(codebook, {"veld": rows}, training)

    assert "held_out/veld.jsonl" in str(caught.value)
    assert "(A-1)" in str(caught.value)
    assert "H1" not in str(caught.value)


@pytest.mark.parametrize(("training", "text"), cases(__file__, "unlike"))
def test_what_is_unlike_all_training_passes(codebook: Codebook, training: str, text: str) -> None:
    rows = [{**ROWS[0], "text": text}, *ROWS[1:]]

    assert len(read(codebook, {"veld": rows}, training)[0].examples) == 9


@pytest.mark.parametrize(("changes", "message"), cases(__file__, "mistakes"))
def test_a_mistake_is_named(
    codebook: Codebook, changes: dict[str, dict[int, dict[str, Any] | None]], message: str
) -> None:
    files = {}
    for name, own in changes.items():
        rows = dict(enumerate(SECOND if "second" in name else ROWS)) | own
        files[name] = [row for row in rows.values() if row is not None]

    with pytest.raises(InputError) as caught:
        read(codebook, files)

    assert message in str(caught.value)


def test_the_sets_of_the_project_are_sound_and_unseen(codebook: Codebook, params: Params) -> None:
    training = read_training(statement_files(ROOT / "corpora" / "training"), codebook).examples

    near = params.train.near_duplicate
    files = statement_files(ROOT / "corpora" / "held_out")
    field, nedermaas = read_held_out(files, codebook, training, near_duplicate=near)

    assert (field.name, len(field.examples), len({e.group for e in field.examples})) == ("field", 316, 201)
    assert field.second is not None
    assert (nedermaas.name, len(nedermaas.examples), nedermaas.second) == ("nedermaas", 461, None)
    assert all(example.round for example in nedermaas.examples)
