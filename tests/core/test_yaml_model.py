"""A mistake in a YAML file is told with its line, key and nearest valid name, wherever it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import CorpusConfig
from pipeline.core.errors import InputError
from pipeline.core.yaml_model import StrictModel, read_yaml_model
from tests.cases import cases


class Leaf(StrictModel):
    plain: bool = False
    colour: Literal["rood", "blauw"] = "rood"


class Tree(StrictModel):
    leaves: tuple[Leaf, ...] = ()
    branch: Leaf | None = None
    named: dict[str, Leaf] = Field(default_factory=dict)
    nested: dict[int, list[Leaf]] = Field(default_factory=dict)
    wrapped: list[Annotated[Leaf, "a note"]] | None = None
    by_colour: dict[Literal["rood", "blauw"], int] = Field(default_factory=dict)


MODELS: dict[str, type[StrictModel]] = {model.__name__: model for model in (Tree, CorpusConfig, Codebook)}


def problem(tmp_path: Path, text: str, model: type[StrictModel] = Tree) -> str:
    path = tmp_path / "boom.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml_model(path, model)
    return str(caught.value)


@pytest.mark.parametrize(("model", "text", "told"), cases(__file__, "mistakes"))
def test_a_mistake_is_told_in_our_words_with_its_place(
    tmp_path: Path, model: str, text: str, told: list[str]
) -> None:
    message = problem(tmp_path, text, MODELS[model])

    assert [part for part in told if part not in message] == []


def test_nothing_near_gives_no_suggestion(tmp_path: Path) -> None:
    message = problem(tmp_path, "leaves:\n- {xyz: 1}\n")
    assert "Allowed: colour, plain." in message
    assert "Closest" not in message


def test_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "boom.yaml"
    path.write_text("leaves:\n- {plain: true}\nnested:\n  3: [{colour: blauw}]\n", encoding="utf-8")
    tree = read_yaml_model(path, Tree)
    assert tree.leaves == (Leaf(plain=True),)
    assert tree.nested == {3: [Leaf(colour="blauw")]}


REFERENCES = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            f"branch:\n  plain: true\nbranch: {{x: {'lang ' * 50}}}\n",
            'boom.yaml line 3: the key "branch" stands here twice.\n  What to do: keep one of the two',
            id="a key twice, without its value",
        ),
        pytest.param(
            f"named: {'9' * 5000}\n", "a number is too long.\n  What to do: put quote marks around it", id="digits"
        ),
        pytest.param(f"named: {'[' * 500}{']' * 500}\n", "stand too deep in one another", id="depth"),
        pytest.param(REFERENCES, "more than 1,000,000 values", id="references that multiply"),
    ],
)
def test_what_yaml_itself_refuses_is_told_in_our_own_words(tmp_path: Path, text: str, message: str) -> None:
    told = problem(tmp_path, text)

    assert message in told
    assert len(told) < 250
