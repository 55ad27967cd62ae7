"""How long does a project for other programs take, is anything shifted? ``python -m tests.benchmarks.bench_refi``.

A fictional corpus of 5,000 statements with 20 codes each (``--rows``, ``--codes``): signs of several code points,
accents after their letter, other line ends, signs of XML. Printed, in seconds of the processor:

- export, and reading it back without a change;
- of what pyrefiqda and qualitative-coding import of it: selections or coded lines that are not those of their
  statement, of how many. qualitative-coding takes minutes, as it looks up a paragraph for every code.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.tables import records
from pipeline.refi.changes import changes
from pipeline.refi.code_tree import code_tree, leaves
from pipeline.refi.codings import ExportOptions, Label, given_codes
from pipeline.refi.project_reading import read_project
from tests.refi import made_up
from tests.refi.programs.run import read_with

PROGRAMS = ("pyrefiqda", "qualitative_coding")


def expected(labels: Mapping[str, Label], program: str) -> Counter[tuple[str, str, str]]:
    """Name of the text, words, code: what a program should find, from the table and not from the project."""
    names = {code.guid: code.name for code in leaves(code_tree(made_up.codebook()))}
    found: Counter[tuple[str, str, str]] = Counter()
    for row in labels.values():
        text = row["text"].replace("\r\n", "\n").replace("\r", "\n")
        name = f"Ronde {row['round'] or 'zonder naam'}"
        if program == "qualitative_coding":  # it keeps files, and lines
            text, name = text.split("\n")[0], f"{name}.txt"
        found.update((name, text, names[one.code]) for one in given_codes(row, ExportOptions()))
    return found


def read_by(program: str, path: Path) -> Counter[tuple[str, str, str]]:
    """The same, as the program has it."""
    read = read_with(program, path)
    if program == "qualitative_coding":
        return Counter((file, line, code) for file, line, code, _ in read)
    return Counter((name, text, code) for name, text, codes in read["selections"] for code in codes)


def shifted(program: str, path: Path, labels: Mapping[str, Label]) -> tuple[int, int]:
    """Codings that a program has elsewhere or not at all, and how many there are."""
    wanted = expected(labels, program)
    return (wanted - read_by(program, path)).total(), wanted.total()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--codes", type=int, default=20)
    parser.add_argument("--programs", nargs="*", default=PROGRAMS, choices=PROGRAMS)
    chosen = parser.parse_args()
    labels = {row["statement_id"]: row for row in records(made_up.labels(chosen.rows, chosen.codes))}
    start = time.process_time()
    content = made_up.exported(list(labels.values()))
    say(f"export {time.process_time() - start:.1f} s, {len(content) / 1e6:.1f} MB")
    start = time.process_time()
    found = changes(read_project(content, where="bench"), made_up.codebook(), labels)
    say(f"read back {time.process_time() - start:.1f} s, {len(found.rows)} rows")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.qdpx"
        path.write_bytes(content)
        for program in chosen.programs:
            say("{}: {} of {} shifted".format(program, *shifted(program, path, labels)))


if __name__ == "__main__":
    main()
