from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.tables import AUDIT_SAMPLE
from pipeline.review.outgoing.sampling import (
    carried,
    inclusion_probabilities,
    named_chances,
    permanent_random_number,
    probabilities_of,
    quotas,
    sample,
    strata,
    to_code,
    unsureness,
)
from tests.cases import cases

NONE = AUDIT_SAMPLE.empty()


def statements(themes: str = "", **rounds: int) -> pd.DataFrame:
    rows = [(f"u{name}{number}", name) for name, n in rounds.items() for number in range(n)]
    frame = pd.DataFrame(rows, columns=["statement_id", "round"])
    status = "thema" if themes else "geen_thema"
    return frame.assign(themes=themes, themes_status=status, theme_chances="")


def drawn(record: pd.DataFrame) -> set[str]:
    return set(record["statement_id"])


def chance(record: pd.DataFrame) -> dict[str, float]:
    return dict(zip(record["statement_id"], record["probability"].astype(float), strict=True))


@pytest.mark.parametrize(("sizes", "total", "expected"), cases(__file__, "quotas"))
def test_quotas(sizes: dict[str, int], total: int, expected: dict[str, int]) -> None:
    assert quotas(sizes, total) == expected


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(1, 500), min_size=1), st.integers(0, 300))
def test_quotas_add_up_and_stay_within_one_of_proportional(sizes: dict[str, int], total: int) -> None:
    given_out = quotas(sizes, total)
    total = min(total, sum(sizes.values()))

    assert sum(given_out.values()) == total
    for name, size in sizes.items():
        assert abs(given_out[name] - total * size / sum(sizes.values())) < 1
        assert given_out[name] <= size


def test_the_place_of_a_statement_never_changes() -> None:
    # First digits of sha256("audit-1:u1"): another seed or hash would draw every audit anew.
    assert permanent_random_number("u1").startswith("892c17fb27d757a3")


def test_a_round_of_one_kind_is_a_simple_random_sample_in_order() -> None:
    frame = statements(a=30)
    ranked = sorted(frame["statement_id"], key=permanent_random_number)

    record = sample(frame, 7, set(), NONE)

    assert to_code(frame, record) == {"a": ranked[:7]}
    assert set(record["probability"]) == {"0.233333"}
    assert record.iloc[0].to_dict() == {
        "statement_id": min(ranked[:7]), "round": "a", "design": "gelaagd", "stratum": "geen_thema",
        "probability": "0.233333", "draw": "1", "seed": "audit-1", "wanted": "7", "size": "30",
        "frame": record["frame"][0],
    }  # fmt: skip
    assert AUDIT_SAMPLE.checked(record, where="test").equals(record)


def test_a_second_run_changes_nothing_whatever_the_coder_says_then() -> None:
    frame = statements(a=30, b=12)
    record = sample(frame, 10, set(), NONE)
    retrained = frame.assign(themes=["x" if n % 3 else "y|x" for n in range(len(frame))], themes_status="thema")

    assert sample(frame.iloc[::-1], 10, drawn(record), record).equals(record)
    assert sample(retrained, 10, set(), record).equals(record)
    assert sample(retrained, 8, set(), record).equals(record)


def test_a_larger_audit_only_adds_and_chances_only_grow() -> None:
    frame = statements(a=40, b=25)
    first = sample(frame, 13, set(), NONE)
    second = sample(frame, 26, set(), first)
    whole = sample(frame, 100, set(), second)

    assert drawn(first) < drawn(second) < drawn(whole)
    assert {len(first), len(second), len(whole)} == {13, 26, 65}
    assert set(second["probability"]) == {"0.400000"}
    assert Counter(second["draw"]) == {"2": 26}  # all are in it with the chance of the second draw
    assert set(whole["probability"]) == {"1.000000"}


def test_a_round_is_drawn_whole_and_the_others_keep_their_part() -> None:
    frame = statements(a=40, b=25, c=35)
    part = sample(frame, 20, set(), NONE)
    whole = sample(frame, 20, set(), part, {"b"})

    assert Counter(part["round"]) == {"a": 8, "b": 5, "c": 7}
    assert Counter(whole["round"]) == {"a": 8, "b": 25, "c": 7}
    assert drawn(part) < drawn(whole)
    assert {chance(whole)[one] for one in whole["statement_id"] if one.startswith("ub")} == {1.0}


