"""What pyrefiqda reads in a project, or a codebook: run by the Python of its own environment; prints JSON.

A project it writes again, as it has it, to the second path.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from pyrefiqda import RefiCodebook, RefiProject


def codes(listed: Any) -> list[Any]:
    return [{"name": one.name, "codable": one.is_codable, "codes": codes(one.code)} for one in listed]


def main(path: str, again: str) -> dict[str, Any]:
    if path.endswith(".qdc"):
        return {"codes": codes(RefiCodebook.load(path).codes.code)}
    with tempfile.TemporaryDirectory() as folder:
        project = RefiProject.load(path, extract_dir=folder)
        RefiProject.save(project, again, source_media_dir=Path(folder) / "sources")
        names: dict[str, str] = {}

        def collect(listed: Any) -> None:
            for one in listed:
                names[one.guid] = one.name
                collect(one.code)

        collect(project.code_book.codes.code)
        found = []
        for source in project.sources.text_source:
            file = RefiProject.resolve_source_path(source.plain_text_path, folder)
            text = Path(file).read_bytes().decode("utf-8")
            found += [
                (
                    source.name,
                    text[one.start_position : one.end_position],
                    [names[coding.code_ref.target_guid] for coding in one.coding],
                )
                for one in source.plain_text_selection
            ]
        return {"codes": codes(project.code_book.codes.code), "selections": found}


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
