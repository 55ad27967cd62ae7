"""How heavy the language model weighs is learned from people, and only when there are enough of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.tables import SECOND_CODER
from pipeline.language_model.mixed import mixed, together
from pipeline.language_model.mixing import FEWEST, KINDS, Both, Weights
from tests import builders

BY = dict.fromkeys(("category_provenance", "stance_provenance", "themes_provenance"), "beoordelaar")
TRUE = {"category": "proces", "stance": "wens", "themes": "leren", "themes_status": "thema", "audit": "ja", **BY}
WRONG = {"category": "inhoud", "stance": "knelpunt", "themes": "bestuur", "themes_status": "thema"}
SURE = {
    "category_confidence": "0.800",
    "stance_confidence": "0.700",
    "theme_confidences": "leren=0.90|bestuur=0.60",
}


def second(cells: dict[str, str], n: int) -> pd.DataFrame:
    own = {"category": "proces", "stance": "wens", "themes": "leren", "themes_status": "thema", "model": "m"}
    why = {"why": 'leren: "Verzonnen zin"'}
    return builders.rows(SECOND_CODER, *({**own, **why, **cells, "statement_id": f"u{k}"} for k in range(n)))


def weights(
    n: int, bundled: dict[str, str], model: dict[str, str], codebook: Codebook
) -> tuple[pd.DataFrame, Weights]:
    predictions = builders.predictions(*({**SURE, **bundled} for _ in range(n)))
    return together(predictions, second(model, n), builders.labels(*(TRUE for _ in range(n))).sort_values(
        "statement_id", ignore_index=True), codebook)  # fmt: skip


def test_who_is_right_counts(codebook: Codebook) -> None:
    right = {name: TRUE[name] for name in WRONG}
    mix, found = weights(50, WRONG, {}, codebook)
    assert (mix["themes"].unique().tolist(), mix["stance"].unique().tolist()) == (["leren"], ["wens"])
    assert mix["why"].unique().tolist() == ['leren: taalmodel m "Verzonnen zin"']
    assert mix["stance_provenance"].unique().tolist() == ["taalmodel"]
    assert mix["theme_confidences"].unique().tolist() == ["leren=0.98"]  # 51 of 52
    assert 0 < found.overall["category"] < 1

    mix, found = weights(50, right, WRONG, codebook)
    assert mix["themes"].unique().tolist() == ["leren"]
    assert found.overall == dict.fromkeys(KINDS, 0.0)


@pytest.mark.parametrize("n", [0, 1, FEWEST - 1])
def test_with_too_few_audited_the_bundled_coder_stays(n: int, codebook: Codebook) -> None:
    predictions = builders.predictions(*({**SURE, **WRONG} for _ in range(60)))
    labels = builders.labels(*(TRUE if k < n else {} for k in range(60)))

    mix, found = together(
        predictions, second({}, 60), labels.sort_values("statement_id", ignore_index=True), codebook
    )

    assert (found.audited, set(found.overall.values())) == (n, {0.0})
    ordered = predictions.sort_values("statement_id", ignore_index=True)
    assert mix[predictions.columns].equals(ordered)


def test_no_weight_gives_the_bundled_coder_and_all_gives_the_language_model(codebook: Codebook) -> None:
    bundled = [
        {"themes": "bestuur|leren", **SURE},
        {"themes": "", "themes_status": "onbeslist", "theme_confidences": "leren=0.40", **BY},
        {"themes_status": "buiten_onderwerp", "category": "", "category_confidence": ""},
        {"themes_status": "geen_inhoud", "category": "", "category_confidence": ""},
        {"themes": "leren", **SURE},
    ]
    model = [
        {"themes": "regie"},
        {"themes": "", "themes_status": "geen_thema"},
        {},
        {"missing": "no_content", "themes_status": "onbeslist"},
        {"category": "", "themes": "", "themes_status": "buiten_onderwerp"},
    ]
    predictions = builders.predictions(*bundled)
    rows = pd.concat([second(cells, n + 1).tail(1) for n, cells in enumerate(model)], ignore_index=True)
    both = Both.of(predictions, rows, codebook)

    def at(weight: float) -> pd.DataFrame:
        own = {kind: np.full(len(bundled), weight) for kind in KINDS}
        return mixed(
            predictions, both, Weights(50, dict.fromkeys(KINDS, weight), own, dict.fromkeys(KINDS, 0.9)), codebook
        )

    assert at(0)[predictions.columns].equals(predictions)
    whole = at(1)
    assert whole["themes"].tolist() == ["regie", "", "leren", "", ""]
    statuses = ["thema", "geen_thema", "thema", "geen_inhoud", "buiten_onderwerp"]
    assert whole["themes_status"].tolist() == statuses
    assert whole["category"].tolist() == ["proces", "proces", "proces", "", ""]
