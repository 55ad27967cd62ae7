"""A number opens the statements that it counts, and no number opens more or less."""

from __future__ import annotations

import pytest

from pipeline.report.findings.links import filter_of, link_to_statements, linked
from pipeline.report.view.figures import SourcedNumber

ROW = {"thema": "regie", "ronde": "2026"}
ALL, STAFF = {**ROW, "doelgroep": "alle"}, {**ROW, "doelgroep": "intern"}
EVERY_ROUND = {"ronde": "alle rondes"}
THEME = {"thema": "regie", "doelgroep": "alle"}
EVER = {"thema": "regie", "ronde": "alle rondes"}


@pytest.mark.parametrize(
    ("figure", "opens"),
    [
        (SourcedNumber("3", "trend.csv", "n", ALL), ROW),
        (SourcedNumber("3", "trend.csv", "n", STAFF), {**ROW, "doelgroep": "intern"}),
        (SourcedNumber("0.2", "trend.csv", "aandeel", ALL, "procent"), ROW),
        (SourcedNumber("3", "trend.csv", "n_wens", ALL), {**ROW, "oordeel": "wens"}),
        (SourcedNumber("60", "trend.csv", "noemer", STAFF), {"ronde": "2026", "doelgroep": "intern"}),
        (SourcedNumber("60", "trend.csv", "respondenten", ALL), {}),
        (SourcedNumber("0.1", "trend.csv", "ondergrens", ALL, "procent"), {}),
        (SourcedNumber("0.1", "trend.csv", "verschil", ALL, "punten"), {}),
        (SourcedNumber("2", "trend-oordelen.csv", "n", {**ALL, "oordeel": "wens"}), {**ROW, "oordeel": "wens"}),
        (SourcedNumber("-0.1", "trend-oordelen.csv", "aandeel", {**ALL, "oordeel": "saldo"}), {}),
        (SourcedNumber("9", "evidence/dekking.csv", "kritisch", EVERY_ROUND), {"oordeel": "kritisch"}),
        (
            SourcedNumber("9", "evidence/dekking.csv", "zonder_thema", {"ronde": "2026"}),
            {"ronde": "2026", "oordeel": "kritisch", "actie": "zonder_thema"},
        ),
        (
            SourcedNumber("9", "evidence/dekking.csv", "met_actie", {"ronde": "2026"}),
            {"ronde": "2026", "oordeel": "kritisch", "actie": "met_actie"},
        ),
        (SourcedNumber("9", "evidence/themas-zonder-actie.csv", "uitspraken", EVER), {"thema": "regie"}),
        (
            SourcedNumber("9", "evidence/themas-zonder-actie.csv", "n_knelpunt", EVER),
            {"thema": "regie", "oordeel": "knelpunt"},
        ),
        (
            SourcedNumber("9", "evidence/overzicht.csv", "n_intern", {"nummer": "4"}),
            {"actie": "4", "doelgroep": "intern"},
        ),
        (SourcedNumber("9", "evidence/overzicht.csv", "respondenten", {"nummer": "4"}), {}),
        (
            SourcedNumber("9", "evidence/acties-zonder-onderbouwing.csv", "kritisch", {"nummer": "4"}),
            {"actie": "4", "oordeel": "kritisch"},
        ),
        (
            SourcedNumber(
                "9", "evidence/actie-04.csv", "uitspraak_id",
                {"ronde": "2026", "dubbel_van": "", "oordeel": "wens"}, how="rijen",
            ),
            {"actie": "4", "ronde": "2026", "oordeel": "wens"},
        ),
        (SourcedNumber("99", "trend.csv", "noemer", THEME, how="som"), {"telt": "mee"}),
        (SourcedNumber("120", "labels.csv", "statement_id", how="rijen"), {"telt": "alles"}),
        (SourcedNumber("20", "labels.csv", "statement_id", {"review_status": "akkoord"}, how="rijen"), {}),
        (SourcedNumber("9", "metrics.json", "statements.undecided", how="pad"), {"thema": "onbeslist"}),
        (SourcedNumber("9", "metrics.json", "statements.reviewed", how="pad"), {}),
        (SourcedNumber("0.8", "metrics.json", "audit.n", how="pad"), {}),
        (SourcedNumber("9", "topics.csv", "n", {"topic_id": "t1"}), {}),
    ],
)  # fmt: skip
def test_a_figure_opens_what_it_counts(figure: SourcedNumber, opens: dict[str, str]) -> None:
    assert filter_of(figure) == opens


def test_a_door_is_a_link_with_its_choice_in_words_that_cannot_get_out() -> None:
    assert link_to_statements("<3>", thema='a"b', ronde="") == (
        '<a class="deur" href="#uitspraken" data-thema="a&#34;b">&lt;3&gt;</a>'
    )


@pytest.mark.parametrize("value", ["", "0"])
def test_there_is_no_door_behind_nothing(value: str) -> None:
    assert "<a" not in str(link_to_statements(SourcedNumber(value, "trend.csv", "n", ALL), thema="regie"))


def test_what_is_no_figure_stays_what_it_is() -> None:
    assert linked("tekst") == "tekst"
    assert linked(3) == 3
