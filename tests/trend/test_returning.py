"""Respondents who return, on arrays small enough to do by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.bootstrap import Ints
from pipeline.trend.annotated_sample import AnnotatedSample
from pipeline.trend.correcting import corrected
from pipeline.trend.intervals import Share
from pipeline.trend.order import rounds_in_order
from pipeline.trend.returning import contributions, correlations, told_apart, voices
from pipeline.trend.shares import trend_tables
from tests.trend.settings import PARAMS, THEMES, labels, row
from tests.trend.test_correcting import sample
from tests.trend.test_shares import SOURCES

WHOLE = "geheel handmatig"


def coded(people: str, respondents: Ints) -> AnnotatedSample:
    """Everything coded by people."""
    return replace(sample(people, people, 1.0), respondent=respondents)


def correlated(one: AnnotatedSample, other: AnnotatedSample) -> float:
    heard = [
        voices(here, [[[0]]], [[(Share(float(np.mean(np.asarray(here.labelled))), ()), WHOLE)]])
        for here in (one, other)
    ]
    [found] = correlations(*heard)
    return found


answers = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=40).filter(
    lambda pairs: all(len(set(side)) == 2 for side in zip(*pairs, strict=True))
)


@given(answers)
def test_of_the_same_people_it_is_the_correlation_of_their_answers(pairs: list[tuple[bool, bool]]) -> None:
    before, now = ("".join("01"[said] for said in side) for side in zip(*pairs, strict=True))
    people = np.arange(len(pairs))

    expected = np.corrcoef(np.array(pairs).T)[0, 1]
    assert correlated(coded(before, people), coded(now, people)) == pytest.approx(
        min(0.95, max(0, expected)), abs=1e-9
    )


def test_of_half_the_same_people_it_is_half() -> None:
    same = np.arange(4)
    alike = [coded("1100", same), coded("1100", same)]
    half = [coded("11001100", np.arange(8)), coded("11001100", np.array([0, 1, 2, 3, 8, 9, 10, 11]))]
    others = [coded("1100", same), coded("1100", same + 4)]

    assert [correlated(*pair) for pair in (alike, half, others)] == pytest.approx([0.95, 0.5, 0])


def test_what_is_audited_speaks_for_others_but_is_only_its_own() -> None:
    # Yes, 4: two audited, one right, which speak for one each; no, 4: two audited, both right. Share 2 of 8.
    here = sample("11110000", "10..00..")

    added = contributions(here, [[0]], [(Share(0.25, ()), "gecorrigeerd")])[:, 0]

    # Of the coder's yes z is .75 and -.25, mean .25; of its no -.25. Audited: z + 2 / 2 * (z - mean).
    assert added == pytest.approx([0.75 + 0.5, -0.25 - 0.5, 0.25, 0.25, -0.25, -0.25, -0.25, -0.25])


machines = st.text("01", min_size=6, max_size=30)


@given(
    machines.flatmap(lambda said: st.tuples(st.just(said), st.text("01.", min_size=len(said), max_size=len(said))))
)
def test_contributions_add_up_to_nothing(codings: tuple[str, str]) -> None:
    said, people = codings
    here = sample(said, people)
    share, method = corrected(here, [0], 1.0, 1)
    if method != "gecorrigeerd" or not 0 < share.value < 1:
        return

    assert contributions(here, [[0]], [(share, method)]).sum() == pytest.approx(0, abs=1e-9)


def test_a_code_is_a_person_only_when_corpus_yaml_says_so() -> None:
    frame = labels(
        {"respondent": "12", "round": "2024-intern"},
        {"respondent": "12", "round": "2024-extern"},
        {"respondent": "12", "round": "2025"},
        {"respondent": "p0123456789", "round": "2024-intern"},
        {"respondent": "p0123456789", "round": "2025"},
        {"round": "2025"},
    )

    names = told_apart(frame, same_codes=False).tolist()
    assert [names[0] == names[1], names[1] == names[2], names[3:]] == [True, False, ["p0123456789"] * 2 + [""]]
    assert told_apart(frame, same_codes=True).tolist() == frame["respondent"].tolist()


def test_the_same_people_make_a_difference_surer() -> None:
    def moved(second: str) -> list[str]:
        said = [
            {"respondent": f"{name}{person}", "round": moment, "themes": "leren" if person < many else ""}
            for name, moment, many in (("r", "2024", 10), (second, "2025", 18))
            for person in range(60)
        ]
        frame = labels(*said)
        table = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS).themes
        found = row(table, thema="leren", ronde="2025", doelgroep="alle")
        return [found[cell] for cell in ("verschil", "verschil_ondergrens", "verschil_bovengrens", "verandering")]

    # Newcombe (1998), paired: r = (10 · 42 - 8 · 0) / sqrt(10 · 50 · 18 · 42) = .683; Wilson 18/60 (.1990, .4251)
    # and of 10/60 (.0930, .2803): .1333 - sqrt(.1010² + .1136² - 2 · .683 · .1010 · .1136), up the like.
    assert moved("r") == ["0.1333", "0.0471", "0.2255", "gestegen"]
    assert moved("s") == ["0.1333", "-0.0187", "0.2784", "geen aantoonbaar verschil"]


def test_who_says_the_same_in_every_round_makes_no_round_certain() -> None:
    said = [
        {"respondent": f"p{person:010x}", "round": moment, "themes": "leren" if person < 10 else ""}
        for moment in ("2023", "2024", "2025")
        for person in range(40)
    ]
    frame = labels(*said)
    table = trend_tables(frame, rounds_in_order(frame, SOURCES), THEMES, PARAMS).rounds

    found = row(table, thema="leren", oordeel="", doelgroep="alle")
    assert [found["per_ronde"], found["verloop"], found["respondenten_terug"]] == [
        "0.0000",
        "geen aantoonbaar verschil",
        "40",
    ]
    assert float(found["per_ronde_ondergrens"]) < 0 < float(found["per_ronde_bovengrens"])
