"""The index page of all corpora that params.yaml lists.

Reads ``reports/kaarten/<corpus>.json``, which the report stage of each corpus writes, of those corpora
only. Writes ``reports/index.html``. With one corpus too: it is the page to begin at, however many there are.
"""

import json
from pathlib import Path

from pipeline.core.corpus import REPORTS
from pipeline.core.errors import InputError
from pipeline.core.files import own_text
from pipeline.core.params import load_params
from pipeline.core.stage import Outputs, project_stage
from pipeline.report.html import CARDS, Files, render_index


def run() -> Outputs:
    """Make the page from the cards."""
    cards = [read_card(REPORTS / CARDS / f"{name}.json") for name in load_params().corpora]
    path = REPORTS / "index.html"
    return Outputs({path: render_index(cards, Files()).encode()}, f"{len(cards)} corpora → {path}")


def read_card(path: Path) -> str:
    """The row that the report stage made of one corpus."""
    try:
        return str(json.loads(own_text(path))["rij"])
    except (ValueError, TypeError, KeyError):
        raise InputError(
            "this is not a card that this version can read",
            where=str(path),
            todo="run dvc repro --force, which writes it again",
        ) from None


main = project_stage(run)
