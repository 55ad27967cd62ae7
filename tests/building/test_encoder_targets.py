from __future__ import annotations

import numpy as np
import pytest

from models.building.encoder_targets import Targets, parts_of, polished, read_codings, soft_targets
from pipeline.coder.data.training_set import Example
from pipeline.coder.model.predictions import TOPIC
from pipeline.core.codebook import Codebook
from pipeline.core.errors import InputError
from tests import builders
from tests.cases import cases

THEMES = {"regie": "Regie", "leren": "Leren", "kennis": "Kennis"}
BOOK = Codebook.model_validate(builders.codebook(THEMES, stances={"wens": "Wens", "knelpunt": "Knelpunt"}))


def example(name: str, text: str = "x", group: str = "", **said: object) -> Example:
    given = {"category": "inhoud", "stance": "wens", "themes": ("regie",)} | said
    return Example.model_validate({"id": name, "text": text, "group": group} | given)


def test_labels_in_doubt_stay_in_doubt() -> None:
    settled = [example("a"), example("b", category="proces", themes=())]
    first = {"a": example("a", themes=("leren",)), "b": example("b", category="inhoud", themes=())}
    second = {"a": example("a", stance="knelpunt", themes=("regie", "leren"))}  # has not coded b

    found = soft_targets(settled, [first, second], BOOK)

    # .7 for what was settled, .15 for what each coder said; who did not code it, says what was settled.
    assert found["themes"].tolist() == [pytest.approx(row, abs=1e-6) for row in [[0.85, 0.3, 0], [0, 0, 0]]]
    assert found["category"].tolist() == [pytest.approx(row, abs=1e-6) for row in [[1, 0], [0.15, 0.85]]]
    assert found["stance"].tolist() == [pytest.approx(row, abs=1e-6) for row in [[0.85, 0.15], [1, 0]]]
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}
    off = soft_targets([example("a", on_topic=False, category="", themes=())], [{"a": example("a")}], BOOK)
    assert {kind: np.round(values.astype(float), 2).tolist() for kind, values in off.items()} == {
        "themes": [[0.3, 0, 0]], "category": [[0.3, 0]], "stance": [[1, 0]], TOPIC: [[0.7]],
    }  # fmt: skip
    sure = soft_targets([example("a")], [], BOOK)  # without coders
    assert {kind: values.tolist() for kind, values in sure.items()} == {
        "themes": [[1, 0, 0]], "category": [[1, 0]], "stance": [[1, 0]], TOPIC: [[0]],
    }  # fmt: skip


def test_codings_are_read_by_id() -> None:
    files = {
        "second.jsonl": "\n",
        "first.jsonl": '{"id": "a", "category": "proces", "stance": "wens", "themes": ["kennis"]}\n'
        '{"id": "gone", "category": "proces", "stance": "wens", "themes": []}\n',
    }

    first, second = read_codings(files, [example("a", text="Tekst\u2028hier")], BOOK, where="coders")

    assert first == {"a": example("a", text="Tekst\u2028hier", category="proces", themes=("kennis",))}
    assert second == {}


@pytest.mark.parametrize(("line", "problem"), cases(__file__, "faults"))
def test_a_coding_that_is_not_in_order_is_named(line: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        read_codings({"first.jsonl": f"\n{line}\n"}, [example("a")], BOOK, where="coders")

    assert caught.value.where.startswith("coders/first.jsonl line 2")


EXAMPLES = [
    *(example(f"p{n}", text=f"zin nummer {n} van een pagina", group="page") for n in range(5)),
    example("d1", text="De wethouder belt ons nooit terug als wij iets vragen."),
    example("d2", text="De wethouder belt ons nooit terug als we iets vragen!"),
    *(example(f"s{n}", text=f"{word} {word}{n} los van alles") for n, word in enumerate("abcdefghij")),
]


def test_parts_keep_families_together() -> None:
    parts = parts_of(EXAMPLES, {}, n_parts=3, near_duplicate=85, seed=1)

    assert len({parts[f"p{n}"] for n in range(5)}) == 1
    assert parts["d1"] == parts["d2"]
    assert set(parts.values()) == {0, 1, 2}
    assert set(parts) == {e.id for e in EXAMPLES}
    assert parts_of(EXAMPLES[::-1], {}, n_parts=3, near_duplicate=85, seed=1) == parts


def test_a_statement_keeps_its_part_and_its_family_follows() -> None:
    earlier = {"p0": 2, "p1": 2, "d1": 1, "s0": 0, "gone": 1}

    parts = parts_of(EXAMPLES, earlier, n_parts=3, near_duplicate=85, seed=1)

    assert {parts[f"p{n}"] for n in range(5)} == {2}
    assert (parts["d2"], parts["s0"], "gone" in parts) == (1, 0, False)


def test_polished_statements_are_those_without_the_forms_of_real_text() -> None:
    files = {
        "part_a.jsonl": '{"id": "a", "text": "x\u2028y"}\n\n{"id": "b"}\n',
        "field_1.jsonl": '{"id": "c"}\n',
        "realistic_1.jsonl": '{"id": "d"}\n',
    }

    assert polished(files) == {"a", "b", "c"}


def test_targets_of_some_texts() -> None:
    numbers = np.arange(6, dtype=np.float32).reshape(3, 2)
    polished = np.array([True, False, True])
    part = Targets(numbers, numbers + 10, numbers + 20, numbers + 30, polished).part(np.array([False, True, True]))

    assert part.themes.tolist() == [[2, 3], [4, 5]]
    assert (part.category[0, 0], part.stance[1, 1], part.topic[0, 1]) == (12, 25, 33)
    assert part.polished.tolist() == [False, True]