def test_added_statements_can_be_drawn_and_earlier_ones_keep_their_chance() -> None:
    record = sample(statements(a=40), 20, set(), NONE)
    grown = sample(statements(a=80), 20, set(), record)

    assert drawn(record) < drawn(grown)
    assert {chance(grown)[one] for one in drawn(record)} == {0.5}
    added = drawn(grown) - drawn(record)
    assert {chance(grown)[one] for one in added} == {0.25}
    assert added <= {f"ua{number}" for number in range(40, 80)}
    assert sample(statements(a=80), 20, set(), grown).equals(grown)


def test_a_new_round_takes_no_statement_from_another() -> None:
    record = sample(statements(a=40), 20, set(), NONE)
    both = sample(statements(a=40, b=160), 20, set(), record)

    assert both[both["round"] == "a"].reset_index(drop=True).equals(record)
    assert (both["round"] == "b").sum() == 16


def test_what_is_gone_stays_on_record_and_is_not_asked_again() -> None:
    record = sample(statements(a=10), 5, set(), NONE)
    left = statements(a=10)[~statements(a=10)["statement_id"].isin([record["statement_id"][0]])]

    after = sample(left, 5, set(), record)

    assert drawn(record) <= drawn(after)
    assert record["statement_id"][0] not in to_code(left, after)["a"]


def test_coded_without_a_record_was_drawn_by_place_alone() -> None:
    frame = statements(a=40).assign(themes=["x"] * 39 + ["y"], themes_status="thema")
    ranked = sorted(frame["statement_id"], key=permanent_random_number)

    record = sample(frame, 2, {ranked[5]}, NONE)

    assert drawn(record) == set(ranked[:6])
    assert set(record["probability"]) == {"0.150000"}
    assert set(record["design"]) == {"enkelvoudig"}
    assert sample(frame, 2, {ranked[5]}, record).equals(record)
    assert len(sample(frame, 12, {ranked[5]}, record)) >= 12


def test_statements_are_sorted_by_their_rarest_theme() -> None:
    frame = pd.DataFrame(
        {
            "themes": ["x", "x|y", "y|x", "x|z", "", ""],
            "themes_status": [*["thema"] * 4, "geen_thema", "onbeslist"],
        }
    )

    assert strata(frame).tolist() == ["x", "y", "y", "z", "geen_thema", "onbeslist"]


def test_a_rare_theme_has_a_larger_chance_within_bounds() -> None:
    found = inclusion_probabilities(pd.Series(["common"] * 160 + ["rare"] * 10 + ["single"]), 40)

    common, rare, single = found[0], found[-2], found[-1]
    assert found.sum() == pytest.approx(40)
    assert rare / common == pytest.approx(16**0.25)  # 16 times as few, 8 times fewer drawn
    assert single / common == pytest.approx(2.0, rel=0.15)  # at most twice the average
    assert inclusion_probabilities(pd.Series(["a"] * 6), 9).tolist() == [1.0] * 6
    assert inclusion_probabilities(pd.Series(["a"] * 6), 0).tolist() == [0.0] * 6


@given(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=80), st.integers(0, 90))
def test_chances_are_chances_and_sum_to_the_size(stratum: list[str], size: int) -> None:
    found = inclusion_probabilities(pd.Series(stratum), size)

    assert found.sum() == pytest.approx(min(size, len(stratum)))
    assert ((found >= 0) & (found <= 1 + 1e-9)).all()


SURE = {"x": "x=0.99", "y": "y=0.60|z=0.30", "y|w": "y=0.50|w=0.50|buiten_onderwerp=0.20"}


def test_who_the_coder_is_unsure_of_has_a_larger_chance_within_bounds() -> None:
    # The spread of x is .25, of off topic .24, else .004 * .996; the mean is over ten.
    cells = pd.Series(["x=0.50", "buiten_onderwerp=0.60", *[""] * 8])
    unsure = unsureness(named_chances(cells))

    faint, x, off = 0.004 * 0.996, (0.25 + 9 * 0.003984) / 10, (0.24 + 9 * 0.003984) / 10
    assert unsure[2] == pytest.approx((faint / x + faint / off) ** 0.5)
    assert unsure[0] == pytest.approx((0.25 / x + faint / off) ** 0.5)
    assert unsure[1] == pytest.approx((faint / x + 0.24 / off) ** 0.5)
    found = probabilities_of(unsure, 2)
    assert found.sum() == pytest.approx(2)
    assert found[0] / found[2] == pytest.approx(2.0 / (unsure[2] / unsure.mean()))  # at most twice the average


