from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from pipeline.core.errors import InputError
from pipeline.core.params import Params, check_corpus_name, load_params
from tests.builders import changed
from tests.cases import cases
from tests.paths import ROOT

PARAMS = ROOT / "params.yaml"


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


@pytest.mark.parametrize(("old", "new", "message"), cases(__file__, "refused"))
def test_what_is_of_no_use_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(PARAMS.read_text(encoding="utf-8"), encoding="utf-8")
    changed(path, {old: new})

    with pytest.raises(InputError, match=message):
        load_params(path)


@pytest.mark.parametrize("name", ["utrecht", "utrecht-2024", "a_b", "0"])
def test_good_names(name: str) -> None:
    check_corpus_name(name, where="x")


@pytest.mark.parametrize("name", ["a/b", "..", "", "Utrecht", "a b", "-a", "rules", "a" * 41, "é", "a\n"])
def test_bad_names(name: str) -> None:
    with pytest.raises(InputError):
        check_corpus_name(name, where="x")
