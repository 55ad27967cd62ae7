from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.core.codebook import Codebook
from pipeline.core.params import Evaluate
from pipeline.core.tables import CODINGS
from pipeline.review.common.resolutions import Review
from pipeline.review.metrics.audit import UNDEFINED
from pipeline.review.metrics.reviewers import NOT_TWICE, between_reviewers
from pipeline.review.returned.listing import codings

Frames = Callable[..., pd.DataFrame]
SETTINGS = Evaluate(bootstrap_samples=200, interval=0.95, seed=1)
AN = Review("u0", "an.csv", 2, True, "inhoud", "wens", "vertrouwen", "thema", "gecorrigeerd", "An")
NO_FIGURE = {"value": None, "low": None, "high": None, "reason": UNDEFINED}


def test_only_what_one_person_coded_blind_and_in_full_is_a_coding() -> None:
    found = codings(
        [
            AN,
            replace(AN, file="kopie.csv", reviewer="an "),
            replace(AN, reviewer="Bo", stance="knelpunt", seconds="14"),
            replace(AN, statement_id="u1", blind=False),
            replace(AN, statement_id="u2", stance=""),
            replace(AN, statement_id="u3", status="besluit"),
            replace(AN, statement_id="u4", reviewer="onbekend"),
            replace(AN, statement_id="u5", reviewer="An | Bo"),
            replace(AN, statement_id="u6", parts="rust"),
            Review("u7", "an.csv", 9, True, themes_status="geen_inhoud", status="gecorrigeerd", reviewer="An"),
        ]
    )

    assert CODINGS.checked(found, where="test").to_numpy().tolist() == [
        ["u0", "An", "inhoud", "wens", "vertrouwen", "thema", ""],
        ["u0", "Bo", "inhoud", "knelpunt", "vertrouwen", "thema", "14"],
        ["u7", "An", "", "", "", "geen_inhoud", ""],
    ]


