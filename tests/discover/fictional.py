"""Fictional statements about three things, and predictions made of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from pipeline.core.params import load_params
from pipeline.core.yaml_model import own_yaml
from tests import builders

PARAMS = load_params().discover
SUBJECTS: dict[str, list[str]] = own_yaml(Path(__file__).parent / "cases" / "subjects.yaml")
TEXTS = [text for texts in SUBJECTS.values() for text in texts]


def predictions(texts: Sequence[str]) -> pd.DataFrame:
    """Predictions of these texts, ids u000, u001 …, with no themes."""
    return builders.predictions(*({"statement_id": f"u{n:03d}", "text": text} for n, text in enumerate(texts)))
