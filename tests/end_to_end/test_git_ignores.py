"""Git keeps out of a repository what people said and who they are, of every corpus but the fictional one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cases import cases
from tests.paths import ROOT


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty repository with the project's rules."""
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    shutil.copy(ROOT / ".gitignore", root / ".gitignore")
    return root


@pytest.mark.parametrize(("path", "kept"), cases(__file__, "kept", named=True))
def test_what_git_would_keep(path: str, kept: bool, repository: Path) -> None:
    file = repository / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", path],
        cwd=repository,
        capture_output=True,
        check=True,
    )

    assert listed.stdout.decode().split() == ([path] if kept else [])
