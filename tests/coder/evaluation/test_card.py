from __future__ import annotations

from typing import Any

import pytest

from pipeline.coder.evaluation.report import ends, figure, model_card

SPAN = [0.61, 0.69]


def averages(micro: float) -> dict[str, Any]:
    return {"micro_f1": micro, "micro_f1_interval": SPAN, "macro_f1": 0.512, "macro_f1_interval": None}


def kind(micro: float, *labels: str) -> dict[str, Any]:
    own = {"precision": 0.7, "precision_interval": SPAN, "recall": None, "recall_interval": None}
    return averages(micro) | {
        "brier": 0.031,
        "calibration_error": 0.012,
        "calibration_error_given": 0.043,
        "sure": 31,
        "right_when_sure": 0.934,
        "right_when_sure_interval": [0.9, 1.0],
        "reliability_given": [{"from": 0.9, "n": 31, "confidence": 0.96, "right": 0.93}],
        "labels": {label: own | {"f1": 0.65, "f1_interval": SPAN, "support": 17} for label in labels},
    }


def kinds(micro: float) -> dict[str, Any]:
    rows = {"neither": 0, "p": 7, "q": 2, "both": 1}
    neighbours = dict.fromkeys(("neither", "p", "q", "both"), rows)
    return {
        "themes": kind(micro, "p", "q") | {"neighbours": {"p/q": neighbours}, "most_confused": []},
        "category": kind(0.72, "inhoud"),
        "stance": kind(0.73, "wens"),
        "baselines": {
            "majority": {name: averages(0.09) for name in ("themes", "category", "stance")},
            "rules_only": {"themes": averages(0.55)},
        },
    }


def figures(**changes: Any) -> dict[str, Any]:
    return {
        "measured_on": "3-fold cross-validation",
        "codebook": "abc",
        "language_pipeline": "bundled",
        "encoder": "",
        "made_for": "h1",
        "statements": 900,
        "from_pages": 400,
        "groups": 700,
        "training_lines": {"dropped": {"repeated": {"n": 3, "meaning": "seen before"}}},
        "held_out": {},
        "rules": {
            f"p: {name}": {"found": found, "precision": precision, "coverage": 0.1}
            for name, found, precision in (("vast", 40, 0.9), ("zelden", 3, 0.1), ("los", 25, 0.4))
        },
        **kinds(0.65),
        **changes,
    }


def veld(**more: Any) -> dict[str, Any]:
    return {"veld": {"statements": 50, "groups": 40, **kinds(0.58), **more}}


STUDY = {
    "made_for": "h1",
    "notes": {"linear": "words and rules"},
    "learning_curve": {
        "linear": [
            {"statements": 200, "tests": {"veld": dict.fromkeys(("themes", "category", "stance"), averages(0.41))}}
        ]
    },
    "transfer": {
        "linear": {"part_a": {"statements": 80} | dict.fromkeys(("themes", "category", "stance"), averages(0.39))}
    },
}


def test_a_figure_as_it_reads() -> None:
    assert [figure(value) for value in (0.654, 0.0, 1.0, None)] == [".65", ".00", "1.00", "–"]
    assert ends({"alpha": -0.05, "alpha_interval": [-0.1, 0.0]}, "alpha") == "-.05 (-.10–.00)"
    assert ends({"f1": None, "f1_interval": SPAN}, "f1") == "–"
    assert ends({"f1": 0.5}, "f1") == ".50"


def test_the_figures_are_on_the_card() -> None:
    card = model_card(figures())

    assert "900 labelled statements in 700 groups" in card
    assert "400 of\nthem in new words" in card
    assert "3 lines dropped: seen before." in card
    assert "| themes | .65 (.61–.69) | .51 | .03 | .01 | .04 | .93 (.90–1.00) of 31 | – | – |\n" in card
    assert "| p | .70 (.61–.69) | – | .65 (.61–.69) | 17 |\n" in card
    assert "| p (not q) | 10 | 8 | 2 | 0 |\n" in card
    assert "| q (not p) | 10 | 3 | 7 | 0 |\n" in card
    assert "| rules only | .55 (.61–.69) | .51 | – | – | – | – |\n" in card
    assert "| share right | .93 |\n" in card


def test_without_held_out_statements_it_says_that_it_flatters() -> None:
    assert "no held-out statements" in model_card(figures())
    assert "no held-out statements" not in model_card(figures(held_out=veld()))


def test_a_held_out_set_stands_beside_cross_validation() -> None:
    card = model_card(figures(held_out=veld()))

    assert "**veld**: 50 statements in 40 groups." in card
    assert "| themes | .58 (.61–.69) |" in card
    assert (
        "| themes | F1 veld | n | precision | recall | F1 | n |\n|---|---|---|---|---|---|---|\n| p | .65" in card
    )
    assert "Beside two annotators" not in card


def test_two_annotators_are_the_ruler() -> None:
    pairs = {
        "first_and_second": averages(0.92) | {"alpha": 0.87, "alpha_interval": [0.8, 0.9]},
        "coder_and_first": averages(0.66) | {"alpha": 0.47, "alpha_interval": [0.4, 0.5]},
        "coder_and_second": averages(0.64) | {"alpha": None, "alpha_interval": None},
    }
    both = dict.fromkeys(("themes", "category", "stance"), pairs)

    card = model_card(figures(held_out=veld(annotators=both)))

    assert "### Beside two annotators (veld)" in card
    assert "| first and second | .92 (.61–.69) | .87 (.80–.90) | .51 |" in card
    assert "| coder and second | .64 (.61–.69) | – | .51 | – |" in card


def test_undecided_statements_are_told() -> None:
    own = figures()
    own["themes"] |= {"undecided": 0.125, "micro_f1_decided": 0.71, "macro_f1_decided": 0.7}

    assert "of 31 | .12 | .71 |\n" in model_card(own)


@pytest.mark.parametrize(("encoder", "told"), [("", False), ("e5", True)])
def test_the_encoder_is_told_when_there_is_one(encoder: str, told: bool) -> None:
    card = model_card(figures(encoder=encoder))

    assert ("sentence encoder" in " ".join(card.split())) is told
    assert (", encoder `e5`." in card) is told


def test_rules_that_are_least_often_right_are_named() -> None:
    card = model_card(figures())

    assert "3 rules found something" in card
    assert "| p: los | 25 | .40 | .10 |\n| p: vast | 40 | .90 | .10 |\n" in card
    assert "zelden" not in card
    assert "| rule |" not in model_card(figures(rules={}))


def test_a_study_is_shown_when_it_fits() -> None:
    card = model_card(figures(), STUDY)

    assert "(linear: words and rules)" in card
    assert "| 200 | .41 (.61–.69) | .51 | .51 |\n" in card
    assert "| part_a | 80 | .39 (.61–.69) | .51 | .51 |\n" in card


def test_a_study_of_something_else_is_named_and_not_shown() -> None:
    card = model_card(figures(made_for="h2"), STUDY)

    assert "(`h1`, now `h2`)" in card
    assert "make study" in card
    assert "part_a" not in card


def test_without_a_study_it_says_how_to_make_one() -> None:
    assert "None was made: `make study`" in model_card(figures())
