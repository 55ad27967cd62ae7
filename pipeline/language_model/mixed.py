"""Labels of the bundled coder and the language model together, as predictions, and where each comes from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.core.codebook import Codebook, numbers_of, split_themes
from pipeline.core.codes import LANGUAGE_MODEL, OFF_TOPIC
from pipeline.language_model.mixing import Both, Row, Weights, learned

_OF_MODEL = "model"  # where a category or stance of the bundled coder comes from


def together(
    predictions: pd.DataFrame, second: pd.DataFrame, labels: pd.DataFrame, codebook: Codebook
) -> tuple[pd.DataFrame, Weights]:
    """The labels of both coders as one, by statement_id, and how heavy each weighs.

    Parameters
    ----------
    predictions : rows of PREDICTIONS.
    second : rows of SECOND_CODER.
    labels : rows of LABELS; of them only what people said is used.
    """
    ordered = predictions.sort_values("statement_id", ignore_index=True)
    coded = ordered[["statement_id"]].merge(labels, how="left", on="statement_id").fillna("")
    both = Both.of(ordered, second, codebook)
    weights = learned(both, coded, codebook)
    return mixed(ordered, both, weights, codebook), weights


class Mixing:
    """Makes of what the bundled coder says what both say, some rows at a time.

    Parameters
    ----------
    predictions, labels : rows of PREDICTIONS and LABELS of at least the statements that people coded: by these is
        learned how heavy each coder weighs.
    second : rows of SECOND_CODER.
    """

    def __init__(
        self, predictions: pd.DataFrame, second: pd.DataFrame, labels: pd.DataFrame, codebook: Codebook
    ) -> None:
        self.codebook, self.second = codebook, second.set_index("statement_id", drop=False)
        _, self.weights = together(predictions, second, labels, codebook)
        ids = sorted(predictions["statement_id"])
        self.own = {kind: dict(zip(ids, own.tolist(), strict=True)) for kind, own in self.weights.own.items()}

    def of(self, predictions: pd.DataFrame) -> pd.DataFrame:
        """As :func:`mixed`, of these rows."""
        ids = predictions["statement_id"]
        both = Both.of(predictions, self.second[self.second.index.isin(ids)], self.codebook)
        own = {
            kind: np.array([known.get(one, self.weights.overall[kind]) for one in ids], dtype=np.float64)
            for kind, known in self.own.items()
        }
        return mixed(predictions, both, replace(self.weights, own=own), self.codebook)


def mixed(predictions: pd.DataFrame, both: Both, weights: Weights, codebook: Codebook) -> pd.DataFrame:
    """Rows of PREDICTIONS with the labels that both give, and columns category_provenance and stance_provenance.

    What the bundled coder said as well keeps its reason and its confidence. What it did not say has the words
    that the language model points at, and a confidence as often as it was right where it was followed so.
    """
    off = both.is_off(weights.own["topic"])
    has = both.has(weights.own["themes"], off)
    names = [*codebook.themes]
    rows = []
    for place, row in enumerate(both.bundled):
        themes = [name for name, given in zip(names, has[place], strict=True) if given]
        cells = {**row, "category_provenance": _OF_MODEL, "stance_provenance": _OF_MODEL}
        if both.answered[place]:
            moved = bool(off[place]) != (row["themes_status"] == OFF_TOPIC)
            for kind in ("category", "stance"):
                label, theirs = both.label(kind, place, float(weights.own[kind][place]))
                if theirs:
                    cells |= {kind: label, f"{kind}_provenance": LANGUAGE_MODEL}
                    cells[f"{kind}_confidence"] = f"{weights.sure[kind]:.3f}"
            heavy = weights.own["themes"][place] >= 0.5 or moved
            if moved or themes != split_themes(row["themes"]) or (heavy and row["themes_status"] == "onbeslist"):
                cells |= _themes(themes, row, both.model[place], weights.sure["themes"], off=bool(off[place]))
            if off[place]:
                cells |= {"category": "", "category_confidence": ""}
        rows.append(cells)
    return pd.DataFrame(rows, index=predictions.index, dtype=str)


def _themes(themes: Sequence[str], row: Row, said: Row, sure: float, *, off: bool) -> dict[str, str]:
    """The cells about themes where they are not those of the bundled coder."""
    confidences = numbers_of(row["theme_confidences"])
    status = OFF_TOPIC if off else "thema" if themes else "geen_thema"
    ours, theirs = (dict(part.partition(":")[::2] for part in one["why"].split(" | ")) for one in (row, said))
    by = f"{LANGUAGE_MODEL} {said['model']}"

    def reasons() -> Iterator[str]:
        given = split_themes(row["themes"])
        for name in themes or [status.replace("_", " ")]:
            own = ours.get(name, "") if name in given else ""
            yield f"{name}:{own}" if own else f"{name}: {by}{theirs.get(name, '')}"

    shown = {name: confidences[name] if name in split_themes(row["themes"]) else sure for name in themes}
    return {
        "themes": "|".join(themes),
        "themes_status": status,
        "theme_confidences": "|".join(f"{name}={value:.2f}" for name, value in shown.items()),
        "why": " | ".join(reasons()),
    }
