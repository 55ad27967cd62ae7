"""A mistake in a profile is told with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import InputError
from pipeline.core.yaml_model import read_yaml_model
from pipeline.ingest.profiles.text_profile import TextProfile
from tests.paths import ROOT

PROFILE = ROOT / "corpora" / "profiles" / "verkenning.yaml"


def problem(tmp_path: Path, old: str, new: str) -> str:
    text = PROFILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "profile.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as raised:
        read_yaml_model(path, TextProfile)
    return str(raised.value)


def test_unknown_kind_gets_the_nearest(tmp_path: Path) -> None:
    message = problem(tmp_path, "bullets: toelichting", "bullets: toelichtingen")
    assert "profile.yaml line" in message
    assert 'Closest: "toelichting"' in message


def test_unknown_key_gets_its_line(tmp_path: Path) -> None:
    line = PROFILE.read_text("utf-8").split("\n").index("  plain: true") + 1
    message = problem(tmp_path, "\n  plain: true", "\n  plan: true")
    assert f'profile.yaml line {line}: unknown key "titles.6.plan"' in message
    assert 'Closest: "plain"' in message


def test_pattern_that_is_none(tmp_path: Path) -> None:
    assert "not a pattern" in problem(tmp_path, r"'actiehouders?\s*:\s*'", "'actiehouder('")


def test_reason_without_a_meaning(tmp_path: Path) -> None:
    message = problem(tmp_path, "  deelnemers: who took part", "  meelopers: who took part")
    assert "reasons without a meaning: deelnemers" in message
