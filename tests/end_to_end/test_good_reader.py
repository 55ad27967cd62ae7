"""A second coder that reads as well as a person: what it says reaches the labels, over the bundled coder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.codebook import load_codebook
from pipeline.core.corpus import CODEBOOK
from tests.end_to_end.conftest import Project
from tests.language_model.readers import judged
from tests.paths import SHARED

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not (SHARED / "real/coder2.jsonl").is_file(), reason="../shared is not here")
def test_what_a_good_reader_says_is_not_lost_on_the_way(
    first_run: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(first_run.root)  # where the coder is that the first run trained
    figures = judged(SHARED / "real", tmp_path, load_codebook(CODEBOOK))

    assert figures["requests"] <= 100
    assert figures["together"] >= max(0.80, figures["model"] - 0.02, figures["bundled"])
    assert figures["missing"] == 0
