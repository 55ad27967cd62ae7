from __future__ import annotations

import csv
import errno
import io
import os
import sys
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.delimited import dutch_csv, parse_csv, plain_csv
from pipeline.core.errors import InputError
from pipeline.core.files import (
    check_targets,
    decode,
    neutralise,
    read_bytes,
    remove_stale,
    replacing,
    restore,
    timeless,
    write_json,
    write_text,
)

# Text as a CSV can hold it: no NUL, no lone surrogates, and line ends that csv keeps.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60)


@given(CELLS)
def test_neutralised_cells_start_no_formula_and_come_back_as_they_were(cell: str) -> None:
    assert not neutralise(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restore(neutralise(cell)) == cell


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1).filter(lambda rows: all(a.strip() for a, _ in rows)))
def test_plain_csv_round_trip(rows: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=str)

    back = parse_csv(plain_csv(frame), where="x")

    assert back.to_numpy().tolist() == [list(row) for row in rows]
    assert back.index.tolist() == list(range(2, 2 + len(rows)))


def test_dutch_csv_is_what_dutch_excel_writes() -> None:
    texts, shares = ["=1+1", "twee\nregels", "-0,5 is tekst"], ["-0.12", "0.50", ""]
    frame = pd.DataFrame({"tekst": texts, "aandeel": shares, "n": [1, 2, 3]})

    assert dutch_csv(frame, ["aandeel"]) == (
        b"\xef\xbb\xbftekst;aandeel;n\r\n'=1+1;-0,12;1\r\n\"twee\nregels\";0,50;2\r\n'-0,5 is tekst;;3\r\n"
    )


a_number = st.sampled_from(["", "007", "-0.50", "12"])


@given(st.lists(st.tuples(st.text("ab;\"\n\r =-'", max_size=5), a_number), max_size=6))
def test_dutch_csv_is_csv_of_the_cells_as_dutch_excel_has_them(cells: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(cells, columns=["tekst", "getal"], dtype=str)
    for columns in (["tekst", "getal"], ["tekst"]):
        stream = io.StringIO(newline="")
        told = {"": "", "007": "7", "-0.50": "-0,50", "12": "12"}
        shown = [(neutralise(text), told[number])[: len(columns)] for text, number in cells]
        csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows([columns, *shown])

        assert dutch_csv(frame[columns], ["getal"]).decode("utf-8-sig") == stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_recognised(encoding: str) -> None:
    text = "één – ‘ja, mits’"

    assert decode(text.encode(encoding), where="x") == (text, encoding)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="png"),
        pytest.param(b"PK\x03\x04\x14\x00\x06\x00", id="zip"),
        pytest.param(bytes(range(1, 32)) * 4, id="control characters"),
        pytest.param(b"\xff\xfe\xd8", id="broken utf-16"),
    ],
)
def test_binary_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="binary file"):
        decode(content, where="x.csv")


def test_a_file_that_is_missing_empty_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leeg.csv").write_text(" \n")

    with pytest.raises(InputError, match="file not found") as caught:
        read_bytes(tmp_path / "leegg.csv")
    assert caught.value.nearest == "leeg.csv"
    with pytest.raises(InputError, match="is empty"):
        read_bytes(tmp_path / "leeg.csv")
    with pytest.raises(InputError, match="a folder was given"):
        read_bytes(tmp_path)


def test_a_file_is_as_private_as_the_user_wants(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no umask")
    before = os.umask(0o077)
    try:
        write_text(tmp_path / "out.txt", "who said what")
    finally:
        os.umask(before)

    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o600


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "map.csv").mkdir()
    (tmp_path / "file").write_text("kept")

    for path in (tmp_path / "map.csv", tmp_path / "file" / "out.csv"):
        with pytest.raises(InputError, match="cannot be written") as caught:
            write_text(path, "text")
        assert caught.value.where == str(path)

    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "map.csv"]


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no named pipes in folders")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "out.csv").symlink_to(tmp_path / "pipe")

    for name in ("pipe", "out.csv"):
        with pytest.raises(InputError, match="cannot be written"):
            write_text(tmp_path / name, "text")

    assert (tmp_path / "out.csv").is_symlink()


def test_what_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    def write_half() -> None:
        with replacing(tmp_path / "out.csv") as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_and_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = tmp_path / "tabel.csv"
    path.write_text("oud")

    def full() -> None:
        with replacing(path) as stream:
            stream.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(InputError, match="make room on the disk"):
        full()
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"tabel.csv": "oud"}


def test_a_number_that_json_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "out.json", {"value": float("nan")})


def test_a_result_never_takes_the_place_of_its_source_or_of_another_result(tmp_path: Path) -> None:
    source, out = tmp_path / "a.csv", tmp_path / "b.csv"

    check_targets(source, {"--out": out, "--ledger": tmp_path / "l.json"})

    with pytest.raises(InputError, match="the file that is read as well"):
        check_targets(source, {"--out": tmp_path / "." / "a.csv"})
    with pytest.raises(InputError, match="the file of --out as well"):
        check_targets(source, {"--out": out, "--ledger": out})


def test_what_a_killed_run_left_of_a_file_goes_when_it_is_written_again(tmp_path: Path) -> None:
    for name in (".a[1].csv.0123abcd.tmp", ".b.csv.0123abcd.tmp", "a[1].csv.tmp"):
        (tmp_path / name).write_text("half")
    write_text(tmp_path / "a[1].csv", "whole")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".b.csv.0123abcd.tmp", "a[1].csv", "a[1].csv.tmp"]


def test_stale_files_are_those_of_our_names_that_are_not_kept(tmp_path: Path) -> None:
    for name in ("actie-1.csv", "actie-2.csv", "eigen.csv", ".gone.csv.0123abcd.tmp"):
        (tmp_path / name).write_text("x")
    remove_stale(tmp_path, ("actie-*",), [tmp_path / "actie-2.csv"])

    assert sorted(path.name for path in tmp_path.iterdir()) == ["actie-2.csv", "eigen.csv"]


PARTS = [("b.xml", b"<b/>" * 1000), ("a/één.txt", b""), ("a.bin", bytes(range(256)))]


def test_what_goes_in_comes_out_in_its_order() -> None:
    with zipfile.ZipFile(io.BytesIO(timeless(PARTS))) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == PARTS
        assert archive.getinfo("b.xml").compress_size < 100


@pytest.mark.parametrize("platform", ["win32", "linux", "darwin"])
def test_neither_clock_nor_system_shows(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = timeless(PARTS)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)

    content = timeless(PARTS)

    assert content == here
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {(entry.date_time, entry.create_system) for entry in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3)
        }
