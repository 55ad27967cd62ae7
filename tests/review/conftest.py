"""A small codebook and fictional statements for the tests of the review loop."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.counting import set_aside
from pipeline.core.tables import LABELS, PREDICTIONS
from tests import builders

Frames = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    themes = {
        "verkokering": "Verkokering",
        "vertrouwen": "Vertrouwen",
        "black_box": "Black box / transparantie",
        "rust": "Rust, ruimte",
    }
    stances = {"behouden": "Behouden", "knelpunt": "Knelpunt", "wens": "Wens"}
    categories = {"inhoud": "Inhoud", "rol_houding": "Rol/Houding"}
    return Codebook.model_validate(builders.codebook(themes, categories, stances))


CODED = {"text": "Zin nummer {}.", "category": "inhoud", "stance_confidence": "0.600"}


@pytest.fixture(scope="session")
def predictions() -> Frames:
    """Rows of PREDICTIONS, with set_aside, from cells that differ from the defaults."""

    def make(*rows: dict[str, str]) -> pd.DataFrame:
        frame = PREDICTIONS.checked(builders.predictions(*rows, **CODED), where="test")
        return frame.assign(set_aside=set_aside(frame, ["motto"]))

    return make


@pytest.fixture(scope="session")
def labels() -> Frames:
    """Rows of LABELS from cells that differ from the defaults."""

    def make(*rows: dict[str, str]) -> pd.DataFrame:
        predicted = {"predicted_category": "inhoud", "predicted_stance": "wens"}
        return LABELS.checked(builders.labels(*rows, **CODED, **predicted), where="test")

    return make
