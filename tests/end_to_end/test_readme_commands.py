"""The commands that README.md and docs/ show, run in the order in which they show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Told, another, follow, shown

pytestmark = pytest.mark.slow


def test_every_command_does_what_it_says(added: Told, tmp_path: Path) -> None:
    project, commands = another(added, tmp_path), shown()
    assert len(commands) >= 7

    follow(project, commands[commands.index("dvc repro", 2) + 1 :])

    assert "Running stage 'report@voorbeeld'" in added.told
    assert "Running stage 'classify@voorbeeld'" in added.told
    assert "Running stage 'train'" not in added.told  # no corpus makes another coder
    assert (project.root / "verantwoording.json").is_file()
    assert (project.root / "gecodeerd.csv").read_text("utf-8").count("verkenning.txt") == (
        188 if added.real else 59
    )
    assert (project.root / "antwoorden.csv").read_text("utf-8").count("enquete.csv") == 17

    # Renamed, then removed, the corpus leaves nothing.
    assert not [*(project.root / "reports").glob("voorbeeld*")]
    assert not [stage for stage in project.lock() if "@voorbeeld" in stage]
    assert "voorbeeld" not in (project.root / "reports" / "index.html").read_text(encoding="utf-8")
