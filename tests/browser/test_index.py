"""The index of corpora in a real browser: for everyone, on every screen, without the network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.stages import index
from tests.paths import ROOT

pytestmark = pytest.mark.slow


NAMES = {"proef": "Samen in Proef", "lang": "Langwoordzonderspaties" * 4}


@pytest.fixture
def listed(summary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """index.html of two corpora, of which one has a long name."""
    monkeypatch.chdir(tmp_path)
    row = json.loads((summary.parents[1] / "kaarten" / "proef.json").read_text(encoding="utf-8"))["rij"]
    first = re.search(r'class="naam" href="[^"]*">([^<]*)<', row)
    assert first is not None
    (tmp_path / "reports" / "kaarten").mkdir(parents=True)
    for name, title in NAMES.items():
        content = json.dumps({"rij": row.replace(first[1], title)})
        (tmp_path / "reports" / "kaarten" / f"{name}.json").write_text(content, encoding="utf-8")
    params = (ROOT / "params.yaml").read_text(encoding="utf-8")
    (tmp_path / "params.yaml").write_text(
        params.replace("- nedermaas\n", "".join(f"- {name}\n" for name in NAMES), 1), encoding="utf-8"
    )
    assert index.main([]) == 0
    return tmp_path / "reports" / "index.html"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1280, "dark")])
def test_everyone_can_read_it_and_nothing_sticks_out(
    browser: Browser, listed: Path, violations: Callable[..., list[str]], width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    requests: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(listed.as_uri())

    faults = violations(page)
    heads = [head for head in page.query_selector_all("tbody td .kopje") if head.is_visible()]
    shown = [head.inner_text() for head in heads]
    overflow = page.evaluate("document.documentElement.scrollWidth") - width
    headed = page.locator("thead").is_visible()
    context.close()

    assert faults == []
    assert overflow <= 0
    # A name stands above each cell where the row of names has gone, and only there.
    assert headed == (width == 1280)
    assert shown == (
        [] if headed else ["Rondes", "Vaakst genoemd", "Veranderd", "Acties", "Hoe zeker"] * len(NAMES)
    )
    assert complaints == []
    assert requests == [listed.as_uri()]
