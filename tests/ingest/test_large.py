"""What large tables become is kept: not made again, unless something that it rests on is another."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.corpus import Source
from pipeline.core.parts.engine import SERIAL
from pipeline.core.parts.progress import Progress
from pipeline.core.tabular import large_text
from pipeline.ingest import kept as kept_module
from pipeline.ingest import large
from pipeline.ingest.common.many import with_own_ids
from pipeline.ingest.kept import KeptTables
from pipeline.ingest.large import Job, large_table, made, rows_bytes
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.source import read_source
from pipeline.privacy.finding import flagged
from tests.ingest.reports import DEMO, PARAMS, TABLE

COLUMNS = {"text": "antwoord", "question": None, "respondent": "wie", "organisation": None, "date": None}
SURVEY = DEMO.with_name("thermometer_2025.csv")
SAID = ("Goed.", "Beter.", "Joke Jansen belde.", "Kort.", "Lang.")


class Kept:
    """Large tables in a folder, two rows a file; and how many were made, and by which name they are kept."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.jobs, self._patched = folder, list[tuple[int, int]](), monkeypatch
        monkeypatch.setattr(large_text, "LARGE", 0)
        self.rows(2)
        monkeypatch.setattr(kept_module, "made", self.made)

    def made(self, job: Job) -> bytes:
        self.jobs.append((job.table.number, job.rows.table.rows[-1][0]))
        return made(job)

    def rows(self, number: int) -> None:
        self._patched.setattr(large, "ROWS", number)

    def write(self, number: int, *said: str) -> None:
        rows = (f"{text};Anna {place}\n" for place, text in enumerate(said))
        (self.folder / f"{number}.csv").write_text("antwoord;wie\n" + "".join(rows), encoding="utf-8")

    def run(
        self, files: int = 1, *, key: str = "sleutel1", profile: TableProfile = TABLE, **told: object
    ) -> tuple[bytes, list[tuple[int, int]]]:
        """The rows of statements.csv, and which were made: the source and its last row."""
        entries = [{"file": f"{number}.csv", "profile": "tabel", "columns": COLUMNS} for number in range(files)]
        sources = [
            Source.model_validate({"round": "2025", "audience": "extern", **each, **told}) for each in entries
        ]
        tables = [large_table(n, 1, self.folder / each.file, each, profile, key) for n, each in enumerate(sources)]
        found = [table for table in tables if table]
        kept = KeptTables(self.folder / "parts", found)
        self.jobs.clear()
        kept.complete(SERIAL, Progress())
        pieces = [piece for table in found for piece in kept.pieces(table)]
        return b"".join(piece.rows(ids) for piece, ids, _ in with_own_ids(pieces)), self.jobs

    @property
    def files(self) -> dict[str, tuple[str, int]]:
        """Digest and moment of each that is kept."""
        found = (path for path in (self.folder / "parts").rglob("*") if path.is_file())
        return {
            path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) for path in found
        }


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    return Kept(tmp_path, monkeypatch)


def test_a_new_round_leaves_what_is_kept_untouched_and_gives_what_all_at_once_gives(
    kept: Kept, tmp_path: Path
) -> None:
    kept.write(0, *SAID)
    _, jobs = kept.run()
    before = kept.files
    assert jobs == [(0, 3), (0, 5), (0, 6)]
    assert len(before) == 4  # and how many there are

    kept.write(1, "Goed.", "Nieuw.")
    found, jobs = kept.run(2)

    assert jobs == [(1, 3)]
    assert {name: kept.files[name] for name in before} == before
    assert len(kept.files) == len(before) + 2
    Path(tmp_path / "parts").rename(tmp_path / "elsewhere")
    assert kept.run(2) == (found, [(0, 3), (0, 5), (0, 6), (1, 3)])
    assert found.count(b"\n") == 7
    assert b'"Joke' not in found
    assert b"naam:0-11" in found


def test_nothing_is_made_where_all_is_the_same(kept: Kept) -> None:
    kept.write(0, *SAID)
    first, _ = kept.run()
    before = kept.files

    assert kept.run() == (first, [])
    assert kept.files == before


