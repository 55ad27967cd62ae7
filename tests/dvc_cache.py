"""What DVC does around a stage, for tests that run stages without it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from pipeline.core.earlier_outputs import LOCK, cached, without_stage
from tests.paths import ROOT

STAGES: dict[str, Any] = YAML(typ="safe").load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]


def body(stage: str) -> dict[str, Any]:
    """A stage's definition in dvc.yaml, also of one that runs per corpus."""
    definition: dict[str, Any] = STAGES[stage].get("do", STAGES[stage])
    return definition


def into_cache(root: Path, content: bytes, suffix: str = "") -> str:
    """Put a content in the cache; gives the name that dvc.lock has for it."""
    name = hashlib.md5(content, usedforsecurity=False).hexdigest() + suffix
    file = cached(root / ".dvc" / "cache", name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return name


def remove_outputs(root: Path, stage: str, corpus: str) -> None:
    """Remove what a stage made, as DVC does before it runs one."""
    for path, persists in outputs(stage, corpus).items():
        if (root / path).is_dir() and not persists:
            shutil.rmtree(root / path)
        elif not persists:
            (root / path).unlink(missing_ok=True)


def commit_outputs(root: Path, stage: str, corpus: str) -> None:
    """Put what a stage made in the cache and in dvc.lock, as DVC does after a run that succeeded."""
    entry = f"  {stage}@{corpus}:\n    outs:\n"
    for path in outputs(stage, corpus):
        entry += f"    - path: {path}\n      md5: {_hashed(root, root / path)}\n"
    lock = root / LOCK
    before = lock.read_text(encoding="utf-8") if lock.is_file() else "stages:\n"
    lock.write_text(without_stage(before, f"{stage}@{corpus}") + entry, encoding="utf-8")


def outputs(stage: str, corpus: str) -> dict[str, bool]:
    """Path of each output in dvc.yaml to whether it persists."""
    listed = [entry for part in ("outs", "metrics", "plots") for entry in body(stage).get(part, [])]
    options = dict(next(iter(entry.items())) if isinstance(entry, dict) else (entry, {}) for entry in listed)
    return {path.replace("${item}", corpus): option.get("persist", False) for path, option in options.items()}


def _hashed(root: Path, path: Path) -> str:
    if path.is_file():
        return into_cache(root, path.read_bytes())
    files = sorted(file for file in path.rglob("*") if file.is_file())
    names = {file.relative_to(path).as_posix(): into_cache(root, file.read_bytes()) for file in files}
    listing = [{"md5": md5, "relpath": name} for name, md5 in names.items()]
    return into_cache(root, json.dumps(listing).encode(), ".dir")
