"""A page to review in, as a browser opens it, and what it exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from playwright.sync_api import Browser, Page

from pipeline.core.codebook import Codebook, load_codebook
from pipeline.core.delimited import dutch_csv
from pipeline.core.tables import REVIEW
from pipeline.review.common.review_rows import check_code, labels_code
from pipeline.review.page.keys import single_keys, theme_keys
from pipeline.review.page.page import AboutFile, review_page
from tests.builders import rows
from tests.paths import ROOT

CODEBOOK: Codebook = load_codebook(ROOT / "corpora" / "codebook.yaml")
THEME_KEYS, SINGLE_KEYS = theme_keys(CODEBOOK), single_keys(CODEBOOK)
SAID_KEYS = {"geen": "0", "geen inhoud": ".", "buiten onderwerp": "-"}


def to_review(texts: Sequence[str], shown: Sequence[tuple[str, str, str]] = ()) -> pd.DataFrame:
    """Rows of REVIEW, blind, or with the labels that are shown."""
    made = []
    for number, text in enumerate(texts):
        cells = {"uitspraak_id": f"u{number}", "ronde": "2025", "tekst": text}
        code = check_code(cells["uitspraak_id"], text, blind=not shown)
        if shown:
            labels = shown[number]
            cells |= dict(zip(("categorie", "oordeel", "themas"), labels, strict=True))
            cells |= {"zekerheid": f"0.{50 + number}", "waarom": "regel"}
            code += labels_code(labels)
        made.append({"controle": code, **cells})
    return rows(REVIEW, *made)


def page_file(folder: Path, frame: pd.DataFrame, name: str = "blind-2025", *, decides: bool = False) -> Path:
    """The page of these rows, in a folder whose name tells it from others in the browser's storage."""
    path = folder / f"{name}.html"
    about = AboutFile(name, folder.name, "Proef", 60, decides)
    path.write_bytes(review_page(frame, CODEBOOK, about))
    return path


@contextmanager
def opened(browser: Browser, path: Path, before: str = "", **options: Any) -> Iterator[Page]:
    """The page in a context of its own; nothing may be asked of the network, or complained of."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(5000)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url) if not request.url.startswith("file:") else None)
    if before:
        page.add_init_script(before)
    try:
        page.goto(path.as_uri())
        yield page
        assert [one for one in heard if not one.startswith("blob:")] == []
    finally:
        context.close()


def keys_of(category: str, stance: str, themes: str) -> list[str]:
    """The keys that say this, from a blank answer; digits mean a category first and then a stance."""
    if themes in ("geen inhoud", "buiten onderwerp"):
        return [SAID_KEYS[themes]]
    places = (list(CODEBOOK.categories).index(category), list(CODEBOOK.stances).index(stance))
    named = [SAID_KEYS[themes]] if themes in SAID_KEYS else [THEME_KEYS[theme] for theme in themes.split("|")]
    return [*(str(place + 1) for place in places), *named]


def press(page: Page, keys: Sequence[str]) -> None:
    for key in keys:
        page.keyboard.press(key)


def export(page: Page, name: str = "An") -> bytes:
    """What downloading gives."""
    page.keyboard.press("Control+s")
    page.fill("#naam2", name)
    with page.expect_download() as download:
        page.click("#download")
    page.keyboard.press("Escape")
    return Path(download.value.path()).read_bytes()


def by_hand(frame: pd.DataFrame, answers: Sequence[Mapping[str, str]]) -> bytes:
    """The same file as Excel saves it with these cells filled in."""
    filled = frame.copy()
    for column in (
        "categorie_correctie",
        "oordeel_correctie",
        "themas_correctie",
        "status",
        "beoordelaar",
        "opmerking",
    ):
        filled[column] = [answer.get(column, "") for answer in answers]
    return dutch_csv(filled)
