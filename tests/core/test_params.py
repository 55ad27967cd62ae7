from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.core.errors import InputError
from pipeline.core.params import Params, check_corpus_name, load_params
from tests.paths import ROOT

PARAMS = ROOT / "params.yaml"


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = PARAMS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "params.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_projects_own_params_are_sound() -> None:
    assert load_params(PARAMS).corpora == ["nedermaas"]


def test_every_section_is_known_and_every_known_section_is_there() -> None:
    tree = YAML(typ="safe").load(PARAMS.read_text(encoding="utf-8"))

    assert list(tree) == list(Params.model_fields)


def test_every_key_has_its_reason_beside_it() -> None:
    lines = PARAMS.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in pairwise(lines)
        if line.startswith("  ")
        and ":" in line
        and not line.lstrip().startswith(("#", "-"))
        and "#" not in line
        and not before.lstrip().startswith("#")
    ]

    assert bare == []


@pytest.mark.parametrize(
    ("old", "new", "message", "nearest"),
    [
        pytest.param("  model: auto", "  modle: auto", 'unknown key "language.modle"', "model", id="misspelt key"),
        pytest.param("corpora:", "corpra:", 'unknown key "corpra"', "corpora", id="misspelt section"),
        pytest.param("model: auto", "model: bundeld", "not allowed", "bundled", id="misspelt value"),
    ],
)
def test_mistakes_are_explained_with_line_and_nearest(
    tmp_path: Path, old: str, new: str, message: str, nearest: str
) -> None:
    path = changed(tmp_path, old, new)
    line = path.read_text(encoding="utf-8").splitlines().index(new) + 1 if not new.startswith("model") else None

    with pytest.raises(InputError) as caught:
        load_params(path)

    assert message in str(caught.value)
    assert f'Closest: "{nearest}"' in str(caught.value)
    assert line is None or f"line {line}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("rule_weight: 0.2", "rule_weight: .inf", id="infinite"),
        pytest.param("bootstrap_samples: 2000", "bootstrap_samples: 1000000000", id="more draws than fit"),
    ],
)
def test_numbers_beyond_all_use_are_refused(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(InputError, match=new.split(":")[0]):
        load_params(changed(tmp_path, old, new))


@pytest.mark.parametrize(
    ("new", "message"),
    [
        pytest.param("- nedermaas\n- nedermaas", "listed twice", id="twice"),
        pytest.param("- ../elders", "cannot be the name of a corpus", id="path"),
        pytest.param("- profiles", "cannot be the name of a corpus", id="taken"),
    ],
)
def test_corpora_need_names_of_their_own(tmp_path: Path, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_params(changed(tmp_path, "- nedermaas", new))


@pytest.mark.parametrize("text", ["corpora: [a", "- 1\n- 2\n", "corpora:\n\t- a\n"])
def test_broken_yaml_gets_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(text)

    with pytest.raises(InputError, match=r"params\.yaml"):
        load_params(path)


@pytest.mark.parametrize("name", ["utrecht", "utrecht-2024", "a_b", "0"])
def test_good_names(name: str) -> None:
    check_corpus_name(name, where="x")


@pytest.mark.parametrize("name", ["a/b", "..", "", "Utrecht", "a b", "-a", "rules", "a" * 41, "é", "a\n"])
def test_bad_names(name: str) -> None:
    with pytest.raises(InputError):
        check_corpus_name(name, where="x")
