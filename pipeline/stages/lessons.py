"""Collects what reviewers taught about one corpus, for the coder to learn from.

Reads ``reports/<corpus>/statements.csv``, ``corpora/<corpus>/reviews`` and the codebook. Writes
``models/coder/lessons/<corpus>.jsonl``.

One line is one statement that reviewers coded. Left out: the statements of the blind audit, as the
figures about the coder rest on them; what reviewers disagree on; answers without content.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from pipeline.coding.lessons import Lesson
from pipeline.corpus import LESSONS, Corpus
from pipeline.errors import guarded, several
from pipeline.files import write_lines
from pipeline.params import load_params
from pipeline.personal_data import masked, read_spans
from pipeline.review.learning import accepted_labels
from pipeline.stages.returned import returned_files
from pipeline.table import read_table
from pipeline.tables import STATEMENTS


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.lessons", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="name of the folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: run(arguments.corpus))


def run(name: str) -> None:
    """Read, choose, write."""
    corpus = Corpus(name)
    source = corpus.reports / "statements.csv"
    statements = read_table(source, STATEMENTS)
    if load_params().ingest.personal_data == "maskeren":
        rows = statements[["statement_id", "text", "personal_data"]].itertuples(index=False, name=None)
        texts = [masked(text, read_spans(cell, text, where=f"{source}: {one}")) for one, text, cell in rows]
        statements = statements.assign(text=texts)
    accepted = accepted_labels(statements, returned_files(corpus.reviews), corpus.codebook)
    lessons = [
        Lesson(
            id=one.statement_id,
            text=one.text,
            category=one.category,
            stance=one.stance,
            themes=one.themes,
            weight=one.weight,
        )
        for one in accepted
    ]
    path = LESSONS / f"{name}.jsonl"
    lines = [json.dumps(lesson.model_dump(mode="json"), ensure_ascii=False) for lesson in lessons]
    write_lines(path, lines)
    sys.stdout.write(f"lessons {name}: {several(len(lessons))} to learn from → {path}\n")


if __name__ == "__main__":
    sys.exit(main())
