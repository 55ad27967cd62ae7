"""Stage ingest: reads reports and survey exports; every line is in a statement or has a reason why not.

Reads   corpora/<corpus>/corpus.yaml, the files in corpora/<corpus>/raw/ that it names, and
        their profiles in corpora/profiles/.
Writes  reports/<corpus>/statements.csv (one row is a statement), scores.csv (one cell of a score
        table), actions_found.csv (one action that a report lists) and ledgers/ingest.json.

Dropped, each with its reason in the ledger: lines of a report that are no statement (the
profile says why), rows of a survey without an answer. Nothing that was said is dropped; a
statement that returns elsewhere stays, linked to its fuller twin. Personal data that are found
are flagged (column personal_data); the text stays verbatim here, and only here.

:func:`ingest_file` does the same for one file outside a corpus (``thermometer ingest``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from pipeline.core.corpus import Columns, Corpus, Source
from pipeline.core.errors import guarded, several
from pipeline.core.files import check_targets, read_bytes
from pipeline.core.ledger import Ledger
from pipeline.core.params import load_params
from pipeline.core.table import write_table
from pipeline.core.tables.statements import ACTIONS_FOUND, SCORES, STATEMENTS
from pipeline.ingest.common.distinct import with_distinct_ids
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.source import Accounted, checked_moment, read_source
from pipeline.privacy.finding import flagged


def run(name: str) -> str:
    """Ingest one corpus; gives the summary line."""
    params, corpus = load_params().ingest, Corpus(name)
    config = corpus.folder / "corpus.yaml"
    read = []
    for source in corpus.config.sources:
        profile = load_profile(source.profile, where=f"{config}: source {source.file}")
        path = corpus.raw / source.file
        read.append(read_source(read_bytes(path), source, profile, params=params, where=str(path)))

    statements = pd.concat([each.reading.statements for each in read], ignore_index=True)
    statements = flagged(with_distinct_ids(statements))
    scores = pd.concat([each.reading.scores for each in read], ignore_index=True)
    actions = pd.concat([each.reading.actions for each in read], ignore_index=True)
    ledger = ledger_of(read)

    path = corpus.reports / "statements.csv"
    write_table(path, statements, STATEMENTS)
    write_table(corpus.reports / "scores.csv", scores, SCORES)
    write_table(corpus.reports / "actions_found.csv", actions, ACTIONS_FOUND)
    ledger.write(corpus.ledger("ingest"))
    counts = f"{several(len(statements))} from {several(len(read), 'source')}"
    encodings = ", ".join(sorted({each.reading.encoding for each in read}))
    return f"ingest {name}: {counts} ({encodings}; {account(ledger)}) → {path}"


def ingest_file(path: Path, source: Source, out: Path, ledger_path: Path | None) -> str:
    """Ingest one file outside a corpus; gives the summary line.

    Raises
    ------
    InputError
        Missing, empty or binary file, unknown profile, missing column; an output that
        would take the place of the input or of the other output.
    """
    params = load_params().ingest
    check_targets(path, {"--out": out} | ({"--ledger": ledger_path} if ledger_path else {}))
    profile = load_profile(source.profile, where="--profile")
    read = read_source(read_bytes(path), source, profile, params=params, where=str(path))
    statements = flagged(with_distinct_ids(read.reading.statements))
    ledger = ledger_of([read])

    write_table(out, statements, STATEMENTS)
    if ledger_path:
        ledger.write(ledger_path)
    doubt = (
        "" if len(statements) else f"; no statement found: is {source.profile} the right profile for this file?"
    )
    found = f"{several(len(statements))} ({read.reading.encoding}; {account(ledger)})"
    return f"ingest {path.name}: {found}{doubt} → {out}"


def source_of(path: Path, profile: str, moment: str, roles: Mapping[str, str]) -> Source:
    """A file outside a corpus as corpus.yaml would describe it.

    Parameters
    ----------
    roles : role -> column of a survey; empty to recognise them.
    """
    columns = Columns.model_validate(roles) if roles else None
    return Source(file=path.name, profile=profile, round=checked_moment(moment), columns=columns)


def ledger_of(read: Sequence[Accounted]) -> Ledger:
    """One account over all sources; units are named by file and line or row."""
    return Ledger.of(
        "ingest",
        " or ".join(sorted({each.reading.unit for each in read})),
        incoming=[unit for each in read for unit in each.incoming],
        kept=[unit for each in read for unit in each.reading.kept],
        dropped={unit: reason for each in read for unit, reason in each.reading.dropped.items()},
        reasons={reason: meaning for each in read for reason, meaning in each.reasons.items()},
    )


def account(ledger: Ledger) -> str:
    """In a few words what became of the lines or rows."""
    kept, dropped = len(ledger.kept), len(ledger.dropped)
    units = ledger.unit.replace(" or ", "s or ") + "s"
    return f"{units}: {ledger.incoming} in, {kept} kept, {dropped} dropped with a reason"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage from the command line."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.stages.ingest", description=__doc__.split("\n")[0])
    parser.add_argument("corpus", help="folder under corpora/")
    arguments = parser.parse_args(argv)
    return guarded(lambda: _print(run(arguments.corpus)))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
