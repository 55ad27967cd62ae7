from __future__ import annotations

import logging

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN

from pipeline.discover.model import dense_groups, find_topics, shared_words
from pipeline.discover.space import Space
from pipeline.discover.words import topic_words
from tests.discover.fictional import PARAMS, TEXTS


def documents(texts: list[str]) -> list[list[str]]:
    return [[lemma for lemma, _ in topic_words(text)] for text in texts]


def test_points_have_unit_length_and_repeat() -> None:
    texts = documents(TEXTS)
    points = Space.of(texts, PARAMS).points
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-3)
    assert np.array_equal(points, Space.of(texts, PARAMS).points)


def test_meaning_weighs_beside_wording_as_told() -> None:
    texts = documents(
        ["Brieven vol vaktaal.", "Brieven vol vaktaal.", "Parkeren kost geld.", "Parkeren kost geld."]
    )
    meanings = np.array([[1.0, 0.0], [-1.0, 0.0], [1.0, 0.0], [-1.0, 0.0]], dtype=np.float32)
    wording = Space.of(texts, PARAMS).points
    both = Space.of(texts, PARAMS.model_copy(update={"meaning_weight": 2.0}), meanings).points
    assert wording[0] @ wording[1] == pytest.approx(1, abs=1e-4)
    # Same words, opposite meaning: (1 - 4) / 5. Other words, same meaning: (0 + 4) / 5.
    assert both[0] @ both[1] == pytest.approx(-0.6, abs=1e-4)
    assert both[0] @ both[2] == pytest.approx((wording[0] @ wording[2] + 4) / 5, abs=1e-4)
    assert both[0] @ both[2] > 0.7
    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-3)


def test_word_of_one_statement_does_not_name_a_topic() -> None:
    weighted = [("zeldzaam", 0.9), ("brief", 0.5), ("taal", 0.5), ("", 0.0)]
    texts = [["brief", "zeldzaam", "zeldzaam", "taal"], ["brief", "taal"]]
    assert shared_words(weighted, texts) == (("brief", 0.5), ("taal", 0.5))


def test_words_stay_when_statements_share_only_parts() -> None:
    weighted = [("waterpeil", 0.4), ("peilbesluit", 0.7)]
    assert shared_words(weighted, [["waterpeil"], ["peilbesluit"]]) == (("peilbesluit", 0.7), ("waterpeil", 0.4))


def test_groups_of_any_least_size_are_those_of_hdbscan() -> None:
    chance = np.random.default_rng(1)
    points = np.vstack([chance.normal(middle, 0.3, (30, 3)) for middle in (0, 0.7, 4, 5, 9)])
    of_size = dense_groups(points, PARAMS)
    for size in (2, 3, 6, 9, 14, 40):
        known = HDBSCAN(
            min_cluster_size=size, min_samples=PARAMS.min_samples, cluster_selection_method="leaf", copy=True
        )
        assert of_size(size) == known.fit(points).labels_.tolist()
    assert len({*of_size(3)}) > len({*of_size(14)}) > 2


@pytest.mark.parametrize("number", [0, 1, 3, 11])
def test_too_few_statements_give_no_topic(number: int) -> None:
    assert not find_topics([["brief", f"woord{n}"] for n in range(number)], PARAMS).topics


def test_same_statement_over_and_over_gives_no_topic() -> None:
    assert not find_topics([["brief", "taal"]] * 50, PARAMS).topics


def test_statements_without_a_word_in_common_are_no_topic() -> None:
    letters = "bcdfghjklmnpqrst"
    assert not find_topics([[letter * 5] for letter in letters], PARAMS).topics


def test_library_stays_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    odd = ["Mussen broeden onder dakpannen.", "Roeiers trainen zondags."]
    topics = find_topics(documents([*TEXTS, *odd]), PARAMS).topics
    assert topics
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger().level == logging.WARNING
