from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.language_model import server as client
from tests.language_model.fake import FakeServer, serving
from tests.paths import ROOT


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between tries, and no key of this machine is used."""
    monkeypatch.setattr(client, "PAUSE", 0.001)
    monkeypatch.delenv(client.KEY, raising=False)


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook(ROOT / "corpora" / "codebook.yaml")
