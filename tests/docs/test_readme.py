"""The pages cannot lag behind: tables and pictures are generated from what they show."""

from __future__ import annotations

import runpy

from tests.docs import drawing
from tests.paths import ROOT


def test_generated_parts_are_in_step() -> None:
    generate = runpy.run_path(str(ROOT / "tests" / "docs" / "generate.py"))

    for page, parts in generate["PAGES"].items():
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [part for part in parts if f"<!-- {part} -->" not in text] == []
        assert generate["renewed"](text) == text, "run: make readme"


def test_the_picture_of_the_code_is_in_step() -> None:
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.picture(), "run: make readme"


def test_the_model_card_is_in_step() -> None:
    generate = runpy.run_path(str(ROOT / "tests" / "docs" / "generate.py"))

    assert generate["CARD"].read_text(encoding="utf-8") == generate["card"](), "run: make readme"


def test_figures_come_with_the_ruler_beside_them() -> None:
    def averages(value: float) -> dict[str, dict[str, object]]:
        own = {
            "micro_f1": value,
            "micro_f1_interval": [0.5, 0.6],
            "macro_f1": value / 2,
            "macro_f1_interval": None,
        }
        return {kind: dict(own) for kind in ("themes", "category", "stance")}

    both = {kind: {"first_and_second": own} for kind, own in averages(0.9).items()}
    held_out = {
        "bos": {"statements": 20, **averages(0.4)},
        "veld": {"statements": 30, **averages(0.7), "annotators": both},
    }
    audited = {"value": 0.8, "low": 0.7, "high": 0.85}
    audit = {
        kind: {"n": 99, "micro_f1": audited, "macro_f1": audited} for kind in ("themes", "category", "stance")
    }
    generate = runpy.run_path(str(ROOT / "tests" / "docs" / "generate.py"))

    rows = generate["figures"]({"statements": 8000, "held_out": held_out, **averages(0.66)}, audit).split("\n")

    assert [row.split(" | ", 1)[1] for row in rows[2:]] == [
        "0.40 (0.50–0.60) | 0.20 | 0.20 |",
        "0.70 (0.50–0.60) | 0.35 | 0.35 |",
        "0.90 (0.50–0.60) | 0.45 | 0.45 |",
        "0.80 (0.70–0.85) | 0.80 (0.70–0.85) | 0.80 (0.70–0.85) |",
        "0.66 (0.50–0.60) | 0.33 | 0.33 |",
    ]
    assert rows[3].startswith("| held-out set `veld` (30 statements")
    assert "two annotators with each other, on `veld`" in rows[4]
