"""Zip files that are the same on every day and every system."""

from __future__ import annotations

import io
import sys
import time
import zipfile

import pytest

from pipeline.core.deterministic_zip import timeless

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
