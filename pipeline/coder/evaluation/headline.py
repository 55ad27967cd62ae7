"""What DVC shows of a coder: a few headline numbers, and rows to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

AVERAGES = {"themes": "micro_f1", "category": "macro_f1", "stance": "macro_f1"}


def coder_headline(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers for ``dvc metrics``: F1 by cross-validation with its interval, and on each held-out set.

    Parameters
    ----------
    figures : as :func:`pipeline.coder.evaluation.report.report` makes them.
    """
    headline = {"statements": figures["statements"]}
    for kind, average in AVERAGES.items():
        low, high = figures[kind][f"{average}_interval"] or (None, None)
        headline |= {f"{kind}_f1": figures[kind][average], f"{kind}_low": low, f"{kind}_high": high}
    for name, held_out in figures["held_out"].items():
        headline[f"{name}_themes"] = held_out["themes"][AVERAGES["themes"]]
    return headline


def calibration(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a kind and a step of confidence: what the coder stated and the share that was right."""
    return [
        {"kind": kind, "stated": step["confidence"], "observed": step["right"], "labels": step["n"]}
        for kind in AVERAGES
        for step in figures[kind]["reliability"]
        if step["n"]
    ]


def learning_curve(study: Mapping[str, Any] | None) -> pd.DataFrame:
    """One row a coder, a test set and a number of statements learned from: micro F1 of themes."""
    points = [
        (
            coder,
            test,
            point["statements"],
            measured["themes"]["micro_f1"],
            *measured["themes"]["micro_f1_interval"],
        )
        for coder, curve in (study or {}).get("learning_curve", {}).items()
        for point in curve
        for test, measured in point["tests"].items()
    ]
    return pd.DataFrame(points, columns=["coder", "test", "statements", "f1", "low", "high"])
