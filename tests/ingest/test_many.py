"""Sources that are read some rows at a time are read as if they had been held."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.core.corpus import Source
from pipeline.core.counting import Ledger
from pipeline.core.errors import InputError
from pipeline.core.parts.engine import SERIAL
from pipeline.core.parts.progress import Progress
from pipeline.core.tabular import large_text
from pipeline.ingest import large
from pipeline.ingest.common import identity
from pipeline.ingest.common.identity import with_distinct_ids
from pipeline.ingest.common.many import with_own_ids
from pipeline.ingest.common.reading import ReadResult
from pipeline.ingest.kept import KeptPiece, KeptTables
from pipeline.ingest.large import large_table, rows_bytes
from pipeline.ingest.source import ledger_of, read_source
from pipeline.privacy.finding import flagged
from tests.ingest.reports import PARAMS, TABLE

LONG: dict[str, object] = {
    "text": "antwoord",
    "question": "vraag",
    "respondent": None,
    "organisation": None,
    "date": "datum",
}
WIDE = {**LONG, "text": ["antwoord", "vraag"], "question": None}
KEY = PARAMS.pseudonym_key
TEXTS = [
    "Bel terug.",
    'Regel een\n"Regel" twee van Joke',
    "bel  terug.",
    "n.v.t.",
    "",
    "Totaal",
    'Kort;"lang"',
    "=1",
]
TWICE = ("Bel terug.", "Wat?", "")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(TEXTS), st.sampled_from(["Wat?", "Hoe?"]), st.sampled_from(["1-3-2025", "2-3-2025"])
    ),
    max_size=8,
)


def source(number: int, columns: dict[str, object]) -> Source:
    cells = {"profile": "tabel", "round": "2025", "audience": "extern", "columns": columns}
    return Source.model_validate({"file": f"{number}.csv", **cells})


def written(folder: Path, *files: list[tuple[str, str, str]]) -> None:
    for number, rows in enumerate(files):
        frame = pd.DataFrame(rows, columns=["antwoord", "vraag", "datum"])
        frame.to_csv(folder / f"{number}.csv", sep=";", index=False)


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def set_size(rows: int) -> None:
        monkeypatch.setattr(large_text, "LARGE", 0)
        monkeypatch.setattr(large, "ROWS", rows)

    return set_size


def pieces_of(folder: Path, *entries: Source) -> list[KeptPiece]:
    """What large tables in a folder become."""
    tables = [large_table(n, 1, folder / each.file, each, TABLE, KEY) for n, each in enumerate(entries)]
    kept = KeptTables(folder / "parts", [table for table in tables if table])
    kept.complete(SERIAL, Progress())
    return [piece for table in tables if table for piece in kept.pieces(table)]


@pytest.mark.parametrize("columns", [LONG, WIDE])
@example(one=[], other=[TWICE, TWICE, ("", "Wat?", "")], rows=1)  # the last piece has no statement
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(one=ROWS, other=ROWS, rows=st.integers(1, 4))
def test_in_pieces_as_whole(
    tmp_path: Path,
    in_pieces: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    columns: dict[str, object],
    one: list[tuple[str, str, str]],
    other: list[tuple[str, str, str]],
    rows: int,
) -> None:
    # Hashes of which many are alike, as among a hundred million statements.
    short = lambda key, ordinal: "u" + hashlib.sha256(f"{key}\x1f{ordinal}".encode()).hexdigest()[:2]  # noqa: E731
    monkeypatch.setattr(identity, "_hashed", short)
    in_pieces(rows)
    written(tmp_path, one, other)
    entries = [source(number, columns) for number in range(2)]
    paths = [tmp_path / entry.file for entry in entries]

    def whole(number: int) -> ReadResult:
        content = paths[number].read_bytes()
        return read_source(content, entries[number], TABLE, PARAMS, where=str(paths[number]))

    pieces = pieces_of(tmp_path, *entries)

    at_once = with_distinct_ids(pd.concat([whole(number).statements for number in range(2)], ignore_index=True))
    found = b"".join(piece.rows(ids) for piece, ids, _ in with_own_ids(pieces))
    assert found == rows_bytes(flagged(at_once), where="at once")
    assert at_once["statement_id"].is_unique
    assert Ledger.together(piece.account[0] for piece in pieces).as_json() == (
        Ledger.together(ledger_of(whole(number)) for number in range(2)).as_json()
    )


def test_rows_that_count_others_are_no_answers_at_the_end_alone(
    tmp_path: Path, in_pieces: Callable[[int], None]
) -> None:
    in_pieces(2)
    total = ("Totaal", "3", "")
    written(tmp_path, [("Goed.", "Wat?", ""), total, total, ("Beter.", "Wat?", ""), total, total])

    found = pieces_of(tmp_path, source(0, LONG))

    texts = [each.at(range(len(each.ids)))["text"].tolist() for each in found]
    assert texts == [["Goed.", "Totaal", "Totaal", "Beter."], []]


def test_a_column_that_is_missing_and_a_row_that_is_too_long_are_named(
    tmp_path: Path, in_pieces: Callable[[int], None]
) -> None:
    in_pieces(1)
    written(tmp_path, [("Goed.", "Wat?", ""), ("Beter.", "Wat?", "")])
    with pytest.raises(InputError, match='column "tekst"'):
        pieces_of(tmp_path, source(0, {**LONG, "text": "tekst"}))
    with (tmp_path / "0.csv").open("a") as stream:
        stream.write("a;b;;d\n")
    with pytest.raises(InputError, match=r"0\.csv row 4: 4 cells where the header has 3"):
        pieces_of(tmp_path, source(0, LONG))
