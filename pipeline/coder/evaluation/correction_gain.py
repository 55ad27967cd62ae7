"""What learning from reviewers brought: a coder with corrections against one without, on what neither had seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipeline.coder.data.groups import folds_of, kinship
from pipeline.coder.model.corrections import Correction, judgements
from pipeline.core.codebook import Codebook, split_themes
from pipeline.core.params import Params
from pipeline.measures.classification import Bools, Counts, Draws, Floats, Ints, interval

MEASURES = {"themes": "micro F1", "category": "macro F1", "stance": "macro F1"}


def families_of(rows: Sequence[Correction], statements: pd.DataFrame, params: Params) -> Ints:
    """(n_rows,) number of the family of each: of one respondent, the same in other words, or nearly the same.

    Parameters
    ----------
    statements : rows of STATEMENTS by id, also of what is in ``rows``.
    """
    own = statements.loc[[row.id for row in rows]]
    twins = own["duplicate_of"].where(own["duplicate_of"] != "", own.index.to_series())
    groups = ("respondent " + own["respondent"]).where(own["respondent"] != "", "twin " + twins)
    return kinship([row.text for row in rows], groups.tolist(), near_duplicate=params.train.near_duplicate)


def parts_of(rows: Sequence[Correction], families: Ints, params: Params) -> Ints:
    """(n_rows,) part of each, families whole; as many parts as the settings say, or as there are families."""
    n_parts = min(params.review.gain_folds, len(set(families.tolist())))
    return folds_of([row.id for row in rows], families, n_parts, seed=params.train.seed)


def as_corrections(labels: pd.DataFrame) -> list[Correction]:
    """Statements with their labels in the form of corrections; columns as in LABELS and CODING, index the id."""
    columns = ["text", "category", "stance", "themes"]
    return [
        Correction(
            id=one, text=text, category=category, stance=stance, themes=tuple(split_themes(themes)), weight=1
        )
        for one, text, category, stance, themes in labels[columns].itertuples(name=None)
    ]


def gain_of(
    truth: Sequence[Correction],
    without: Sequence[Correction],
    taught: Sequence[Correction],
    families: Ints,
    heaviness: Floats,
    codebook: Codebook,
    params: Params,
) -> dict[str, Any]:
    """Per kind of label the figure of both coders, their difference, and its 95% interval.

    The interval is from draws of whole families, the same for both coders: what both get wrong does not widen it.

    Parameters
    ----------
    truth, without, taught : what people, the coder without corrections and the one with them say of the same
        statements, in one order. Kinds of label that people did not judge are left out.
    heaviness : (n_statements,) how often each counts.
    """
    right, known = judgements(truth, codebook)
    said = {"without": judgements(without, codebook)[0], "with": judgements(taught, codebook)[0]}
    found: dict[str, Any] = {}
    for kind, measure in MEASURES.items():
        where = known[kind]
        found[kind] = {"statements": int(where.sum()), "measure": measure}
        if not where.any():
            continue
        draws = Draws.of(families[where], samples=params.train.bootstrap_samples, seed=params.train.seed)
        figures, drawn = {}, {}
        for name, own in said.items():
            cells = _cells(right[kind][where], own[kind][where], heaviness[where])
            figures[name] = float(_measure(Counts(*(part.sum(axis=0) for part in cells)), measure))
            drawn[name] = _measure(Counts(*(draws.sums(part) for part in cells)), measure)
        found[kind] |= {name: round(value, 4) for name, value in figures.items()}
        found[kind]["gain"] = round(figures["with"] - figures["without"], 4)
        found[kind]["interval"] = interval(drawn["with"] - drawn["without"])
    return found


def told(figures: Mapping[str, Any]) -> list[str]:
    """Per kind of label one line for people."""
    lines = []
    for kind in MEASURES:
        own = figures[kind]
        if own["statements"]:
            low, high = own["interval"]
            lines.append(
                f"{kind} {own['measure']} {own['without']:.3f} → {own['with']:.3f}: "
                f"{own['gain']:+.3f} ({low:+.3f} to {high:+.3f})"
            )
    return lines


def _cells(truth: Bools, said: Bools, heaviness: Floats) -> tuple[Floats, Floats, Floats]:
    heavy = heaviness[:, None]
    return (truth & said) * heavy, (~truth & said) * heavy, (truth & ~said) * heavy


def _measure(counts: Counts, measure: str) -> Floats:
    """(...); 0 where there is nothing to divide by."""
    return counts.macro_f1 if measure == "macro F1" else np.nan_to_num(counts.together().f1[..., 0])
