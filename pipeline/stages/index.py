"""The index page of all corpora that params.yaml lists.

Reads ``reports/kaarten/<corpus>.json``, which the report stage of each corpus writes, of those corpora
only. Writes ``reports/index.html``. With one corpus too: it is the page to begin at, however many there are.
"""

from __future__ import annotations

import json
import sys
from json import JSONDecodeError
from pathlib import Path

from pipeline.core.corpus import REPORTS
from pipeline.core.errors import InputError, missing_file
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, project_stage
from pipeline.report.files import Files
from pipeline.report.html.cards import CARDS, Card, from_json
from pipeline.report.html.index import render_index


def run() -> Outputs:
    """Make the page from the cards."""
    cards = [read_card(REPORTS / CARDS / f"{name}.json") for name in load_params().corpora]
    files = Files.read()
    html = render_index(cards, files.templates, files.style + files.index_style, files.words)
    path = REPORTS / "index.html"
    return Outputs({path: html.encode()}, f"{len(cards)} corpora → {path}")


main = project_stage(run)


def read_card(path: Path) -> Card:
    """What the report stage wrote of one corpus."""
    if not path.is_file():
        raise missing_file(path, todo="run dvc repro")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (JSONDecodeError, UnicodeDecodeError):
        raise InputError(
            "this is not JSON", where=str(path), todo="run dvc repro --force, which writes it again"
        ) from None
    return from_json(content, path)


if __name__ == "__main__":
    sys.exit(main())
