"""The commands that README.md and docs/corpora.md show, run in the order in which they show them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow


# These are what runs this test, or a shell's own affair.
ELSEWHERE = ("make ", ". .venv/bin/activate")


def shown() -> list[str]:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(ELSEWHERE)]


def beginning(file: Path, lines: int, to: Path) -> None:
    """A file's first lines: what a command does hangs on neither how much it is nor where it ends."""
    to.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:lines]))


def test_every_command_does_what_it_says(fresh: Any, tmp_path: Path) -> None:
    raw = ROOT / "corpora" / "nedermaas" / "raw"
    beginning(raw / "verkenning_2024.txt", 330, tmp_path / "verkenning.txt")
    beginning(raw / "thermometer_2025.csv", 20, tmp_path / "enquete.csv")
    commands = shown()
    assert len(commands) >= 7

    told = "".join(fresh.run(*shlex.split(line.replace("~", str(tmp_path)))).stdout for line in commands)

    assert "Running stage 'report@voorbeeld'" in told
    assert "Running stage 'classify@voorbeeld'" in told
    assert "Running stage 'train'" not in told  # the corpus has nothing to teach yet
    assert (fresh.root / "verantwoording.json").is_file()
    assert (fresh.root / "gecodeerd.csv").read_text(encoding="utf-8").count("verkenning.txt") == 59
    assert (fresh.root / "antwoorden.csv").read_text(encoding="utf-8").count("enquete.csv") == 17

    # Renamed, then removed, the corpus leaves nothing.
    assert not [*(fresh.root / "reports").glob("voorbeeld*")]
    assert not [stage for stage in fresh.lock() if "@voorbeeld" in stage]
    assert "voorbeeld" not in (fresh.root / "reports" / "index.html").read_text(encoding="utf-8")
    assert not [*(fresh.root / "models" / "coder" / "corrections").glob("voorbeeld*")]
