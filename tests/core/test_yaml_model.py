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


def problem(tmp_path: Path, text: str) -> str:
    path = tmp_path / "boom.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_yaml_model(path, Tree)
    return str(caught.value)


@pytest.mark.parametrize(("text", "line", "key"), cases(__file__, "unknown keys"))
def test_unknown_key_gets_line_and_nearest(tmp_path: Path, text: str, line: int, key: str) -> None:
    message = problem(tmp_path, text)

    assert f'boom.yaml line {line}: unknown key "{key}"' in message
    assert "Allowed: colour, plain." in message
    assert 'Closest: "plain"' in message


def test_unknown_key_at_the_top(tmp_path: Path) -> None:
    assert 'Closest: "leaves"' in problem(tmp_path, "leafs: []\n")


def test_nothing_near_gives_no_suggestion(tmp_path: Path) -> None:
    message = problem(tmp_path, "leaves:\n- {xyz: 1}\n")
    assert "Allowed: colour, plain." in message
    assert "Closest" not in message


def test_value_in_a_list_that_is_not_allowed(tmp_path: Path) -> None:
    message = problem(tmp_path, "leaves:\n- colour: rood\n- colour: blouw\n")
    assert 'boom.yaml line 3: leaves.1.colour: this value is not allowed (found "blouw")' in message
    assert 'Closest: "blauw"' in message


def test_key_that_must_be_one_of_a_few(tmp_path: Path) -> None:
    message = problem(tmp_path, "by_colour:\n  rood: 1\n  blouw: 2\n")
    assert 'boom.yaml line 3: by_colour.blouw: this value is not allowed (found "blouw")' in message
    assert 'Closest: "blauw"' in message


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    message = problem(tmp_path, "leaves:\n- {plan: true}\n- {kolour: rood}\n")
    assert '"leaves.0.plan"' in message
    assert '"leaves.1.kolour"' in message
    assert 'Closest: "colour"' in message


def test_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "boom.yaml"
    path.write_text("leaves:\n- {plain: true}\nnested:\n  3: [{colour: blauw}]\n", encoding="utf-8")
    tree = read_yaml_model(path, Tree)
    assert tree.leaves == (Leaf(plain=True),)
    assert tree.nested == {3: [Leaf(colour="blauw")]}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("round: 2025", 'put quote marks around it, as in "2025"', id="a number for text"),
        pytest.param("date: volgend jaar", "year-month-day", id="no date"),
        pytest.param("internal_values: gemeente", "this should be a list", id="no list"),
    ],
)
def test_mistakes_are_told_in_our_own_words(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "corpus.yaml"
    path.write_text(f"title: T\norganisation: O\nsources:\n- file: a.csv\n  profile: tabel\n  {line}\n")

    with pytest.raises(InputError, match="line 6") as caught:
        read_yaml_model(path, CorpusConfig)

    assert message in str(caught.value)


def test_a_date_that_does_not_exist_is_a_users_mistake(tmp_path: Path) -> None:
    path = tmp_path / "corpus.yaml"
    path.write_text("title: T\norganisation: O\nsources:\n- file: a.csv\n  profile: tabel\n  date: 2025-02-30\n")

    with pytest.raises(InputError, match="a value cannot be read"):
        read_yaml_model(path, CorpusConfig)


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
    ],
)
def test_what_yaml_itself_refuses_is_told_in_our_own_words(tmp_path: Path, text: str, message: str) -> None:
    told = problem(tmp_path, text)

    assert message in told
    assert len(told) < 250


CODES = "  a: {label: A, definition: x}\n  b: {label: B, definition: x}\n"


@pytest.mark.parametrize(("rest", "line", "message"), cases(__file__, "clashes"))
def test_a_clash_in_the_codebook_gets_the_line_where_it_stands(
    tmp_path: Path, rest: str, line: int, message: str
) -> None:
    path = tmp_path / "codebook.yaml"
    path.write_text(f"categories:\n{CODES}stances:\n{CODES}themes:\n{rest}", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_yaml_model(path, Codebook)

    assert str(caught.value).startswith(f"{path} line {line}: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
            "more than 1,000,000 values",
            id="references that multiply",
        ),
        pytest.param('title: "x \\ud83d"\n', "half a character", id="half a character"),
    ],
)
def test_values_that_no_file_of_ours_has_are_refused_at_once(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=message):
        read_yaml_model(path, StrictModel)
