"""dvc.yaml tells the truth: each stage lists every module and data file that it uses."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.params import Params
from tests.architecture.imports import imported
from tests.docs.dvc_deps import GROUND, code_deps, lines_of, needed_modules
from tests.dvc_cache import STAGES, body
from tests.paths import ROOT


def covered(path: str, listed: set[str]) -> bool:
    return any(path == entry or path.startswith(entry.rstrip("/") + "/") for entry in listed)


@pytest.mark.parametrize("stage", STAGES)
def test_one_name_in_all_places(stage: str) -> None:
    assert f"python -m pipeline.stages {stage}" in body(stage)["cmd"]
    assert (ROOT / "pipeline" / "stages" / f"{stage}.py").is_file()
    assert (ROOT / "tests" / "stages" / f"test_{stage}.py").is_file()
    assert body(stage)["desc"].endswith(".")


@pytest.mark.parametrize("stage", STAGES)
def test_every_module_that_a_stage_imports_is_in_its_deps(stage: str) -> None:
    listed = set(body(stage)["deps"])
    needed = {str(file.relative_to(ROOT)) for file in needed_modules(stage)}

    assert sorted(path for path in needed if not covered(path, listed)) == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_code_in_deps_is_what_the_imports_say(stage: str) -> None:
    listed = [dep for dep in body(stage)["deps"] if dep.startswith("pipeline/")]

    assert listed == code_deps(stage), "run make readme"


def test_few_lines_are_listed_that_no_stage_imports() -> None:
    listed = imported_lines = 0
    for stage in STAGES:
        paths = [ROOT / dep for dep in body(stage)["deps"] if dep.startswith("pipeline/")]
        files = {file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))}
        listed += sum(lines_of(file) for file in files if file.suffix == ".py" and GROUND not in file.parents)
        imported_lines += sum(lines_of(file) for file in needed_modules(stage) if GROUND not in file.parents)

    assert listed <= 1.15 * imported_lines


def sections_read(stage: str) -> set[str]:
    """Sections of params that a stage's own module takes (``params.x``, ``load_params().x``)."""
    tree = ast.parse((ROOT / "pipeline" / "stages" / f"{stage}.py").read_text(encoding="utf-8"))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in Params.model_fields
        and (
            (isinstance(node.value, ast.Name) and node.value.id == "params")
            or (isinstance(node.value, ast.Attribute) and node.value.attr == "params")
            or (isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "load_params")
        )
    }


@pytest.mark.parametrize("stage", STAGES)
def test_params_lists_the_sections_that_a_stage_reads(stage: str) -> None:
    listed = {key.split(".")[0] for key in body(stage).get("params", [])}

    # A stage that runs per corpus runs when its name is on the list; one that has the whole file needs no part.
    covered_list = "foreach" in STAGES[stage] or "params.yaml" in body(stage)["deps"]
    taken = sections_read(stage) - ({"corpora"} if covered_list else set())
    assert listed == taken


def test_every_section_of_params_is_used_by_a_stage() -> None:
    used = {key.split(".")[0] for stage in STAGES for key in body(stage).get("params", [])}

    assert used == set(Params.model_fields)


def test_the_closure_sees_a_hidden_import(tmp_path: Path) -> None:
    file = tmp_path / "sneaky.py"
    file.write_text("def f():\n    from pipeline.core import counting\n    import pipeline.core.tables as t\n")

    assert imported(file) == {"pipeline.core", "pipeline.core.counting", "pipeline.core.tables"}


def test_the_lock_names_no_stage_that_went() -> None:
    stages = re.findall(r"^  (\S+):$", (ROOT / "dvc.lock").read_text(encoding="utf-8"), re.MULTILINE)

    assert {stage.partition("@")[0] for stage in stages} <= {*STAGES}
    assert all(("@" in stage) == ("foreach" in STAGES[stage.partition("@")[0]]) for stage in stages)


@pytest.mark.slow
def test_every_file_that_a_stage_reads_is_in_its_deps(first_run: Any) -> None:
    lock = first_run.lock()
    read: dict[str, set[str]] = {}
    for line in first_run.audit_log.read_text(encoding="utf-8").splitlines():
        stage, path = line.split("\t")
        read.setdefault(stage, set()).add(path)

    assert set(read) | {"train"} == set(lock)  # which may have been trained before: tests/stages/test_train.py
    for stage, paths in read.items():
        listed = {entry["path"] for part in ("deps", "outs") for entry in lock[stage].get(part, [])}
        for file in [path for path in listed if path.endswith("/profielen.txt")]:  # it stands for these
            names = re.findall(r"  (\S+)$", (first_run.root / file).read_text(encoding="utf-8"), re.MULTILINE)
            listed |= {f"corpora/profiles/{name}.yaml" for name in names}
        unlisted = {path for path in paths - {"params.yaml", "dvc.lock"} if not covered(path, listed)}
        assert {path for path in unlisted if not path.endswith("__init__.py")} == set(), stage
