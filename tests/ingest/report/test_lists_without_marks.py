"""Lists that lost their marks: what can be told from how lines end, and how much that is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.ingest.reports import DEMO, REAL, needs_report, read
from tests.ingest.reports import facts as known

SLIDE = """\
4. ADVIEZEN VOOR DE TOEKOMST
Inhoud
Maak samen met partners een korte lijst van doelen, en kom
daar elk jaar op terug. Dat geeft rust.
Zeg wat je met een inbreng doet.
Let vooral op:
Deel je gegevens met anderen, zodat niet elke gemeente een
eigen bureau hoeft in te huren.
"""


def test_an_item_ends_where_the_next_word_fitted() -> None:
    reading = read(SLIDE)

    assert reading.statements["text"].tolist() == [
        "Maak samen met partners een korte lijst van doelen, en kom daar elk jaar op terug. Dat geeft rust.",
        "Zeg wat je met een inbreng doet.",
        "Deel je gegevens met anderen, zodat niet elke gemeente een eigen bureau hoeft in te huren.",
    ]
    assert reading.dropped["deck.txt:6"] == "inleiding"


@pytest.mark.parametrize(
    ("report", "found", "false"),
    [
        pytest.param(DEMO, 119, 22, id="demo"),
        pytest.param(REAL, 184, 8, id="real", marks=needs_report),
    ],
)
def test_most_of_a_report_without_any_mark(report: Path, found: int, false: int) -> None:
    def facts(text: str) -> Counter[tuple[str, ...]]:
        return Counter(known(read(text).statements))

    text = report.read_text("utf-8")
    whole, bare = facts(text), facts(re.sub(r"(?m)^( ?)▪ ?", r"\1", text))

    assert (whole & bare).total() >= found
    assert (bare - whole).total() <= false
