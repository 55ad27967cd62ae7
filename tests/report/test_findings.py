"""Findings say what the figures carry, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from markupsafe import Markup

from pipeline.core.tables import EVIDENCE_COVERAGE
from pipeline.report.findings.findings import answered, candidates, chosen, largest, tone
from pipeline.report.findings.sentences import Facts, Finding, SinceRound
from pipeline.report.view.figures import SourcedNumber, SourcedTable
from pipeline.report.view.staff_vs_partners import mirror
from pipeline.report.view.tables import Tables
from pipeline.report.view.themes import ThemeRow, theme_rows
from tests.builders import rows
from tests.cases import cases, data

Frame = Callable[..., pd.DataFrame]
Make = Callable[..., Facts]
AllOf = Callable[..., dict[str, Finding]]


def plain(text: Markup) -> str:
    return text.striptags()


def rows_of(frame: pd.DataFrame, name: str = "2026") -> list[ThemeRow]:
    return theme_rows(SourcedTable("trend.csv", frame), name, "alle")


@pytest.fixture(scope="session")
def all_of(facts: Make) -> Callable[..., dict[str, Finding]]:
    return lambda **changes: {finding.rule: finding for finding in candidates(facts(**changes))}


def critical(n: int) -> SourcedTable:
    row = {"ronde": "2026", "kritisch": str(n)}
    return SourcedTable("evidence/dekking.csv", rows(EVIDENCE_COVERAGE, row))


def test_the_five_findings_of_the_full_case(all_of: AllOf) -> None:
    found = all_of()

    assert {rule: plain(finding.sentence) for rule, finding in found.items()} == data(__file__, "full")
    assert found["grootste"].certainty == "Redelijk zeker"
    assert [plain(point) for point in found["verandering"].points] == [
        "Tempo & capaciteit: vaker genoemd (van 10% naar 50%). Er hoort geen actie bij."
    ]
    assert found["verandering"].certainty == "Aanwijzing"
    assert "2025 en 2026 hebben niet dezelfde vragen" in plain(found["verandering"].why)
    assert found["acties"].certainty == "Telling"


def of_2026(trend_rows: Frame, rows: Sequence[tuple[Any, ...]], **changes: str) -> list[ThemeRow]:
    return rows_of(trend_rows(*((theme, "2026", "alle", *cells) for theme, *cells in rows), **changes))


@pytest.mark.parametrize(("rows", "changes", "sentence", "certainty", "why"), cases(__file__, "largest"))
def test_what_is_said_of_the_most_said_theme(
    facts: Make,
    trend_rows: Frame,
    rows: Sequence[tuple[Any, ...]],
    changes: Mapping[str, str],
    sentence: str,
    certainty: str,
    why: str,
) -> None:
    finding = largest(facts(newest=of_2026(trend_rows, rows, **changes), answers=None))

    assert finding is not None
    assert sentence in plain(finding.sentence)
    assert finding.certainty == certainty
    assert plain(finding.why).startswith(why)


@pytest.mark.parametrize(("rows", "changes", "n", "said"), cases(__file__, "tone"))
def test_what_is_said_of_the_tone(
    facts: Make,
    trend_rows: Frame,
    rows: Sequence[tuple[Any, ...]],
    changes: Mapping[str, str],
    n: int,
    said: str | None,
) -> None:
    finding = tone(facts(newest=of_2026(trend_rows, rows, **changes), coverage=critical(n)))

    assert (finding and plain(finding.sentence)) == said


def test_without_statements_there_are_no_findings(facts: Make) -> None:
    assert candidates(facts(newest=[])) == []


def test_a_small_side_is_counted_but_not_compared(all_of: AllOf, tables: Tables) -> None:
    found = all_of(mirror=mirror(tables.trend, tables.mirror, 1000))["spiegel"]

    assert "vaker dan" not in plain(found.sentence)
    assert found.certainty == "Telling"
    assert plain(found.why) == (
        "Zo vaak is het gezegd. Er zijn te weinig uitspraken (25 van medewerkers, 35 van partners) om de groepen "
        "te vergelijken."
    )


@pytest.mark.parametrize(("how", "said"), cases(__file__, "unlike"))
def test_a_difference_between_sides_that_were_not_asked_alike_is_a_hint(
    all_of: AllOf, tables: Tables, how: str, said: str
) -> None:
    other = SourcedTable("trend-spiegel.csv", tables.mirror.frame.assign(vergelijking=how))

    alike, found = (all_of(mirror=mirror(tables.trend, book, 20))["spiegel"] for book in (tables.mirror, other))

    assert plain(found.sentence) == plain(alike.sentence)
    assert (alike.certainty, found.certainty) == ("Redelijk zeker", "Aanwijzing")
    assert said not in plain(alike.why)
    assert said in plain(found.why)


def test_sides_that_are_not_made_alike_are_said_to_be_not_comparable(all_of: AllOf, tables: Tables) -> None:
    few = tables.mirror.frame.assign(oordeel_verschil="te weinig gegevens")

    found = all_of(mirror=mirror(tables.trend, SourcedTable("trend-spiegel.csv", few), 20))["spiegel"]

    assert plain(found.sentence) == (
        "Medewerkers noemen in 2026 Tempo & capaciteit en Elkaar kennen het vaakst: elk 4 van de 25 uitspraken. "
        "Partners noemen in 2026 Tempo & capaciteit het vaakst: 26 van de 35 uitspraken."
    )
    assert found.certainty == "Telling"
    assert "Of de groepen echt verschillen, is niet te zeggen" in plain(found.why)


def test_what_people_checked_of_each_side_is_why_no_difference_is_shown(all_of: AllOf, tables: Tables) -> None:
    trend = tables.trend.frame.assign(methode="gecorrigeerd", gecontroleerd="7")
    trend.loc[trend["doelgroep"] == "extern", "gecontroleerd"] = "9"
    alike = tables.mirror.frame.assign(oordeel_verschil="geen aantoonbaar verschil")
    book, differences = SourcedTable("trend.csv", trend), SourcedTable("trend-spiegel.csv", alike)

    found = all_of(mirror=mirror(book, differences, 20))["spiegel"]

    assert plain(found.why).endswith(
        "mensen keken 7 en 9 uitspraken van hen na, en daarbij zijn alleen grote verschillen te zien. "
        "Meer nakijken helpt."
    )


def test_sides_that_name_the_same_most_are_told_so(all_of: AllOf, tables: Tables, trend_rows: Frame) -> None:
    frame = trend_rows(
        ("tempo", "2026", "alle", 30, 60, "0.3772", "0.6228"),
        ("tempo", "2026", "intern", 9, 25, "0.20", "0.55"),
        ("regie", "2026", "intern", 2, 25, "0.02", "0.25"),
        ("tempo", "2026", "extern", 14, 35, "0.25", "0.57"),
        ("regie", "2026", "extern", 3, 35, "0.03", "0.22"),
    )

    alike = SourcedTable(
        "trend-spiegel.csv", tables.mirror.frame.assign(oordeel_verschil="geen aantoonbaar verschil")
    )

    found = all_of(mirror=mirror(SourcedTable("trend.csv", frame), alike, 20))["spiegel"]

    assert plain(found.sentence) == (
        "Medewerkers en partners noemen in 2026 hetzelfde thema het vaakst: Tempo & capaciteit (9 van de 25 "
        "uitspraken van medewerkers, 14 van de 35 van partners)."
    )
    assert found.certainty == "Telling"
    assert "Een verschil tussen beide groepen is niet aangetoond" in plain(found.why)


def weak(*labels: str) -> dict[tuple[tuple[str, str], str, str], tuple[SourcedNumber, SourcedNumber]]:
    """Labels (``kind.label``) that are weak in 2026, of everyone and of each side; 26 audited, 53% right."""
    given = (
        SourcedNumber("26", "metrics.json", "n"),
        SourcedNumber("0.53", "metrics.json", "goed", form="procent"),
    )
    pairs = [tuple(label.split(".")) for label in labels]
    return {((kind, name), "2026", who): given for kind, name in pairs for who in ("alle", "intern", "extern")}


@pytest.mark.parametrize(("labels", "expected"), cases(__file__, "weak"))
def test_what_is_too_often_wrong_makes_no_finding(
    all_of: AllOf, labels: Sequence[str], expected: Mapping[str, str]
) -> None:
    found = all_of(weak=weak(*labels))

    assert {rule: plain(finding.sentence) for rule, finding in found.items()} == expected


def test_of_a_weak_stance_no_tone_is_compared(all_of: AllOf, tables: Tables) -> None:
    sides = mirror(tables.trend, tables.mirror, 20)
    assert sides is not None
    warm = replace(sides, rows=tuple(replace(row, verdict="gelijk", warmer="extern") for row in sides.rows))

    sure, not_sure = (all_of(mirror=warm, weak=of)["spiegel"] for of in ({}, weak("stance.behouden")))

    assert "Partners zijn in 2026 positiever dan medewerkers over" in plain(sure.sentence)
    assert "positiever" not in plain(not_sure.sentence)


def test_why_something_is_left_out_and_what_it_needs(all_of: AllOf) -> None:
    few = (SourcedNumber("4", "metrics.json", "n"), SourcedNumber("", "metrics.json", "goed", form="procent"))
    wrong = weak("themes.tempo")

    left_out = all_of(weak={**wrong, (("stance", "behouden"), "2026", "alle"): few})["weggelaten"]

    assert [plain(point) for point in left_out.points] == data(__file__, "needs")
    assert left_out.certainty == "Onbekend"


def test_a_smaller_theme_is_not_called_clearly_largest_above_one_that_is_left_out(
    facts: Make, trend_rows: Frame
) -> None:
    rows = of_2026(trend_rows, [("tempo", 30, 60, "0.37", "0.63"), ("relatie", 9, 60, "0.08", "0.26")])

    finding = largest(facts(newest=rows, weak=weak("themes.tempo")))

    assert finding is not None
    assert "over Elkaar kennen: in 9 van de 60" in plain(finding.sentence)
    assert finding.certainty == "Aanwijzing"


def said(rule: str) -> Finding:
    return Finding(rule, Markup(), "Telling", Markup())


def test_of_more_than_five_what_the_tone_is_goes_before_how_it_changed() -> None:
    rules = ["grootste", "verandering", "sinds_eerste", "toon", "spiegel", "acties"]

    assert [one.rule for one in chosen([said(rule) for rule in rules])] == [r for r in rules if r != "toon"]
    beside = [*rules[1:], "weggelaten"]
    assert [one.rule for one in chosen([said(rule) for rule in beside])] == beside


def test_the_theme_without_an_action_is_the_one_with_most_problems_and_wishes(facts: Make) -> None:
    rows = [
        {"thema": theme, "thema_naam": name, "ronde": "2026", "uitspraken": n, "n_knelpunt": k, "n_wens": w}
        for theme, name, n, k, w in (
            ("tempo", "Tempo", "30", "24", "6"), ("vertrouwen", "Vertrouwen", "13", "1", "1"),
            ("bestuur", "Bestuur", "9", "3", "4"),
        )
    ]  # fmt: skip
    uncovered = SourcedTable("evidence/themas-zonder-actie.csv", pd.DataFrame(rows))

    after = answered(facts(uncovered=uncovered))
    assert after is not None
    assert plain(after.sentence).endswith(
        "Na Tempo & capaciteit gaan de meeste knelpunten en wensen zonder actie over Bestuur (3 keer een "
        "knelpunt, 4 keer een wens)."
    )
    others = SourcedTable(uncovered.file, pd.DataFrame(rows[1:]))
    first = answered(facts(uncovered=others))
    assert first is not None
    assert "De meeste knelpunten en wensen zonder actie gaan over Bestuur (3 keer" in plain(first.sentence)


def test_praise_is_never_told_without_the_criticism(facts: Make, trend_rows: Frame) -> None:
    names = ("tempo", "relatie", "regie")
    four = [{"n_knelpunt": "5", "n_behouden": "4" if theme == "tempo" else "0"} for theme in names]
    frame = trend_rows(
        *((theme, "2026", "alle", 9, 148, "0.03", "0.11", more) for theme, more in zip(names, four, strict=True))
    )
    fourth = frame[frame["thema"] == "regie"].assign(thema="leren", thema_naam="Leren")
    rows = rows_of(pd.concat([frame, fourth], ignore_index=True))

    heard = tone(facts(newest=rows, coverage=critical(111)))

    assert heard is not None
    assert plain(heard.sentence) == (
        "Van de 148 uitspraken in 2026 noemen er 111 een knelpunt of een wens. Geen enkel thema springt eruit. "
        "Waardering horen we het meest bij Tempo & capaciteit: 4 van de 9 uitspraken daarover."
    )


@pytest.mark.parametrize(("of", "few"), [(19, True), (20, False)])
def test_a_small_round_has_no_headline(all_of: AllOf, trend_rows: Frame, of: int, few: bool) -> None:
    rows = rows_of(trend_rows(("tempo", "2026", "alle", 3, of, "0.05", "0.40")))

    found = all_of(newest=rows, recent=SinceRound(), mirror=None)

    assert (set(found) == {"te_weinig"}) == few
    if few:
        finding = found["te_weinig"]
        assert plain(finding.sentence) == "Er zijn te weinig uitspraken (19) om thema’s te vergelijken."
        assert finding.certainty == "Onbekend"


@pytest.mark.parametrize("proposed", [True, False])
def test_a_coverage_that_rests_on_proposals_says_so(facts: Make, proposed: bool) -> None:
    finding = answered(facts(proposed=proposed))

    assert finding is not None
    sentence = "Welke actie bij welk thema hoort, is nog een voorstel van de computer."
    assert (sentence in plain(finding.why)) == proposed


def test_without_actions_nothing_is_said_of_coverage(facts: Make) -> None:
    assert answered(facts(answers=None)) is None


@pytest.mark.parametrize("name", ["<script>x</script>", "{0.__class__}", "a & b"])
def test_names_are_text_and_nothing_else(facts: Make, trend_rows: Frame, name: str) -> None:
    frame = trend_rows(("tempo", "2026", "alle", 9, 60, "0.08", "0.26"), thema_naam=name)

    finding = largest(facts(newest=rows_of(frame), answers=None))

    assert finding is not None
    assert str(Markup.escape(name)) in finding.sentence
    assert not re.search(r"<(?!/?(?:strong|data|a)\b)", finding.sentence)
