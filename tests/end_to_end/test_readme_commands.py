"""The commands that README.md and docs/corpora.md show, run in the order in which they show them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.slow


# These are what runs this test, or a shell's own affair.
ELSEWHERE = ("make ", ". .venv/bin/activate")


def shown() -> list[str]:
    readme = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/corpora.md"))
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    lines = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(ELSEWHERE)]


def test_every_command_does_what_it_says(fresh: Any, tmp_path: Path) -> None:
    raw = ROOT / "corpora" / "nedermaas" / "raw"
    shutil.copy(raw / "verkenning_2024.txt", tmp_path / "verkenning.txt")
    shutil.copy(raw / "thermometer_2025.csv", tmp_path / "enquete.csv")
    kept = {name: (fresh.root / name).read_bytes() for name in ("params.yaml", "dvc.lock")}
    commands = shown()
    assert len(commands) >= 7
    try:
        told = [
            fresh.run(*(word.replace("~", str(tmp_path)) for word in line.split())).stdout for line in commands
        ]

        made = fresh.outputs("voorbeeld")
        assert "samenvatting.html" in made
        assert "Running stage 'classify@voorbeeld'" in "".join(told)
        assert "Running stage 'train'" not in "".join(told)  # the corpus has nothing to teach yet
        assert (fresh.root / "verantwoording.json").is_file()
        assert (fresh.root / "gecodeerd.csv").read_text(encoding="utf-8").count("verkenning.txt") == 198
        assert (fresh.root / "antwoorden.csv").read_text(encoding="utf-8").count("enquete.csv") == 132
    finally:
        for name, content in kept.items():
            (fresh.root / name).write_bytes(content)
        for folder in ("corpora/voorbeeld", "reports/voorbeeld"):
            shutil.rmtree(fresh.root / folder, ignore_errors=True)
        for name in ("uitspraken.csv", "antwoorden.csv", "gecodeerd.csv", "verantwoording.json"):
            (fresh.root / name).unlink(missing_ok=True)
