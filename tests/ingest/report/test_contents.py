"""A table of contents ends, also where nothing says that a page does."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.ingest.common.reading import ReadResult

CONTENTS = "INHOUDSOPGAVE\nVoorwoord\n1. Aanpak ..... 3\n2. Adviezen voor de toekomst 4\n"
CHAPTERS = "VOORWOORD\nBeste lezer.\n2. ADVIEZEN VOOR DE TOEKOMST\nInhoud\n• Bel vaker.\n"


def test_at_the_first_chapter_that_it_lists(read: Callable[..., ReadResult]) -> None:
    reading = read(CONTENTS + CHAPTERS)

    assert reading.statements["text"].tolist() == ["Bel vaker."]
    assert [int(unit.rsplit(":", 1)[1]) for unit, why in reading.dropped.items() if why == "inhoudsopgave"] == [
        2,
        3,
        4,
    ]
    assert reading.dropped["deck.txt:6"] == "voorwoord"


def test_not_at_a_chapter_that_it_lists_in_capitals(read: Callable[..., ReadResult]) -> None:
    reading = read(CONTENTS.upper() + CHAPTERS)

    assert reading.statements["text"].tolist() == ["Bel vaker."]
    assert list(reading.dropped.values()).count("inhoudsopgave") == 3
