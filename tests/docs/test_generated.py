"""The pages cannot lag behind: tables and pictures are generated from what they show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.docs import drawing, generate
from tests.paths import ROOT

EXAMPLE = ROOT / "docs" / "ci" / "differences.yml"


@pytest.mark.parametrize("page", generate.PAGES)
def test_generated_parts_are_in_step(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")

    assert [part for part in generate.PAGES[page] if f"<!-- {part} -->" not in text] == []
    assert generate.renewed(page) == text, "run: make readme"


def test_the_picture_of_the_code_and_the_model_card_are_in_step() -> None:
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.picture(), "run: make readme"
    assert generate.CARD.read_text(encoding="utf-8") == generate.card(), "run: make readme"


def test_figures_come_with_the_ruler_beside_them() -> None:
    kinds = ("themes", "category", "stance")

    def averages(value: float) -> dict[str, dict[str, object]]:
        own = {"micro_f1": value, "micro_f1_interval": [0.5, 0.6], "macro_f1": value / 2}
        return {kind: {**own, "macro_f1_interval": None} for kind in kinds}

    both = {kind: {"first_and_second": own} for kind, own in averages(0.9).items()}
    held_out = {
        "bos": {"statements": 20, **averages(0.4)},
        "veld": {"statements": 30, **averages(0.7), "annotators": both},
    }
    audited = {"value": 0.8, "low": 0.7, "high": 0.85}
    audit = {kind: {"n": 99, "micro_f1": audited, "macro_f1": audited} for kind in kinds}

    rows = generate.figures({"statements": 8000, "held_out": held_out, **averages(0.66)}, audit).split("\n")

    assert [row.split(" | ", 1)[1] for row in rows[2:]] == [
        "0.40 (0.50–0.60) | 0.20 | 0.20 |",
        "0.70 (0.50–0.60) | 0.35 | 0.35 |",
        "0.90 (0.50–0.60) | 0.45 | 0.45 |",
        "0.80 (0.70–0.85) | 0.80 (0.70–0.85) | 0.80 (0.70–0.85) |",
        "0.66 (0.50–0.60) | 0.33 | 0.33 |",
    ]
    assert rows[3].startswith("| held-out set `veld` (30 statements")
    assert "two annotators with each other, on `veld`" in rows[4]


def test_the_example_for_a_ci_compares_and_posts_and_names_no_package_index() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    job: dict[str, Any] = YAML(typ="safe").load(text)["jobs"]["differences"]
    commands = "\n".join(step.get("run", "") for step in job["steps"])

    for command in ("metrics diff --md", "params diff --md", "plots diff --out", "pr comment"):
        assert command in commands
    assert "--index" not in text
    assert "://" not in text
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"make (\w+)", text)
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
