"""What Taguette reads in a table of codes, and writes of it as REFI-QDA: run by its own Python; prints JSON."""

from __future__ import annotations

import io
import json
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any


def main(path: str, _again: str) -> dict[str, Any]:
    warnings.simplefilter("ignore")  # of what it is built on
    from taguette.export import codebook_xml
    from taguette.import_codebook import list_tags

    with Path(path).open("rb") as file:
        tags = list_tags(file)
    written = io.BytesIO()
    codebook_xml([SimpleNamespace(**tag) for tag in tags], written)
    return {"tags": tags, "qdc": written.getvalue().decode()}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
