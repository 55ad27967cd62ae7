"""Many survey statements with a structure that is known, for the benchmarks: ``many_statements(20_000)``.

Nineteen in twenty are a training statement with an opening and a closing, so that hardly two texts are the same;
its labels come with it. The others are on things that no theme names (``many.yaml``). Rounds and sources are of
unlike size. The same number and seed, the same statements.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.coder.data.training_set import statement_files
from pipeline.core.codes import OFF_TOPIC
from pipeline.core.corpus import TRAINING
from pipeline.core.tables import PREDICTIONS
from pipeline.core.yaml_model import own_yaml

UNKNOWN_SHARE = 0.05  # of the statements, on things that no theme names
_ROUNDS = {"2023": 0.15, "2024": 0.3, "2025": 0.54, "2026-partners": 0.01}
_SOURCES = ("enquete.csv", "enquete.csv", "enquete.csv", "balie.csv")
_PARTS: dict[str, Any] = own_yaml(Path(__file__).with_suffix(".yaml"))


def training_statements() -> list[dict[str, Any]]:
    """The training statements, with their labels."""
    lines = (line for content in statement_files(TRAINING).values() for line in content.split("\n"))
    return [json.loads(line) for line in lines if line.strip()]


def rows(number: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Statements as rows of PREDICTIONS, and ``subject``: the thing that no theme names, or ""."""
    chance, known = random.Random(seed), training_statements()  # noqa: S311 - an order, no secret
    unknown, rounds = _PARTS["subjects"], list(_ROUNDS)
    for place in range(number):
        said = chance.choice(known)
        subject = chance.choice(sorted(unknown)) if chance.random() < UNKNOWN_SHARE else ""
        if subject:
            said = {"text": " ".join(chance.choice(slot) for slot in unknown[subject]), "stance": "knelpunt"}
        themes = [str(theme) for theme in said.get("themes", ())]
        opening, closing = chance.choice(_PARTS["openings"]), chance.choice(_PARTS["closings"])
        form = "" if subject else str(said.get("form", ""))
        yield dict.fromkeys(PREDICTIONS.names, "") | {
            "statement_id": f"m{place:08d}",
            "source": chance.choice(_SOURCES),
            "round": chance.choices(rounds, list(_ROUNDS.values()))[0],
            "kind": "antwoord",
            "audience": "onbekend",
            "line_start": str(place + 2),
            "line_end": str(place + 2),
            "text": f"{opening} {said['text']} {closing}".strip(),
            "category": str(said.get("category") or ""),
            "category_confidence": "0.800",
            "stance": str(said["stance"]),
            "stance_confidence": "0.800",
            "themes": "|".join(themes),
            "themes_status": OFF_TOPIC if form else "thema" if themes else "geen_thema",
            "theme_confidences": "|".join(f"{theme}=0.80" for theme in themes),
            "subject": subject,
        }


def many_statements(number: int, seed: int = 1) -> pd.DataFrame:
    """The rows as a frame."""
    return pd.DataFrame(rows(number, seed), dtype=str)
