"""The statements shown first: clear, typical, spread over sources and people, every side, nothing twice."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.core.params import load_params
from pipeline.evidence.examples import examples
from pipeline.evidence.statements import bearing_on, with_evidence
from tests.trend.settings import labels

CLEAR = "Wij horen pas na weken iets terug."


def chosen(frame: pd.DataFrame, per_stance: int = 1) -> set[str]:
    listed = bearing_on(with_evidence(frame, ["regie", "leren"], ["2024", "2025"]), ["regie", "leren"])
    limits = {"examples_per_stance": per_stance, "quote_shortest": 20, "quote_longest": 50}
    return examples(listed, load_params().evidence.model_copy(update=limits))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param({"round": "2024"}, {"text": "Traag."}, id="clear before new"),
        pytest.param({"round": "2024"}, {"text": "Wij wachten " * 20}, id="too long is not clear"),
        pytest.param({}, {"round": "2024", "review_status": "akkoord"}, id="new before reviewed"),
        pytest.param({"review_status": "akkoord"}, {"theme_confidences": "regie=0.99"}, id="reviewed before sure"),
        pytest.param(
            {"theme_confidences": "regie=0.80", "stance_confidence": "0.80"},
            {"theme_confidences": "regie=0.99", "stance_confidence": "0.60"},
            id="typical: sure of both",
        ),
        pytest.param({"statement_id": "a"}, {"statement_id": "b"}, id="id at last"),
    ],
)
def test_which_is_better(better: dict[str, str], worse: dict[str, str]) -> None:
    rows = [
        {"themes": "regie", "theme_confidences": "regie=0.90", "text": f"{CLEAR} {name}", "respondent": name}
        | cells
        for name, cells in (("worse", worse), ("better", better))
    ]
    frame = labels(*rows)

    assert chosen(frame) == set(frame.loc[frame["respondent"] == "better", "statement_id"])


def test_another_source_goes_before_a_surer_one() -> None:
    frame = labels(
        *[{"themes": "regie", "theme_confidences": "regie=0.99", "source": "a.csv"}] * 3,
        {"themes": "regie", "theme_confidences": "regie=0.50", "source": "b.csv"},
    )

    assert chosen(frame, per_stance=2) == {"u0", "u3"}
    assert chosen(frame, per_stance=3) == {"u0", "u1", "u3"}


def test_another_person_goes_before_another_source() -> None:
    frame = labels(
        {"themes": "regie", "source": "a.csv", "respondent": "r1"},
        {"themes": "regie", "source": "b.csv", "respondent": "r1"},
        {"themes": "regie", "source": "a.csv", "respondent": "r2"},
    )

    assert chosen(frame, per_stance=2) == {"u0", "u2"}
    assert chosen(frame, per_stance=5) == {"u0", "u1", "u2"}  # one person may be all there is


def test_the_same_words_are_shown_once() -> None:
    frame = labels(
        {"themes": "regie", "text": "Korte  lijnen", "respondent": "r1"},
        {"themes": "leren", "text": "korte lijnen", "respondent": "r2"},
        {"themes": "leren", "text": "Leer van elkaar", "respondent": "r3"},
    )

    assert chosen(frame, per_stance=2) in ({"u0", "u2"}, {"u1", "u2"})


def test_a_statement_speaks_for_all_its_themes() -> None:
    frame = labels({"themes": "regie|leren"}, {"themes": "regie"}, {"themes": "leren"})

    assert chosen(frame) == {"u0"}


def test_every_side_of_every_theme_is_heard() -> None:
    sides = [
        {"themes": theme, "stance": stance, "text": f"{theme} {stance}"}
        for theme in ("regie", "leren")
        for stance in ("behouden", "knelpunt", "wens", "neutraal")
    ]
    frame = labels(*[{"themes": "regie", "text": CLEAR}] * 20, *sides)

    assert len(chosen(frame)) == 8
    assert chosen(frame) >= {f"u{number}" for number in (20, 22, 23, 24, 25, 26, 27)}
    assert chosen(labels()) == set()
