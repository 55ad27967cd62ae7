"""One report as text, Markdown, Word, OpenDocument and PDF: the same statements, ids and rounds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.ingest.common.reading import ReadResult
from tests.ingest.formats.documents import MAKE, read
from tests.ingest.reports import DECK, DEMO, REAL, needs_report
from tests.ingest.reports import facts as known

FORMATS = [".md", ".docx", ".odt", ".pdf"]


def facts(read: ReadResult) -> list[tuple[str, ...]]:
    return known(read.statements, "statement_id", "duplicate_of", "speaker")


def slides(text: str) -> str:
    """With a form feed where a space says that a page starts: a document says so itself."""
    return re.sub(r"(?m)^ (?=\S)", "\f", text)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    ("report", "statements"),
    [
        pytest.param(DECK, 15, id="deck"),
        pytest.param(DEMO, 198, id="demo"),
        pytest.param(REAL, 188, id="real", marks=needs_report),
    ],
)
def test_any_format_gives_the_statements_of_the_text(report: Path, statements: int, suffix: str) -> None:
    text = report.read_text("utf-8")
    expected = read(text.encode(), "deck.txt")

    found = read(MAKE[suffix](slides(text)), f"deck{suffix}")

    assert facts(found) == facts(expected)
    assert len(found.statements) == statements
    assert found.encoding == ("utf-8" if suffix == ".md" else suffix[1:])
    assert sorted(found.incoming) == sorted([*found.kept, *found.dropped])


def test_scores_and_actions_too() -> None:
    text = DEMO.read_text("utf-8")
    expected = read(text.encode(), "deck.txt")
    counts = ["round", "perspective", "property", "level", "count", "ambiguous"]
    for suffix in FORMATS:
        found = read(MAKE[suffix](slides(text)), f"deck{suffix}")
        assert found.scores[counts].equals(expected.scores[counts]), suffix
        assert found.actions[["number", "group", "owner", "text"]].equals(
            expected.actions[["number", "group", "owner", "text"]]
        ), suffix
