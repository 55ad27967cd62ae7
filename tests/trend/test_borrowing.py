"""What rounds lend each other, on rounds of which the truth is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from itertools import product
from typing import Any

import numpy as np
import pytest

from pipeline.core.tables import TREND
from pipeline.measures.bootstrap import Floats
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.intervals import Component, Sampled, Share, Z, difference
from pipeline.trend.order import rounds_in_order
from pipeline.trend.shares import trend_tables
from tests.benchmarks.coder_with_chances import Coder, audited, heard, mute
from tests.benchmarks.simulated_rounds import Shares, estimated, families
from tests.trend.settings import PARAMS as SETTINGS
from tests.trend.settings import labels

THEMES = np.array([0.02, 0.05, 0.1, 0.2, 0.4] * 4)
MOVES = {1: 2.0, 2: 1.8, 7: 0.5, 13: 1.3}  # theme -> its share in the later half of the rounds, times the earlier
ITEMS, SIZES = families(len(THEMES), range(len(THEMES))), (4, 600, 60)  # rounds; statements and audited a round


def rounds_drawn(drift: str, sizes: tuple[int, int, int], seed: int) -> tuple[list[AnnotatedSample], Floats]:
    """The rounds, coded by a coder that finds most and gives no chances, and (rounds, themes) the true shares."""
    rounds, size, audit = sizes
    chance, n = np.random.default_rng(seed), len(THEMES)
    truth = np.tile(THEMES, (rounds, 1))
    for theme, factor in MOVES.items():
        truth[rounds // 2 :, theme] *= factor
    usual, samples = Coder(np.zeros(n), finds=3.0), []
    last = {"finds less": usual._replace(finds=2.0), "adds more": usual._replace(shift=np.full(n, 0.7))}
    for number, shares in enumerate(truth):
        coder = last.get(drift, usual) if number == rounds - 1 else usual
        if drift == "each much":
            coder = usual._replace(shift=chance.normal(0, 1.5, n))
        samples.append(mute(audited(heard(shares, 0.0, size, coder, chance), audit, "gelaagd", chance)))
    return samples, truth


def drawn(drift: str = "none", seed: int = 1) -> list[AnnotatedSample]:
    return rounds_drawn(drift, SIZES, seed)[0]


def width(now: Shares, before: Shares) -> float:
    """Mean width of the changes of the shares."""
    moved = [difference(one, other) for (one, _), (other, _) in zip(now[0], before[0], strict=True)]
    return float(np.mean([each.high - each.low for each in moved]))


def test_changes_are_surer_and_made_as_before() -> None:
    own, lent, _ = estimated(drawn(), ITEMS)

    assert width(lent[-1], lent[0]) < 0.85 * width(own[-1], own[0])
    assert [made for _, made in lent[0][0]] == ["gecorrigeerd"] * len(THEMES) == [made for _, made in own[0][0]]
    for (one, _), (other, _) in zip(lent[-1][0], own[-1][0], strict=True):
        assert sum(one.reach_apart(Z)) <= sum(other.reach_apart(Z))


def test_a_tone_is_what_praises_less_what_criticises() -> None:
    n = len(THEMES)
    _, lent, _ = estimated(drawn(), ITEMS)
    praise, criticism, tones = lent[-1][1][:n], lent[-1][1][n:], lent[-1][2]

    sides = zip(praise, criticism, tones, strict=True)
    surer = [(plus.value - minus.value, tone) for (plus, _), (minus, _), (tone, _) in sides if tone.common]
    assert len(surer) > 3
    for net, tone in surer:
        assert tone.value == pytest.approx(net)
        assert tone.lowest == -1


def test_nothing_lent_is_surer_than_when_people_had_coded_all() -> None:
    """Also of what nobody praises: its interval has one side, of which the mean with the other says half."""
    rounds = rounds_drawn("none", (2, 150, 135), 1)[0]
    _, lent, _ = estimated(rounds, ITEMS)
    own, *_ = estimated([whole(each) for each in rounds], ITEMS)

    for part, all_coded in zip(lent[0][2], own[0][2], strict=True):
        assert sum(part[0].reach()) > 0.85 * sum(all_coded[0].reach())
    parts = [share.parts[0] for share, _ in lent[0][1] if len(share.parts) == 1]
    assert parts
    assert all(isinstance(part, Sampled) and part.size <= 150 for part in parts)


@pytest.mark.parametrize("drift", ["none", "finds less", "adds more"])
def test_a_theme_that_moves_is_not_drawn_back(drift: str) -> None:
    """On average over draws a change is what it is, whether the coder errs alike or not."""
    changes = []
    for seed in range(12):
        rounds, truth = rounds_drawn(drift, (2, 300, 60), seed)
        _, lent, _ = estimated(rounds, ITEMS)
        found = [one.value - other.value for (one, _), (other, _) in zip(lent[-1][0], lent[0][0], strict=True)]
        changes.append(np.array(found) - (truth[-1] - truth[0]))

    off = np.mean(changes, axis=0)
    assert abs(off[[1, 2, 7, 13]]).max() < 0.035  # of 5, 8, 5 and 6 points; chance alone gives .012
    assert abs(off.mean()) < 0.01


def test_where_the_coder_errs_otherwise_less_is_borrowed() -> None:
    ratio = {}
    for drift in ("none", "each much"):
        own, lent, _ = estimated(drawn(drift), ITEMS)
        ratio[drift] = width(lent[-1], lent[0]) / width(own[-1], own[0])

    assert ratio["none"] + 0.05 < ratio["each much"] <= 1.05


def silent(here: AnnotatedSample) -> AnnotatedSample:
    return replace(here, predicted=np.zeros_like(here.predicted))


def few(here: AnnotatedSample) -> AnnotatedSample:
    """Only two themes are named."""
    named = np.tile(np.arange(len(THEMES)) < 2, 3)
    return replace(here, predicted=here.predicted & named, labelled=here.labelled & named)


def whole(here: AnnotatedSample) -> AnnotatedSample:
    return replace(here, probability=np.ones(len(here.weight)))


@pytest.mark.parametrize("made", [silent, few, whole])
def test_who_cannot_borrow_keeps_what_it_has(made: Callable[[AnnotatedSample], AnnotatedSample]) -> None:
    own, lent, _ = estimated([made(each) for each in drawn()], ITEMS)

    assert lent == own


def test_one_round_keeps_what_it_has() -> None:
    own, lent, _ = estimated(drawn()[:1], ITEMS)

    assert lent == own


def test_a_round_with_too_small_an_audit_borrows_nothing_and_lends() -> None:
    rounds = drawn()
    audited = np.flatnonzero(rounds[0].audited)
    probability = rounds[0].probability.copy()
    probability[audited[10:]] = np.nan
    own, lent, _ = estimated([replace(rounds[0], probability=probability), *rounds[1:]], ITEMS)

    assert {made for _, made in own[0][0]} == {"niet gecorrigeerd"}
    assert (lent[0][0], lent[0][1]) == (own[0][0], own[0][1])
    assert lent[1] != own[1]


def test_the_order_of_statements_does_not_matter() -> None:
    rounds = drawn()
    other = np.random.default_rng(3).permutation(SIZES[1])

    def mixed_up(here: AnnotatedSample) -> AnnotatedSample:
        held = (getattr(here, field.name) for field in fields(here))
        arrays: list[Any] = [array if array is None else array[other] for array in held]
        return AnnotatedSample(*arrays)

    _, lent, _ = estimated(rounds, ITEMS)
    _, mixed, _ = estimated([mixed_up(each) for each in rounds], ITEMS)

    for one, same in zip(lent[-1], mixed[-1], strict=True):
        assert [share.value for share, _ in one] == pytest.approx([share.value for share, _ in same], abs=1e-12)


def test_what_rounds_have_in_common_is_not_in_their_difference() -> None:
    parts = (Component(1.0, 0.3, 100.0),)
    now, before = Share(0.3, parts, common=0.05), Share(0.3, parts, common=0.04)
    apart = Share(0.3, parts)

    assert now.reach()[0] == pytest.approx(np.hypot(apart.reach()[0], Z * 0.05))
    assert difference(now, now) == difference(apart, apart)
    low = -difference(now, before).low
    assert low == pytest.approx(np.hypot(difference(apart, apart).low, Z * 0.01))


@pytest.mark.parametrize(("missed", "told"), [(0, "als in andere rondes"), (6, "anders")])
def test_the_table_tells_in_which_round_the_coder_errs_otherwise(missed: int, told: str) -> None:
    """Eight themes, of 20 statements each; the coder finds 16, and in the last round by as much fewer."""
    themes, rows = {f"t{n}": f"Thema {n}" for n in range(8)}, []
    for name in ("2023", "2024", "2025"):
        for theme, place in product(themes, range(20)):
            found = place % 10 < 8 - missed // 2 * (name == "2025")
            coder = {"predicted_themes": theme, "predicted_themes_status": "thema"} if found else {}
            audited = {"audit": "ja", "audit_probability": "0.5"} if place < 10 else {}
            rows.append({"round": name, "themes": theme if audited or found else "", **coder, **audited})
    frame = labels(*rows)
    ordered = rounds_in_order(frame, [(name, date(int(name), 3, 1)) for name in ("2023", "2024", "2025")])
    table = TREND.checked(trend_tables(frame, ordered, themes, SETTINGS).themes, where="test")

    by_round = {str(name): set(of["codeerfouten"]) for name, of in table.groupby("ronde") if name != ""}
    assert by_round["2025"] == {told}
    alone = labels(*[each for each in rows if each["round"] == "2023"])
    of_one = trend_tables(alone, rounds_in_order(alone, []), themes, SETTINGS).themes
    assert set(of_one["codeerfouten"]) == {""}
