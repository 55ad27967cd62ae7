"""Collects what reviewers taught about one corpus, for the coder to learn from.

Reads ``reports/<corpus>/statements.csv``, ``corpora/<corpus>/reviews`` and the codebook. Writes
``models/coder/corrections/<corpus>.jsonl``.

One line is one statement that reviewers coded. Left out: the statements of the blind audit, as the
figures about the coder rest on them; what reviewers disagree on; answers without content.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from pipeline.coder.model.corrections import Correction
from pipeline.core.corpus import CORRECTIONS, Corpus
from pipeline.core.errors import guarded, several
from pipeline.core.files import write_lines
from pipeline.core.masking import masked, read_spans
from pipeline.core.params import load_params
from pipeline.core.table import read_table
from pipeline.core.tables.statements import STATEMENTS
from pipeline.review.labels.corrections import accepted_labels
from pipeline.review.returned.hand_in import returned_files


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage for one corpus."""
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.stages.corrections", description=__doc__.split("\n")[0]
    )
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
    corrections = [
        Correction(
            id=one.statement_id,
            text=one.text,
            category=one.category,
            stance=one.stance,
            themes=one.themes,
            weight=one.weight,
        )
        for one in accepted
    ]
    path = CORRECTIONS / f"{name}.jsonl"
    lines = [json.dumps(correction.model_dump(mode="json"), ensure_ascii=False) for correction in corrections]
    write_lines(path, lines)
    sys.stdout.write(f"corrections {name}: {several(len(corrections))} to learn from → {path}\n")


if __name__ == "__main__":
    sys.exit(main())
