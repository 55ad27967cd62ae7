"""Work that processes share: the outcome is that of one process, in the same order."""

from __future__ import annotations

import os
import pickle
from dataclasses import asdict, replace

import numpy as np
import pytest
import scipy.sparse as sp

from pipeline.coder.model import heads
from pipeline.coder.model.heads import Material, fit_classifiers
from pipeline.coder.rules import rules as rules_module
from pipeline.coder.rules.rules import RuleSet, find_in_all
from pipeline.core.errors import InputError
from pipeline.core.parallel import cores, each
from pipeline.core.params import Params

TEXTS = ["Ze kwamen hun afspraken niet na.", "", "Leg dat eens uit.", "Drie hokjes.", "Wij zijn niet betrokken."]


def sum_and_process(given: list[int], part: int) -> tuple[int, int]:
    return sum(given) + part, os.getpid()


def refuse(given: str, part: int) -> int:
    raise InputError(f"{part} is not {given}", where="here", todo="stop")


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_outcomes_keep_the_order_of_the_parts_each_with_what_was_given(processes: int) -> None:
    found = each(range(20), sum_and_process, [100, 1], processes=processes)

    assert [number for number, _ in found] == [101 + n for n in range(20)]
    assert (os.getpid() in {process for _, process in found}) is (processes == 1)


def test_one_part_or_none_starts_no_process_and_a_fault_in_one_reaches_the_user() -> None:
    assert each([5], sum_and_process, [1], processes=4) == [(6, os.getpid())]
    assert each([], sum_and_process, [1], processes=4) == []
    with pytest.raises(InputError, match="2 is not allowed"):
        each([2, 2], refuse, "allowed", processes=2)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not tie a process to cores")
def test_only_the_cores_that_are_allowed_count() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, before)
    assert cores() == len(before)


def test_rules_find_the_same_in_parts_and_handed_on(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules_module, "_PART", 2)
    monkeypatch.setattr(rules_module, "cores", lambda: 2)

    found = find_in_all(rules, TEXTS)

    again = pickle.loads(pickle.dumps(rules))  # noqa: S301 - its own
    assert again.columns == rules.columns
    assert found.of(TEXTS) == [rules.find_in(text) for text in TEXTS] == [again.find_in(text) for text in TEXTS]
    assert [bool(hits) for hits in found.of(TEXTS)] == [True, False, True, True, True]
    assert (found.version, list(found.columns)) == (rules.version, rules.columns)


def test_classifiers_are_the_same_to_the_last_bit_in_any_number_of_processes(
    params: Params, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(3)
    rows = sp.csr_matrix(np.where(chance.random((60, 12)) < 0.4, chance.random((60, 12)), 0))
    truths = {"themes": chance.random((60, 3)) < 0.4, "stance": chance.random((60, 2)) < 0.5}
    material = Material({"all": rows, "words": rows[:, :4]}, truths, np.arange(60) % 3, params.train)
    monkeypatch.setattr(heads, "cores", lambda: 2)

    alone = fit_classifiers(material)
    monkeypatch.setattr(heads, "_FEW", 0)
    shared = fit_classifiers(material)

    assert set(shared) == set(alone) == {(kind, view) for kind in truths for view in ("all", "words")}
    for (kind, view), fitted in shared.items():
        np.testing.assert_equal(asdict(fitted), asdict(alone[kind, view]))
        shapes = {head.weights.shape for head in (*fitted.by_fold, fitted.whole)}
        assert shapes == {({"all": 12, "words": 4}[view], truths[kind].shape[1])}


def test_a_classifier_does_not_see_its_fold(params: Params) -> None:
    rows, truth = sp.csr_matrix(np.eye(6)), np.array([[n < 3] for n in range(6)])
    material = Material({"all": rows}, {"themes": truth}, np.array([0, 1, 2, 0, 1, 2]), params.train)

    fitted = fit_classifiers(material)["themes", "all"]

    assert np.flatnonzero(fitted.by_fold[1].weights[:, 0] == 0).tolist() == [1, 4]
    assert (fitted.whole.weights != 0).all()
    changed = truth.copy()
    changed[[1, 4]] = ~changed[[1, 4]]
    other = fit_classifiers(replace(material, truths={"themes": changed}))["themes", "all"]
    np.testing.assert_array_equal(other.by_fold[1].weights, fitted.by_fold[1].weights)


def test_what_was_not_judged_is_not_learned(params: Params) -> None:
    rows, truth = sp.csr_matrix(np.eye(6)), np.array([[n < 3] for n in range(6)])
    weights = {"themes": np.array([1.0, 1, 0, 1, 1, 0])}
    material = Material({"all": rows}, {"themes": truth}, np.arange(6) % 3, params.train, weights)

    assert np.flatnonzero(fit_classifiers(material)["themes", "all"].whole.weights[:, 0] == 0).tolist() == [2, 5]
