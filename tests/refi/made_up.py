"""Corpora that are hard on programs: signs of several code points, other line ends, signs of XML, equal names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.core.codebook import Codebook
from pipeline.core.corpus import Action
from pipeline.core.tables import records
from pipeline.refi.codings import ExportOptions, Label
from pipeline.refi.project import Investigation, project_bytes
from tests import builders

# A family is seven code points, one sign; an accent after its letter is two; a flag and a skin tone likewise.
TEXTS = (
    "De familie 👨‍👩‍👧‍👦 fietst 🏳️‍🌈 naar het loket 👍🏽.",
    "E\u0301e\u0301n loket, cafe\u0301 en co\u00f6peratie.",
    "Eerste regel.\r\nTweede <regel> & \"meer\" 'nog' ]]> einde.\r\n\r\nNa een lege regel.",
    "\u2028Vreemde\u00a0spatie\tmet tab\u0085 en \u200bniets.",
    "Gewoon 😀 é\rmet een oude regel.",
    "[u0]\nDit lijkt op een kopje.",
    "Controle: dit is gewoon tekst.\nu1 c0a1b2c3d.0a1b2c",
    "𝔊𝔬𝔱𝔥𝔦𝔰𝔠𝔥 en 中文 en עברית.",
)
THEMES = {f"thema_{n}": f"Thema {n} & <{n}> é" for n in range(17)} | {
    "proces": "Proces",  # a category is called so too
    "wens": "wens",
    "oordeel": "Oordeel",  # a branch is called so too
}
ROUNDS = ("2024-intern", "2024-extern", "2025", "")


def codebook() -> Codebook:
    return Codebook(**builders.codebook(THEMES))


def about() -> Investigation:
    actions = {
        2: Action(title="Eén loket", text="Maak één loket <&>.", owner="team A", themes=("thema_1", "thema_3")),
        7: Action(title="Niets gekoppeld"),
    }
    return Investigation("proef", 'Proef <"&> é', codebook(), actions)


def labels(size: int, codes: int = 3) -> pd.DataFrame:
    """Statements u0, u1 …, each with so many codes: a category, a stance and themes; some put aside."""
    names, rows = list(THEMES), []
    for n in range(size):
        themes = [names[(n + step) % len(names)] for step in range(min(codes - 2, len(names)))]
        row = {
            "text": f"{TEXTS[n % len(TEXTS)]} Nummer {n}.",
            "round": ROUNDS[n % len(ROUNDS)],
            "line_start": str(n + 1),
            "audience": ("intern", "extern")[n % 2],
            "organisation": ("gemeente", "", "waterschap <&>")[n % 3],
            "question": ("Wat gaat goed?", "")[n % 2],
            "date": f"2025-03-{n % 28 + 1:02}",
            "category": ("inhoud", "proces")[n % 2],
            "stance": ("wens", "knelpunt")[n % 2],
            "themes": "|".join(themes),
            "theme_confidences": "|".join(f"{theme}=0.{50 + at}" for at, theme in enumerate(themes)),
            "why": " | ".join(f'{theme}: regel r (woorden "x")' for theme in themes),
            "themes_provenance": "model",
        }
        if n % 11 == 10:
            row |= {"themes": "", "theme_confidences": "", "why": "", "themes_status": "onbeslist"}
        if n % 13 == 12:
            row |= {"category": "", "themes": "", "theme_confidences": "", "why": ""}
            row |= {"themes_status": "buiten_onderwerp", "category_confidence": ""}
        rows.append(row)
    return builders.labels(*rows)


def exported(rows: pd.DataFrame | Sequence[Label], **options: Any) -> bytes:
    found = records(rows) if isinstance(rows, pd.DataFrame) else rows
    return project_bytes(about(), found, replace(ExportOptions(), **options))
