"""The index page of all corpora that params.yaml lists.

Reads ``reports/kaarten/<corpus>.json``, which the report stage of each corpus writes, of those corpora
only. Writes ``reports/index.html``. With one corpus too: it is the page to begin at, however many there are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from json import JSONDecodeError
from pathlib import Path

from pipeline import report
from pipeline.core.corpus import REPORTS
from pipeline.core.errors import InputError, guarded, missing_file
from pipeline.core.files import write_text
from pipeline.core.params import load_params
from pipeline.core.yaml_model import own_yaml
from pipeline.report.html.cards import CARDS, Card, from_json
from pipeline.report.html.index import render_index

HERE = Path(report.__file__).parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.index", description=__doc__.split("\n")[0])
    parser.parse_args(argv)
    return guarded(run)


def run() -> None:
    """Read the cards, write the page."""
    cards = [read_card(REPORTS / CARDS / f"{name}.json") for name in load_params().corpora]
    templates = HERE / "templates"
    html = render_index(
        cards,
        {"index.html.j2": (templates / "index.html.j2").read_text(encoding="utf-8")},
        "".join((templates / name).read_text(encoding="utf-8") for name in ("style.css", "index.css")),
        own_yaml(HERE / "words.yaml"),
    )
    write_text(REPORTS / "index.html", html)
    sys.stdout.write(f"index: {len(cards)} corpora → {REPORTS / 'index.html'}\n")


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
