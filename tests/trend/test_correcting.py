"""Shares corrected by an audit, on arrays small enough to do by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.correcting import confusion_rates, corrected, uncorrected
from pipeline.trend.intervals import Balance, Component, Share
from tests.cases import cases
from tests.trend.settings import counted

NOT = float("nan")
ITEM, TONE, RIGHT = [0], [0, 1], np.array([[0.75]])
_PRAISE, _CRITICISM = str.maketrans("+-", "10"), str.maketrans("+-", "01")


def sample(machine: str, people: str, chance: float | list[float] = 0.5, *, empty: str = "") -> AnnotatedSample:
    """One item: what the coder says and people say per statement, 1 or 0; "." is not audited.

    ``empty``: positions, as digits, that the coder takes for empty; "-" in people: they found it empty.
    """
    n = len(machine)
    chances = np.array([chance] * n if isinstance(chance, float) else chance)
    audited = np.array([one != "." for one in people])
    said = np.array([[one == "1"] for one in machine])
    truth = np.array([[one == "1"] for one in people])
    machine_content = np.array([str(place) not in empty for place in range(n)])
    return AnnotatedSample(
        np.ones(n),
        np.arange(n),
        np.ones(n, dtype=np.bool_),
        np.where(audited, chances, NOT),
        np.where(audited, [one != "-" for one in people], machine_content),
        machine_content,
        np.where(audited[:, None], truth, said),
        said,
    )


def together(one: AnnotatedSample, other: AnnotatedSample) -> AnnotatedSample:
    """The same statements with the items of both."""
    return replace(
        one,
        labelled=np.concatenate([one.labelled, other.labelled], axis=1),
        predicted=np.concatenate([one.predicted, other.predicted], axis=1),
    )


def parts_of(share: Share) -> list[Component]:
    return [part for part in share.parts if isinstance(part, Component)]


def test_by_hand() -> None:
    # Yes, 4: two audited, one right. No, 6: two audited, both right. (1 + 2 · 1/2) + (0 + 4 · 0) of 10.
    share, method = corrected(sample("1111000000", "10..00...."), ITEM, 1.0, 4)

    assert share.value == pytest.approx(0.2)
    assert method == "gecorrigeerd"
    # The round's 10; of the coder's yes 2 audited of 4, so the size is 2 · 4 / 2; of its no 2 · 6 / 4.
    assert [(part.weight, part.share, part.size) for part in parts_of(share)] == [
        (1.0, pytest.approx(0.2), 10.0),
        (0.4, 0.5, 4.0),
        (0.6, 0.0, 3.0),
    ]


def test_an_audited_statement_speaks_for_others_by_its_chance() -> None:
    # Yes, 5: of the audited the right one (chance .25) speaks for 3 others, the wrong one (.5) for 1.
    share, _ = corrected(sample("11111", "10...", [0.25, 0.5, 1, 1, 1]), ITEM, 1.0, 1)

    assert share.value == pytest.approx((1 + 3 * 3 / 4) / 5)
    assert parts_of(share)[1].size == pytest.approx((3 + 1) ** 2 / (9 + 1) * 5 / 3)  # Kish, then 3 of 5 unknown


@given(st.integers(0, 2**32 - 1), st.integers(4, 30), st.integers(8, 60))
def test_it_is_prediction_powered_inference_with_the_best_lambda(seed: int, audited: int, others: int) -> None:
    chance = np.random.default_rng(seed)
    said, truth = chance.random(audited + others) < 0.4, chance.random(audited + others) < 0.3
    said[:2], said[2:4] = True, False  # both answers are audited
    f, y = said[:audited].astype(float), truth[:audited].astype(float)
    tuned = y[f == 1].mean() - y[f == 0].mean()
    # Angelopoulos, Duchi, Zrnic (2024), for a mean, the audit being part of the whole.
    expected = tuned * said.mean() + (y - tuned * f).mean()
    people = "".join("01"[int(one)] for one in truth[:audited]) + "." * others
    here = sample("".join("01"[int(one)] for one in said), people, audited / (audited + others))

    share, _ = corrected(here, ITEM, 1.0, 1)

    # The same but that the audited count as they are: a share of yes among them that is not the round's.
    strata = [said == answer for answer in (True, False)]
    exact = sum(truth[:audited][s[:audited]].mean() * s.sum() for s in strata) / len(said)
    assert share.value == pytest.approx(exact)
    assert exact == pytest.approx(expected)


@pytest.mark.parametrize(("machine", "people", "n"), [("1100", "1010", 2), ("110", "100", 1)])
def test_what_people_coded_whole_is_a_count_and_never_too_few(machine: str, people: str, n: int) -> None:
    whole = (counted(n, len(machine)), "geheel handmatig")

    assert corrected(sample(machine, people, 1.0), ITEM, 1.0, 20) == whole


def test_reviews_outside_the_audit_change_the_count_and_not_the_correction() -> None:
    here = sample("1111000000", "10..00....")
    labelled = np.array(here.labelled)
    labelled[2:4] = False
    reviewed = replace(here, labelled=labelled)

    assert corrected(reviewed, ITEM, 1.0, 4) == corrected(here, ITEM, 1.0, 4)
    assert uncorrected(reviewed, ITEM, 1.0).value == pytest.approx(0.1)
    assert uncorrected(here, ITEM, 1.0).value == pytest.approx(0.3)


@pytest.mark.parametrize(("machine", "people", "min_audit", "value", "method"), cases(__file__, "made"))
def test_how_a_share_is_made(machine: str, people: str, min_audit: int, value: float, method: str) -> None:
    share, made = corrected(sample(machine, people), ITEM, 1.0, min_audit)

    assert made == method
    assert share.value == pytest.approx(value)
    if method == "niet gecorrigeerd":
        assert share == counted(round(value * len(machine)), len(machine))


def test_where_no_yes_was_audited_how_often_it_is_right_is_borrowed() -> None:
    # Yes, 3, none audited, right for 3 in 4 as elsewhere; no, 7: three audited, all right.
    share, method = corrected(sample("1110000000", "...000...."), ITEM, 1.0, 1, rates=RIGHT)

    assert method == "gecorrigeerd"
    assert share.value == pytest.approx(3 * 0.75 / 10)
    assert [(part.weight, part.share, part.size) for part in parts_of(share)[1:]] == [
        (0.3, 0.75, 2.0),  # the two that are borrowed
        (0.7, 0.0, pytest.approx(3 * 7 / 4)),
    ]


def test_what_a_person_found_outside_the_audit_is_the_least_there_is() -> None:
    here = sample("0000000000", "0000......")
    labelled = np.array(here.labelled)
    labelled[8:] = True  # reviewers gave it to two that the coder passed over

    share, _ = corrected(replace(here, labelled=labelled), ITEM, 1.0, 4, rates=RIGHT)

    assert share.value == pytest.approx(0.2)


def test_what_the_coder_takes_for_empty_may_have_content_and_the_other_way_round() -> None:
    # Of 4 "empty" two audited, one of which has content and the item: of the other two 1 has content, and it.
    # Of 6 "no" three audited, one empty: of the other three 2 have content.
    here = sample("0000000000", "00-...1-..", empty="6789")

    share, _ = corrected(here, ITEM, 1.0, 1)

    content = (2 + 3 * 2 / 3) + (1 + 2 * 1 / 2)
    assert share.value == pytest.approx((0 + 1 + 2 * 1 / 2) / content)


def test_what_is_known_of_few_is_helped_by_all() -> None:
    # One audited yes, wrong, of 5; two more that are right for 3 in 4: (0 + 1.5) of 3.
    here = sample("1111100000", "0....0....")

    share, _ = corrected(here, ITEM, 1.0, 1, rates=RIGHT)

    assert share.value == pytest.approx(4 * 0.5 / 10)
    assert parts_of(share)[1].size == pytest.approx((1 + 2) * 5 / 4)


def toned(machine: str, people: str) -> AnnotatedSample:
    """As voices, of tone: "+" praise, "-" criticism, "0" neither, "." not audited. Column 0 is praise."""
    sides = (sample(machine.translate(side), people.translate(side)) for side in (_PRAISE, _CRITICISM))
    return together(*sides)


def test_a_tone_by_hand() -> None:
    # Praise, 4: of two audited one is, one neither; criticism, 4: one is, one is praise; neither, 2: one, right.
    here = toned("++++----00", "+0..+-..0.")

    tone, method = corrected(here, TONE, 1.0, 5)

    # Praise: 1 + 1 known, 2 · 1/2 + 2 · 1/2 of the others; criticism: 1 known, 2 · 1/2.
    assert method == "gecorrigeerd"
    assert tone.value == pytest.approx((4 - 2) / 10)
    assert tone.lowest == -1
    parts = [part for part in tone.parts if isinstance(part, Balance)]
    assert [(one.plus.share, one.minus.share, one.plus.weight, one.plus.size) for one in parts] == [
        (pytest.approx(0.4), pytest.approx(0.2), 1.0, 10.0),  # the round's
        (0.5, 0.0, 0.4, 4.0),  # the coder's praise, 2 · 4 / 2
        (0.5, 0.5, 0.4, 4.0),  # its criticism
        (0.0, 0.0, 0.2, 2.0),  # its neither
    ]


def test_how_the_coder_reads_tone_is_borrowed_per_answer() -> None:
    # No praise was audited: of that elsewhere 3 in 4 was, and 1 in 8 was criticism. Criticism: 1 of 1, and two
    # more of which 1 in 2 is and 1 in 4 praise. Of the others one was audited.
    right = np.array([[0.75, 0.125], [0.25, 0.5]])

    tone, method = corrected(toned("++--000", "..-.0.."), TONE, 1.0, 1, right)

    praise = 2 * 0.75 + (0 + 2 * 0.25) / 3
    criticism = 2 * 0.125 + 1 + (1 + 2 * 0.5) / 3
    assert method == "gecorrigeerd"
    assert tone.value == pytest.approx((praise - criticism) / 7)


def test_an_answer_of_which_nothing_is_known_anywhere_makes_the_tone_hand_coded() -> None:
    right = np.array([[np.nan, np.nan], [0.25, 0.5]])

    tone, method = corrected(toned("++--0000", "..-.00.."), TONE, 1.0, 1, right)

    assert tone.value == pytest.approx(-1 / 3)
    assert method == "handmatig"
    # Where it also never heard praise or criticism, it says nothing of the tone.
    tone, method = corrected(toned("++--0000", "....00.."), TONE, 1.0, 1)
    assert (tone.value, method) == (0.0, "niet gecorrigeerd")


def test_how_the_coder_reads_tone_in_all_themes_together() -> None:
    both = together(toned("++--00", "+--.00"), toned("+0-0+0", "+00.-0"))

    # Praise four times: kept twice, criticism twice. Criticism twice: kept once, once neither.
    assert confusion_rates(both, [TONE, [2, 3]]) == pytest.approx(np.array([[0.5, 0.5], [0.0, 0.5]]))
    assert confusion_rates(toned("+0", "+0"), [TONE]) == pytest.approx(
        np.array([[1, 0], [np.nan] * 2]), nan_ok=True
    )


@given(
    st.lists(st.tuples(st.sampled_from("+-0"), st.sampled_from("+-0.")), min_size=1, max_size=25), st.booleans()
)
def test_a_tone_and_its_mirror_image_are_one(rows: list[tuple[str, str]], borrow: bool) -> None:
    flip = str.maketrans("+-", "-+")
    said, people = "".join(one for one, _ in rows), "".join(one for _, one in rows)
    found = []
    for here in (toned(said, people), toned(said.translate(flip), people.translate(flip))):
        share, method = corrected(here, TONE, 1.0, 1, confusion_rates(here, [TONE]) if borrow else None)
        found.append((share.estimate(), method))

    (estimate, method), (mirrored, of_mirrored) = found
    assert method == of_mirrored
    assert -1 <= estimate.low <= estimate.value + 1e-9 <= estimate.high + 2e-9 <= 1 + 3e-9
    assert estimate.low < estimate.high  # also when all are alike
    assert mirrored.value == pytest.approx(-estimate.value)
    assert mirrored.low == pytest.approx(-estimate.high)


def test_confusion_rates_of_all_themes_together() -> None:
    both = together(sample("1111000000", "10..00...."), sample("1100000000", "11..00...."))

    assert confusion_rates(both, [[0], [1]]) == pytest.approx(np.array([[3 / 4]]))
    assert confusion_rates(both, [ITEM]) == pytest.approx(np.array([[1 / 2]]))
    assert confusion_rates(sample("0000", "00.."), [ITEM]) is None


def test_respondents_who_repeat_themselves_say_less() -> None:
    here = replace(sample("1100", "...."), respondent=np.array([0, 0, 1, 1]))

    assert here.design_effect([ITEM]) == pytest.approx(2.0)  # two people, not four statements
    share, _ = corrected(here, ITEM, here.design_effect([ITEM]), 20)
    assert share.estimate() == counted(1, 2).estimate()


def test_shares_of_people_rest_on_those_of_whom_all_was_audited() -> None:
    # Eight people with two statements each; the last is not known. Chance .5 each, .25 of both.
    here = sample("1010101000000000", "10100000...1..1.")
    here = replace(here, respondent=np.arange(16) // 2, identified=np.arange(16) < 14)
    people = here.people()

    assert people.audited.tolist() == [True] * 4 + [False] * 3
    assert people.probability[:4].tolist() == [0.25] * 4
    assert people.predicted[:, 0].tolist() == [True] * 4 + [False] * 3
    assert people.labelled[:, 0].tolist() == [True, True, False, False, False, True, False]
    # Of the coder's yes, 4 people, all audited: 2. Of its no nobody was audited whole: by hand, 2 and 3 · 1/2.
    share, method = corrected(people, ITEM, 1.0, 4)
    assert (share.value, method) == ((2 + 3 * 0.5) / 7, "handmatig")
    assert corrected(people, ITEM, 1.0, 5)[1] == "niet gecorrigeerd"


def test_who_said_nothing_is_nobody() -> None:
    here = sample("00", "-.", empty="01")

    assert len(here.people().weight) == 0
    assert len(replace(here, identified=np.zeros(2, dtype=np.bool_)).people().weight) == 0


bits = st.lists(st.tuples(st.booleans(), st.sampled_from("01.-")), min_size=1, max_size=25)


@given(bits, st.floats(0.05, 1.0), st.booleans())
def test_a_share_lies_in_its_interval_whatever_was_audited(
    rows: list[tuple[bool, str]], chance: float, borrow: bool
) -> None:
    here = sample("".join("01"[said] for said, _ in rows), "".join(people for _, people in rows), chance)
    if not here.content.any():
        return

    share, _ = corrected(here, ITEM, 1.0, 1, confusion_rates(here, [ITEM]) if borrow else None)

    estimate = share.estimate()
    assert 0 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value - 1e-9 <= estimate.high <= 1
