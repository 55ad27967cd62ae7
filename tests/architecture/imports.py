"""The floors of pipeline/__init__.py, and who imports whom."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.paths import ROOT

DOMAIN = ("ingest", "coder", "discover", "review", "trend", "evidence", "report")
FLOORS = {
    "core": 1,
    "measures": 2,
    "privacy": 2,
    **dict.fromkeys(DOMAIN, 3),
    "stages": 4,
    "new_corpus": 4,
    "cli": 5,
}


def part(module: str) -> str:
    """The part of the pipeline that a module belongs to ("" for the package itself)."""
    return ".".join(module.split(".")[1:2])


def leaf(module: str) -> str:
    """The folder that a module stands in."""
    return module if (ROOT / Path(*module.split("."))).is_dir() else module.rpartition(".")[0]


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """Every import of a local module: importer, imported."""
    found = []
    for file in sorted((ROOT / "pipeline").rglob("*.py")):
        importer = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "pipeline":
                names = [node.module]
                if node.module == "pipeline":
                    names = [f"pipeline.{alias.name}" for alias in node.names]
                found += [(importer, name) for name in names]
            elif isinstance(node, ast.Import):
                found += [(importer, a.name) for a in node.names if a.name.split(".")[0] == "pipeline"]
    return tuple(found)
