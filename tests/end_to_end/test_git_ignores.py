"""Git keeps out of a repository what people said and who they are, of every corpus but the fictional one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty repository with the project's rules."""
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    shutil.copy(ROOT / ".gitignore", root / ".gitignore")
    return root


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("corpora/eigen/corpus.yaml", False),
        ("corpora/eigen/actions.yaml", False),
        ("corpora/eigen/topics.yaml", False),
        ("corpora/eigen/raw/enquete.csv", False),
        ("corpora/eigen/reviews/blind-2025.csv", False),
        ("corpora/eigen/reviews/map/steekproef.csv", False),
        ("corpora/eigen/reviews/steekproef.csv", False),
        ("corpora/nedermaas/raw/verslag.txt", True),
        ("corpora/nedermaas/reviews/blind-2025.csv", True),
        ("corpora/nedermaas/topics.yaml", True),
        ("corpora/rules/stances/wens.yaml", True),
        ("corpora/profiles/tabel.yaml", True),
        ("corpora/training/part_a.jsonl", True),
        ("corpora/held_out/a.jsonl", True),
        ("corpora/codebook.yaml", True),
        ("reports/eigen/labels.csv", False),
        ("reports/te-verbeteren-eigen.csv", False),
        ("reports/nedermaas/labels.csv", False),
        ("reports/nedermaas/metrics.json", True),
        ("models/coder/corrections/eigen.jsonl", False),
    ],
)
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
