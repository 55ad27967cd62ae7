"""What qualitative-coding imports of a project: run by the Python of its own environment; prints JSON.

It keeps codes per line of a text: each is given with the text of that line, as it has it. What it imported it
exports again, to the second path.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from qualitative_coding.refi_qda.reader import REFIQDAReader
from qualitative_coding.refi_qda.writer import REFIQDAWriter


def main(path: str, again: str) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.stdout = sys.stderr  # its log
        reader = REFIQDAReader(path)
        reader.unpack_project(folder)
        with reader.corpus.session():
            coded = [(file, line, code, coder) for code, coder, line, file in reader.corpus.get_coded_lines()]
            lines = {
                file: (Path(reader.corpus.corpus_dir) / file).read_text(encoding="utf-8").split("\n")
                for file in {file for file, *_ in coded}
            }
        REFIQDAWriter(Path(folder) / "settings.yaml").write(again)
        sys.stdout = sys.__stdout__
        return [(file, lines[file][line], code, coder) for file, line, code, coder in coded]


if __name__ == "__main__":
    json.dump(main(*(str(Path(path).resolve()) for path in sys.argv[1:])), sys.stdout)
