"""The floors of pipeline/__init__.py, and who imports whom."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.paths import ROOT

DOMAIN = ("ingest", "coder", "discover", "language_model", "review", "trend", "evidence", "report")
FLOORS = {
    "core": 1,
    "measures": 2,
    "privacy": 2,
    **dict.fromkeys(DOMAIN, 3),
    "stages": 4,
    "new_corpus": 4,
    "refi": 4,
    "cli": 5,
}


def part(module: str) -> str:
    """The part of the pipeline that a module belongs to ("" for the package itself)."""
    return ".".join(module.split(".")[1:2])


def leaf(module: str) -> str:
    """The folder that a module stands in."""
    return module if (ROOT / Path(*module.split("."))).is_dir() else module.rpartition(".")[0]


def module_file(name: str) -> Path | None:
    """The file of a local module or package, if there is one."""
    path = ROOT / Path(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def imported(file: Path) -> frozenset[str]:
    """Names of the local modules that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{file}: relative import"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(name for name in names if name.split(".")[0] == "pipeline" and module_file(name))


@cache
def imports() -> tuple[tuple[str, str], ...]:
    """Every import of a local module: importer, imported."""
    files = {
        file: ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in (ROOT / "pipeline").rglob("*.py")
    }
    return tuple(
        (files[file].removesuffix(".__init__"), name) for file in sorted(files) for name in sorted(imported(file))
    )
