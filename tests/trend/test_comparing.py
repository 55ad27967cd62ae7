from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.core.params import load_params
from pipeline.trend.comparing import RoundShares, compare
from pipeline.trend.intervals import Share
from pipeline.trend.round_design import RoundDesign, comparability, round_design
from tests.cases import cases
from tests.trend.settings import counted, labels

MADE, AS_IS, FEW = "gecorrigeerd", "niet gecorrigeerd", "te weinig gegevens"
PARAMS = load_params().trend


def level(*families: list[tuple[Share, str]], undecided: int = 0) -> RoundShares:
    return RoundShares(100, undecided, families)


@pytest.mark.parametrize(("now", "before", "audit", "verdict"), cases(__file__, "made"))
def test_like_is_compared_with_like(now: str, before: str, audit: bool, verdict: str) -> None:
    one, other = level([(counted(60, 100), now)]), level([(counted(30, 100), before)])

    [found] = compare(one, other, PARAMS, audit=audit)

    assert (found.verdict, found.difference) == (verdict, "0.3000")
    assert (found.p == "") == (verdict == FEW)


@pytest.mark.parametrize(("made", "verdict"), [(MADE, "gestegen"), (AS_IS, FEW)])
def test_undecided_statements_hinder_only_shares_that_are_not_corrected(made: str, verdict: str) -> None:
    now, before = level([(counted(60, 100), made)], undecided=40), level([(counted(30, 100), made)])

    assert compare(now, before, PARAMS, audit=made == MADE)[0].verdict == verdict


def test_families_are_corrected_apart() -> None:
    # 44 against 30 of 100: p = .041, below .05 alone, not of two.
    now, before = [(counted(44, 100), MADE)] * 3, [(counted(30, 100), MADE), *[(counted(44, 100), MADE)] * 2]

    found = compare(level(now[:1], now[1:]), level(before[:1], before[1:]), PARAMS, audit=True)
    together = compare(level(now), level(before), PARAMS, audit=True)

    assert (found[0].verdict, together[0].verdict) == ("gestegen", "geen aantoonbaar verschil")
    assert float(found[0].smallest) < float(together[0].smallest)


def test_what_so_few_named_is_not_tested_and_hides_nothing() -> None:
    # Of 44 and 30 of 100 p is .041, of two .082; but of five mentions in all none could tell a change.
    now, before = (
        RoundShares(100, 0, [[(counted(often, 100), MADE), (counted(seldom, 100), MADE)]])
        for often, seldom in ((44, 3), (30, 2))
    )
    now, before = replace(now, counts=[[44, 3]]), replace(before, counts=[[30, 2]])

    rise, rare = compare(now, before, PARAMS, audit=True)
    # The coder labelled one more, which may be a mention: then there are two to correct for.
    both, _ = compare(replace(now, counts=[[44, 4]]), before, PARAMS, audit=True)

    assert (rise.verdict, rise.p_corrected) == ("gestegen", both.p[: len(rise.p_corrected)])
    assert (rare.verdict, rare.p, rare.p_corrected, rare.difference) == (FEW, "", "", "0.0100")
    assert both.verdict == "geen aantoonbaar verschil"
    assert float(rise.smallest) < float(both.smallest)


def made(
    audiences: dict[str, float], kind: bool = True, question: str = "Wat kan beter?", coders: str = ""
) -> RoundDesign:
    """``coders``: who coded each statement of an audit."""
    people = [frozenset(name.split("+")) for name in coders.split()]
    return RoundDesign(frozenset([kind]), frozenset([question]), audiences, people)


@pytest.mark.parametrize(("now", "expected"), cases(__file__, "asked"))
def test_other_people_are_not_compared_silently(now: dict[str, Any], expected: str) -> None:
    before = made({"extern": 0.8, "intern": 0.2})

    assert comparability(before, made(**now), PARAMS) == comparability(made(**now), before, PARAMS) == expected


@pytest.mark.parametrize(("before", "now", "expected"), cases(__file__, "coders"))
def test_other_coders_are_not_compared_silently(before: str, now: str, expected: str) -> None:
    one, other = made({"alle": 1.0}, coders=before), made({"alle": 1.0}, coders=now)

    assert comparability(one, other, PARAMS) == comparability(other, one, PARAMS) == expected


def test_the_most_serious_difference_is_named() -> None:
    before = made({"extern": 1.0}, coders="an")
    other: dict[str, Any] = {"audiences": {"intern": 1.0}, "coders": "bo"}
    found = [
        comparability(before, made(**other, **more), PARAMS)
        for more in ({}, {"question": "Wat gaat goed?"}, {"question": "Wat gaat goed?", "kind": False})
    ]

    assert found == ["andere beoordelaars", "andere vragen", "andere soort bron"]


def test_who_coded_is_read_from_the_audit_only() -> None:
    """Names count whatever their case and spaces, several of one statement each; no name is nobody's."""
    frame = labels(
        {"audit": "ja", "reviewer": "An  de Wit"},
        {"audit": "ja", "reviewer": "an de wit | Bo"},
        {"audit": "ja", "reviewer": "onbekend"},
        {"reviewer": "Cor"},
        {},
    )

    assert list(round_design(frame).coders) == [frozenset({"an de wit"}), frozenset({"an de wit", "bo"})]


def test_how_people_were_asked_is_read_from_every_statement() -> None:
    """A quote and an advice are of a report alike; an answer is of a survey."""
    report = round_design(labels({"kind": "citaat"}, {"kind": "advies"}))
    survey = round_design(labels({"kind": "antwoord", "question": "Wat gaat goed?"}, {"audience": "intern"}))

    assert (report.kinds, report.questions) == (frozenset([False]), frozenset([""]))
    assert (survey.kinds, survey.questions) == (frozenset([True]), frozenset(["Wat gaat goed?", ""]))
    assert survey.audiences == {"extern": 0.5, "intern": 0.5}
