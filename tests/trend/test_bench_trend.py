"""The simulations of tests/benchmarks/bench_trend.py run, and find what must be so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipeline.trend.all_rounds import courses
from pipeline.trend.comparing import RoundShares, compare
from tests.benchmarks import bench_trend, judged_draws
from tests.benchmarks.bench_trend import run, settings, sums_of
from tests.benchmarks.coder_with_chances import Coder, audited, coder_for, heard, rarest
from tests.benchmarks.judged_draws import JUDGES, MOVES, OFF_TOPIC, THEMES, Setting, Sums, drawn, moved, quickly
from tests.benchmarks.simulated_rounds import PARAMS, as_rounds, estimated, families, said


def sums(setting: Setting) -> Sums:
    """Of two draws."""
    return {name: each for name, (_, each) in drawn(setting, 0, 2).items()}


def test_the_coder_errs_much_as_on_real_text() -> None:
    """There it finds 38% of the mentions, and 59% of what it says is right (the model card)."""
    chance = np.random.default_rng(1)
    rounds = [heard(THEMES, OFF_TOPIC, 1_500, coder_for(THEMES, chance), chance) for _ in range(20)]
    n = len(THEMES)
    people = np.concatenate([each.truth[:, :n] for each in rounds])
    coder = np.concatenate([each.predicted[:, :n] for each in rounds])

    assert (people & coder).sum() / people.sum() == pytest.approx(0.31, abs=0.03)
    assert (people & coder).sum() / coder.sum() == pytest.approx(0.69, abs=0.06)
    content = np.concatenate([each.content for each in rounds])
    assert people[content].mean(axis=0) == pytest.approx(THEMES, abs=0.015)


def test_who_speaks_twice_says_the_same_again() -> None:
    """The correlation of two statements of a person is the likeness that was asked for."""
    who, chance = np.arange(80_000) // 2, np.random.default_rng(2)
    has = said(np.array([0.2]), who, chance, 0.3)[:, 0].astype(float)

    assert np.corrcoef(has[::2], has[1::2])[0, 1] == pytest.approx(0.3, abs=0.02)


def test_the_audit_goes_by_the_rarest_theme() -> None:
    machine = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 1, 1]], dtype=bool)

    assert rarest(machine).tolist() == [0, 0, -1, 2]


def verdicts(rounds: list[RoundShares]) -> list[float]:
    """What moved over three rounds, and between the last and the first."""
    [slopes] = courses(rounds, PARAMS, audit=True, likeness=[np.eye(3)])
    pair = compare(rounds[2], rounds[0], PARAMS, audit=True)
    return [*moved([each.verdict for each in slopes]), *moved([each.verdict for each in pair])]


def test_what_is_called_a_change_is_what_the_stage_calls_one() -> None:
    """With p-values taken only where an interval excludes nought, as with all of them."""
    chance, shares, items = np.random.default_rng(1), np.linspace(0.01, 0.4, 8), families(8)
    coder, found = Coder(np.zeros(8)), []
    for size in (0, 3, 5):
        moves = (shares + more for more in (0, size / 40, size / 20))
        said = [heard(each, 0.0, 300, coder, chance) for each in moves]
        samples = [audited(each, 100, "naar_zekerheid", chance) for each in said]
        rounds = as_rounds(samples, estimated(samples, items)[0], items)
        with quickly():
            found.append(verdicts(rounds))
        assert found[-1] == verdicts(rounds)
    assert {0.0, 1.0} == {one for each in found for one in each}


def test_a_large_move_is_seen_and_nothing_is_not() -> None:
    moves = Setting("course", 300, 300, course="step by step", change=0.5)
    large, none = sums(moves), sums(replace(moves, course="nothing"))

    for asked in ("slope", "0--1", "any pair", "pairs together"):
        assert large[f"share|lent|{asked}|seen"][MOVES] == 2
    assert none["share|lent|slope|seen"].sum() == none["share|lent|0--1|false"].sum() == 0
    assert none["share|lent|slope|held"].mean() / 2 > 0.8


def test_a_shift_of_the_mix_is_a_change_only_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judged_draws, "MIXES", ((0.9, 0.04, 0.03, 0.03), (0.03, 0.03, 0.04, 0.9)))
    found = sums(Setting("mix", 2000, 2000))

    assert found["raw|lent|0--1|false"] == 2
    assert found["even|lent|0--1|false"] == 0


def test_who_returns_makes_a_difference_narrower() -> None:
    same, others = (sums(Setting("again", 300, 300, overlap=part, likeness=0.5)) for part in (1.0, 0.0))

    assert same["known|lent|change|width"].sum() < same["others|lent|change|width"].sum()
    assert others["known|lent|change|width"].sum() == others["others|lent|change|width"].sum()


def test_the_method_before_is_held_beside_some_of_the_draws() -> None:
    found = drawn(Setting("points", 60, 120), 0, judged_draws.SELDOM + 1)

    assert {name: n for name, (n, _) in found.items()} == {
        "lent|seen": judged_draws.SELDOM + 1, "own|seen": 2, "before|seen": 2
    }  # fmt: skip


def test_what_was_drawn_is_kept_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_trend, "PART", 1)
    wanted = [Setting("points", 60, 120), Setting("points", 120, 120)]
    run(wanted, 2, tmp_path, 1, until=float("inf"))

    draws, means = sums_of(wanted[1], tmp_path)
    assert draws == 2
    again = [drawn(wanted[1], part, 1)["lent|seen"][1] for part in range(2)]
    assert means["lent|seen"] == pytest.approx(np.mean(again, axis=0))
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    run(wanted, 3, tmp_path, 1, until=float("inf"))
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len([*tmp_path.iterdir()]) == len(kept) + 2 == 6


def test_every_row_of_every_table_is_another() -> None:
    names = [each.name() for table in JUDGES for each in settings(table)]

    assert len(set(names)) == len(names)
    assert THEMES[MOVES] == Setting("course", 30).start
