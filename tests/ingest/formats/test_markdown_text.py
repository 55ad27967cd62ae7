from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.formats.markdown_text import without_marks


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        pytest.param("## Inhoud ##", "Inhoud", id="heading"),
        pytest.param("#hashtag", "#hashtag", id="a hash without a space is no heading"),
        pytest.param("> “Zo is het.”", "“Zo is het.”", id="block quote"),
        pytest.param("- **Korte** lijnen", "- Korte lijnen", id="bold; the mark of the item stays"),
        pytest.param("* een *echt* punt", "* een echt punt", id="star as mark and as emphasis"),
        pytest.param("3 * 4 * 5", "3 * 4 * 5", id="stars between spaces"),
        pytest.param("een_naam_met_strepen", "een_naam_met_strepen", id="low lines in a word"),
        pytest.param("zie [de bijlage](b.md)", "zie de bijlage", id="link"),
        pytest.param("[niet] (zo)", "[niet] (zo)", id="brackets"),
        pytest.param("`code` en \\*ster\\*", "code en *ster*", id="code and backslash"),
        pytest.param("| Goed | 3 |", "Goed  3", id="row of a table"),
        pytest.param("|---|:-:|", "", id="rule of a table"),
        pytest.param("***", "", id="rule"),
        pytest.param("- -", "- -", id="two dashes are no rule"),
        pytest.param("1. Doe iets", "1. Doe iets", id="numbered item"),
    ],
)
def test_a_line(marked: str, shown: str) -> None:
    assert without_marks(marked) == shown


@given(st.text())
def test_lines_stay_where_they_are(text: str) -> None:
    def ends(text: str) -> int:
        return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")

    assert ends(without_marks(text)) == ends(text)
