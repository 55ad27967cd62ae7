"""Whole reports that tests read, and how: the demo, a small deck, and the real one where it is at hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.corpus import Source
from pipeline.core.params import load_params
from pipeline.core.yaml_model import read_yaml_model
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.text_source import read_text_source
from tests.paths import ROOT, SHARED

DEMO = ROOT / "corpora" / "nedermaas" / "raw" / "verkenning_2024.txt"
GOLDEN = Path(__file__).parent / "report" / "golden"
DECK = GOLDEN / "deck.txt"
REAL = next(iter(sorted((SHARED / "report").glob("*.txt"))), Path("report.txt"))
needs_report = pytest.mark.skipif(not REAL.is_file(), reason="the real report is not beside this repository")

PARAMS = load_params(ROOT / "params.yaml").ingest
PROFILES = ROOT / "corpora" / "profiles"
TEXTS = {
    name: read_yaml_model(PROFILES / f"{name}.yaml", TextProfile)
    for name in ("notulen", "rapport", "verkenning", "verslag", "vragenlijst")
}
TABLE = read_yaml_model(PROFILES / "tabel.yaml", TableProfile)
FACTS = ["kind", "round", "category_given", "mentioned", "effect", "text"]


def read(text: str, name: str = "verkenning", profile: TextProfile | None = None, /, **told: object) -> ReadResult:
    """A text read after a profile; ``told`` is what corpus.yaml says of it."""
    source = Source.model_validate({"file": "deck.txt", "profile": name, **told})
    return read_text_source(text, "utf-8", profile or TEXTS[name], source, PARAMS)


def lines_kept(reading: ReadResult) -> list[int]:
    """The lines that are in a statement."""
    return [int(unit.rsplit(":", 1)[1]) for unit in reading.kept]


def dropped(reading: ReadResult) -> dict[str, list[int]]:
    """Reason -> the lines that are in no statement for it."""
    found: dict[str, list[int]] = {}
    for unit, reason in reading.dropped.items():
        found.setdefault(reason, []).append(int(unit.rsplit(":", 1)[1]))
    return found


def facts(statements: pd.DataFrame, *more: str) -> list[tuple[str, ...]]:
    """What is known of each statement, wherever it stands."""
    return list(statements[[*FACTS, *more]].itertuples(index=False, name=None))
