"""Stage ingest: reads reports and survey exports; every line is in a statement or has a reason why not.

Reads   corpora/<corpus>/corpus.yaml, the files in corpora/<corpus>/raw/ that it names, and
        their profiles in corpora/profiles/.
Writes  reports/<corpus>/statements.csv (one row is a statement), scores.csv (one cell of a score
        table), actions_found.csv (one action that a report lists) and ledgers/ingest.json.

Dropped, each with its reason in the ledger: lines of a report that are no statement (the
profile says why), rows of a survey without an answer. Nothing that was said is dropped; a
statement that returns elsewhere stays, linked to its fuller twin. Personal data that are found
are flagged (column personal_data); the text stays verbatim here, and only here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.core.corpus import Corpus
from pipeline.core.errors import several
from pipeline.core.files import read_bytes
from pipeline.core.params import Ingest, load_params
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, table_bytes
from pipeline.ingest.common.identity import with_distinct_ids
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.source import SourceFile, account, ledger_of, read_source
from pipeline.privacy.finding import flagged


@dataclass(frozen=True)
class Inputs:
    """The files of a corpus, in the order of their dates, and the settings."""

    files: Sequence[SourceFile]
    params: Ingest


def load(corpus: Corpus) -> Inputs:
    """Read the files that corpus.yaml names, and their profiles."""
    config = corpus.folder / "corpus.yaml"
    files = []
    for source in corpus.config.sources:
        profile = load_profile(source.profile, where=f"{config}: source {source.file}")
        path = corpus.raw / source.file
        files.append(SourceFile(read_bytes(path), source, profile, str(path)))
    return Inputs(files, load_params().ingest)


def run(corpus: Corpus) -> Outputs:
    """Ingest one corpus."""
    inputs = load(corpus)
    sources = [read_source(file, inputs.params) for file in inputs.files]
    readings = [source.reading for source in sources]
    statements = pd.concat([reading.statements for reading in readings], ignore_index=True)
    statements = flagged(with_distinct_ids(statements))
    scores = pd.concat([reading.scores for reading in readings], ignore_index=True)
    actions = pd.concat([reading.actions for reading in readings], ignore_index=True)
    ledger = ledger_of(sources)
    tables = ((statements, STATEMENTS), (scores, SCORES), (actions, ACTIONS_FOUND))
    paths = {table: corpus.reports / f"{table.name}.csv" for _, table in tables}
    counts = f"{several(len(statements))} from {several(len(sources), 'source')}"
    encodings = ", ".join(sorted({reading.encoding for reading in readings}))
    return Outputs(
        {
            **{paths[table]: table_bytes(frame, table, where=str(paths[table])) for frame, table in tables},
            corpus.ledger("ingest"): ledger.as_bytes(),
        },
        f"{counts} ({encodings}; {account(ledger)}) → {paths[STATEMENTS]}",
    )


main = corpus_stage(run)
