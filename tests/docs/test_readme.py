"""README.md cannot lag behind: its tables are generated, its commands are run."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_in_step() -> None:
    generate = runpy.run_path(str(ROOT / "tests" / "docs" / "generate.py"))

    assert generate["renewed"](README) == README, "run: make readme"


def test_every_file_that_it_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_that_it_shows_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    shown = set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE))

    assert {"repro", "test"} <= shown
    assert [target for target in shown if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
