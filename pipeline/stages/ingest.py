"""Stage ingest: reads reports and survey exports; every line is in a statement or has a reason why not.

Reads   corpora/<corpus>/corpus.yaml, the files in corpora/<corpus>/raw/ that it names, and
        their profiles in corpora/profiles/.
Writes  reports/<corpus>/statements.csv (one row is a statement), scores.csv (one cell of a score
        table), actions_found.csv (one action that a report lists) and ledgers/ingest.json.

Dropped, each with its reason in the ledger: lines of a report that are no statement (the
profile says why), rows of a survey without an answer. Nothing that was said is dropped; a
statement that returns elsewhere stays, linked to its fuller twin. Personal data that are found
are flagged (column personal_data); the text stays verbatim here, and only here.

Keeps   reports/<corpus>/parts/ingest/, of a corpus of more than one part: where personal data are, by content.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline import privacy
from pipeline.core import masking
from pipeline.core.corpus import Corpus
from pipeline.core.errors import several
from pipeline.core.files import read_bytes
from pipeline.core.params import Engine, load_params
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import counted
from pipeline.core.parts.store import Cells, PartStore, maker
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, table_bytes
from pipeline.ingest.common.identity import with_distinct_ids
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.source import account, ledger_of, read_source
from pipeline.privacy.finding import flagged, found_in


def found_once(corpus: Corpus, engine: Engine, units: Sequence[Unit]) -> list[Cells]:
    """Personal data of each distinct text, found once and kept."""
    made_by = maker([Path(privacy.__file__).parent, Path(masking.__file__)], ("phonenumbers", "python-stdnum"))
    store = PartStore(corpus.parts / "ingest", made_by, ["personal_data"])
    finding = KeptWork(store, found_in, engine)
    with counted("looking for personal data") as progress:
        finding.complete([units], progress)
    store.tidy()
    return [*finding.rows()]


def run(corpus: Corpus) -> Outputs:
    """Ingest one corpus: the files that corpus.yaml names, in the order of their dates."""
    config = corpus.folder / "corpus.yaml"
    params = load_params()
    reading_by = params.ingest
    if corpus.config.pseudonym_key:
        reading_by = reading_by.model_copy(update={"pseudonym_key": corpus.config.pseudonym_key})
    readings = []
    for source in corpus.config.sources:
        profile = load_profile(source.profile, where=f"{config}: source {source.file}")
        path = corpus.raw / source.file
        # The bytes of one file at a time: they are not needed once it is read.
        readings.append(read_source(read_bytes(path), source, profile, reading_by, where=str(path)))
    statements = pd.concat([reading.statements for reading in readings], ignore_index=True)
    statements = flagged(with_distinct_ids(statements), partial(found_once, corpus, params.engine))
    scores = pd.concat([reading.scores for reading in readings], ignore_index=True)
    actions = pd.concat([reading.actions for reading in readings], ignore_index=True)
    ledger = ledger_of(readings)
    tables = ((statements, STATEMENTS), (scores, SCORES), (actions, ACTIONS_FOUND))
    paths = {table: corpus.reports / f"{table.name}.csv" for _, table in tables}
    counts = f"{several(len(statements))} from {several(len(readings), 'source')}"
    encodings = ", ".join(sorted({reading.encoding for reading in readings}))
    return Outputs(
        {
            **{paths[table]: table_bytes(frame, table, where=str(paths[table])) for frame, table in tables},
            corpus.ledger("ingest"): ledger.as_bytes(),
        },
        f"{counts} ({encodings}; {account(ledger)}) → {paths[STATEMENTS]}",
    )


main = corpus_stage(run)