def coded(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    """Codings of statement number, by whom, category and stance from letters, themes."""
    names = {"i": "inhoud", "r": "rol_houding", "b": "behouden", "w": "wens", "k": "knelpunt"}
    return codings(
        [
            replace(
                AN,
                statement_id=f"u{number}",
                reviewer=who,
                category=names[said[0]],
                stance=names[said[1]],
                themes=themes,
                themes_status="thema" if themes else "geen_thema",
            )
            for number, who, said, themes in rows
        ]
    )


def test_two_reviewers_and_the_coder_by_hand(labels: Frames, codebook: Codebook) -> None:
    """Four statements; categories i/i, i/r, r/r, r/r; the coder always says inhoud.

    Kappa: 3 of 4 alike, by chance (2·1 + 2·3) / 16: (.75 − .5) / .5. Alpha: 2 of 8 labels apart; of the eight
    three are inhoud: chance has 2·3·5 / 56 apart. The coder with both: 3 of 8 alike, chance 3 / 8.
    """
    both = [
        (0, "An", "iw", "vertrouwen"), (0, "Bo", "iw", "vertrouwen"),
        (1, "An", "iw", "vertrouwen|rust"), (1, "Bo", "rw", "vertrouwen"),
        (2, "An", "rk", ""), (2, "Bo", "rk", ""),
        (3, "An", "rk", "rust"), (3, "Bo", "rk", "rust"),
        (4, "An", "rb", "rust"),
    ]  # fmt: skip
    found = between_reviewers(coded(*both), labels({}, {}, {}, {}, {}), codebook, SETTINGS)

    assert (found["statements"], found["reviewers"], found["no_content_by_some"]) == (4, 2, 0)
    category = found["category"]
    assert category["kappa"]["value"] == 0.5
    assert category["alpha"]["value"] == pytest.approx(1 - (2 / 8) / (30 / 56), abs=5e-5)
    assert category["alpha"]["low"] <= category["alpha"]["value"] <= category["alpha"]["high"]
    assert category["coder_kappa"]["value"] == 0.0
    # Sixteen labels, eleven inhoud: 5 of 8 pairs apart, chance 2·11·5 / 240.
    assert category["coder_alpha"]["value"] == pytest.approx(1 - (5 / 8) / (110 / 240), abs=5e-5)
    assert found["stance"]["kappa"]["value"] == 1.0
    assert found["stance"]["per_label"]["behouden"] == {"support": 0, "kappa": NO_FIGURE, "coder_kappa": NO_FIGURE}
    assert found["stance"]["per_label"]["wens"]["support"] == 4


def test_themes_of_two_reviewers_by_hand(labels: Frames, codebook: Codebook) -> None:
    both = [
        (0, "An", "iw", "vertrouwen"), (0, "Bo", "iw", "vertrouwen"),
        (1, "An", "iw", "vertrouwen|rust"), (1, "Bo", "iw", "vertrouwen"),
        (2, "An", "iw", ""), (2, "Bo", "iw", ""),
        (3, "An", "iw", "rust"), (3, "Bo", "iw", "rust"),
    ]  # fmt: skip
    coder = labels({}, {}, {}, {"predicted_themes": "rust", "predicted_themes_status": "thema"})
    themes = between_reviewers(coded(*both), coder, codebook, SETTINGS)["themes"]

    # vertrouwen: always alike. rust: 3 of 4 alike, by chance (2·1 + 2·3) / 16.
    assert {theme: one["kappa"]["value"] for theme, one in themes["per_theme"].items()} == {
        "verkokering": None, "vertrouwen": 1.0, "black_box": None, "rust": 0.5,
    }  # fmt: skip
    assert themes["per_theme"]["rust"]["support"] == 3
    # The coder: 7 of 8 alike, by chance (3·2 + 5·6) / 64.
    assert themes["per_theme"]["rust"]["coder_kappa"]["value"] == pytest.approx(
        (7 / 8 - 36 / 64) / (28 / 64), abs=5e-5
    )
    # One pair apart, by 1 − 1/2·2/3; sets used: vertrouwen 3, both 1, none 2, rust 2.
    chance = 2 * (3 * 1 * 2 / 3 + 3 * 2 + 3 * 2 + 1 * 2 + 1 * 2 * 2 / 3 + 2 * 2) / 56
    assert themes["alpha"]["value"] == pytest.approx(1 - (2 * 2 / 3 / 8) / chance, abs=5e-5)


def test_of_three_reviewers_all_pairs_count(labels: Frames, codebook: Codebook) -> None:
    said = {"An": "iir", "Bo": "iir", "Cas": "irr"}
    three = [(n, who, f"{cell}w", "") for who, cells in said.items() for n, cell in enumerate(cells)]
    found = between_reviewers(coded(*three), labels({}, {}, {}), codebook, SETTINGS)

    # An-Bo, An-Cas, Bo-Cas: of 9 pairs 7 alike; the first says inhoud in 6, the second in 4.
    chance = 6 / 9 * 4 / 9 + 3 / 9 * 5 / 9
    assert found["category"]["kappa"]["value"] == pytest.approx((7 / 9 - chance) / (1 - chance), abs=5e-5)
    assert found["reviewers"] == 3


def test_who_found_nothing_to_code_is_counted_apart(labels: Frames, codebook: Codebook) -> None:
    empty = Review("u0", "bo.csv", 2, True, themes_status="geen_inhoud", status="gecorrigeerd", reviewer="Bo")
    found = between_reviewers(codings([AN, empty]), labels({}), codebook, SETTINGS)

    assert (found["statements"], found["no_content_by_some"]) == (1, 1)
    assert found["category"]["alpha"]["value"] is None


def test_without_two_reviewers_there_is_no_ruler_and_it_says_why(labels: Frames, codebook: Codebook) -> None:
    found = between_reviewers(codings([AN]), labels({}), codebook, SETTINGS)

    assert found["statements"] == 0
    for kind in ("category", "stance", "themes"):
        assert found[kind]["alpha"] == found[kind]["coder_alpha"]
        assert found[kind]["alpha"]["reason"] == NOT_TWICE
    gone = between_reviewers(coded((7, "An", "iw", ""), (7, "Bo", "iw", "")), labels({}), codebook, SETTINGS)
    assert gone["statements"] == 0
