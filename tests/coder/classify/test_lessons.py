from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from pipeline.coder.classify.lessons import Lessons, against_rest, answers, kernel, learned
from pipeline.coder.model.predictions import TOPIC
from pipeline.core.corrections import Correction
from pipeline.core.params import LessonSettings, Strength
from pipeline.measures.bootstrap import Floats

LABELS = {
    "category": ("a", "b"),
    "stance": ("x", "y", "z"),
    "themes": ("een", "twee"),
    TOPIC: ("buiten_onderwerp",),
}
ON = {"shift": 1.0, "likeness": 2.0, "sharpness": 5.0}
SETTINGS = LessonSettings.model_validate(dict.fromkeys(LABELS, ON))
NOT_JUDGED: dict[str, Any] = {"category": "", "stance": "", "themes": None, "on_topic": None}
N = 8


def correction(number: int, **said: Any) -> Correction:
    return Correction.model_validate(
        {"id": f"u{number}", "text": f"Zin {number}.", "weight": 1.0, **NOT_JUDGED, **said}
    )


def some(seed: int = 0, size: int = N) -> tuple[list[Correction], Floats, dict[str, Floats]]:
    """Corrections with vectors and log-odds drawn by chance."""
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(size, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    logits = {kind: chance.normal(0, 2, (size, len(labels))) for kind, labels in LABELS.items()}
    corrections = [
        correction(
            number,
            category=chance.choice(["a", "b"]),
            stance=chance.choice(["x", "y", "z"]),
            themes=tuple(theme for theme in LABELS["themes"] if chance.random() < 0.4),
            on_topic=bool(chance.random() < 0.5),
            weight=chance.choice([0.5, 1.0]),
        )
        for number in range(size)
    ]
    return corrections, vectors, logits


def rows(logits: dict[str, Floats], which: Sequence[int]) -> dict[str, Floats]:
    return {kind: values[list(which)] for kind, values in logits.items()}


def test_what_is_added_is_the_most_probable_given_the_corrections() -> None:
    corrections, vectors, logits = some()
    lessons = learned(corrections, vectors, logits, LABELS, SETTINGS)
    weights = np.array([one.weight for one in corrections])

    for kind, (truth, _) in answers(corrections, LABELS).items():
        base = against_rest(logits[kind]) if kind in ("category", "stance") else logits[kind]
        added = kernel(vectors, vectors, Strength(**ON)) @ lessons.kinds[kind].coefficients
        # There the slope is nought: what each correction pulls is what the prior holds back.
        pulls = weights[:, None] * (truth - expit(base + added))
        np.testing.assert_allclose(lessons.kinds[kind].coefficients, pulls, atol=1e-6)


@settings(max_examples=15)
@given(order=st.permutations(range(N)))
def test_the_order_of_corrections_and_of_statements_makes_no_difference(order: list[int]) -> None:
    corrections, vectors, logits = some()
    _, others, odds = some(seed=1)
    ids = [f"v{number}" for number in range(N)]

    plain = learned(corrections, vectors, logits, LABELS, SETTINGS).taught(odds, others, ids)
    lessons = learned([corrections[n] for n in order], vectors[order], rows(logits, order), LABELS, SETTINGS)
    shuffled = lessons.taught(rows(odds, order), others[order], [ids[n] for n in order])

    for kind in LABELS:
        assert shuffled[kind].tolist() == plain[kind][order].tolist()


def test_a_correction_does_not_teach_about_its_own_statement() -> None:
    corrections, vectors, logits = some()
    lessons = learned(corrections, vectors, logits, LABELS, SETTINGS)
    own = lessons.taught(logits, vectors, [one.id for one in corrections])
    as_another = lessons.taught(logits, vectors, ["v"] * N)

    for number in range(N):
        rest = [other for other in range(N) if other != number]
        without = learned([corrections[n] for n in rest], vectors[rest], rows(logits, rest), LABELS, SETTINGS)
        alone = without.taught(rows(logits, [number]), vectors[[number]], ["v"])
        for kind in LABELS:
            np.testing.assert_allclose(own[kind][number], alone[kind][0], atol=0.12)
    assert max(np.abs(as_another[kind] - own[kind]).max() for kind in LABELS) > 1


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        pytest.param({"stance": "x"}, {"stance"}, id="a part"),
        pytest.param({"stance": "w", "category": "c"}, set(), id="labels that the coder lacks"),
        pytest.param({"themes": ()}, {"themes"}, id="no theme is said too"),
        pytest.param({"on_topic": False, "themes": ()}, {"themes", TOPIC}, id="off topic"),
        pytest.param({}, set(), id="nothing"),
    ],
)
def test_what_nobody_judged_teaches_nothing(said: dict[str, Any], kinds: set[str]) -> None:
    _, vectors, logits = some(size=1)
    lessons = learned([correction(0, **said)], vectors, logits, LABELS, SETTINGS)
    taught = lessons.taught(logits, vectors, ["v"])

    assert lessons.kinds.keys() == kinds
    assert {kind for kind in LABELS if (taught[kind] != logits[kind]).any()} == kinds


