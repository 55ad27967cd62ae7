"""Reports and minutes by somebody who had not seen the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import cases
from tests.ingest.report.test_prose import reads


@pytest.mark.parametrize(("file", "name", "size", "must", "must_not"), cases(__file__, "files"))
def test_a_report(file: str, name: str, size: list[int], must: list[str], must_not: list[str]) -> None:
    content = (Path(__file__).parent / "unseen" / file).read_bytes()
    texts = reads(file, content, name).statements["text"]

    assert size[0] <= len(texts) <= size[1]
    assert [part for part in must if not any(part in text for text in texts)] == []
    assert [part for part in must_not if any(part in text for text in texts)] == []
