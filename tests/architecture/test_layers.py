"""The layers of pipeline/__init__.py hold: imports go down, siblings meet through tables."""

from __future__ import annotations

import ast
from collections import Counter
from graphlib import TopologicalSorter

from tests.architecture.imports import FLOORS, imports, leaf, part
from tests.paths import ROOT

MOST_FILES, MOST_LINES = 20, 300


def test_imports_go_down() -> None:
    between = [pair for pair in imports() if part(pair[1]) not in ("", part(pair[0]))]

    assert len(between) > 500
    assert [pair for pair in between if FLOORS[part(pair[1])] >= FLOORS.get(part(pair[0]), 0)] == []


def test_no_stage_imports_a_stage() -> None:
    among = [pair for pair in imports() if all(part(module) == "stages" for module in pair)]

    assert [(a, b) for a, b in among if b != "pipeline.stages.runner"] == []


def test_folders_do_not_go_in_circles() -> None:
    graph: dict[str, set[str]] = {}
    for importer, imported in imports():
        if leaf(importer) != leaf(imported):
            graph.setdefault(leaf(importer), set()).add(leaf(imported))

    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_no_module_is_long_and_no_folder_full() -> None:
    files = [file for top in ("pipeline", "tests", "models") for file in (ROOT / top).rglob("*.py")]
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
        if "tests" not in file.relative_to(ROOT).parts
    }
    folders = Counter(str(file.parent.relative_to(ROOT)) for file in files)

    assert {name: n for name, n in lines.items() if n > MOST_LINES} == {}
    assert {name: n for name, n in folders.items() if n > MOST_FILES} == {}


def test_no_two_packages_have_a_class_of_one_name() -> None:
    homes: dict[str, set[str]] = {}
    for file in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, set()).add(file.relative_to(ROOT / "pipeline").parts[0])

    assert {name: sorted(parts) for name, parts in homes.items() if len(parts) > 1} == {}