def test_only_what_was_judged_teaches_its_kind() -> None:
    _, vectors, logits = some(size=2)
    judged = correction(0, stance="x")
    both = learned([judged, correction(1, themes=())], vectors, logits, LABELS, SETTINGS)
    alone = learned([judged], vectors[:1], rows(logits, [0]), LABELS, SETTINGS)

    assert both.taught(logits, vectors, ["v", "w"])["stance"].tolist() == pytest.approx(
        alone.taught(logits, vectors, ["v", "w"])["stance"]
    )


@pytest.mark.parametrize("strength", [None, Strength(shift=0, likeness=0, sharpness=5)], ids=["null", "noughts"])
def test_lessons_can_be_switched_off(strength: Strength | None) -> None:
    corrections, vectors, logits = some()
    off = SETTINGS.model_copy(update={"themes": strength})
    taught = learned(corrections, vectors, logits, LABELS, off).taught(logits, vectors, ["v"] * N)

    assert (taught["themes"] == logits["themes"]).all()
    assert (taught[TOPIC] != logits[TOPIC]).any()


def test_without_vectors_all_statements_move_alike() -> None:
    corrections, _, logits = some()
    none = np.zeros((N, 0))
    taught = learned(corrections, none, logits, LABELS, SETTINGS).taught(logits, none, ["v"] * N)

    added = taught[TOPIC] - logits[TOPIC]
    assert np.ptp(added) < 1e-9
    assert abs(added[0, 0]) > 0.1


def added_to_topic(base: float, *, weight: float = 1.0, seen: int = 1, off_topic: bool = True) -> float:
    """What so many corrections of one statement add to another that is just like it."""
    corrections = [correction(number, on_topic=not off_topic, weight=weight) for number in range(seen)]
    vectors, logits = np.ones((seen, 1)), {kind: np.full((seen, len(own)), base) for kind, own in LABELS.items()}
    lessons = learned(corrections, vectors, logits, LABELS, SETTINGS)
    return float(
        lessons.taught({TOPIC: np.array([[base]])} | rows(logits, [0]), vectors[:1], ["v"])[TOPIC][0, 0] - base
    )


def test_more_and_surer_corrections_teach_more() -> None:
    assert 0 < added_to_topic(0, weight=0.5) < added_to_topic(0) < added_to_topic(0, seen=5)
    assert added_to_topic(0, off_topic=False) == pytest.approx(-added_to_topic(0), abs=1e-4)
    assert 0 <= added_to_topic(6) < 0.1  # the coder knew


@pytest.mark.parametrize("base", [-1e9, -50, -12, 12, 50, 1e9])
@pytest.mark.parametrize("off_topic", [True, False])
def test_a_coder_that_is_sure_and_wrong_is_moved_within_bounds(base: float, off_topic: bool) -> None:
    most = ON["shift"] ** 2 + ON["likeness"] ** 2  # what one correction can add

    assert abs(added_to_topic(base, off_topic=off_topic)) <= most + 1e-3


def test_the_heaviest_correction_is_the_likest_that_pulled_that_way_and_never_the_statement_itself() -> None:
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float64)
    logits = {kind: np.zeros((3, len(own))) for kind, own in LABELS.items()}
    corrections = [correction(number, on_topic=number == 1) for number in range(3)]
    lessons = learned(corrections, vectors, logits, LABELS, SETTINGS)

    def heaviest(name: str, *, up: bool) -> str:
        found = lessons.heaviest(TOPIC, 0, vectors[0], name, up=up)
        return found.id if found else ""

    assert (heaviest("v", up=True), heaviest("v", up=False)) == ("u0", "u1")
    assert heaviest("u0", up=True) == "u2"
    assert lessons.heaviest("themes", 0, vectors[0], "v", up=True) is None
    assert Lessons().heaviest(TOPIC, 0, vectors[0], "v", up=True) is None
