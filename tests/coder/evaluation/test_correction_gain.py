from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.coder.evaluation.correction_gain import as_corrections, families_of, gain_of, parts_of, told
from pipeline.coder.model.corrections import Correction
from pipeline.core.codebook import Codebook
from pipeline.core.params import Params


def said(name: str, themes: str, category: str = "proces", stance: str = "wens") -> Correction:
    found = tuple(themes.split())
    return Correction(id=name, text=f"Zin {name}", category=category, stance=stance, themes=found, weight=1)


TRUTH = [said("a", "leren regie"), said("b", "leren"), said("c", ""), said("d", "regie", "inhoud")]
WITHOUT = [said("a", "leren"), said("b", "regie"), said("c", ""), said("d", "")]
MERGED_CORRECTIONS = [said("a", "leren regie"), said("b", "leren"), said("c", "leren"), said("d", "", "inhoud")]
ALONE = np.arange(4)


def test_the_gain_is_the_difference_of_both_figures(codebook: Codebook, params: Params) -> None:
    found = gain_of(TRUTH, WITHOUT, MERGED_CORRECTIONS, ALONE, np.ones(4), codebook, params)

    # Themes: without 1 hit, 1 wrong, 3 missed: 2/6. With 3 hits, 1 wrong, 1 missed: 6/8.
    assert (found["themes"]["without"], found["themes"]["with"], found["themes"]["gain"]) == (0.3333, 0.75, 0.4167)
    # Category, without: proces 3 hits, 1 wrong: 6/7; inhoud 0. With: both all right.
    assert (found["category"]["without"], found["category"]["with"]) == (0.4286, 1.0)
    assert found["stance"]["gain"] == 0.0
    assert found["stance"]["interval"] == [0.0, 0.0]
    assert found["themes"]["statements"] == 4


def test_a_statement_counts_as_heavily_as_it_should(codebook: Codebook, params: Params) -> None:
    found = gain_of(TRUTH, WITHOUT, MERGED_CORRECTIONS, ALONE, np.array([3.0, 1.0, 1.0, 1.0]), codebook, params)

    # Without: 3 hits, 1 wrong, 5 missed: 6/12. With: 7 hits, 1 wrong, 1 missed: 14/16.
    assert (found["themes"]["without"], found["themes"]["with"]) == (0.5, 0.875)


def test_what_both_get_wrong_does_not_widen_the_interval(codebook: Codebook, params: Params) -> None:
    truth = [said(f"u{n}", "leren") for n in range(40)]
    both = [said(f"u{n}", "leren" if n % 2 else "regie") for n in range(40)]

    found = gain_of(truth, both, both, np.arange(40), np.ones(40), codebook, params)

    assert found["themes"]["gain"] == 0.0
    assert found["themes"]["interval"] == [0.0, 0.0]


def test_families_are_drawn_whole(codebook: Codebook, params: Params) -> None:
    truth = [said(f"u{n}", "leren") for n in range(40)]
    without = [said(f"u{n}", "regie" if n % 2 else "leren") for n in range(40)]

    def width(families: np.ndarray) -> float:
        found = gain_of(truth, without, truth, families, np.ones(40), codebook, params)
        low, high = found["themes"]["interval"]
        return float(high - low)

    assert width(np.arange(40) % 2 + 2 * (np.arange(40) // 20)) > 1.5 * width(np.arange(40))


def test_what_people_did_not_judge_is_left_out(codebook: Codebook, params: Params) -> None:
    truth = [
        one.model_copy(update={"category": "", "themes": None if one.id == "a" else one.themes}) for one in TRUTH
    ]

    found = gain_of(truth, WITHOUT, MERGED_CORRECTIONS, ALONE, np.ones(4), codebook, params)

    assert found["category"] == {"statements": 0, "measure": "macro F1"}
    assert found["themes"]["statements"] == 3
    assert found["themes"]["without"] == 0.0
    assert [line.split()[0] for line in told(found)] == ["themes", "stance"]


def test_nothing_at_all_is_no_figure(codebook: Codebook, params: Params) -> None:
    assert told(gain_of([], [], [], np.zeros(0, dtype=int), np.zeros(0), codebook, params)) == []


def test_one_line_says_it(codebook: Codebook, params: Params) -> None:
    found = gain_of(TRUTH, WITHOUT, TRUTH, ALONE, np.ones(4), codebook, params)

    low, high = found["themes"]["interval"]
    assert told(found)[0] == f"themes micro F1 0.333 → 1.000: +0.667 ({low:+.3f} to {high:+.3f})"


def test_a_respondent_a_twin_and_a_copy_stay_together(params: Params) -> None:
    texts = {
        "u0": "De brug is al jaren dicht.",
        "u1": "Bel ons wat vaker terug.",
        "u2": "Wij missen een vast gezicht bij de provincie.",
        "u3": "Een vast gezicht, dat missen wij hier al heel lang.",
        "u4": "Kom eens kijken op het erf van onze boeren.",
        "u5": "Kom eens kijken op het erf van onze boer.",
        "u6": "Zonder geld gebeurt er niets in dit dal.",
    }
    rows = [
        Correction(id=one, text=text, category="", stance="", themes=(), weight=1) for one, text in texts.items()
    ]
    statements = pd.DataFrame(
        {
            "respondent": ["R1", "R1", "", "", "R2", "R3", ""],
            "duplicate_of": ["", "", "u3", "", "", "", ""],
        },
        index=[*texts],
    )

    families = families_of(rows, statements, params)

    assert families[0] == families[1]
    assert families[2] == families[3]
    assert families[4] == families[5]
    assert len(set(families.tolist())) == 4
    parts = parts_of(rows, families, params)
    assert sorted(np.bincount(parts).tolist()) == [1, 2, 2, 2]
    assert all(len(set(parts[families == family].tolist())) == 1 for family in set(families.tolist()))


def test_one_family_is_one_part(params: Params) -> None:
    assert not parts_of(TRUTH, np.zeros(4, dtype=int), params).any()


@pytest.mark.parametrize(("cell", "themes"), [("", ()), ("leren|regie", ("leren", "regie"))])
def test_labels_read_as_corrections(cell: str, themes: tuple[str, ...]) -> None:
    rows = pd.DataFrame(
        {"text": ["Zin."], "category": ["proces"], "stance": ["wens"], "themes": [cell], "audit": ["ja"]},
        index=["u1"],
    )

    (one,) = as_corrections(rows)

    assert (one.id, one.text, one.category, one.stance, one.themes) == ("u1", "Zin.", "proces", "wens", themes)
