"""A page as the stage makes it from a fictional corpus, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from pipeline.core.codes import LEVELS
from pipeline.core.counting import set_aside
from pipeline.core.ledger import Ledger
from pipeline.core.table import write_table
from pipeline.core.tables.labels import CODINGS, LABELS
from pipeline.core.tables.review import ORPHANS
from pipeline.core.tables.statements import SCORES
from pipeline.core.tables.topics import TOPICS
from pipeline.stages import evaluate, evidence, report, trend
from tests.paths import ROOT

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
CORPUS = """\
title: Samenwerking Proefstreek
organisation: provincie Proef
sources:
- {file: verslag.txt, profile: verkenning, round: "2024", date: 2024-10-01}
- {file: enquete.csv, profile: tabel, round: "2025", date: 2025-03-01, audience: extern}
"""
ACTIONS = """\
actions:
  1: {title: Eén aanspreekpunt voor elke gemeente, owner: team Regio, themes: [toegankelijkheid]}
  2: {title: Sneller antwoord, owner: directie, themes: [tempo_capaciteit], themes_proposed: true}
  3: {title: Nog zonder thema}
"""
THEMES = ("toegankelijkheid", "tempo_capaciteit", "vertrouwen", "verkokering", "")
STANCES = ("knelpunt", "wens", "behouden", "knelpunt", "neutraal", "behouden", "wens")
ROUNDS = (("2024-intern", "intern"), ("2024-extern", "extern"), ("2025", "extern"), ("2025", "intern"))
STRANGE = (
    "Langwoordzonderspaties" * 30,
    "א־ב־ג مرحبا \u202eomgekeerd en dan weer terug",
    '<b>vet</b> </script> =HYPERLINK("x") 👍 en zo door',
    "Dit is een heel lang antwoord. " * 330,
)
SPECIAL = {
    25: {"text": "De coördinatie is één façade: ‘wij bellen nooit terug’, zei de coördinator."},
    31: {"themes": "tempo_capaciteit|toegankelijkheid", "theme_confidences": "tempo_capaciteit=0.90"},
    34: {"themes": "", "themes_status": "onbeslist", "theme_confidences": ""},
    36: {"duplicate_of": "u032", "text": "De coordinatie staat hier nog eens."},
    37: {"themes": "", "themes_status": "geen_inhoud", "theme_confidences": "", "text": "n.v.t."},
    41: {"kind": "toelichting"},
}


def statements() -> pd.DataFrame:
    rows = []
    for number in range(240):
        name, audience = ROUNDS[number % 4]
        theme = THEMES[number % 5]
        rows.append(
            {
                **dict.fromkeys(LABELS.names, ""),
                "statement_id": f"u{number:03d}",
                "source": "enquete.csv" if name == "2025" else "verslag.txt",
                "line_start": str(number),
                "line_end": str(number),
                "kind": "antwoord" if name == "2025" else "aanvulling",
                "round": name,
                "audience": audience,
                "category": "proces",
                "category_provenance": "model",
                "category_confidence": "0.800",
                "stance": STANCES[number % 7],
                "stance_provenance": "model",
                "stance_confidence": "0.700",
                "themes": theme,
                "theme_confidences": f"{theme}=0.{990 - number}" if theme else "",
                "themes_status": "thema" if theme else "geen_thema",
                "themes_provenance": "model",
                "predicted_category": "proces",
                "predicted_stance": "wens",
                "predicted_themes": theme,
                "predicted_themes_status": "thema" if theme else "geen_thema",
                "audit": "ja" if number % 3 == 0 else "",
                "text": STRANGE[number // 5 - 1]
                if number in (5, 10, 15, 20)
                else f"Verzonnen uitspraak {number} hierover.",
            }
        )
    for number, changes in SPECIAL.items():
        rows[number].update(changes)
    frame = pd.DataFrame(rows, columns=LABELS.names, dtype=str)
    return frame.assign(set_aside=set_aside(frame, ["toelichting"]))


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
    folder, reports = root / "corpora" / "proef", root / "reports" / "proef"
    (folder / "raw").mkdir(parents=True)
    for name in ("verslag.txt", "enquete.csv"):
        (folder / "raw" / name).write_text("x", encoding="utf-8")
    (folder / "corpus.yaml").write_text(CORPUS, encoding="utf-8")
    (folder / "actions.yaml").write_text(ACTIONS, encoding="utf-8")
    for name in ("params.yaml", "corpora/codebook.yaml"):
        (root / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    labels = statements()
    write_table(reports / "labels.csv", labels, LABELS)
    write_table(reports / "codings.csv", CODINGS.empty(), CODINGS)
    write_table(reports / "review" / "zonder-uitspraak.csv", ORPHANS.empty(), ORPHANS)
    topic = {**dict.fromkeys(TOPICS.names, ""), "topic_id": "t1", "label": "formulier, portaal", "n": "9",
             "words": "formulier=0.30", "coverage": "0.1111", "covered": "nee"}  # fmt: skip
    write_table(reports / "topics.csv", pd.DataFrame([topic], dtype=str), TOPICS)
    scores = [
        {**dict.fromkeys(SCORES.names, ""), "source": "verslag.txt", "line": str(line), "round": "2024",
         "perspective": "samen", "property": name, "level": level, "count": str(place * 3 + line)}
        for line, name in enumerate(("Betrouwbaar", "Resultaatgericht"), start=1)
        for place, level in enumerate(LEVELS)
    ]  # fmt: skip
    write_table(reports / "scores.csv", pd.DataFrame(scores, dtype=str), SCORES)
    ids = list(labels["statement_id"])
    for stage in ("ingest", "classify", "discover", "review"):
        ledger = Ledger.of(stage, "statement", incoming=ids, kept=ids, dropped={}, reasons={})
        ledger.write(reports / "ledgers" / f"{stage}.json")
    for module in (trend, evidence, evaluate, report):
        assert module.main(["proef"]) == 0
    return reports / "samenvatting.html"


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
