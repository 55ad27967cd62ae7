"""Stage ingest: reads reports and survey exports; every line is in a statement or has a reason why not.

Reads   corpora/<corpus>/corpus.yaml, the files in corpora/<corpus>/raw/ that it names, and
        their profiles in corpora/profiles/.
Writes  reports/<corpus>/statements.csv (one row is a statement), scores.csv (one cell of a score
        table), actions_found.csv (one action that a report lists) and ledgers/ingest.json.

Dropped, each with its reason in the ledger: lines of a report that are no statement (the
profile says why), rows of a survey without an answer. Nothing that was said is dropped; a
statement that returns elsewhere stays, linked to its fuller twin. Personal data that are found
are flagged (column personal_data); the text stays verbatim here, and only here.

Keeps   reports/<corpus>/parts/sources/, what the rows of large text tables become, by content;
        parts/ingest/, where personal data are in other sources, of more than one part.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from pipeline import privacy
from pipeline.core import masking
from pipeline.core.corpus import Corpus
from pipeline.core.counting import Ledger
from pipeline.core.delimited import plain_csv
from pipeline.core.errors import several
from pipeline.core.files import read_bytes
from pipeline.core.params import Engine, Params, load_params
from pipeline.core.parts.engine import on_this_machine
from pipeline.core.parts.kept import KeptWork, Unit
from pipeline.core.parts.progress import counted
from pipeline.core.parts.shelf import Shelf
from pipeline.core.parts.store import PartStore, maker
from pipeline.core.parts.streams import ROWS
from pipeline.core.stage import Outputs, corpus_stage
from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS, tables_bytes
from pipeline.ingest.common.many import HeldPiece, with_own_ids
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.kept import KeptPiece, KeptTables
from pipeline.ingest.large import LargeTable, large_table, rows_bytes
from pipeline.ingest.profiles.profiles import load_profile
from pipeline.ingest.source import account, ledger_of, read_source
from pipeline.privacy.finding import Signatures, found_in


def found_once(corpus: Corpus, engine: Engine, waves: Iterable[Sequence[Unit]]) -> Iterator[str]:
    """The cell ``personal_data`` of each unit; of a distinct text it is found once, and kept."""
    made_by = maker([Path(privacy.__file__).parent, Path(masking.__file__)], ("phonenumbers", "python-stdnum"))
    store = PartStore(corpus.parts / "ingest", made_by, ["personal_data"])
    finding = KeptWork(store, found_in, engine)
    with counted("looking for personal data") as progress:
        finding.complete(waves, progress)
    store.tidy()
    return (cell for (cell,) in finding.rows())


def waves_of(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Units, some thousands at a time, so that small sources are looked at together."""
    coming = iter(units)
    while wave := [*islice(coming, ROWS)]:
        yield wave


@dataclass
class Draft:
    """What was read of the sources; statements are put aside, as there may be too many to hold."""

    pieces: Shelf[HeldPiece | KeptPiece]
    statements: int = 0
    signed: Signatures = field(default_factory=Signatures)
    ledgers: list[Ledger] = field(default_factory=list)
    encodings: set[str] = field(default_factory=set)
    scores: list[pd.DataFrame] = field(default_factory=lambda: [SCORES.empty()])
    actions: list[pd.DataFrame] = field(default_factory=lambda: [ACTIONS_FOUND.empty()])

    def add(self, number: int, reading: ReadResult, times: int) -> None:
        """Take one reading in: of which source, and which time its file is read."""
        self._add(HeldPiece(number, reading.statements), ledger_of(reading, times), reading.encoding)
        self.signed.add(reading.statements)
        self.scores.append(reading.scores)
        self.actions.append(reading.actions)

    def take(self, piece: KeptPiece) -> None:
        """Take in what rows of a large table became."""
        self._add(piece, *piece.account)

    def _add(self, piece: HeldPiece | KeptPiece, ledger: Ledger, encoding: str) -> None:
        self.pieces.add(piece)
        self.statements += len(piece.ids)
        self.ledgers.append(Ledger.together([ledger]))  # without the name of each that is kept
        self.encodings.add(encoding)


def read(corpus: Corpus, params: Params) -> Draft:
    """The files that corpus.yaml names, in the order of their dates."""
    config, draft, files = corpus.folder / "corpus.yaml", Draft(Shelf(corpus.reports)), Counter[str]()
    own_key = {"pseudonym_key": corpus.config.pseudonym_key} if corpus.config.pseudonym_key else {}
    own, large, others = params.ingest.model_copy(update=own_key), dict[int, LargeTable](), {}
    for number, source in enumerate(corpus.config.sources):
        profile = load_profile(source.profile, where=f"{config}: source {source.file}")
        files[source.file] += 1
        times, path = files[source.file], corpus.raw / source.file
        if table := large_table(number, times, path, source, profile, own.pseudonym_key):
            large[number] = table
        others[number] = (source, profile, times)
    kept = KeptTables(corpus.parts / "sources", [*large.values()])
    with counted("reading large tables") as progress:
        kept.complete(on_this_machine(params.engine), progress)
    for number, (source, profile, times) in others.items():
        if number in large:
            for piece in kept.pieces(large[number]):
                draft.take(piece)
        else:
            path = corpus.raw / source.file
            draft.add(number, read_source(read_bytes(path), source, profile, own, where=str(path)), times)
    return draft


def run(corpus: Corpus) -> Outputs:
    """Ingest one corpus."""
    params = load_params()
    draft = read(corpus, params)
    held = (piece for piece in draft.pieces if isinstance(piece, HeldPiece))
    units = (unit for piece in held for unit in draft.signed.units(piece.statements))
    found = found_once(corpus, params.engine, waves_of(units))

    def statements() -> Iterator[bytes]:
        yield plain_csv(STATEMENTS.empty()).encode()
        for piece, ids, renamed in with_own_ids(draft.pieces):
            if isinstance(piece, KeptPiece):
                yield piece.rows(ids)
            else:
                frame = piece.with_ids(ids, renamed)
                cells = pd.Series([*islice(found, len(frame))], index=frame.index, dtype=str)
                yield rows_bytes(frame.assign(personal_data=cells), where=str(path))

    ledger, path = Ledger.together(draft.ledgers), corpus.reports / "statements.csv"
    others = {
        "scores.csv": (pd.concat(draft.scores, ignore_index=True), SCORES),
        "actions_found.csv": (pd.concat(draft.actions, ignore_index=True), ACTIONS_FOUND),
    }
    counts = f"{several(draft.statements)} from {several(len(corpus.config.sources), 'source')}"
    return Outputs(
        {
            path: statements(),
            **tables_bytes(corpus.reports, others),
            corpus.ledger("ingest"): ledger.as_bytes(),
        },
        f"{counts} ({', '.join(sorted(draft.encodings))}; {account(ledger)}) → {path}",
    )


main = corpus_stage(run)
