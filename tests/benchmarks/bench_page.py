"""Is the summary quick with many statements? ``python -m tests.benchmarks.bench_page [--statements 5000 200000]``.

The demo's page (``make repro`` first), its statements repeated until there are so many, of 200 characters on
average. Printed: processor seconds to make the page, and its size; the time until it can be used (parsed, script
run, first frame drawn); and the time from a choice to the new list laid out. Each beside the alternative that was
not taken: all rows stay in the page, and those that do not match are hidden. Medians of a number of tries, in
Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.core.corpus import Corpus
from pipeline.report.rendering import render
from pipeline.stages.report import load
from pipeline.stages.report import page_of as page_of_corpus

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CORPUS = "nedermaas"
CHOICES = [{"thema": "vertrouwen"}, {"oordeel": "kritisch"}, {"ronde": "2026", "oordeel": "wens"}, {}]
SEARCHES = [{"zoek": "provincie"}, {"zoek": "de gemeente"}, {"zoek": "coördinatie"}, {"zoek": "e"}]

ASK = f"([what, choice]) => ({Path(__file__).with_suffix('.js').read_text(encoding='utf-8')})[what](choice)"


def many(labels: pd.DataFrame, wanted: int, length: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Labels repeated, with texts lengthened to the average; and from new id to the old."""
    times = -(-wanted // len(labels))
    copies = []
    for n in range(times):
        texts = [
            f"{text} {labels['text'].iloc[(place * 7 + n) % len(labels)]}"
            for place, text in enumerate(labels["text"])
        ]
        copies.append(labels.assign(statement_id=labels["statement_id"] + f"{n:04d}", duplicate_of="", text=texts))
    frame = pd.concat(copies, ignore_index=True).iloc[:wanted]
    spare = max(0, length - round(frame["text"].str.len().mean()))
    frame = frame.assign(text=frame["text"] + [f" {'over de samenwerking ' * 20}"[:spare]] * len(frame))
    return frame, dict(zip(frame["statement_id"], frame["statement_id"].str[:-4], strict=True))


def page_of(wanted: int, length: int) -> str:
    """The demo's page with many statements."""
    inputs = load(Corpus(CORPUS))
    labels, origin = many(inputs.tables.labels.frame, wanted, length)
    set_aside = inputs.tables.set_aside
    counted_or_not = {
        new: set_aside[old] for new, old in origin.items() if set_aside.get(old, "duplicate") != "duplicate"
    }
    book = replace(inputs.tables.labels, frame=labels)
    tables = replace(inputs.tables, labels=book, set_aside=counted_or_not)
    page, _ = page_of_corpus(replace(inputs, tables=tables))
    return render(page, inputs.files)


def opened(page: Page, path: Path) -> float:
    """Milliseconds until the page can be used."""
    page.goto("about:blank")
    page.goto(path.as_uri())
    return float(page.evaluate(ASK, ["ready", None]))


def told(html: str, browser: Browser, tries: int) -> str:
    """The table of one page."""
    with tempfile.TemporaryDirectory() as folder:
        ours, other = Path(folder) / "ours.html", Path(folder) / "all.html"
        ours.write_text(html, encoding="utf-8")
        before, _, rest = html.rpartition("<script>")
        other.write_text(before + rest.partition("</script>")[2], encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        ready = {path: [opened(page, path) for _ in range(tries)] for path in (ours, other)}
        hidden, hidden_search = (
            [page.evaluate(ASK, ["hide", choice]) for _ in range(tries) for choice in many]
            for many in (CHOICES, SEARCHES)
        )
        opened(page, ours)
        chosen, searched = (
            [page.evaluate(ASK, ["choose", choice]) for _ in range(tries) for choice in many]
            for many in (CHOICES, SEARCHES)
        )
        page.close()
    lines = ["| median (slowest), ms | rows taken out | rows hidden |", "|---|---|---|"]
    for what, mine, theirs in (
        ("until it can be used", ready[ours], ready[other]),
        ("a choice", chosen, hidden),
        ("a search", searched, hidden_search),
    ):
        cells = [f"{statistics.median(found):.0f} ({max(found):.0f})" for found in (mine, theirs)]
        lines.append(f"| {what} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--statements", type=int, nargs="*", default=[5_000, 200_000])
    parser.add_argument("--length", type=int, default=200, help="characters of a statement, on average")
    parser.add_argument("--tries", type=int, default=5)
    given = parser.parse_args()
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for number in given.statements:
            start = time.process_time()
            html = page_of(number, given.length)
            spent = time.process_time() - start
            sys.stdout.write(f"{number} statements: made in {spent:.1f} s, {len(html.encode()) / 1e6:.2f} MB\n")
            sys.stdout.write(told(html, browser, given.tries))
            sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
