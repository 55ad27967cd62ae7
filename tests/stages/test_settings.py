"""Settings are checked once, for all corpora, and what is written does not tell one sound file from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.stages.settings import main
from tests.builders import changed


def test_what_is_written_is_the_same_for_all_sound_settings(small_project: Path) -> None:
    written = small_project / "reports" / "settings.txt"
    assert main([]) == 0
    first = written.read_bytes()
    more = {"\n- proef\n": "\n- proef\n- ander\n", "  interval: 0.95": "  interval: 0.9"}
    changed(small_project / "params.yaml", more)

    assert main([]) == 0
    assert written.read_bytes() == first == b"params.yaml is sound\n"


def test_a_wrong_setting_ends_the_stage(small_project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(small_project / "params.yaml", {"  interval: 0.95": "  intervall: 0.95"})

    assert main([]) == 2
    assert 'Closest: "interval"' in capsys.readouterr().err
    assert not (small_project / "reports" / "settings.txt").exists()
