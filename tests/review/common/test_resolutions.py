from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from pipeline.review.common.resolutions import Resolution, Review, aggregate

AN = Review(
    "u1", "an.csv", 2, blind=True, category="inhoud", stance="wens", themes="vertrouwen", themes_status="thema",
    status="gecorrigeerd", reviewer="An", date="12-11-2026", note="duidelijk",
)  # fmt: skip
BO = replace(AN, file="bo.csv", row=9, reviewer="Bo", date="13-11-2026", note="")


def merge(*reviews: Review) -> Resolution:
    return aggregate(reviews)["u1"]


def test_one_review_is_the_verdict() -> None:
    merged = merge(AN)

    assert (merged.category, merged.stance, merged.themes, merged.themes_status) == (
        "inhoud", "wens", "vertrouwen", "thema",
    )  # fmt: skip
    assert (merged.status, merged.reviewer, merged.date, merged.note) == (
        "gecorrigeerd", "An", "12-11-2026", "duidelijk",
    )  # fmt: skip
    assert merged.coded_blind
    assert merged.disputed == ()


def test_two_who_agree_are_both_named() -> None:
    merged = merge(AN, BO)

    assert (merged.category, merged.reviewer, merged.date) == (
        "inhoud",
        "An | Bo",
        "12-11-2026 | 13-11-2026",
    )
    assert merged.coded_blind
    assert merged.disputed == ()


def test_the_same_file_under_another_name_changes_nothing() -> None:
    once, twice = merge(AN), merge(AN, replace(AN, file="kopie.csv"))

    assert replace(twice, reviews=once.reviews) == once


def test_a_file_made_from_an_earlier_run_names_nobody_twice() -> None:
    joint = replace(AN, file="later.csv", reviewer="An | Bo", date="12-11-2026 | 13-11-2026")

    assert merge(AN, BO, joint).reviewer == "An | Bo"


def test_a_remark_with_a_bar_is_kept_as_it_is() -> None:
    assert merge(replace(AN, note="b | a")).note == "b | a"


def test_who_disagree_are_both_kept_and_neither_wins() -> None:
    other = replace(BO, themes="", themes_status="geen_thema")
    for order in permutations([AN, other]):
        merged = merge(*order)
        assert (merged.themes, merged.themes_status, merged.status) == ("", "", "geschil")
        assert merged.disputed == ("themes",)
        assert merged.reviews == (AN, other)
        assert merged.reviewer == "An | Bo"
        assert not merged.coded_blind


def test_what_they_agree_on_stands() -> None:
    merged = merge(AN, replace(BO, stance="knelpunt", themes=""))

    assert merged.category == "inhoud"
    assert merged.disputed == ("stance", "themes")


def test_who_say_different_things_do_not_disagree() -> None:
    only_category = replace(AN, blind=False, stance="", themes="", themes_status="")
    only_themes = replace(BO, blind=False, category="", stance="", status="twijfel")
    merged = merge(only_category, only_themes)

    assert (merged.category, merged.stance, merged.themes) == ("inhoud", "", "vertrouwen")
    assert (merged.status, merged.disputed, merged.coded_blind) == ("gecorrigeerd", (), False)


def test_no_theme_and_no_content_differ() -> None:
    none = replace(AN, themes="", themes_status="geen_thema")

    assert merge(none, replace(none, file="b.csv", themes_status="geen_inhoud")).disputed == ("themes",)


@pytest.mark.parametrize(
    ("review", "coded"),
    [
        pytest.param(AN, True, id="all three"),
        pytest.param(replace(AN, stance=""), False, id="no stance"),
        pytest.param(replace(AN, themes="", themes_status=""), False, id="no themes"),
        pytest.param(
            Review("u1", "a", 2, blind=True, themes_status="geen_inhoud"), True, id="no content says it all"
        ),
    ],
)
def test_coded_in_full(review: Review, coded: bool) -> None:
    assert merge(review).coded_blind is coded
    assert not merge(replace(review, blind=False)).coded_blind


