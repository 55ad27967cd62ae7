"""The example for a CI posts differences of metrics, settings and plots, and names no package index."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML

from tests.paths import ROOT

EXAMPLE = ROOT / "docs" / "ci" / "differences.yml"


def test_the_example_compares_and_posts() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    job: dict[str, Any] = YAML(typ="safe").load(text)["jobs"]["differences"]
    commands = "\n".join(step.get("run", "") for step in job["steps"])

    for command in ("metrics diff --md", "params diff --md", "plots diff --out", "pr comment"):
        assert command in commands
    assert "--index" not in text
    assert "://" not in text


def test_every_make_target_in_it_exists() -> None:
    targets = re.findall(r"make (\w+)", EXAMPLE.read_text(encoding="utf-8"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
