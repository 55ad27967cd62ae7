"""The slide-deck profile, and a way to read a text with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.core.corpus import Source
from pipeline.core.params import Ingest, load_params
from pipeline.core.yaml_model import read_yaml_model
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.text_source import read_text_source
from tests.paths import ROOT


@pytest.fixture(scope="session")
def profile() -> TextProfile:
    return read_yaml_model(ROOT / "corpora" / "profiles" / "verkenning.yaml", TextProfile)


@pytest.fixture(scope="session")
def params() -> Ingest:
    return load_params(ROOT / "params.yaml").ingest


@pytest.fixture(scope="session")
def read(profile: TextProfile, params: Ingest) -> Callable[..., ReadResult]:
    def read(text: str, moment: str = "", file_name: str = "deck.txt", date: str = "") -> ReadResult:
        source = {"file": file_name, "profile": "verkenning", "round": moment, "date": date or None}
        return read_text_source(text, "utf-8", profile, Source.model_validate(source), params)

    return read
