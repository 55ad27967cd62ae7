"""What DVC shows of a corpus: a few headline numbers, and rows to draw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipeline.core.counting import why_not_counted

AVERAGES = {"themes": "micro_f1", "category": "macro_f1", "stance": "macro_f1"}


def corpus_headline(metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers for ``dvc metrics``: how many statements, and F1 of the coder on the audit with its interval.

    Parameters
    ----------
    metrics : content of metrics.json.
    """
    statements, audit = metrics["statements"], metrics["audit"]
    headline = {
        "statements": statements["total"],
        **{name: statements[name] for name in ("counted", "reviewed", "undecided")},
        "audited": audit["n"],
    }
    for kind, average in AVERAGES.items():
        figure = audit[kind][average]
        headline |= {f"{kind}_f1": figure["value"], f"{kind}_low": figure["low"], f"{kind}_high": figure["high"]}
    return headline


def confusions(labels: pd.DataFrame) -> list[dict[str, Any]]:
    """One row a kind, a label by a person and a label by the coder: the audited statements that have both.

    Parameters
    ----------
    labels : rows of LABELS.
    """
    audited = labels[(labels["audit"] == "ja") & (why_not_counted(labels) == "")]
    return [
        {"kind": kind, "person": person, "coder": coder, "count": int(number)}
        for kind in ("category", "stance")
        for person, coder, number in audited.groupby([kind, f"predicted_{kind}"]).size().reset_index().to_numpy()
    ]
