"""The layers of pipeline/__init__.py hold: imports go down, siblings meet through tables."""

from __future__ import annotations

import ast

import pytest

from tests.paths import ROOT

DOMAIN = ("ingestion", "coding", "topics", "review", "trends", "evidence", "reporting")
FLOORS = {"cli": 4, "making": 4, "new_corpus": 3, "stages": 3, **dict.fromkeys(DOMAIN, 2)}
GROUND = 1


def part(module: str) -> str:
    """The part of the pipeline that a module belongs to ("" for the package itself)."""
    return ".".join(module.split(".")[1:2])


def imports() -> list[tuple[str, str]]:
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
    return found


IMPORTS = imports()


@pytest.mark.parametrize("importer", sorted({importer for importer, _ in IMPORTS}))
def test_imports_go_down(importer: str) -> None:
    floor = FLOORS.get(part(importer), GROUND)
    for _, imported in (pair for pair in IMPORTS if pair[0] == importer):
        if part(imported) in ("", part(importer)) or imported == "pipeline.__version__":
            continue
        below = FLOORS.get(part(imported), GROUND)
        allowed = below <= floor if floor == GROUND else below < floor
        assert allowed, f"{importer} (floor {floor}) imports {imported} (floor {below})"


def test_no_module_is_long() -> None:
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for file in (ROOT / "pipeline").rglob("*.py")
    }

    assert {name: n for name, n in lines.items() if n > 300} == {}
