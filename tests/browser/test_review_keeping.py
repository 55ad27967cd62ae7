"""No answer given in the page is lost: it is kept in the browser, in a file or in what is copied."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.core.tables import REVIEW
from pipeline.review.common.resolutions import aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import read_returned
from tests.browser.reviewing import CODEBOOK, by_hand, export, opened, page_file, press, to_review
from tests.cases import cases

pytestmark = pytest.mark.slow

TEXTS = ["Een.", "Twee.", "Drie.", "Vier."]
SAID = ["2", "3", "l", "Enter"]  # proces, wens, leren
NO_LOCAL = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('dicht'); } });"
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('dicht'); } });"
NO_PICKER = "delete window.showSaveFilePicker;"
NO_DOWNLOAD = "URL.createObjectURL = () => { throw new Error('dicht'); };"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { get() { throw new Error('dicht'); } });"
A_FILE = """
window.written = [];
window.showSaveFilePicker = async () => ({ name: 'mijn.csv', createWritable: async () => ({
  write: async (text) => written.push(text), close: async () => undefined }) });
"""


def answered(text: str) -> list[str]:
    """The statements of an export that hold an answer, with it."""
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    columns = ("uitspraak_id", "categorie_correctie", "oordeel_correctie", "themas_correctie", "beoordelaar")
    return ["/".join(row[name] for name in columns) for row in table if row["status"]]


def name_is(page: Page, name: str) -> None:
    page.keyboard.press("Control+s")
    page.fill("#naam2", name)


@pytest.mark.parametrize("shut", ["", NO_LOCAL, NO_DATABASE], ids=["nothing", "localStorage", "IndexedDB"])
def test_answers_are_there_again_after_the_page_was_closed(browser: Browser, tmp_path: Path, shut: str) -> None:
    path = page_file(tmp_path, to_review(TEXTS))
    context = browser.new_context()
    context.add_init_script(shut)
    for expected in ("0 van 4 klaar", "1 van 4 klaar"):
        page = context.new_page()
        page.goto(path.as_uri())
        expect(page.locator("#klaar")).to_have_text(expected)
        press(page, SAID)
        expect(page.locator("#bewaard")).to_contain_text("Bewaard in deze browser")
        page.close()
    context.close()


def test_one_goes_on_where_one_was_with_half_an_answer(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_file(tmp_path, to_review(TEXTS))) as page:
        press(page, [*SAID, "2"])
        expect(page.locator("#bewaard")).to_contain_text("Bewaard in deze browser")
        page.reload()
        press(page, SAID[1:])
        assert answered(export(page).decode()) == [f"u{n}/proces/wens/leren/An" for n in range(2)]


def test_files_do_not_see_each_others_answers_and_a_new_version_asks(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    path = page_file(folder, to_review(TEXTS))
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    press(page, SAID)
    expect(page.locator("#klaar")).to_have_text("1 van 4 klaar")
    page.goto(page_file(folder, to_review(TEXTS), "blind-2026").as_uri())
    expect(page.locator("#klaar")).to_have_text("0 van 4 klaar")

    page_file(folder, to_review([*TEXTS, "Vijf."]))
    page.goto(path.as_uri())

    expect(page.locator("#klaar")).to_have_text("0 van 5 klaar")
    expect(page.locator("#bericht")).to_contain_text("1 antwoord uit een eerdere versie")
    page.click("#bericht button")
    expect(page.locator("#klaar")).to_have_text("1 van 5 klaar")
    context.close()


def test_without_any_storage_the_page_says_so_and_keeps_a_file(browser: Browser, tmp_path: Path) -> None:
    shut = NO_LOCAL + NO_DATABASE + A_FILE
    with opened(browser, page_file(tmp_path, to_review(TEXTS)), shut) as page:
        expect(page.locator("#fout")).to_contain_text("Deze browser bewaart niets")
        name_is(page, "An")
        page.click("#vast")
        expect(page.locator("#fout")).to_be_hidden()
        page.keyboard.press("Escape")
        press(page, SAID)
        expect(page.locator("#bewaard")).to_contain_text("Bewaard in mijn.csv")
        page.wait_for_function("written.length > 3")
        written = page.evaluate("written.at(-1)")

    assert answered(written) == ["u0/proces/wens/leren/An"]


def test_a_blocked_download_leads_to_copying_and_a_blocked_clipboard_to_text(
    browser: Browser, tmp_path: Path
) -> None:
    shut = NO_PICKER + NO_DOWNLOAD + NO_CLIPBOARD
    with opened(browser, page_file(tmp_path, to_review(TEXTS)), shut) as page:
        press(page, SAID)
        name_is(page, "An de Vries")
        expect(page.locator("#vast")).to_be_hidden()
        page.click("#download")
        expect(page.locator("#uitslag")).to_contain_text("Downloaden is hier niet toegestaan. Kies Kopiëren")
        page.click("#kopieer")
        expect(page.locator("#uitslag")).to_contain_text(
            "bewaar dat als blind-2025_An-de-Vries.csv", ignore_case=True
        )
        text = page.input_value("#tekstvak")

    assert answered(text) == ["u0/proces/wens/leren/An de Vries"]


def test_an_export_without_a_name_asks_for_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_file(tmp_path, to_review(TEXTS))) as page:
        name_is(page, " ")
        page.click("#download")
        expect(page.locator("#uitslag")).to_contain_text("Vul eerst uw naam in")


@pytest.mark.parametrize(("cells", "told", "expected"), cases(__file__, "opened"))
def test_a_file_is_opened_again_and_what_is_here_stays(
    browser: Browser, tmp_path: Path, cells: Sequence[dict[str, str]], told: str, expected: list[str]
) -> None:
    frame = to_review(TEXTS)
    (tmp_path / "terug.csv").write_bytes(by_hand(frame, cells))
    with opened(browser, page_file(tmp_path, frame)) as page:
        page.fill("#naam", "An")
        page.keyboard.press("Enter")
        press(page, SAID)
        page.set_input_files("#bestand", tmp_path / "terug.csv")
        expect(page.locator("#bericht")).to_contain_text(told)
        exported = export(page).decode()

    assert answered(exported) == expected


def test_the_files_of_two_reviewers_are_taken_together(browser: Browser, tmp_path: Path) -> None:
    frame = to_review(TEXTS)
    files: dict[str, bytes | None] = {}
    for name, keys in (("An", [*SAID, *SAID]), ("Bo", ["ArrowRight", "2", "2", "l", "Enter", *SAID])):
        with opened(browser, page_file(tmp_path, frame)) as page:
            press(page, keys)
            files[f"{name}.csv"] = export(page, name)
    texts = Texts(dict(zip(frame["uitspraak_id"], frame["tekst"], strict=True)))

    returned = read_returned(files, texts, CODEBOOK)
    found = aggregate(returned.reviews)

    assert returned.issues == []
    assert {one: (r.reviewer, r.disputed) for one, r in found.items()} == {
        "u0": ("An", ()),
        "u1": ("An | Bo", ("stance",)),
        "u2": ("Bo", ()),
    }
    assert all(review.seconds.isdigit() for review in returned.reviews)
    assert "seconden" not in REVIEW.names
