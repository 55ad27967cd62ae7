"""A number opens the statements that it counts, and no number opens more or less."""

from __future__ import annotations

import pytest

from pipeline.report.findings.links import choice, door, opened
from pipeline.report.view.figures import Figure

ROW = {"thema": "regie", "ronde": "2026"}
ALL, STAFF = {**ROW, "doelgroep": "alle"}, {**ROW, "doelgroep": "intern"}
EVER = {"thema": "regie", "ronde": "alle rondes"}


@pytest.mark.parametrize(
    ("figure", "opens"),
    [
        (Figure("3", "trend.csv", "n", ALL), ROW),
        (Figure("3", "trend.csv", "n", STAFF), {**ROW, "doelgroep": "intern"}),
        (Figure("0.2", "trend.csv", "aandeel", ALL, "procent"), ROW),
        (Figure("3", "trend.csv", "n_wens", ALL), {**ROW, "oordeel": "wens"}),
        (Figure("60", "trend.csv", "noemer", STAFF), {"ronde": "2026", "doelgroep": "intern"}),
        (Figure("60", "trend.csv", "respondenten", ALL), {}),
        (Figure("0.1", "trend.csv", "ondergrens", ALL, "procent"), {}),
        (Figure("0.1", "trend.csv", "verschil", ALL, "punten"), {}),
        (Figure("2", "trend-oordelen.csv", "n", {**ALL, "oordeel": "wens"}), {**ROW, "oordeel": "wens"}),
        (Figure("-0.1", "trend-oordelen.csv", "aandeel", {**ALL, "oordeel": "saldo"}), {}),
        (Figure("9", "evidence/dekking.csv", "kritisch", {"ronde": "alle rondes"}), {"oordeel": "kritisch"}),
        (
            Figure("9", "evidence/dekking.csv", "zonder_thema", {"ronde": "2026"}),
            {"ronde": "2026", "oordeel": "kritisch", "actie": "zonder_thema"},
        ),
        (
            Figure("9", "evidence/dekking.csv", "met_actie", {"ronde": "2026"}),
            {"ronde": "2026", "oordeel": "kritisch", "actie": "met_actie"},
        ),
        (Figure("9", "evidence/themas-zonder-actie.csv", "uitspraken", EVER), {"thema": "regie"}),
        (
            Figure("9", "evidence/themas-zonder-actie.csv", "n_knelpunt", EVER),
            {"thema": "regie", "oordeel": "knelpunt"},
        ),
        (
            Figure("9", "evidence/overzicht.csv", "n_intern", {"nummer": "4"}),
            {"actie": "4", "doelgroep": "intern"},
        ),
        (Figure("9", "evidence/overzicht.csv", "respondenten", {"nummer": "4"}), {}),
        (
            Figure("9", "evidence/acties-zonder-onderbouwing.csv", "kritisch", {"nummer": "4"}),
            {"actie": "4", "oordeel": "kritisch"},
        ),
        (
            Figure(
                "9", "evidence/actie-04.csv", "uitspraak_id",
                {"ronde": "2026", "dubbel_van": "", "oordeel": "wens"}, how="rijen",
            ),
            {"actie": "4", "ronde": "2026", "oordeel": "wens"},
        ),
        (Figure("99", "trend.csv", "noemer", {"thema": "regie", "doelgroep": "alle"}, how="som"), {"telt": "mee"}),
        (Figure("120", "labels.csv", "statement_id", how="rijen"), {"telt": "alles"}),
        (Figure("20", "labels.csv", "statement_id", {"review_status": "akkoord"}, how="rijen"), {}),
        (Figure("9", "metrics.json", "statements.undecided", how="pad"), {"thema": "onbeslist"}),
        (Figure("9", "metrics.json", "statements.reviewed", how="pad"), {}),
        (Figure("0.8", "metrics.json", "audit.n", how="pad"), {}),
        (Figure("9", "topics.csv", "n", {"topic_id": "t1"}), {}),
    ],
)  # fmt: skip
def test_a_figure_opens_what_it_counts(figure: Figure, opens: dict[str, str]) -> None:
    assert choice(figure) == opens


def test_a_door_is_a_link_with_its_choice_in_words_that_cannot_get_out() -> None:
    assert door("<3>", thema='a"b', ronde="") == (
        '<a class="deur" href="#uitspraken" data-thema="a&#34;b">&lt;3&gt;</a>'
    )


@pytest.mark.parametrize("value", ["", "0"])
def test_there_is_no_door_behind_nothing(value: str) -> None:
    assert "<a" not in str(door(Figure(value, "trend.csv", "n", ALL), thema="regie"))


def test_what_is_no_figure_stays_what_it_is() -> None:
    assert opened("tekst") == "tekst"
    assert opened(3) == 3
