"""A page as the stage makes it from a fictional corpus, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, sync_playwright

from pipeline.core.codes import LEVELS
from pipeline.core.tables import SCORES, TOPICS
from pipeline.stages import evaluate, evidence, report, trend
from tests.builders import earlier_outputs, labels, project, rows
from tests.cases import data

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
THEMES = ("toegankelijkheid", "tempo_capaciteit", "vertrouwen", "verkokering", "")
STANCES = ("knelpunt", "wens", "behouden", "knelpunt", "neutraal", "behouden", "wens")
ROUNDS = (("2024-intern", "intern"), ("2024-extern", "extern"), ("2025", "extern"), ("2025", "intern"))
STRANGE = (
    "Langwoordzonderspaties" * 30,
    "א־ב־ג مرحبا \u202eomgekeerd en dan weer terug",
    '<b>vet</b> </script> =HYPERLINK("x") 👍 en zo door',
    "Dit is een heel lang antwoord. " * 330,
)


def statements() -> pd.DataFrame:
    cells = []
    for number in range(240):
        name, audience = ROUNDS[number % 4]
        theme = THEMES[number % 5]
        cells.append(
            {
                "statement_id": f"u{number:03d}",
                "source": "enquete.csv" if name == "2025" else "verslag.txt",
                "line_start": str(number),
                "line_end": str(number),
                "kind": "antwoord" if name == "2025" else "aanvulling",
                "round": name,
                "audience": audience,
                "stance": STANCES[number % 7],
                "themes": theme,
                "theme_confidences": f"{theme}=0.{990 - number}" if theme else "",
                "predicted_themes": theme,
                "predicted_themes_status": "thema" if theme else "geen_thema",
                "audit": "ja" if number % 3 == 0 else "",
                "text": STRANGE[number // 5 - 1]
                if number in (5, 10, 15, 20)
                else f"Verzonnen uitspraak {number} hierover.",
            }
        )
    for number, changes in data(__file__, "special").items():
        cells[number].update(changes)
    return labels(*cells, predicted_category="proces", predicted_stance="wens")


@pytest.fixture(scope="session")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """samenvatting.html of a corpus that has everything."""
    root = tmp_path_factory.mktemp("project")
    here = Path.cwd()
    os.chdir(root)  # monkeypatch is per test; the page is made once
    try:
        return made(root)
    finally:
        os.chdir(here)


def made(root: Path) -> Path:
    project(root, corpus=data(__file__, "corpus"), actions=data(__file__, "actions"))
    reports = root / "reports" / "proef"
    topic = {"topic_id": "t1", "label": "formulier, portaal", "n": "9", "words": "formulier=0.30",
             "coverage": "0.1111", "covered": "nee"}  # fmt: skip
    scores = [
        {"line": str(line), "property": name, "level": level, "count": str(place * 3 + line)}
        for line, name in enumerate(("Betrouwbaar", "Resultaatgericht"), start=1)
        for place, level in enumerate(LEVELS)
    ]
    earlier_outputs(
        reports,
        statements(),
        topics=rows(TOPICS, topic),
        scores=rows(SCORES, *scores, source="verslag.txt", round="2024", perspective="samen"),
    )
    for module in (trend, evidence, evaluate, report):
        assert module.main(["proef"]) == 0
    return reports / "samenvatting.html"


# Marks what axe is to hold its colours of: a few of the texts that are seen in one colour, size and weight on one
# background. Axe takes most of its time for these colours, and a page has thousands of cells that look alike.
ALIKE = 3
MARK = """most => {
  const met = new Map(), grounds = new Map();
  const ground = element => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const own = getComputedStyle(element);
      const look = [own.backgroundColor, own.backgroundImage, own.opacity];
      grounds.set(element, [ground(element.parentElement), ...look].join());
    }
    return grounds.get(element);
  };
  for (const element of document.querySelectorAll("body *")) {
    const said = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!(said || element.matches("input, select, textarea")) || !element.checkVisibility()) continue;
    const own = getComputedStyle(element);
    const look = [ground(element), own.color, own.fontSize, own.fontWeight, own.position].join();
    met.set(look, (met.get(look) || 0) + 1);
    if (met.get(look) <= most) element.dataset.colours = "";
  }
}"""
COLOURS = "color-contrast"


@pytest.fixture(scope="session")
def violations() -> Callable[..., list[Any]]:
    """What axe finds fault with on a page, or in a part of it, and in which elements; by all rules or by some.
    On a whole page colours are looked at in :data:`ALIKE` of the texts that look alike.
    """

    def look(page: Page, part: str = "", rules: tuple[str, ...] = ()) -> list[Any]:
        asked: list[dict[str, Any]] = [{"context": part, "options": {"runOnly": [*rules]} if rules else {}}]
        if not part and (not rules or COLOURS in rules):
            page.evaluate(MARK, ALIKE)
            asked[0]["options"]["rules"] = {COLOURS: {"enabled": False}}
            asked.append({"context": "[data-colours]", "options": {"runOnly": [COLOURS]}})
        found: list[Any] = []
        for run in asked:
            run["options"]["resultTypes"] = ["violations"]
            found += Axe().run(page, **run).response["violations"]
        return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]

    return look


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one on PATH, else playwright's own; skips when there is neither."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=path, args=QUIET)
        except Error as problem:
            pytest.skip(f"no browser to look at the page with: {str(problem).splitlines()[0]}")
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser, summary: Path) -> Iterator[Callable[..., Page]]:
    """Open the page, at ``place``; afterwards nothing may have been asked of the network or complained of."""
    contexts = []
    complaints: list[str] = []
    requests: list[str] = []

    def opening(size: dict[str, int] = WIDE, place: str = "", **options: Any) -> Page:
        context = browser.new_context(viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url.partition("#")[0]))
        page.goto(summary.as_uri() + place)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert complaints == []
    assert set(requests) == {summary.as_uri()}
