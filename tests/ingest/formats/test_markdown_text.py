from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.common.lines import unmarked
from pipeline.ingest.formats.markdown import markdown_text
from tests.cases import cases


@pytest.mark.parametrize(("marked", "shown"), cases(__file__, "lines"))
def test_a_line(marked: str, shown: str) -> None:
    assert unmarked(markdown_text(marked)) == shown


@given(st.text())
def test_lines_stay_where_they_are(text: str) -> None:
    def ends(text: str) -> int:
        return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")

    assert ends(markdown_text(text)) == ends(text)
