"""Is the page to review in quick, are its keys few, is anything lost? (``-m tests.benchmarks.bench_review_page``)

Printed as JSON, for scripts:

- `replay`: the gold codings of the demo's statements, pressed in the page one by one: keys a statement, blind
  and to agree, and the seconds that the keystroke-level model makes of them, beside those of Excel;
- `speed`: with so many statements the size of the page, milliseconds until it can be used, and from a key
  until the next frame (median and slowest), each key a decision that is kept;
- `killed`: the browser is killed (SIGKILL) at random moments of somebody who presses a dozen keys a second, and
  started again: decisions lost at each kill, of how many.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

from pipeline.measures.keystrokes import Coding, effort, effort_to_agree
from tests.browser.reviewing import CODEBOOK, keys_of, page_file, to_review
from tests.paths import ROOT

PROGRAM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
QUIET = ["--no-sandbox", "--disable-gpu", "--headless=new", "--no-first-run", "--disable-background-networking"]
ONE = ["1", "3", "0"]  # the decisions on one statement
FAST = (0.03, 0.12)  # seconds between keys: twice as fast as a good typist
# Resolves to milliseconds from a key to the next frame.
KEY = """key => new Promise(done => {
  const from = performance.now();
  dispatchEvent(new KeyboardEvent("keydown", { key, code: /\\d/.test(key) ? `Digit${key}` : "", bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
})"""


def gold() -> list[Coding]:
    """The demo's statements as people coded them."""
    lines = (ROOT / "corpora" / "held_out" / "nedermaas.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Coding(one["text"], one["category"], one["stance"], tuple(one["themes"]))
        for one in map(json.loads, lines)
        if one["category"]
    ]


def done_in(page: Page) -> int:
    """Statements that are done, as the page says."""
    return int(page.inner_text("#klaar").split()[0].replace(".", ""))


def replay(browser: Browser, folder: Path, codings: list[Coding]) -> dict[str, Any]:
    """Keys and modelled seconds per statement, of codings that the page took."""
    labels = [(one.category, one.stance, "|".join(one.themes) or "geen") for one in codings]
    texts = [one.text for one in codings]
    pressed: dict[str, list[int]] = {"blind": [], "agree": []}
    for kind, shown in (("blind", ()), ("agree", labels)):
        page = browser.new_page()
        page.goto(page_file(folder, to_review(texts, shown), kind).as_uri())
        for one in labels:
            keys = ["Enter"] if kind == "agree" else [*keys_of(*one), "Enter"]
            for key in keys:
                page.keyboard.press(key)
            pressed[kind].append(len(keys))
        if done_in(page) != len(codings):
            raise RuntimeError(f"{done_in(page)} of {len(codings)} statements were taken")
        page.close()
    modelled = {
        "blind": {road: [effort(one, CODEBOOK, road).seconds for one in codings] for road in ("page", "excel")},
        "agree": {
            road: [effort_to_agree(one.text, road).seconds for one in codings] for road in ("page", "excel")
        },
    }
    return {
        kind: {
            "statements": len(keys),
            "keys_median": statistics.median(keys),
            "keys_mean": round(statistics.mean(keys), 2),
            "modelled_seconds_mean": {
                road: round(statistics.mean(each), 1) for road, each in modelled[kind].items()
            },
        }
        for kind, keys in pressed.items()
    }


def speed(browser: Browser, folder: Path, wanted: int, tries: int) -> dict[str, Any]:
    """How long a reader waits, with so many statements."""
    texts = [f"Uitspraak {n}: {'over de samenwerking met de provincie ' * 5}" for n in range(wanted)]
    path = page_file(folder, to_review(texts, [("proces", "wens", "regie")] * wanted), "alles")
    load, keys = [], []
    for _ in range(tries):
        page = browser.new_page()
        page.goto(path.as_uri())
        page.wait_for_function("document.getElementById('klaar').textContent")
        load.append(
            page.evaluate("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
        )
        load[-1] = max(load[-1], page.evaluate("performance.now()"))
        keys += [page.evaluate(KEY, key) for key in ("1", "2", "l", "g", "Enter", "Backspace", "/", ",")]
        page.close()
    return {
        "statements": wanted,
        "megabytes": round(path.stat().st_size / 1e6, 2),
        "load_ms": {"median": round(statistics.median(load)), "slowest": round(max(load))},
        "key_ms": {"median": round(statistics.median(keys)), "slowest": round(max(keys))},
    }


@contextmanager
def running(playwright: Playwright, profile: Path) -> Iterator[tuple[subprocess.Popen[bytes], Page]]:
    """A browser of our own that can be killed, with its profile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = PROGRAM or playwright.chromium.executable_path
    command = [program, *QUIET, f"--remote-debugging-port={port}", f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(200):
            try:
                browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
                break
            except Error:
                time.sleep(0.1)
        yield process, browser.contexts[0].new_page()
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The browser and all that it started, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def found_in(page: Page, path: Path) -> int:
    """Decisions that are there when the page is opened."""
    page.goto(path.as_uri())
    page.wait_for_selector("[data-gelezen]")
    done = done_in(page)
    return len(ONE) * done + page.locator("#antwoord input:checked").count()


def killed(playwright: Playwright, folder: Path, times: int, pause: tuple[float, float]) -> dict[str, Any]:
    """Decisions lost at each kill, of somebody who pauses so many seconds (from, to) between keys."""
    chance = random.Random(20)  # noqa: S311 - moments, no secrets
    path = page_file(folder, to_review([f"Uitspraak {n}." for n in range(4000)]))
    profile, lost, made = folder / "profile", [], 0
    for turn in range(times + 1):
        with running(playwright, profile) as (process, page):
            there = found_in(page, path)
            if turn:
                lost.append(made - there)
            if turn == times:
                break
            made = there
            timer = threading.Timer(chance.uniform(0.1, 2.0), _kill, [process])
            timer.start()
            try:
                while True:
                    for key in [*ONE[made % len(ONE) :], "Enter"]:
                        page.keyboard.press(key)
                        made += key != "Enter"
                        time.sleep(chance.uniform(*pause))
            except Error:
                timer.join()
    return {
        "kills": len(lost),
        "decisions": made,
        "lost_at_most": max(lost),
        "lost_in_all": sum(max(0, n) for n in lost),
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--statements", type=int, default=5000)
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--codings", type=int, default=1000, help="gold codings to press, at most")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no browser of ours goes on
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu"])
        found["replay"] = replay(browser, Path(folder), gold()[: given.codings])
        found["speed"] = speed(browser, Path(folder), given.statements, given.tries)
        browser.close()
        if given.kills:
            found["killed"] = killed(playwright, Path(folder), given.kills, FAST)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
