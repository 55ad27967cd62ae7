"""A small codebook and fictional statements for the tests of the review loop."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.counting import set_aside
from pipeline.core.tables.labels import LABELS
from pipeline.core.tables.predictions import PREDICTIONS
from pipeline.review.common.issues import IssueCode, Message, read_messages

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


@pytest.fixture(scope="session")
def messages() -> dict[IssueCode, Message]:
    return read_messages()


@pytest.fixture(scope="session")
def predictions() -> Frames:
    """Rows of PREDICTIONS, with set_aside, from cells that differ from the defaults."""

    def make(*rows: dict[str, str]) -> pd.DataFrame:
        defaults = {
            **dict.fromkeys(PREDICTIONS.names, ""),
            "source": "a.csv",
            "line_start": "1",
            "line_end": "1",
            "kind": "antwoord",
            "round": "2025",
            "audience": "extern",
            "category": "inhoud",
            "category_confidence": "0.800",
            "stance": "wens",
            "stance_confidence": "0.600",
            "themes_status": "geen_thema",
        }
        cells = [
            {**defaults, "statement_id": f"u{n}", "text": f"Zin nummer {n}.", **row} for n, row in enumerate(rows)
        ]
        frame = PREDICTIONS.checked(pd.DataFrame(cells, columns=PREDICTIONS.names, dtype=str), where="test")
        return frame.assign(set_aside=set_aside(frame, ["motto"]))

    return make


@pytest.fixture(scope="session")
def labels() -> Frames:
    """Rows of LABELS from cells that differ from the defaults."""

    def make(*rows: dict[str, str]) -> pd.DataFrame:
        defaults = {
            **dict.fromkeys(LABELS.names, ""),
            "source": "a.csv",
            "line_start": "1",
            "line_end": "1",
            "kind": "antwoord",
            "round": "2025",
            "audience": "extern",
            "category": "inhoud",
            "category_provenance": "model",
            "category_confidence": "0.800",
            "stance": "wens",
            "stance_provenance": "model",
            "stance_confidence": "0.600",
            "themes_provenance": "model",
            "themes_status": "geen_thema",
            "predicted_category": "inhoud",
            "predicted_stance": "wens",
            "predicted_themes_status": "geen_thema",
        }
        cells = [
            {**defaults, "statement_id": f"u{n}", "text": f"Zin nummer {n}.", **row} for n, row in enumerate(rows)
        ]
        frame = pd.DataFrame(cells, columns=LABELS.names, dtype=str)
        return LABELS.checked(frame.assign(set_aside=set_aside(frame, ["motto"])), where="test")

    return make
