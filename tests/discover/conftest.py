"""Fictional statements about three things, and predictions made of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from pipeline.core.params import Discover, load_params
from tests import builders
from tests.paths import ROOT

Predictions = Callable[[Sequence[str]], pd.DataFrame]


SUBJECTS = {
    "parkeren": [
        "Parkeren bij het kantoor kost te veel, de parkeerplaats is vol.",
        "De parkeerplaats bij het kantoor is elke ochtend vol.",
        "Voor parkeren bij het kantoor betalen wij een hoog tarief.",
        "Het tarief voor parkeren schrikt bezoekers van het kantoor af.",
        "Bezoekers vinden geen parkeerplaats bij het kantoor.",
        "Parkeren: bezoekers rijden rondjes om een parkeerplaats te vinden.",
        "Een parkeerplaats voor bezoekers, zonder tarief.",
        "Kantoor zonder parkeerplaats; parkeren doen bezoekers in de wijk.",
    ],
    "brieven": [
        "De brieven staan vol vaktaal en moeilijke zinnen.",
        "Schrijf brieven in gewone taal, zonder moeilijke zinnen.",
        "Moeilijke zinnen in brieven begrijpen onze inwoners niet.",
        "Vaktaal in brieven jaagt inwoners weg.",
        "Inwoners leggen brieven met vaktaal ongelezen weg.",
        "Brieven: korte zinnen en geen vaktaal.",
        "Onze inwoners bellen omdat zij de zinnen in brieven niet begrijpen.",
        "Zonder vaktaal begrijpen inwoners de brieven.",
    ],
    "subsidie": [
        "De aanvraag voor subsidie vraagt veel bijlagen.",
        "Subsidie aanvragen kost vrijwilligers avonden vol bijlagen.",
        "Vrijwilligers haken af bij de bijlagen voor subsidie.",
        "Minder bijlagen bij een aanvraag voor subsidie.",
        "De subsidie komt pas als vrijwilligers alles hebben voorgeschoten.",
        "Vrijwilligers schieten de subsidie voor.",
        "Een aanvraag zonder bijlagen zou vrijwilligers helpen.",
        "Subsidie voor vrijwilligers: maak de aanvraag simpel.",
    ],
}


@pytest.fixture(scope="session")
def params() -> Discover:
    return load_params(ROOT / "params.yaml").discover


@pytest.fixture
def subjects() -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in SUBJECTS.items()}


@pytest.fixture
def predictions() -> Predictions:
    """Predictions of these texts, ids u000, u001 …, with no themes."""

    def make(texts: Sequence[str]) -> pd.DataFrame:
        return builders.predictions(*({"statement_id": f"u{n:03d}", "text": text} for n, text in enumerate(texts)))

    return make
