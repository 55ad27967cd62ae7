"""A page with some of its statements: every number still opens what it counts, and says how many are shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.core.corpus import Corpus
from pipeline.report.rendering import render
from pipeline.stages.report import load, page_of
from tests.pages import draw_once

pytestmark = pytest.mark.slow

STATUS = "#uitspraken .melding"
# Follows every door, and gives what each says: shown, of how many; beside the number that was on the door.
DOORS = """async () => {
    const said = [];
    for (const door of document.querySelectorAll("a.deur")) {
        if (door.querySelector("data").dataset.vorm !== "aantal") continue;
        const there = new Promise(done => setTimeout(done, 0));
        door.click();
        await there;
        const told = document.querySelector("#uitspraken .melding").textContent.replaceAll(".", "").split(" ");
        said.push([Number(told[0]), Number(told[2]), Number(door.querySelector("data").value)]);
    }
    return said;
}"""


@pytest.fixture(scope="module")
def sampled(summary: Path, browser: Browser) -> Iterator[Page]:
    """The page with at most 60 kB of statements, of 240."""
    here = Path.cwd()
    os.chdir(summary.parents[2])
    try:
        inputs = load(Corpus("proef"))
        small = inputs.choices.model_copy(update={"statements_mb": 0.06})
        with pytest.MonkeyPatch.context() as patch:
            draw_once(patch)
            page, _ = page_of(replace(inputs, choices=small))
        path = summary.with_name("deel.html")
        path.write_text(render(page, inputs.files), encoding="utf-8")
    finally:
        os.chdir(here)
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert complaints == []


def test_every_door_says_how_many_it_shows_of_what_it_counts(sampled: Page) -> None:
    said = sampled.evaluate(DOORS)
    assert len(said) > 40
    assert [row for row in said if row[1] != row[2]] == []
    assert all(shown <= number for shown, number, _ in said)
    assert all(shown for shown, number, _ in said if number)
    assert any(shown < number for shown, number, _ in said)


def test_choices_tell_the_numbers_of_all_statements(sampled: Page, opened_counts: dict[str, str]) -> None:
    sampled.goto(sampled.url.partition("#")[0] + "#uitspraken?ronde=2025")
    found = sampled.eval_on_selector_all("#uitspraken option", "all => all.map(one => one.textContent)")
    assert found == opened_counts["2025"]


@pytest.fixture
def opened_counts(summary: Path, browser: Browser) -> dict[str, str]:
    """What the options of the whole page say, per round."""
    page = browser.new_page()
    page.goto(summary.as_uri() + "#uitspraken?ronde=2025")
    said = page.eval_on_selector_all("#uitspraken option", "all => all.map(one => one.textContent)")
    page.close()
    return {"2025": said}


def test_searching_says_that_it_looked_on_this_page_only(sampled: Page) -> None:
    sampled.goto(sampled.url.partition("#")[0] + "#uitspraken?zoek=verzonnen")
    expect(sampled.locator(STATUS)).to_contain_text("uitspraken op deze pagina: ‘verzonnen’.")
    expect(sampled.locator("#uitspraken")).to_contain_text("Die staan in labels.csv")
