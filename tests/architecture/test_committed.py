"""What is committed: no large files, no paths of somebody's machine; the hooks that say so run.

What the code reads beside itself is in an installed package too.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.paths import ROOT

LARGEST = 500_000  # bytes
# What is bundled because it cannot be had elsewhere, and what the coder learns from.
MAY_BE_LARGE = ("models/encoder/", "models/language/", "corpora/training/")
# This file must name what it forbids, without holding it.
MACHINE_PATH = re.compile(rb"(?<![\w.])(/" + rb"home/\w|/" + rb"root/|/" + rb"Users/\w|[A-Z]:\\" + rb"Users)")


def committed() -> list[str]:
    """The files that git has, or would add."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


def test_no_file_is_large() -> None:
    names = [name for name in committed() if not name.startswith(MAY_BE_LARGE)]

    assert [name for name in names if (ROOT / name).stat().st_size > LARGEST] == []


def test_no_file_names_a_path_of_a_machine() -> None:
    contents = {name: (ROOT / name).read_bytes() for name in committed() if not name.startswith(MAY_BE_LARGE)}

    assert [name for name, content in contents.items() if MACHINE_PATH.search(content)] == []


def test_every_hook_is_a_command_of_the_project() -> None:
    config: dict[str, Any] = YAML(typ="safe").load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repository in config["repos"] for hook in repository["hooks"]]

    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    assert [hook["id"] for hook in hooks] == ["ruff", "ruff-format", "mypy", "layers", "committed"]
    for hook in hooks:
        program, *words = shlex.split(hook["entry"])
        assert hook["language"] == "system"
        assert shutil.which(program, path=str(Path(sys.executable).parent)), program
        assert [word for word in words if word.startswith("tests/") and not (ROOT / word).is_file()] == []


def test_every_data_file_is_in_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = ROOT / "pipeline"
    there = {path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".md")}
    packed = {
        path for glob in project["tool"]["setuptools"]["package-data"]["pipeline"] for path in package.glob(glob)
    }

    assert package / "report/templates/samenvatting.html.j2" in there
    assert there - packed == set()
