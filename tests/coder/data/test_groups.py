from __future__ import annotations

import random

from pipeline.coder.data.groups import folds_of, group_numbers

TEXTS = [
    "De gemeente kreeg drie brieven over dezelfde stal.",
    "De gemeente kreeg vier brieven over dezelfde stal.",
    "Het loket is altijd dicht op vrijdag.",
    "We drinken graag koffie met de waterschappen.",
]


def test_near_duplicates_and_groups_are_one_family_and_what_is_less_alike_is_not() -> None:
    assert group_numbers(TEXTS, ["", "", "page", "page"], near_duplicate=85).tolist() == [0, 0, 1, 1]
    assert group_numbers(TEXTS, ["", "", "", ""], near_duplicate=99).tolist() == [0, 1, 2, 3]


def test_no_family_crosses_folds_and_row_order_plays_no_part() -> None:
    ids = [f"x{number:03}" for number in range(90)]
    groups = [f"g{number // 3}" for number in range(90)]
    texts = [f"uniek {number} {number * 7}" for number in range(90)]
    by_id = dict(zip(ids, folds_of(ids, group_numbers(texts, groups, near_duplicate=99), 3, seed=1), strict=True))
    order = random.Random(5).sample(range(90), 90)  # noqa: S311 - shuffles a test

    shuffled = folds_of(
        [ids[i] for i in order],
        group_numbers([texts[i] for i in order], [groups[i] for i in order], near_duplicate=99),
        3,
        seed=1,
    )

    assert {ids[i]: fold for i, fold in zip(order, shuffled, strict=True)} == by_id
    assert all(len({by_id[ids[i + k]] for k in range(3)}) == 1 for i in range(0, 90, 3))
    assert sorted([list(by_id.values()).count(fold) for fold in range(3)]) == [30, 30, 30]
