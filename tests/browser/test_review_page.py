"""The page to review in: by keyboard alone, and what it exports means what the CSV means."""

from __future__ import annotations

import datetime
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from pipeline.core.delimited import dutch_csv
from pipeline.measures.keystrokes import Coding, effort
from pipeline.review.common.resolutions import aggregate
from pipeline.review.common.texts import Texts
from pipeline.review.returned.reading import read_returned
from tests.browser.reviewing import (
    CODEBOOK,
    THEME_KEYS,
    by_hand,
    export,
    keys_of,
    opened,
    page_file,
    press,
    to_review,
)
from tests.cases import data
from tests.paths import ROOT

pytestmark = pytest.mark.slow

TEXTS = ["Eerst een gewone zin.", '=1+1; en "dan"', "Regel een\nregel twee", "Nog een."]
SHOWN = [("inhoud", "wens", "leren"), ("proces", "knelpunt", "regie|relatie"), ("proces", "neutraal", "geen"),
         ("", "", "buiten onderwerp")]  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    themes = draw(st.lists(st.sampled_from(sorted(CODEBOOK.themes)), unique=True, max_size=3))
    said = CODEBOOK.join(set(themes)) or draw(st.sampled_from(["geen", "geen inhoud", "buiten onderwerp"]))
    coded = said not in ("geen inhoud", "buiten onderwerp")
    return {
        "categorie_correctie": draw(st.sampled_from(sorted(CODEBOOK.categories))) if coded else "",
        "oordeel_correctie": draw(st.sampled_from(sorted(CODEBOOK.stances))) if coded else "",
        "themas_correctie": said,
        "status": draw(st.sampled_from(["gecorrigeerd", "gecorrigeerd", "twijfel"])),
        "opmerking": draw(st.sampled_from(["", "", '=kijk; "zo"', "'t is waar"])),
        "beoordelaar": "An",
    }


def meant(content: bytes) -> dict[str, tuple[Any, ...]]:
    """What a returned file comes to: per statement its labels, status and remark."""
    frame = to_review(TEXTS * 2)
    texts = Texts(dict(zip(frame["uitspraak_id"], frame["tekst"], strict=True)))
    returned = read_returned({"a.csv": content}, texts, CODEBOOK)
    assert returned.issues == []
    return {
        one: (r.category, r.stance, r.themes, r.themes_status, r.status, r.reviewer, r.note, r.coded_blind)
        for one, r in aggregate(returned.reviews).items()
    }


def labels_only(content: bytes) -> dict[str, tuple[Any, ...]]:
    return {one: said[:4] for one, said in meant(content).items()}


def keys_for(answer: dict[str, Any], shown: Sequence[str] = ("", "", "")) -> list[str]:
    """The keys that a person would press, with the labels that stand there already."""
    wanted = [answer[f"{name}_correctie"] for name in ("categorie", "oordeel", "themas")]
    keys = keys_of(*wanted)
    if shown[2] and "|" not in keys[0]:
        before, after = ([] if cell in ("geen", "geen inhoud", "buiten onderwerp") else cell.split("|")
                         for cell in (shown[2], wanted[2]))  # fmt: skip
        if after:
            keys = [*keys[:2], *(THEME_KEYS[theme] for theme in sorted({*before} ^ {*after}))]
        elif wanted[2] == shown[2]:
            keys = keys[:2] if len(keys) > 1 else []
    return [*keys, *(["/"] if answer["status"] == "twijfel" else [])]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(answers(), min_size=8, max_size=8), blind=st.booleans())
def test_the_page_and_the_csv_give_identical_labels(
    browser: Browser, said: list[dict[str, Any]], blind: bool
) -> None:
    frame = to_review(TEXTS * 2, () if blind else SHOWN * 2)
    with tempfile.TemporaryDirectory() as folder, opened(browser, page_file(Path(folder), frame)) as page:
        for number, answer in enumerate(said):
            press(page, keys_for(answer, ("", "", "") if blind else SHOWN[number % 4]))
            if answer["opmerking"]:
                page.keyboard.press(";")
                page.keyboard.insert_text(answer["opmerking"])
            page.keyboard.press("Enter")
        if page.locator("#bewaren").is_visible():
            page.keyboard.press("Escape")
        exported = export(page)

    typed = by_hand(frame, said)
    assert labels_only(exported) == labels_only(typed)
    if blind:
        assert meant(exported) == meant(typed)


