from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from pipeline.core.params import Trend, load_params
from pipeline.trend.comparing import RoundDesign, RoundShares, comparability, compare, round_design
from pipeline.trend.intervals import Share, counted


def level(*shares: tuple[Share, str], total: int = 100, undecided: int = 0) -> RoundShares:
    return RoundShares(total, undecided, shares)


@pytest.fixture(scope="module")
def params() -> Trend:
    return load_params().trend


MADE, HAND, AS_IS = "gecorrigeerd", "handmatig", "niet gecorrigeerd"


@pytest.mark.parametrize(
    ("now", "before", "audit", "verdict"),
    [
        pytest.param(MADE, MADE, True, "gestegen", id="both corrected"),
        pytest.param(HAND, MADE, True, "gestegen", id="one by hand"),
        pytest.param(AS_IS, AS_IS, False, "gestegen", id="no audit at all"),
        pytest.param(AS_IS, AS_IS, True, "te weinig gegevens", id="too little audited here"),
        pytest.param(MADE, AS_IS, True, "te weinig gegevens", id="too little audited before"),
        pytest.param(AS_IS, MADE, True, "te weinig gegevens", id="too little audited now"),
    ],
)
def test_like_is_compared_with_like(params: Trend, now: str, before: str, audit: bool, verdict: str) -> None:
    found = compare(level((counted(60, 100), now)), level((counted(30, 100), before)), [[0]], params, audit=audit)[
        0
    ]

    assert found.verdict == verdict
    assert (found.p == "") == (verdict == "te weinig gegevens")
    assert found.difference == "0.3000"


@pytest.mark.parametrize(("made", "verdict"), [(MADE, "gestegen"), (AS_IS, "te weinig gegevens")])
def test_undecided_statements_hinder_only_shares_that_are_not_corrected(
    params: Trend, made: str, verdict: str
) -> None:
    now, before = level((counted(60, 100), made), undecided=40), level((counted(30, 100), made))

    assert compare(now, before, [[0]], params, audit=made == MADE)[0].verdict == verdict


def test_families_are_corrected_apart(params: Trend) -> None:
    # 44 against 30 of 100: p = .041, below .05 alone, not of two.
    now, before = [(counted(44, 100), MADE)] * 3, [(counted(30, 100), MADE), *[(counted(44, 100), MADE)] * 2]

    found = compare(level(*now), level(*before), [[0], [1, 2]], params, audit=True)
    together = compare(level(*now), level(*before), [[0, 1, 2]], params, audit=True)

    assert (found[0].verdict, together[0].verdict) == ("gestegen", "geen aantoonbaar verschil")
    assert float(found[0].smallest) < float(together[0].smallest)


def made(
    audiences: dict[str, float],
    kind: bool = True,
    question: str = "Wat kan beter?",
    coders: Sequence[frozenset[str]] = (),
) -> RoundDesign:
    return RoundDesign(frozenset([kind]), frozenset([question]), audiences, coders)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"audiences": {"extern": 0.8, "intern": 0.2}}, "gelijk"),
        ({"audiences": {"extern": 0.6, "intern": 0.4}}, "gelijk"),
        ({"audiences": {"extern": 0.59, "intern": 0.41}}, "andere doelgroep"),
        ({"audiences": {"extern": 0.7, "onbekend": 0.3}}, "andere doelgroep"),
        ({"audiences": {"intern": 1.0}, "question": "Wat gaat goed?"}, "andere vragen"),
        ({"audiences": {"intern": 1.0}, "kind": False}, "andere soort bron"),
    ],
)
def test_other_people_are_not_compared_silently(params: Trend, now: dict[str, Any], expected: str) -> None:
    before = made({"extern": 0.8, "intern": 0.2})

    assert comparability(before, made(**now), params) == expected
    assert comparability(made(**now), before, params) == expected


def coded(*names: str) -> list[frozenset[str]]:
    """Who coded each statement of an audit."""
    return [frozenset(name.split("+")) for name in names]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(["an"] * 5, ["an"] * 5, "gelijk", id="one person"),
        pytest.param(["an"] * 5, ["bo"] * 5, "andere beoordelaars", id="another person"),
        pytest.param(["an"] * 4 + ["bo"], ["bo"] * 5, "gelijk", id="a fifth of one, all of the other"),
        pytest.param(["an"] * 5 + ["bo"], ["bo"] * 5, "andere beoordelaars", id="a sixth of one"),
        pytest.param(["an+bo"] + ["an"] * 4, ["bo"] * 5, "gelijk", id="a fifth coded by two"),
        pytest.param(["an", "bo"], ["cor"] * 9 + ["an", "bo", "dirk"], "andere beoordelaars", id="2 of 12 now"),
        pytest.param([], ["bo"] * 5, "gelijk", id="not known before"),
        pytest.param(["an"] * 5, [], "gelijk", id="not known now"),
    ],
)
def test_other_coders_are_not_compared_silently(
    params: Trend, before: list[str], now: list[str], expected: str
) -> None:
    one, other = made({"alle": 1.0}, coders=coded(*before)), made({"alle": 1.0}, coders=coded(*now))

    assert comparability(one, other, params) == comparability(other, one, params) == expected


def test_the_most_serious_difference_is_named(params: Trend) -> None:
    before = made({"extern": 1.0}, coders=coded("an"))
    other: dict[str, Any] = {"audiences": {"intern": 1.0}, "coders": coded("bo")}

    assert comparability(before, made(**other), params) == "andere beoordelaars"
    assert comparability(before, made(**other, question="Wat gaat goed?"), params) == "andere vragen"
    assert (
        comparability(before, made(**other, question="Wat gaat goed?", kind=False), params) == "andere soort bron"
    )


def test_who_coded_is_read_from_the_audit_only(labels: Any) -> None:
    """Names count whatever their case and spaces, several of one statement each; no name is nobody's."""
    frame = labels(
        {"audit": "ja", "reviewer": "An  de Wit"},
        {"audit": "ja", "reviewer": "an de wit | Bo"},
        {"audit": "ja", "reviewer": "onbekend"},
        {"reviewer": "Cor"},
        {},
    )

    assert list(round_design(frame).coders) == [frozenset({"an de wit"}), frozenset({"an de wit", "bo"})]


def test_how_people_were_asked_is_read_from_every_statement(labels: Any) -> None:
    """A quote and an advice are of a report alike; an answer is of a survey."""
    report = round_design(labels({"kind": "citaat"}, {"kind": "advies"}))
    survey = round_design(labels({"kind": "antwoord", "question": "Wat gaat goed?"}, {"audience": "intern"}))

    assert (report.kinds, report.questions) == (frozenset([False]), frozenset([""]))
    assert (survey.kinds, survey.questions) == (frozenset([True]), frozenset(["Wat gaat goed?", ""]))
    assert survey.audiences == {"extern": 0.5, "intern": 0.5}
