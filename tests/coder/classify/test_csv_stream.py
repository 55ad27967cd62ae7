from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.coder.classify.csv_stream import chunks, written
from pipeline.core.errors import InputError
from tests.cases import cases


def given(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("texts", "sizes"),
    [
        (list("abcdefg"), [3, 3, 1]),  # three rows at a time
        (["a" * 4, "b" * 7, "c" * 25, "d", "e"], [2, 1, 2]),  # fewer where they have ten characters or more
    ],
)
def test_rows_come_in_order_in_chunks_that_are_smaller_for_long_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str], sizes: list[int]
) -> None:
    monkeypatch.setattr("pipeline.core.parallel.MOST", 3)
    monkeypatch.setattr("pipeline.core.parallel.LARGEST", 10)
    path = given(tmp_path / "a.csv", "id,text\n" + "".join(f"{n},{text}\n" for n, text in enumerate(texts)))

    parts = list(chunks(path))

    assert [len(part) for part in parts] == sizes
    assert pd.concat(parts).to_numpy().tolist() == [[str(n), text] for n, text in enumerate(texts)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_dutch_excel_is_read(tmp_path: Path, encoding: str) -> None:
    path = given(tmp_path / "a.csv", 'id;text\r\n1;"één; twee\r\ndrie"\r\n', encoding)

    frame = next(chunks(path))

    assert frame["text"].tolist() == ["één; twee\r\ndrie"]


@pytest.mark.parametrize(("content", "message"), cases(__file__, "faults"))
def test_a_faulty_file_is_named(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        given(tmp_path / "a.csv", content)

    with pytest.raises(InputError, match=message) as caught:
        list(chunks(tmp_path / "a.csv"))

    assert "a.csv" in str(caught.value)


def fail_halfway(path: Path) -> None:
    with written(path) as stream:
        stream.write("nieuw")
        raise InputError("halfway")


def test_a_failure_leaves_the_earlier_file(tmp_path: Path) -> None:
    path = given(tmp_path / "out.csv", "oud")

    with pytest.raises(InputError):
        fail_halfway(path)

    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_text(encoding="utf-8") == "oud"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("shift", [0, 1, 2, 3])
def test_a_character_at_the_end_of_the_sample_hides_no_encoding(tmp_path: Path, encoding: str, shift: int) -> None:
    long = "x" * shift + "é" * 1_100_000  # the sample ends in the middle of it
    path = given(tmp_path / "a.csv", f'id,text\n1,"{long}"\n2,één\n', encoding)

    assert next(chunks(path))["text"].tolist() == [long, "één"]
