"""What the page says of all rounds together, and of other people or another opinion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.core.tables import TREND_COMPOSITION, TREND_ROUNDS
from pipeline.report.charts.gallery import begun
from pipeline.report.findings.findings import candidates, chosen
from pipeline.report.findings.sentences import Facts, Finding
from pipeline.report.html import Files
from pipeline.report.page import Page
from pipeline.report.rendering import names
from pipeline.report.view.figures import SourcedTable
from pipeline.report.view.over_rounds import Splits, courses, splits
from pipeline.report.view.tables import Tables
from pipeline.report.view.themes import theme_rows
from pipeline.report.word.document import document
from tests.builders import rows
from tests.pages import Page as Parsed
from tests.report.conftest import NAMES
from tests.report.word.test_document import Paper

UNSHOWN, FEW = "geen aantoonbaar verschil", "te weinig gegevens"
Make = Callable[..., Facts]


def over_rounds(*cells: dict[str, str], **shared: str) -> SourcedTable:
    usual = {
        "doelgroep": "alle",
        "rondes": "4",
        "eerste_ronde": "2023",
        "laatste_ronde": "2026",
        "per_ronde": "0.0100",
        "per_ronde_ondergrens": "-0.0200",
        "per_ronde_bovengrens": "0.0400",
        "verloop": UNSHOWN,
        "vergelijking": "gelijk",
    }
    themes = [{"thema_naam": NAMES[row["thema"]], **row} for row in cells]
    return SourcedTable("trend-rondes.csv", rows(TREND_ROUNDS, *themes, **{**usual, **shared}))


def composition(*cells: dict[str, str], **shared: str) -> SourcedTable:
    usual = {
        "ronde": "2026",
        "doelgroep": "alle",
        "sinds": "2025",
        "groepen": "doelgroep",
        "vergeleken_deel": "0.8000",
        "verschil": "0.4000",
        "andere_mensen": "0.3000",
        "andere_mening": "0.1000",
        "andere_mening_ondergrens": "-0.0500",
        "andere_mening_bovengrens": "0.2500",
        "verandering": UNSHOWN,
        "vergelijking": "gelijk",
    }
    themes = [{"thema_naam": NAMES[row["thema"]], **row} for row in cells]
    return SourcedTable("trend-samenstelling.csv", rows(TREND_COMPOSITION, *themes, **{**usual, **shared}))


RISING = {"thema": "relatie", "per_ronde": "0.0400", "verloop": "gestegen"}
WARMER = {"thema": "relatie", "oordeel": "saldo", "per_ronde": "0.0300", "verloop": "verbeterd"}


def said(facts: Facts, rule: str) -> Finding | None:
    return next((one for one in candidates(facts) if one.rule == rule), None)


def since_2025(book: SourcedTable) -> Splits:
    found = splits(book, "2026", "2025")
    assert found
    return found


def test_what_only_all_rounds_show_is_a_finding(facts: Make) -> None:
    found = said(facts(courses=courses(over_rounds({"thema": "regie"}, RISING, WARMER))), "alle_rondes")

    assert found
    assert (
        found.sentence.striptags()
        == "Over alle rondes samen (4 rondes, van 2023 tot en met 2026) zien we ook dit:"
    )
    assert [point.striptags() for point in found.points] == [
        f"Elkaar kennen: {what} per ronde. Hierbij hoort actie 1."
        for what in (
            "over de rondes heen vaker genoemd, gemiddeld 4 procentpunten meer",
            "de toon werd over de rondes heen positiever, gemiddeld 3 punten",
        )
    ]
    assert found.certainty == "Redelijk zeker"


def test_a_movement_that_is_no_more_than_other_people_says_so(facts: Make) -> None:
    even = {"per_ronde_gelijke_mix": "0.0100", "verloop_gelijke_mix": UNSHOWN}
    found = [
        said(facts(courses=courses(over_rounds({**RISING, **more}))), "alle_rondes")
        for more in (even, {**even, "verloop_gelijke_mix": "gestegen"}, {})
    ]

    assert ["andere mensen" in one.points[0].striptags() for one in found if one] == [True, False, False]


def test_rounds_that_were_not_alike_give_a_hint(facts: Make) -> None:
    found = said(facts(courses=courses(over_rounds(RISING, vergelijking="andere vragen"))), "alle_rondes")

    assert found
    assert found.certainty == "Aanwijzing"
    assert "niet alle rondes zijn goed te vergelijken" in found.why.striptags()


@pytest.mark.parametrize(
    ("row", "weak"),
    [
        ({"thema": "regie"}, {}),  # not shown
        ({"thema": "tempo", "verloop": "gestegen"}, {}),  # the rise since 2025 is told already
        (RISING, {(("themes", "relatie"), "2024", "alle"): ("12", "0.5")}),
        (WARMER, {(("stance", "behouden"), "2026", "alle"): ("12", "0.5")}),
    ],
)
def test_nothing_is_told_twice_or_of_what_is_often_wrong(facts: Make, row: dict[str, str], weak: Any) -> None:
    assert said(facts(courses=courses(over_rounds(row)), weak=weak), "alle_rondes") is None


def test_a_change_that_is_no_more_than_other_people_says_so(facts: Make) -> None:
    told = [
        said(facts(splits=[since_2025(composition({"thema": "tempo", **cells}))]), "verandering")
        for cells in (
            {},
            {"verandering": "gestegen"},
            {"andere_mening": "", "andere_mensen": "", "verandering": FEW},
        )
    ]

    assert ["andere mensen" in point.striptags() for finding in told if finding for point in finding.points] == [
        True,
        False,
        False,
    ]


def test_a_change_that_holds_between_the_same_groups_is_no_hint(facts: Make, tables: Tables) -> None:
    frame = tables.trend.frame
    book = SourcedTable("trend.csv", frame.replace({"vergelijking": {"andere vragen": "andere doelgroep"}}))
    newest = theme_rows(book, "2026", "alle")
    found = [
        said(
            facts(newest=newest, splits=[since_2025(composition({"thema": "tempo", "verandering": verdict}))]),
            "verandering",
        )
        for verdict in ("gestegen", UNSHOWN)
    ]

    assert [one.certainty for one in found if one] == ["Redelijk zeker", "Aanwijzing"]
    assert [
        "Ook met evenveel van elke groep is het aangetoond" in one.why.striptags() for one in found if one
    ] == [
        True,
        False,
    ]


def test_a_change_that_other_people_hid_is_a_finding(facts: Make) -> None:
    hidden = {"thema": "regie", "verschil": "0.0500", "andere_mensen": "-0.2000", "andere_mening": "0.2500"}
    book = composition({"thema": "tempo", "verandering": "gestegen"}, {**hidden, "verandering": "gestegen"})
    found = said(facts(splits=[since_2025(book)]), "andere_mening")

    assert found
    assert [point.striptags() for point in found.points] == ["Regie: vaker genoemd. Hierbij hoort actie 2."]
    assert "andere groepen aan het woord dan in 2025" in found.sentence.striptags()


def test_at_most_five_findings_and_what_moved_goes_before_the_tone(facts: Make) -> None:
    given = facts(courses=courses(over_rounds(RISING)))

    assert [one.rule for one in candidates(given)].count("toon") == 1
    assert [one.rule for one in chosen(candidates(given))] == [
        "grootste",
        "verandering",
        "alle_rondes",
        "spiegel",
        "acties",
    ]


def test_splits_only_where_others_were_asked() -> None:
    same = {"thema": "tempo", "andere_mensen": "0.0000"}

    assert splits(composition(same), "2026", "2025") is None
    assert splits(composition({"thema": "tempo"}), "2026", "") is None
    assert splits(composition({"thema": "tempo"}), "2026", "2024") is None
    nothing = since_2025(
        composition({"thema": "tempo", "andere_mensen": "", "andere_mening": "", "verandering": FEW})
    )
    assert not nothing.told


def test_groups_that_are_left_out_are_named_in_dutch(
    composed: Callable[..., Page], to_html: Callable[[Page], str]
) -> None:
    left_out = "intern | extern · waterschap | onbekend"
    book = composition({"thema": "tempo", "verandering": "gestegen"}, weggelaten=left_out)

    words = Parsed(to_html(composed(composition=book))).words

    assert "medewerkers, partners (waterschap), onbekende sprekers" in words
    assert (
        "vaker genoemd. Het verschil is +40 punten: +30 door andere mensen en +10 door een andere mening." in words
    )


def test_too_little_alike_says_so(composed: Callable[..., Page], to_html: Callable[[Page], str]) -> None:
    cells = {"thema": "tempo", "andere_mensen": "", "andere_mening": "", "verandering": FEW}

    words = Parsed(to_html(composed(composition=composition(cells, vergeleken_deel="0.2300")))).words

    assert "2025 en 2026 kunnen we zo niet vergelijken: maar 23% van de uitspraken" in words


def test_the_page_without_either_is_as_it_was(page: Page, to_html: Callable[[Page], str]) -> None:
    html = to_html(page)

    assert not any(
        word in html for word in ("alle rondes</h3>", "Andere mensen", "trend-rondes", "trend-samenstelling")
    )


def texts_of(page: Page, to_html: Callable[[Page], str], files: Files) -> list[str]:
    """The words of the page, and of the same for Word."""
    content = document(
        files.document, names(page, files.words), page.about.title, [chart() for chart in begun(page, files)]
    )
    return [Parsed(to_html(page)).words, "\n".join(Paper(content).texts)]


@pytest.mark.slow
def test_page_and_word_file_tell_both(
    composed: Callable[..., Page], to_html: Callable[[Page], str], files: Files
) -> None:
    book = composition({"thema": "tempo", "verandering": "gestegen"}, {"thema": "regie"})
    moved, still = (
        composed(over_rounds=over_rounds({"thema": "tempo"}, row, respondenten_terug="12"), composition=book)
        for row in (RISING, {"thema": "relatie"})
    )

    for words in texts_of(moved, to_html, files):
        assert "Elkaar kennen: vaker genoemd, gemiddeld +4 procentpunten per ronde" in words
        assert "Het verschil is +40 punten: +30 door andere mensen en +10 door een andere mening." in words
    assert "Van 12 deelnemers weten we dat zij in meer dan één ronde iets zeiden." in Parsed(to_html(moved)).words
    for words in texts_of(still, to_html, files):
        assert "Over alle rondes samen is bij geen enkel thema een stijging of daling aangetoond." in words


def test_the_steepest_first() -> None:
    book = over_rounds({"thema": "regie"}, WARMER, RISING, {"thema": "tempo", "per_ronde": "", "verloop": FEW})

    assert [(one.theme, one.stance) for one in courses(book)] == [
        ("relatie", ""),
        ("regie", ""),
        ("tempo", ""),
        ("relatie", "saldo"),
    ]
