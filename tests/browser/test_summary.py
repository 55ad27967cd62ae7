"""The summary in a real browser: for everyone, on every screen, without the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow

Opened = Callable[..., Page]
Violations = Callable[..., list[Any]]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
FOLDED = "details:not([open])"


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.eval_on_selector_all(FOLDED, "folds => folds.forEach(fold => fold.open = true)")


# Colours do not hang on the size: each of both once.
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "dark")], ids=["desktop", "320 px, dark"])
def test_axe_finds_nothing(opened: Opened, violations: Violations, scheme: str, size: dict[str, int]) -> None:
    page = opened(size, color_scheme=scheme)
    unfold(page)

    assert violations(page) == []


def test_axe_finds_nothing_in_what_is_printed(opened: Opened, violations: Violations) -> None:
    page = opened()
    page.emulate_media(media="print")

    assert violations(page) == []


def test_evidence_that_is_folded_on_the_screen_is_printed(opened: Opened) -> None:
    page = opened()
    quote = page.locator(".actie .citaat").first
    assert not quote.is_visible()

    page.emulate_media(media="print")

    assert quote.evaluate("element => element.getBoundingClientRect().height") > 10
    assert not page.locator("details.tabel").first.is_visible()
    assert page.locator("#themas .papier").is_visible()  # and it says where the table is


def test_an_action_in_the_overview_opens_its_fold(opened: Opened) -> None:
    page = opened()
    goal = page.locator("#actie-1")
    assert not page.locator(".actie").first.evaluate("element => element.open")

    page.locator('#acties tbody a[href="#actie-1"]').click()
    page.wait_for_url("**#actie-1")

    assert goal.is_visible()


def test_axe_sees_a_fault_when_there_is_one_and_one_pale_cell_among_many(
    opened: Opened, violations: Violations
) -> None:
    page = opened()
    page.evaluate("document.documentElement.removeAttribute('lang')")
    cell = page.locator("#acties table").first.locator("td").last
    cell.evaluate("element => element.style.color = '#ddd'")

    found = dict(violations(page, rules=("html-has-lang", "color-contrast")))

    assert {name: len(where) for name, where in found.items()} == {"html-has-lang": 1, "color-contrast": 1}


def test_nothing_sticks_out_sideways(opened: Opened) -> None:
    page = opened(PHONE)
    unfold(page)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})

        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_goes_past_the_menu_and_into_the_figures(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    expect(page.locator(".sprong")).to_be_focused()
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") == 0

    # A browser follows a link in its own time: these wait for it.
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
    for _ in range(10):  # past the figures of the first finding, which are doors
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.zekerheid a')"):
            break
    goal = page.evaluate("document.activeElement.getAttribute('href')")
    assert goal in ("#themas", "#verloop", "#spiegel", "#gaten")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{goal}")
    page.focus(".wijzer a")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_one_drawing_of_each_chart_is_shown(opened: Opened) -> None:
    page = opened()
    unfold(page)
    for width, shown in ((WIDE["width"], "breedscherm"), (PHONE["width"], "smalscherm")):
        page.set_viewport_size({"width": width, "height": 700})
        drawings = page.query_selector_all(".tekening")
        visible = [drawing.get_attribute("class") for drawing in drawings if drawing.is_visible()]
        assert len(visible) == len(drawings) / 2 > 0
        assert set(visible) == {f"tekening {shown}"}


def test_the_style_holds_under_the_pages_own_policy(opened: Opened) -> None:
    page = opened()

    assert page.evaluate("getComputedStyle(document.querySelector('.g')).textAlign") == "right"


def test_it_prints_without_menu_on_white(opened: Opened) -> None:
    page = opened(color_scheme="dark")
    page.emulate_media(media="print")

    assert not page.locator(".wijzer").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize(("size", "shown"), [(PHONE, True), (WIDE, False)], ids=["320 px", "desktop"])
def test_a_table_that_does_not_fit_says_that_it_scrolls(opened: Opened, size: dict[str, int], shown: bool) -> None:
    page = opened(size)
    page.locator("#themas details").first.evaluate("element => element.open = true")

    table = page.locator("#themas .schuif")

    assert table.evaluate("element => element.scrollWidth > element.clientWidth") == shown
    assert page.locator("#themas .schuiftip").first.is_visible() == shown


def test_on_paper_actions_flow_and_quotes_stay_whole(opened: Opened) -> None:
    page = opened()
    page.emulate_media(media="print")

    def broken(selector: str) -> Any:
        return page.locator(selector).first.evaluate("element => getComputedStyle(element).breakInside")

    assert {name: broken(name) for name in (".actie", ".citaat", "figure", "main p")} == {
        ".actie": "auto", ".citaat": "avoid", "figure": "avoid", "main p": "avoid",
    }  # fmt: skip
    assert page.locator("#themas-kop + p").evaluate("element => getComputedStyle(element).breakAfter") == "avoid"