@pytest.mark.parametrize(
    "told",
    [
        {"key": "sleutel2"},
        {"audience": "intern"},
        {"columns": {"text": "antwoord", "respondent": "wie"}},  # the others are told by the rows
        {"profile": TABLE.model_copy(update={"respondent_code": "Anna.*"})},
    ],
)
def test_another_setting_makes_all_anew_and_removes_what_was(kept: Kept, told: dict[str, Any]) -> None:
    kept.write(0, *SAID)
    kept.run()
    before = kept.files

    _, jobs = kept.run(**told)

    assert len(jobs) == 3
    assert before.keys().isdisjoint(kept.files)
    assert len(kept.files) == len(before)


def test_so_does_another_version_of_the_program(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write(0, *SAID)
    kept.run()
    (folder,) = (kept.folder / "parts").iterdir()
    monkeypatch.setattr(kept_module, "maker", lambda *_: "another")

    assert len(kept.run()[1]) == 3
    assert not folder.exists()


def test_one_source_that_was_changed_is_made_anew_alone(kept: Kept) -> None:
    kept.write(0, *SAID)
    kept.write(1, "Goed.", "Nieuw.")
    kept.run(2)

    kept.write(1, "Goed.", "Nieuwer.")

    assert kept.run(2)[1] == [(1, 3)]
    assert len(kept.files) == 6


def test_a_run_that_was_killed_goes_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.write(0, *SAID)
    whole, _ = kept.run()
    kept.write(0, *SAID, "Nog een.")

    def killed(job: Job) -> bytes:
        if job.rows.table.rows[-1][0] > 5:
            raise KeyboardInterrupt
        return kept.made(job)

    monkeypatch.setattr(kept_module, "made", killed)
    with pytest.raises(KeyboardInterrupt):
        kept.run()
    monkeypatch.setattr(kept_module, "made", kept.made)
    found, jobs = kept.run()

    assert jobs == [(0, 7)]
    assert found.startswith(whole)
    assert found.count(b"\n") == 6
    assert len(kept.files) == 4  # those of before are gone


def test_what_lacks_a_file_is_completed(kept: Kept) -> None:
    kept.write(0, *SAID)
    whole, _ = kept.run()
    next((kept.folder / "parts").rglob("*-000001.zip")).unlink()

    assert kept.run() == (whole, [(0, 5)])


def test_a_sheet_is_of_a_workbook(kept: Kept) -> None:
    kept.write(0, *SAID)
    entry = {"file": "0.csv", "profile": "tabel", "round": "2025", "sheet": "Blad1", "audience": "extern"}

    assert large_table(0, 1, kept.folder / "0.csv", Source.model_validate(entry), TABLE, "sleutel1") is None


@pytest.mark.parametrize(
    "told", [{"columns": None}, {"columns": {"text": "Opmerking"}}, {"header": (1,), "columns": None}]
)
def test_columns_that_are_not_named_are_told_as_of_the_whole(kept: Kept, told: dict[str, Any]) -> None:
    text = SURVEY.read_text(encoding="utf-8-sig").replace("antwoord", "Opmerking", 1)
    kept.rows(60)

    _same_as_whole(kept, text, told)


def test_so_is_a_table_without_names(kept: Kept) -> None:
    rows = [("De stukken komen te laat.", "12-3-2025", ""), ("Wij horen te weinig van elkaar.", "13-3-2025", "")]
    rows += [("Meer overleg graag, en eerder.", "14-3-2025", "ja"), ("Fijn dat het kan.", "15-3-2025", "")]
    text = "".join(f"{';'.join(row)}\n" for row in rows)

    _same_as_whole(kept, text, {"header": (0,), "columns": {"text": "column A", "date": "column B"}})
    _same_as_whole(kept, text, {"columns": None})


def _same_as_whole(kept: Kept, text: str, told: dict[str, Any]) -> None:
    path = kept.folder / "0.csv"
    path.write_text(text, encoding="utf-8")
    entry = {"file": "0.csv", "profile": "tabel", "round": "2025", "audience": "extern", **told}
    reading = read_source(path.read_bytes(), Source.model_validate(entry), TABLE, PARAMS, where=str(path))

    found, jobs = kept.run(**{"key": PARAMS.pseudonym_key, **told})

    assert len(jobs) > 1
    assert found == rows_bytes(flagged(reading.statements), where="whole")