def test_a_round_with_chances_is_drawn_by_sureness_and_one_of_before_stays_as_it_was() -> None:
    frame = statements(a=20, b=20)
    before = sample(frame, 10, set(), NONE)
    said = frame.assign(theme_chances=["x=0.50" if number % 4 else "x=0.99" for number in range(40)])

    assert sample(said, 10, set(), before).equals(before)
    assert drawn(before) < drawn(sample(said, 20, set(), before))
    record = sample(said, 20, set(), NONE)
    assert set(record["design"]) == {"naar_zekerheid"}
    likely = said.set_index("statement_id")["theme_chances"][record["statement_id"]].to_numpy()
    unsure, sure = (record.loc[likely == cell, "probability"].unique() for cell in ("x=0.50", "x=0.99"))
    assert [len(unsure), len(sure)] == [1, 1]
    assert float(unsure[0]) > float(sure[0])
    assert AUDIT_SAMPLE.checked(record, where="test").equals(record)
    assert sample(said.sample(frac=1.0, random_state=1), 20, set(), NONE).equals(record)


def test_the_chances_on_record_are_those_of_the_draw_also_after_topping_up() -> None:
    """150 rounds that differ in nothing but ids: is a statement drawn as often as the record says?"""
    kinds = ["x"] * 24 + ["y"] * 12 + ["x|z"] * 4
    later = ["y"] * 20 + ["x"] * 16 + ["y|w"] * 8  # what a coder that is trained again says; four are new
    weight, times = defaultdict[str, float](float), 150
    for number in range(times):
        ids = [f"{number}-{place}" for place in range(len(later))]
        old = pd.DataFrame({"statement_id": ids[:40], "round": "a", "themes": kinds, "themes_status": "thema"})
        sure = pd.Series(later).map(SURE)
        new = pd.DataFrame({"statement_id": ids, "round": "a", "themes": later, "theme_chances": sure})
        old, new = old.assign(theme_chances=""), new.assign(themes_status="thema")
        record = sample(new, 16, set(), sample(old, 10, set(), NONE))
        for one, likely in chance(record).items():
            weight[one.partition("-")[2]] += 1 / likely  # sums to one per round when chances are right
    groups = [range(24), range(24, 36), range(36, 40), range(40, 44)]
    for group in groups:
        mean = np.mean([weight[str(place)] / times for place in group])
        assert mean == pytest.approx(1.0, abs=0.15)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 60), st.sets(st.integers(0, 39)))
def test_coded_statements_are_always_in(size: int, coded: set[int]) -> None:
    ids = {f"ua{number}" for number in coded}
    frame = statements(a=40)

    record = sample(frame, size, ids, NONE)

    assert ids <= drawn(record)
    assert len(record) >= min(size, 40)


def named(name: str, ids: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame({"statement_id": ids, "round": name})
    return frame.assign(themes="", themes_status="geen_thema", theme_chances="")


OLD = [f"a{n}" for n in range(6)]
NEW = [f"b{n}" for n in range(6)]
MOVES = dict(zip(OLD, NEW, strict=True))


@pytest.mark.parametrize(
    ("size", "now", "offered"),
    [
        pytest.param(6, NEW, set(), id="only renamed"),
        pytest.param(3, NEW, set(), id="only renamed, drawn in part"),
        pytest.param(6, [*NEW, "extra"], {"extra"}, id="one more"),
        pytest.param(6, [*NEW[:5], "extra"], {"extra"}, id="one went, one came"),
    ],
)
def test_who_is_new_in_a_renamed_round_is_offered(size: int, now: list[str], offered: set[str]) -> None:
    before = sample(named("2026", OLD), size, (), NONE)
    after = named("Voorjaar 2026", now)

    known = carried(before, after, {old: new for old, new in MOVES.items() if new in now})
    record = sample(after, 7 if size == 6 else size, (), known, whole=("Voorjaar 2026",) if size == 6 else ())

    drawn = set(record.loc[record["round"] == "Voorjaar 2026", "statement_id"])
    taken = {MOVES[one] for one in before["statement_id"] if MOVES[one] in now}
    assert drawn == taken | offered
    if size == 3:
        columns = ["stratum", "probability", "draw"]
        assert record[columns].to_numpy().tolist() == before[columns].to_numpy().tolist()