def test_what_nobody_touched_is_exported_as_it_was_sent(browser: Browser, tmp_path: Path) -> None:
    frame = to_review(TEXTS, SHOWN)
    with opened(browser, page_file(tmp_path, frame)) as page:
        exported = export(page)

    assert exported == dutch_csv(frame.assign(zekerheid=["0,50", "0,51", "0,52", "0,53"]))


def test_gold_codings_take_four_keys_or_fewer_and_agreeing_one(browser: Browser, tmp_path: Path) -> None:
    lines = (ROOT / "corpora" / "held_out" / "nedermaas.jsonl").read_text(encoding="utf-8").splitlines()[::50]
    gold = [json.loads(line) for line in lines]
    said = [(one["category"], one["stance"], "|".join(one["themes"]) or "geen") for one in gold]
    counts = []
    with opened(browser, page_file(tmp_path, to_review([one["text"] for one in gold]))) as page:
        for number, labels in enumerate(said):
            expect(page.locator("#tekst")).to_have_text(gold[number]["text"])
            keys = [*keys_of(*labels), "Enter"]
            press(page, keys)
            counts.append(len(keys))
        expect(page.locator("#klaar")).to_have_text(f"{len(gold)} van {len(gold)} klaar")
    with opened(browser, page_file(tmp_path, to_review(TEXTS[:3], SHOWN[:3]), "twijfel")) as page:
        press(page, ["Enter"] * 3)
        expect(page.locator("#klaar")).to_have_text("3 van 3 klaar")
        page.keyboard.press("Escape")
        agreed = export(page)

    model = [
        effort(Coding(one["text"], one["category"], one["stance"], tuple(one["themes"])), CODEBOOK).keys
        for one in gold
    ]
    assert counts == model
    assert median(counts) <= 4
    assert [said[4] for said in meant(agreed).values()] == ["akkoord"] * 3
    assert labels_only(agreed)["u1"] == ("proces", "knelpunt", "regie|relatie", "thema")


def test_seconds_of_attention_go_with_the_answers(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_file(tmp_path, to_review(TEXTS))) as page:
        page.evaluate(
            "() => { const now = performance.now.bind(performance); performance.now = () => now() + 7000; }"
        )
        press(page, ["1", "2", "0", "Enter"])
        exported = export(page).decode("utf-8-sig")

    header, first, second = (
        line.split(";") for line in exported.replace("regel een\nregel", "").split("\r\n")[:3]
    )
    assert header[-1] == "seconden"
    assert 7 <= int(first[-1]) <= 60  # what the machine itself took is among them
    assert second[-1] == ""
    assert first[-4:-1] == ["An", datetime.date.today().strftime("%d-%m-%Y"), ""]  # noqa: DTZ011 - as the reader's clock


def test_going_on_with_too_little_says_what_is_missing_and_twice_goes_on(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_file(tmp_path, to_review(TEXTS))) as page:
        press(page, ["3", "Enter"])
        expect(page.locator("#meldingen")).to_contain_text("kies een oordeel en een thema (of geen: 0)")
        expect(page.locator("#nummer")).to_contain_text("1 van 4")
        page.keyboard.press("Enter")
        expect(page.locator("#nummer")).to_contain_text("2 van 4")
        page.keyboard.press("Backspace")
        expect(page.locator("#nummer")).to_contain_text("1 van 4")
        expect(page.get_by_role("radio", name="Rol/Houding")).to_be_checked()
        press(page, ["2", "v", "Enter", ","])
        expect(page.locator("#nummer")).to_contain_text("2 van 4")
        expect(page.locator("#klaar")).to_have_text("1 van 4 klaar")


def test_digits_are_known_by_their_place_where_a_keyboard_wants_shift_for_them(
    browser: Browser, tmp_path: Path
) -> None:
    with opened(browser, page_file(tmp_path, to_review(TEXTS))) as page:
        for key, code in (("&", "Digit1"), ('"', "Digit3"), ("L", "KeyL")):  # the last with Caps Lock
            page.evaluate(
                "([key, code]) => dispatchEvent(new KeyboardEvent('keydown', { key, code }))", [key, code]
            )
        exported = export(page).decode().split("\r\n")
        page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: '-', code: 'Digit6' }))")
        expect(page.get_by_role("checkbox", name="Buiten onderwerp")).to_be_checked()

    assert exported[1].split(";")[9:12] == ["inhoud", "wens", "leren"]


