"""From a number to what was said: choosing, searching, sharing, going back; by keyboard, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.core.counting import CRITICAL, why_not_counted
from pipeline.core.dates import moment_of
from pipeline.core.tables import EVIDENCE_COVERAGE, EVIDENCE_OVERVIEW, LABELS, TREND, read_table
from tests.cases import data

pytestmark = pytest.mark.slow

Opened = Callable[..., Page]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
SHOWN = "ol.uitspraken > li"
STATUS = "#uitspraken .melding"
FOLLOW = Path(__file__).with_name("follow.js").read_text(encoding="utf-8")


def link(**choice: str) -> str:
    return "#uitspraken?" + "&".join(f"{key}={value}" for key, value in choice.items())


@pytest.fixture(scope="module")
def counted(summary: Path) -> pd.DataFrame:
    """The statements that count, with their moment and list of themes."""
    labels = read_table(summary.with_name("labels.csv"), LABELS)
    labels = labels[why_not_counted(labels) == ""]
    return labels.assign(moment=labels["round"].map(moment_of), theme=labels["themes"].str.split("|"))


def test_every_theme_round_and_audience_gives_the_count_of_the_trend(opened: Opened, summary: Path) -> None:
    trend = read_table(summary.with_name("trend.csv"), TREND)
    # Of the themes that nobody named, one stands for all.
    trend = trend[(trend["n"] != "0") | ~trend.duplicated(["ronde", "doelgroep", "n"])]
    expected = {}
    for row in trend.to_dict("records"):
        choice = {"thema": row["thema"], "ronde": row["ronde"]}
        choice |= {} if row["doelgroep"] == "alle" else {"doelgroep": row["doelgroep"]}
        expected[link(**choice)] = int(row["n"])
        expected |= {
            link(**choice, oordeel=stance): int(row[f"n_{stance}"])
            for stance in ("behouden", "knelpunt", "wens", "neutraal")
            if row["n"] != "0"
        }

    found = opened().evaluate(FOLLOW, list(expected))

    assert dict(zip(expected, found, strict=True)) == expected
    assert sum(n > 0 for n in expected.values()) > 40


def test_actions_give_the_counts_of_the_evidence(opened: Opened, summary: Path) -> None:
    overview = read_table(summary.parent / "evidence" / "overzicht.csv", EVIDENCE_OVERVIEW)
    coverage = read_table(summary.parent / "evidence" / "dekking.csv", EVIDENCE_COVERAGE)
    expected = {link(actie=row["nummer"]): int(row["uitspraken"]) for row in overview.to_dict("records")}
    for row in coverage.to_dict("records"):
        when = {} if row["ronde"] == "alle rondes" else {"ronde": row["ronde"]}
        expected[link(oordeel="kritisch", **when)] = int(row["kritisch"])
        expected |= {
            link(oordeel="kritisch", actie=fate, **when): int(row[fate])
            for fate in ("met_actie", "zonder_actie", "zonder_thema", "onbeslist")
        }

    found = opened().evaluate(FOLLOW, list(expected))

    assert dict(zip(expected, found, strict=True)) == expected
    assert expected[link(oordeel="kritisch", actie="onbeslist")] == 1


def test_every_door_opens_as_many_statements_as_were_counted(opened: Opened, summary: Path) -> None:
    page = opened()
    doors: list[dict[str, str]] = page.eval_on_selector_all(
        "a.deur",
        "doors => doors.map(door => ({link: door.hash, n: door.querySelector('data').value,"
        " ...door.querySelector('data').dataset}))",
    )
    # A share opens what was counted of it: the number that stands in the same row.
    counts = {"aandeel": "n", "dekking": "met_actie"}
    shares = [door for door in doors if door["vorm"] != "aantal"]
    tables = {
        name: pd.read_csv(summary.parent / name, sep=";", dtype=str, encoding="utf-8-sig")
        for name in {door["bron"] for door in shares}
    }
    for door in shares:
        table = tables[door["bron"]]
        for part in door["rij"].split(";"):
            column, _, value = part.partition("=")
            table = table[table[column] == value]
        assert len(table) == 1
        door["n"] = table[counts[door["kolom"]]].iloc[0]

    found = page.evaluate(FOLLOW, [door["link"] for door in doors])

    assert [(door, n) for door, n in zip(doors, found, strict=True) if int(door["n"]) != n] == []
    assert {door["bron"] for door in doors} >= {"labels.csv", "trend.csv", "evidence/overzicht.csv"}


def test_searching_finds_all_words_whatever_their_accents(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    for words, given in data(__file__, "searched").items():
        expected = sorted(counted["statement_id"]) if given is None else sorted(given[0])
        page.fill("#kies-zoek", words)
        told = f"{len(expected)} van {len(counted)} uitspraken" + (f": ‘{words}’." if words.strip() else ".")
        expect(page.locator(STATUS)).to_have_text(told)

        shown = page.eval_on_selector_all(SHOWN, "rows => rows.map(row => row.id.slice(2))")

        all_fit = len(expected) <= 10
        assert sorted(shown) == expected if all_fit else len(shown) == 10 and set(shown) < set(expected), words
        assert page.locator(".niets").is_visible() == (expected == [])


def test_found_words_are_marked_and_the_text_stays_what_it_was(opened: Opened) -> None:
    page = opened(place="#uitspraken?zoek=coordinat+facade+zei")
    text = page.locator("#u-u025 blockquote p")

    expect(text.locator("mark")).to_have_text(["coördinat", "façade", "zei", "coördinat"])
    expect(text).to_have_text("De coördinatie is één façade: ‘wij bellen nooit terug’, zei de coördinator.")

    page.fill("#kies-zoek", "bellen")
    expect(text.locator("mark")).to_have_text(["bellen"])
    page.fill("#kies-zoek", "")
    page.goto(page.url.partition("#")[0] + "#u-u025")
    expect(text.locator("mark")).to_have_count(0)


def test_a_word_in_a_long_statement_is_unfolded(opened: Opened) -> None:
    page = opened(place="#uitspraken?zoek=heel+lang+antwoord")

    expect(page.locator("#u-u020 details")).to_have_attribute("open", "")
    assert page.locator("#u-u020 mark").count() == 3 * 330


def test_what_does_not_count_is_shown_when_asked_for_and_says_why(opened: Opened) -> None:
    page = opened(place="#uitspraken?zoek=coordinatie")
    expect(page.locator(SHOWN)).to_have_count(1)

    page.uncheck("#kies-telt")

    expect(page.locator(STATUS)).to_contain_text("2 van 240 uitspraken")
    expect(page.locator("#u-u036")).to_contain_text("telt niet mee: dubbel, de langere versie telt al mee")
    page.locator("#u-u036 a").click()
    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator("#u-u032")).to_contain_text("staat ook in verslag.txt, regel 36")


def test_choices_say_what_they_would_give(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    page.select_option("#kies-ronde", "2025")
    options = page.eval_on_selector_all(
        "#kies-thema option", "all => all.map(one => [one.value, one.textContent])"
    )

    of_round = counted[counted["moment"] == "2025"]
    expected = of_round.explode("theme")["theme"].value_counts().to_dict()
    expected |= of_round["themes_status"].value_counts().to_dict()
    told = {value: int(label.rpartition("(")[2].rstrip(")")) for value, label in options if value}
    assert told == {value: expected.get(value, 0) for value in told}
    assert sum(n > 0 for n in told.values()) > 4
    trust = expected["vertrouwen"]
    page.select_option("#kies-thema", "vertrouwen")
    expect(page.locator(STATUS)).to_have_text(f"{trust} van {len(counted)} uitspraken: Vertrouwen · 2025.")


def test_a_link_can_be_shared(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    page.select_option("#kies-oordeel", "kritisch")
    page.select_option("#kies-doelgroep", "intern")
    page.fill("#kies-zoek", "één façade & meer")
    page.wait_for_url("**zoek=*")

    place = page.evaluate("location.hash")
    other = opened(place=place)

    expect(other.locator("#uitspraken-kop")).to_be_focused()
    assert other.evaluate("document.querySelector('#uitspraken').getBoundingClientRect().top") < 100
    assert other.input_value("#kies-zoek") == "één façade & meer"
    assert other.input_value("#kies-oordeel") == "kritisch"
    other.click(".wis")
    expect(other.locator(STATUS)).to_have_text(f"{len(counted)} van {len(counted)} uitspraken.")
    other.select_option("#kies-oordeel", "kritisch")
    n = counted["stance"].isin(CRITICAL).sum()
    expect(other.locator(STATUS)).to_have_text(f"{n} van {len(counted)} uitspraken: Knelpunt of wens.")


def test_what_a_link_names_that_is_not_there_is_passed_over_and_said(opened: Opened) -> None:
    links = [*data(__file__, "passed_over").values(), (f"#uitspraken?ronde={'9' * 500}", f"ronde ‘{'9' * 60}’.")]
    page = opened(place=links[0][0])
    for place, told in links:
        page.evaluate("place => { location.hash = place }", place)

        expect(page.locator(STATUS)).to_contain_text(told)


def test_the_back_button_undoes_a_choice_and_leads_back_to_the_door(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    everything = f"{len(counted)} van {len(counted)} uitspraken."
    expect(page.locator(STATUS)).to_have_text(everything)
    page.select_option("#kies-ronde", "2024")
    page.select_option("#kies-thema", "vertrouwen")
    expect(page.locator(STATUS)).to_contain_text("Vertrouwen · 2024")

    page.go_back()
    expect(page.locator(STATUS)).to_have_text(
        f"{(counted['moment'] == '2024').sum()} van {len(counted)} uitspraken: 2024."
    )
    assert page.input_value("#kies-thema") == ""
    page.go_back()
    expect(page.locator(STATUS)).to_have_text(everything)
    page.go_forward()
    expect(page.locator(STATUS)).to_contain_text("2024.")


def test_the_menu_leads_to_all_statements_again(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened(place="#uitspraken?thema=vertrouwen&telt=alles")
    expect(page.locator(STATUS)).to_contain_text("van 240 uitspraken: Vertrouwen.")

    page.get_by_role("navigation").get_by_text("Alle uitspraken").click()

    expect(page.locator(STATUS)).to_have_text(f"{len(counted)} van {len(counted)} uitspraken.")
    assert page.is_checked("#kies-telt")


def test_more_is_shown_when_asked_for_and_the_focus_goes_along(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    expect(page.locator(SHOWN)).to_have_count(10)
    expect(page.locator(".meer")).to_have_text(f"Toon meer uitspraken (nog {len(counted) - 10})")

    page.click(".meer")

    expect(page.locator(SHOWN)).to_have_count(20)
    expect(page.locator(SHOWN).nth(10)).to_be_focused()


def test_every_statement_is_there_once_in_the_end(opened: Opened, counted: pd.DataFrame) -> None:
    page = opened()
    while page.locator(".meer").is_visible():
        page.click(".meer")

    shown = page.eval_on_selector_all(SHOWN, "rows => rows.map(row => row.id.slice(2))")

    assert sorted(shown) == sorted(counted["statement_id"])


def test_by_keyboard_from_a_number_to_the_line_in_the_source_and_back(opened: Opened) -> None:
    page = opened()
    page.focus(".sprong")
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.deur:has(data[data-vorm=aantal])')"):
            break
    door = page.evaluate_handle("document.activeElement")
    said = page.evaluate("document.activeElement.querySelector('data').textContent")
    page.keyboard.press("Enter")
    expect(page.locator("#uitspraken-kop")).to_be_focused()
    expect(page.locator(STATUS)).to_contain_text(f"{said} van")
    expect(page.locator(SHOWN).first).to_contain_text(re.compile(r"(verslag\.txt, regel|enquete\.csv, rij) \d+"))

    # The choices come next, each reached by Tab; an arrow chooses.
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.name || document.activeElement.className"))
        if seen[-1] == "terug":
            break
    for name in ("zoek", "thema", "ronde", "doelgroep", "oordeel", "actie", "telt", "wis", "terug"):
        assert name in seen
    page.keyboard.press("Enter")
    assert door.evaluate("door => door === document.activeElement")


def test_a_door_opens_as_often_as_one_goes_through(opened: Opened) -> None:
    page = opened()
    door = page.locator("#kort a.deur").first
    for _ in range(2):
        door.click()
        expect(page.locator("#uitspraken-kop")).to_be_focused()
        page.click(".terug")
        expect(door).to_be_focused()


def test_one_statement_has_a_place_of_its_own(opened: Opened) -> None:
    page = opened(place="#u-u041")

    expect(page.locator(SHOWN)).to_have_count(1)
    expect(page.locator("#u-u041")).to_contain_text("telt niet mee: hier spreken de schrijvers van het rapport")
    expect(page.locator(STATUS)).to_have_text("1 van 240 uitspraken.")


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "dark"), (PHONE, "light")], ids=["desktop, dark", "320 px"])
def test_axe_finds_nothing_among_choices_and_marked_words(
    opened: Opened, violations: Callable[..., list[str]], scheme: str, size: dict[str, int]
) -> None:
    page = opened(size, place="#uitspraken?zoek=coordinatie+facade&kleur=rood", color_scheme=scheme)
    page.evaluate("document.querySelector('.kiezer details').open = true")

    assert violations(page, "#uitspraken") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_a_phone_the_choices_are_folded_so_that_statements_are_near(opened: Opened) -> None:
    for size, unfolded in ((PHONE, False), (WIDE, True)):
        assert opened(size).evaluate("document.querySelector('.kiezer details').open") == unfolded


def test_without_script_all_statements_are_there_and_no_choices(opened: Opened) -> None:
    page = opened(java_script_enabled=False)

    assert page.locator(SHOWN).count() == 240
    assert page.locator(f"{SHOWN}:visible").count() == 240
    assert not page.locator(".kiezer").is_visible()
    expect(page.locator("#uitspraken .noot")).to_contain_text("Zonder JavaScript staan hieronder alle uitspraken.")
    assert page.locator("a.deur").count() == page.locator("a.deur[href='#uitspraken']").count() > 0


def test_on_paper_the_list_is_a_sentence(opened: Opened) -> None:
    page = opened()
    page.emulate_media(media="print")

    assert page.locator("#uitspraken").inner_text().split("\n\n") == [
        "Alle uitspraken",
        "Alle 240 uitspraken staan op het scherm en in labels.csv.",
    ]


def test_without_actions_and_with_one_round_one_can_still_choose(
    browser: Browser, summary: Path, tmp_path: Path
) -> None:
    html = summary.read_text(encoding="utf-8")
    html = re.sub(r'<p class="breed"><label for="kies-actie">.*?</select></p>', "", html, flags=re.DOTALL)
    html = re.sub(r'<li id="u-[^"]*" data-ronde="2024".*?</li>', "", html, flags=re.DOTALL)
    (tmp_path / "smal.html").write_text(html, encoding="utf-8")
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    page.goto((tmp_path / "smal.html").as_uri() + "#uitspraken?actie=1&thema=vertrouwen")

    expect(page.locator(STATUS)).to_contain_text(
        "Vertrouwen. De link noemt iets wat hier niet bestaat: actie ‘1’."
    )
    page.select_option("#kies-ronde", "2024")
    expect(page.locator(STATUS)).to_contain_text("0 van")
    expect(page.locator(".niets")).to_be_visible()
    assert errors == []
    page.close()


def test_what_people_said_stays_text_when_it_is_searched(opened: Opened) -> None:
    page = opened(place="#uitspraken?zoek=vet+%3C%2Fscript%3E")

    expect(page.locator("#u-u015 blockquote p")).to_have_text('<b>vet</b> </script> =HYPERLINK("x") 👍 en zo door')
    expect(page.locator("#u-u015 mark")).to_have_text(["vet", "</script>"])
    assert page.locator("#u-u015 b").count() == 0
