"""Every number on the pages is the number in the file that it names, also in charts and behind links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pipeline.core.codes import UNCODED

Made = Any  # a corpus that ran; see conftest.py
Make = Callable[..., Made]
INTERN, EXTERN = "provincie (intern)", "gemeente"
THEMES = (
    "tempo_capaciteit",
    "toegankelijkheid",
    "communicatie en vertrouwen",
    "black_box",
    "verkokering",
    "niets",
)
STANCES = ("knelpunt", "wens", "behouden", "neutraal", "knelpunt")
AUTHORS = {"toelichting", "advies_samenvatting", "motto"}
NOT_OF_A_TABLE = {"95", "1"}  # "95%-interval"; the number of a finding in its link


def said(n: int, shift: int = 0) -> list[tuple[str, str]]:
    """Answers with themes and stances in turn, a third of them by staff, one twice and one without content."""
    answers = []
    for number in range(n):
        theme = THEMES[(number + shift) % 6 if number % 4 else 0]
        text = f"Zin {number} van ronde {shift} ({theme}, {STANCES[number % 5]})"
        answers.append((EXTERN if number % 3 else INTERN, text))
    return [*answers, answers[1], (EXTERN, "n.v.t.")]


@pytest.fixture(scope="session", params=[False, True], ids=["counted", "corrected by an audit"])
def full(make: Make, request: pytest.FixtureRequest) -> Made:
    return make({"2024": said(60), "2025": said(70, 2), "2026": said(80, 5)}, audited=request.param)


def test_every_number_of_the_summary_is_in_the_file_it_names(full: Made) -> None:
    files = full.check(full.page, full.reports)

    assert {"trend.csv", "labels.csv", "evidence/overzicht.csv", "evidence/dekking.csv"} <= files
    assert len(full.page.figures()) > 500


def test_every_number_of_the_index_is_in_the_file_it_names(full: Made) -> None:
    files = full.check(full.index, full.reports.parent)

    assert {"proef/trend.csv", "proef/metrics.json", "proef/evidence/dekking.csv"} <= files


def test_the_findings_have_no_number_without_its_source(full: Made) -> None:
    bare = full.page.text(full.page.part("kort"), without=("data",))

    assert set(re.findall(r"\d+", bare)) <= {"2024", "2025", "2026", *NOT_OF_A_TABLE, "2", "3", "4", "5"}
    assert not re.search(r"\d\s*%(?!-interval)", bare)


def behind(choice: Mapping[str, str], made: Made) -> int:
    """Statements that a choice finds, counted in labels.csv by the words of the design."""
    answers = {row["nummer"]: set(row["themas"].split("|")) - {""} for row in made.rows("evidence/overzicht.csv")}
    n = 0
    for row in made.rows("labels.csv"):
        themes = set(row["themes"].split("|")) - {""}
        status = row["themes_status"]
        answering = {number for number, wanted in answers.items() if wanted & themes}
        fate = (
            "met_actie" if answering else "onbeslist" if status == "onbeslist"
            else "zonder_actie" if themes else "zonder_thema"
        )  # fmt: skip
        holds = {
            "thema": {*themes, status},
            "ronde": {row["round"]},
            "doelgroep": {row["audience"]},
            "oordeel": {row["stance"], *({"kritisch"} if row["stance"] in ("knelpunt", "wens") else ())},
            "actie": {*answering, fate},
        }
        counts = not row["duplicate_of"] and status not in UNCODED and row["kind"] not in AUTHORS
        wanted = {key: value for key, value in choice.items() if key != "telt"}
        if (counts or choice.get("telt") == "alles") and all(wanted[key] in holds[key] for key in wanted):
            n += 1
    return n


def test_behind_a_number_are_as_many_statements(full: Made) -> None:
    links = [one for one in full.page.root.iter("a") if one.get("class") == "deur"]
    found = [
        ({name.removeprefix("data-"): value for name, value in link.attrib.items() if "data-" in name}, figure)
        for link in links
        for figure, _ in full.page.figures(link)
        if figure["data-vorm"] == "aantal"
    ]

    assert len(found) > 100
    wrong = [
        (choice, figure["value"], behind(choice, full))
        for choice, figure in found
        if int(figure["value"]) != behind(choice, full)
    ]
    assert wrong == []


def places(svg: str, marks: str) -> list[float]:
    """Horizontal places of the marks of one sort, from the top down."""
    group = svg.split(f'class="{marks}', 1)[1].split("</g>", 1)[0]
    found = [(float(y), float(x)) for x, y in re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"', group)]
    return [x for _, x in sorted(found)]


def test_each_dot_and_line_of_a_chart_stands_at_the_number_in_the_table(full: Made) -> None:
    svg = (full.reports / "charts" / "themas.svg").read_text(encoding="utf-8")
    rows = [row for row in full.rows("trend.csv") if (row["ronde"], row["doelgroep"]) == ("2026", "alle")]
    number = {key: [float(row[key].replace(",", ".")) for row in rows] for key in ("aandeel", "ondergrens")}
    order = sorted(range(len(rows)), key=lambda place: -number["aandeel"][place])
    axis = dict(re.findall(r'translate\(([\d.]+),-?[\d.]+\)"[^>]*>(\d+)%</text>', svg))
    right, percent = max((float(x), int(text)) for x, text in axis.items())
    per_share = right / (percent / 100)

    assert len(rows) == 20
    for key, marks in (("aandeel", "mark-symbol role-mark"), ("ondergrens", "mark-rule role-mark")):
        drawn = [place / per_share for place in places(svg, marks)]
        assert drawn == pytest.approx([number[key][place] for place in order], abs=0.0001), key
    assert f"aantal: {rows[0]['noemer']}" in svg
