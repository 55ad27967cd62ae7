"""A small codebook and fictional statements for the tests of the review loop."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.counting import set_aside
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.predictions import PREDICTIONS
from tests import builders

Frames = Callable[..., pd.DataFrame]


def label(name: str) -> dict[str, str]:
    return {"label": name, "definition": f"Gaat over {name.lower()}."}


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return Codebook.model_validate(
        {
            "categories": {"inhoud": label("Inhoud"), "rol_houding": label("Rol/Houding")},
            "stances": {"behouden": label("Behouden"), "knelpunt": label("Knelpunt"), "wens": label("Wens")},
            "themes": {
                "verkokering": label("Verkokering"),
                "vertrouwen": label("Vertrouwen"),
                "black_box": label("Black box / transparantie"),
                "rust": label("Rust, ruimte"),
            },
        }
    )


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
