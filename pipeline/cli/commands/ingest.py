"""Reading one file outside a corpus (``thermometer ingest``), as stage ingest reads those of a corpus.

Reads   a file, its profile and params.yaml.
Writes  its statements, and on request the ledger: what became of each line or row.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.core.corpus import Source
from pipeline.core.errors import several
from pipeline.core.files import check_targets, read_bytes
from pipeline.core.params import load_params
from pipeline.core.tables import STATEMENTS, write_table
from pipeline.ingest.common.identity import with_distinct_ids
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.source import account, ledger_of, read_source
from pipeline.privacy.finding import flagged


def ingest_file(path: Path, source: Source, out: Path, ledger_path: Path | None) -> str:
    """Ingest one file; gives the summary line.

    Raises
    ------
    InputError
        Missing, empty or binary file, unknown profile, missing column; an output that
        would take the place of the input or of the other output.
    """
    params = load_params().ingest
    check_targets(path, {"--out": out} | ({"--ledger": ledger_path} if ledger_path else {}))
    profile = load_profile(source.profile, where="--profile")
    reading = read_source(read_bytes(path), source, profile, params, where=str(path))
    statements = flagged(with_distinct_ids(reading.statements))
    ledger = ledger_of([reading])

    write_table(out, statements, STATEMENTS)
    if ledger_path:
        ledger.write(ledger_path)
    doubt = (
        "" if len(statements) else f"; no statement found: is {source.profile} the right profile for this file?"
    )
    counts = f"{several(len(statements))} ({reading.encoding}; {account(ledger)})"
    return f"ingest {path.name}: {counts}{doubt} → {out}"
