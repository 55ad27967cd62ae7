"""What a coding rests on: statements that agree in it are coded once, and nothing else makes a coding stale."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.coder.classify.coding_parts import CODE, fingerprint, units_of
from pipeline.coder.classify.lessons import Lessons
from pipeline.coder.model.resources import CoderResources
from pipeline.core.params import Classify, Params
from tests import builders
from tests.docs.dvc_deps import closure
from tests.paths import ROOT


def test_the_fingerprint_covers_every_module_of_the_coder_that_codes() -> None:
    package = ROOT / "pipeline"
    named = {package / name for name in CODE}
    needed = {file for file in closure("pipeline.coder.classify.coding_parts") if "coder" in file.parts}

    assert {str(file) for file in needed if not named & {file, *file.parents}} == set()
    assert all(path.exists() for path in named)


def test_another_coder_setting_codebook_or_lesson_is_another_fingerprint(
    resources: CoderResources, params: Params, monkeypatch: pytest.MonkeyPatch, toy_project: Path
) -> None:
    monkeypatch.chdir(toy_project)
    smaller = resources.codebook.model_copy(update={"themes": dict([*resources.codebook.themes.items()][1:])})
    wider: Classify = params.classify.model_copy(update={"abstention_margin": 0.2})
    other = replace(resources, provenance=replace(resources.provenance, encoder="another"))

    found = [
        fingerprint(resources, params.classify, Lessons()),
        fingerprint(resources, wider, Lessons()),
        fingerprint(replace(resources, codebook=smaller), params.classify, Lessons()),
        fingerprint(other, params.classify, Lessons()),
    ]

    assert len(set(found)) == len(found)
    assert found[0] == fingerprint(resources, params.classify, Lessons())


def test_statements_share_a_coding_when_text_and_context_agree() -> None:
    frame = builders.statements(
        {"text": "zin"},
        {"text": "zin", "round": "2026", "respondent": "R1", "source": "b.csv", "line_start": "9"},
        {"text": "zin", "question": "Wat kan beter?"},
        {"text": "zin", "category_given": "proces"},
        {"text": "zin", "category_given": "inhoud"},
        {"text": "zin", "statement_id": "corrected"},
        {"text": "Zin"},
    )

    units = units_of(frame, {"corrected"})

    assert [units.index(unit) for unit in units] == [0, 0, 2, 3, 3, 5, 6]
