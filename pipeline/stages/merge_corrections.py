"""Puts the corrections of all corpora together, for the coder to learn from.

Reads ``models/coder/corrections/<corpus>.jsonl`` of each corpus in ``params.yaml``. Writes
``models/coder/corrections.jsonl``: their lines, corpora by name, none dropped. A corpus that teaches
nothing leaves that file as it was, so the coder is trained anew only when there is something to learn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pipeline.core.corpus import CORRECTIONS, MERGED_CORRECTIONS
from pipeline.core.errors import guarded, missing_file, several
from pipeline.core.files import write_lines
from pipeline.core.params import load_params


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.stages.merge_corrections", description=__doc__.split("\n")[0]
    )
    parser.parse_args(argv)
    return guarded(run)


def run() -> None:
    """Read, join, write."""
    paths = [CORRECTIONS / f"{name}.jsonl" for name in sorted(load_params().corpora)]
    for path in paths:
        if not path.is_file():
            raise missing_file(path, todo="run: dvc repro")
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line]
    write_lines(MERGED_CORRECTIONS, lines)
    plural = "corpus" if len(paths) == 1 else "corpora"
    sys.stdout.write(
        f"merge_corrections: {several(len(lines))} of {len(paths)} {plural} to learn from → {MERGED_CORRECTIONS}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