def test_of_disputed_themes_it_is_known_what_all_named_and_what_any() -> None:
    both = [replace(AN, themes="vertrouwen|rust"), replace(BO, themes="verkokering|rust")]
    none = replace(BO, file="c.csv", themes="", themes_status="geen_thema")
    silent = replace(BO, file="d.csv", themes="", themes_status="", blind=False)

    merged = merge(*both, silent)
    assert (merged.shared, merged.named) == (("rust",), ("rust", "verkokering", "vertrouwen"))
    assert merged.conflicting_blind
    assert merge(*both, none).shared == ()
    assert merge(both[0], replace(none, themes_status="geen_inhoud")).named == ()
    assert merge(both[0]).named == ()
    assert not merge(both[0]).conflicting_blind


DECISION = replace(
    BO, file="besluit.csv", reviewer="An | Bo", status="besluit", themes="", themes_status="geen_thema"
)


def test_a_decision_settles_a_dispute_and_nothing_is_lost() -> None:
    other = replace(BO, stance="knelpunt", themes="verkokering")
    for order in permutations([AN, other, DECISION]):
        merged = merge(*order)
        assert (merged.category, merged.stance, merged.themes_status) == (
            "inhoud",
            "wens",
            "geen_thema",
        )
        assert (merged.status, merged.disputed) == ("besluit", ())
        assert merged.coded_blind
        assert merged.reviews == (AN, DECISION, other)


def test_a_decision_about_one_label_leaves_the_others_disputed() -> None:
    other = replace(BO, stance="knelpunt", themes="verkokering")
    merged = aggregate(
        [AN, other, replace(DECISION, category="", stance="", themes="verkokering", themes_status="thema")]
    )

    assert (merged["u1"].themes, merged["u1"].disputed) == ("verkokering", ("stance",))
    assert (merged["u1"].status, merged["u1"].coded_blind) == ("geschil", False)


def test_two_decisions_that_differ_are_a_dispute_again() -> None:
    merged = merge(AN, DECISION, replace(DECISION, file="z.csv", reviewer="Cas", stance="knelpunt"))

    assert (merged.status, merged.disputed, merged.themes_status) == (
        "geschil",
        ("stance",),
        "geen_thema",
    )


def test_who_decided_with_the_labels_in_sight_takes_it_out_of_the_audit() -> None:
    other = replace(BO, stance="knelpunt")
    merged = merge(AN, other, replace(DECISION, blind=False))

    assert (merged.status, merged.coded_blind, merged.conflicting_blind) == ("besluit", False, True)


DIVIDED = replace(AN, themes="rust", parts="vertrouwen|black_box")


def test_of_a_divided_theme_it_stays_open_which_part_was_meant() -> None:
    merged = merge(DIVIDED)

    assert (merged.category, merged.themes, merged.themes_status) == ("inhoud", "", "")
    assert (merged.shared, merged.named) == (("rust",), ("black_box", "rust", "vertrouwen"))
    assert (merged.status, merged.disputed, merged.coded_blind) == ("twijfel", (), False)


@pytest.mark.parametrize(
    ("said", "disputed"),
    [
        pytest.param("rust|vertrouwen", (), id="one part"),
        pytest.param("vertrouwen|black_box|rust", (), id="both parts"),
        pytest.param("rust", ("themes",), id="neither part"),
        pytest.param("vertrouwen", ("themes",), id="not the other theme"),
        pytest.param("rust|vertrouwen|verkokering", ("themes",), id="one more theme"),
    ],
)
def test_who_says_which_part_it_is_says_it_for_both(said: str, disputed: tuple[str, ...]) -> None:
    for order in permutations([DIVIDED, replace(BO, themes=said)]):
        merged = merge(*order)
        assert merged.disputed == disputed
        assert merged.themes == ("" if disputed else said)
        assert merged.coded_blind == (not disputed)


def test_two_who_name_different_parts_disagree_and_the_whole_takes_no_side() -> None:
    merged = aggregate(
        [DIVIDED, replace(BO, themes="rust|vertrouwen"), replace(BO, file="c.csv", themes="black_box|rust")]
    )

    assert merged["u1"].disputed == ("themes",)
    assert merged["u1"].shared == ("rust",)
