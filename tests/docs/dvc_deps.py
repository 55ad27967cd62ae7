"""The code that each stage of dvc.yaml depends on, from its imports: ``make readme`` renews it.

A folder is named as a whole when a stage needs nearly all of it, else the files that it needs.
A data file of the package (wording, template, word list) is needed by who names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from tests.architecture.imports import imported, module_file
from tests.paths import ROOT

# The part of a folder's lines from which it is named as a whole. With few entries DVC is soon done; a
# change elsewhere in the folder runs the stage again, which takes minutes for train and seconds for the others.
NEARLY_ALL, OF_TRAINING = 0.72, 0.9
PACKAGE = "pipeline/"
# All stages but train name the ground floor as a whole: DVC rewrites every entry of every corpus after each stage,
# and ten modules apart for each of the small ones would make a run of the demo and one corpus a second longer.
GROUND = ROOT / "pipeline/core"


def closure(module: str) -> set[Path]:
    """Every local file that a module needs, itself included; of packages those that hold more than a docstring."""
    files: dict[str, Path] = {}
    waiting = {module}
    while waiting:
        name = waiting.pop()
        file = module_file(name)
        if file is None or name in files:
            continue
        files[name] = file
        waiting |= imported(file) - set(files)
    return {file for file in files.values() if file.name != "__init__.py" or file.stat().st_size > 400}


def needed_modules(stage: str) -> set[Path]:
    """Every local file that a stage needs, with what runs it."""
    return closure(f"pipeline.stages.{stage}") | closure("pipeline.stages.__main__")


def _named_data(modules: Iterable[Path]) -> set[Path]:
    """Files beside the modules, or in a folder beside them, that their source names."""
    sources = {module: module.read_text(encoding="utf-8") for module in modules}
    text = "\n".join(sources.values())
    folders = {
        parent for module in sources for parent in module.parents if parent.is_relative_to(ROOT / "pipeline")
    }
    data: set[Path] = set()
    for path in (path for folder in folders for path in folder.iterdir() if path.name != "__pycache__"):
        if path.is_dir() and not any(path.rglob("*.py")) and f'"{path.name}"' in text:
            data |= {file for file in path.rglob("*") if file.is_file()}
        elif path.is_file() and path.suffix not in (".py", ".pyc", ".md"):
            module = path.with_suffix(".py")
            if module in sources if module.is_file() else path.stem in text:
                data.add(path)
    return data


def lines_of(file: Path) -> int:
    """Lines of a file."""
    return file.read_bytes().count(b"\n")


def code_deps(stage: str) -> list[str]:
    """What of the package a stage depends on: folders and files, sorted."""
    modules = needed_modules(stage)
    needed = modules | _named_data(modules)
    if stage == "train":
        return sorted(_grouped(ROOT / "pipeline", needed, OF_TRAINING))
    return sorted(_grouped(ROOT / "pipeline", needed | {*GROUND.rglob("*")}, NEARLY_ALL))


def _grouped(folder: Path, needed: set[Path], enough: float) -> Iterator[str]:
    """The folder itself when nearly all in it is needed; else what is needed of each thing in it."""
    there = {file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".pyc", ".md")}
    there = {file for file in there if file.name != "__init__.py" or file in needed}
    mine = there & needed
    if not mine:
        return
    whole = sum(map(lines_of, mine)) >= enough * sum(map(lines_of, there))
    if whole and folder.parent != ROOT and len(there) > 1:
        yield folder.relative_to(ROOT).as_posix()
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _grouped(path, needed, enough)
        elif path in needed:
            yield path.relative_to(ROOT).as_posix()


def main() -> None:
    """Renew dvc.yaml, keeping all else as it stands there."""
    file, yaml = ROOT / "dvc.yaml", YAML()
    yaml.width, yaml.preserve_quotes = 200, True
    text = yaml.load(file.read_text(encoding="utf-8"))
    for stage in text["stages"]:
        deps = text["stages"][stage].get("do", text["stages"][stage])["deps"]
        others = [dep for dep in deps if not dep.startswith(PACKAGE)]
        deps[:] = [*others, *code_deps(stage)]
    written = StringIO()
    yaml.dump(text, written)
    apart = (
        re.sub(r"\n+(  [a-z_]+:\n)", r"\n\n\1", written.getvalue())
        .replace(":\n\n  settings:", ":\n  settings:")
        .replace("artifacts:\n\n", "artifacts:\n")
    )
    file.write_text(apart, encoding="utf-8")


if __name__ == "__main__":
    main()
