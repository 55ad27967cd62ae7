"""The simulations of tests/benchmarks/bench_rounds.py run, and find what must be so."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.trend.comparing import compare
from tests.benchmarks import bench_rounds
from tests.benchmarks.bench_rounds import mix, moved, p_values, people, rejected, slopes
from tests.benchmarks.simulated_rounds import PARAMS, as_rounds, coder_on_real_text, heard, rarest, said


def test_the_coder_errs_as_on_real_text() -> None:
    shares = np.array([0.1, 0.2])
    recall, added = coder_on_real_text(shares)

    right = shares * recall
    assert right / (right + (1 - shares) * added) == pytest.approx([0.5857] * 2)


def test_the_audit_goes_by_the_rarest_theme() -> None:
    machine = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 1, 1]], dtype=bool)

    assert rarest(machine).tolist() == [0, 0, -1, 2]


def test_what_is_called_a_change_is_what_the_stage_calls_one() -> None:
    chance, shares, who = np.random.default_rng(1), np.linspace(0.01, 0.4, 8), np.arange(300) // 3
    coder = coder_on_real_text(shares)
    found = []
    for size in range(6):
        samples = [
            heard(said(shares + more, who, chance, 0.05), who, coder, 100, chance) for more in (size / 20, 0)
        ]
        now, before = as_rounds(samples)
        found.append(rejected(p_values(now, before)).tolist())
        assert found[-1] == moved([one.verdict for one in compare(now, before, PARAMS, audit=True)]).tolist()
    assert {True, False} == {one for each in found for one in each}


def test_a_large_move_is_seen_and_nothing_is_not() -> None:
    found = dict(slopes(2, 400, 400, 0.1, 0.5, ["step by step", "nothing"], drift=True))

    assert found["step by step, seen"]["all rounds"] == 1.0
    assert found["nothing, seen"]["all rounds"] == 0.0
    assert found["nothing, seen"]["slopes held"] > 0.8


def test_a_shift_of_the_mix_is_a_change_only_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_rounds, "MIXES", ((0.9, 0.04, 0.03, 0.03), (0.03, 0.03, 0.04, 0.9)))
    found = mix(2, 2000, 2000)

    assert found["as they are, falsely"] == 1.0
    assert found["at one mix, falsely"] == 0.0


def test_who_returns_makes_a_difference_narrower() -> None:
    [(_, same), *_], [(_, others), *_] = (people(2, 300, 300, overlap, 0.5) for overlap in (1.0, 0.0))

    assert same["width, known"] < same["width"]
    assert others["width, known"] == others["width"]