def test_a_choice_is_undone_and_a_wiped_answer_comes_back(browser: Browser, tmp_path: Path) -> None:
    path = page_file(tmp_path, to_review(TEXTS))
    with opened(browser, path) as page:
        press(page, ["1", "2", "l", "Enter", "Backspace", "Delete"])
        expect(page.locator("#klaar")).to_have_text("0 van 4 klaar")
        page.keyboard.press("Control+z")
        expect(page.locator("#klaar")).to_have_text("1 van 4 klaar")
        page.reload()
        expect(page.locator("#klaar")).to_have_text("1 van 4 klaar")
        page.keyboard.press("Control+z")
        expect(page.locator("#meldingen")).to_have_text("Er is niets om terug te draaien.")


def test_what_is_decided_together_is_a_decision_on_that_alone(browser: Browser, tmp_path: Path) -> None:
    frame = to_review(TEXTS, SHOWN).assign(waarom="An: inhoud / Bo: proces")
    with opened(browser, page_file(tmp_path, frame, "besluiten", decides=True)) as page:
        expect(page.locator("#machine")).to_have_text("Wat er is gezegd: An: inhoud / Bo: proces")
        expect(page.locator("#antwoord input:checked")).to_have_count(0)
        press(page, ["Enter"])
        expect(page.locator("#meldingen")).to_contain_text("kies waarover u het oneens was")
        press(page, ["2", "Enter"])
        exported = export(page, "An en Bo").decode().split("\r\n")

    assert exported[1].split(";")[9:14] == ["proces", "", "", "besluit", "An en Bo"]


def test_a_file_without_statements_says_so(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, page_file(tmp_path, to_review([]))) as page:
        page.keyboard.press("1")
        expect(page.locator("#bericht")).to_contain_text("In dit bestand staan geen uitspraken.")


def test_a_key_is_remapped_by_keyboard_and_never_to_one_that_is_taken(browser: Browser, tmp_path: Path) -> None:
    path = page_file(tmp_path, to_review(TEXTS))
    with opened(browser, path) as page:
        page.keyboard.press("F1")
        button = page.get_by_role("button", name="Wijzig de toets voor Leren en volhouden, nu L")
        button.press("Enter")
        page.keyboard.press("g")
        expect(page.locator("#toetsbericht")).to_have_text(
            "G is al van: Gezamenlijke doelen. Kies een andere toets."
        )
        button.press("Enter")
        page.keyboard.press("z")
        expect(page.locator("#toetsbericht")).to_have_text("Z is nu de toets voor: Leren en volhouden.")
        page.keyboard.press("Escape")
        press(page, ["l", "z"])
        expect(page.get_by_role("checkbox", name="Leren en volhouden")).to_be_checked()
        page.reload()
        press(page, ["z"])
        expect(page.get_by_role("checkbox", name="Leren en volhouden")).not_to_be_checked()
        page.keyboard.press("F1")
        page.uncheck("#aan")
        page.keyboard.press("Escape")
        press(page, ["z"])
        expect(page.get_by_role("checkbox", name="Leren en volhouden")).not_to_be_checked()


def test_hostile_texts_are_shown_whole_and_found_by_searching(browser: Browser, tmp_path: Path) -> None:
    texts = [*data(__file__, "hostile"), "Een heel lang antwoord. " * 4000]
    with opened(browser, page_file(tmp_path, to_review(texts))) as page:
        seen = []
        for _ in texts:
            seen.append(page.locator("#tekst").text_content())
            page.keyboard.press("ArrowRight")
        page.keyboard.press("F2")
        page.fill("#zoek", "façade SCRIPT")
        expect(page.locator("#gevonden")).to_contain_text(f"1 van {len(texts)} uitspraken.")
        expect(page.locator("#nummer")).to_contain_text("Uitspraak 1")

    assert seen == texts


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1366, "light")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Browser, tmp_path: Path, violations: Callable[..., list[Any]], width: int, scheme: str
) -> None:
    path = page_file(tmp_path, to_review(TEXTS, SHOWN), "twijfel")
    with opened(browser, path, viewport={"width": width, "height": 650}, color_scheme=scheme) as page:
        page.keyboard.press("F2")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for key in ("Control+s", "F1") if width == 320 else ():
            page.keyboard.press(key)
            assert violations(page) == []
            page.keyboard.press("Escape")
