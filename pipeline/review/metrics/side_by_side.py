"""The bundled coder, a language model and the two together, each held against the same audited statements."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.codes import NO_CONTENT, OFF_TOPIC
from pipeline.core.counting import chances_coded, is_codable, why_not_counted
from pipeline.core.params import Evaluate
from pipeline.measures.agreement import Counts, indicators, outcomes, ratio
from pipeline.measures.bootstrap import Bools, Floats
from pipeline.review.metrics.audit import NO_AUDIT, Measure, Sample

BUNDLED, MODEL, TOGETHER = "bundled", "language_model", "together"
KINDS = ("topic", "category", "stance", "themes")


def side_by_side(
    labels: pd.DataFrame, bundled: pd.DataFrame, second: pd.DataFrame, codebook: Codebook, settings: Evaluate
) -> dict[str, Any]:
    """Per kind of label how often each coder agrees with people, and what the others gain over the bundled one.

    Of themes micro F1, else the share with the same label. A gain is taken in each draw of the bootstrap on the
    same statements (paired), so that it may be certain where the figures themselves are not.

    Parameters
    ----------
    labels : rows of LABELS; what the coder said in them is that of both together.
    bundled, second : rows of PREDICTIONS and of SECOND_CODER, of the same statements in any order. Only what the
        language model answered is compared.
    """
    answered = second.loc[second["missing"] == "", "statement_id"]
    judged = (labels["audit"] == "ja") & why_not_counted(labels).isin(["", "off_topic"])
    rows = labels[judged & labels["statement_id"].isin(answered) & (labels["themes_status"] != NO_CONTENT)]
    inverse = (1 / chances_coded(labels))[rows.index]
    weights = (inverse / inverse.mean()).fillna(1.0).to_numpy(dtype=np.float64)
    said = {
        BUNDLED: _of(bundled, rows),
        MODEL: _of(second, rows),
        TOGETHER: rows[[f"predicted_{name}" for name in _CELLS]].set_axis(_CELLS, axis=1),
    }
    return {
        "models": sorted(set(second["model"]) - {""}),
        "n": len(rows),
        "method": "statements of the blind audit that the language model answered; differences are paired",
        **{kind: _compared(kind, rows, said, weights, codebook, settings) for kind in KINDS},
    }


_CELLS = ["category", "stance", "themes", "themes_status"]


def _of(coder: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return coder.set_index("statement_id").loc[rows["statement_id"], _CELLS].set_index(rows.index)


def _compared(
    kind: str,
    rows: pd.DataFrame,
    said: Mapping[str, pd.DataFrame],
    weights: Floats,
    codebook: Codebook,
    settings: Evaluate,
) -> dict[str, Any]:
    counted = (is_codable(rows["themes_status"]) | (kind == "topic")).to_numpy()
    cells = {coder: _cells(kind, rows[counted], own[counted], codebook) for coder, own in said.items()}
    measure: Measure = _f1 if kind == "themes" else _share

    def figure(values: Floats, of: Measure) -> dict[str, Any]:
        return Sample(values, settings, NO_AUDIT).weighted(weights[counted]).figure(of)

    def gain(sums: Floats) -> Floats:
        each = np.moveaxis(sums, -3 if kind == "themes" else -2, 0)
        return np.asarray(measure(each[1]) - measure(each[0]))

    found: dict[str, Any] = {coder: figure(own, measure) for coder, own in cells.items()}
    gains = {f"{coder}_gain": np.stack([cells[BUNDLED], cells[coder]], axis=1) for coder in (MODEL, TOGETHER)}
    return {"n": int(counted.sum()), **found, **{name: figure(own, gain) for name, own in gains.items()}}


def _cells(kind: str, rows: pd.DataFrame, said: pd.DataFrame, codebook: Codebook) -> Floats:
    """What each statement adds to the figure of one coder: (n, n_themes, 3) outcomes, else (n, 2) right or not."""
    if kind == "themes":
        sets: Sequence[Bools] = [
            indicators([split_themes(cell) for cell in own["themes"]], [*codebook.themes]) for own in (rows, said)
        ]
        return outcomes(*sets).astype(np.float64)
    column = "themes_status" if kind == "topic" else kind
    pair = [own[column].eq(OFF_TOPIC) if kind == "topic" else own[column] for own in (rows, said)]
    right = (pair[0] == pair[1]).to_numpy(dtype=np.float64)
    return np.stack([right, 1 - right], axis=1)


def _f1(sums: Floats) -> Floats:
    return Counts.of_sums(sums).micro().f1


def _share(sums: Floats) -> Floats:
    return ratio(sums[..., 0], sums.sum(axis=-1))
