from __future__ import annotations

import pytest

from pipeline.ingest.report.marks import BulletMarks, finished, number_of, without_number
from tests.cases import cases
from tests.ingest.reports import TEXTS

BULLETS = TEXTS["verkenning"].bullets


@pytest.mark.parametrize(("line", "text"), cases(__file__, "marks"))
def test_a_mark_is_taken_off(line: str, text: str) -> None:
    marks = BulletMarks(BULLETS, [line])
    assert line[marks.length(line) :] == text
    assert marks.length(line)


@pytest.mark.parametrize("line", cases(__file__, "no_mark"))
def test_no_mark(line: str) -> None:
    assert BulletMarks(BULLETS, [line]).length(line) == 0


def test_a_dash_in_a_sentence_is_no_mark_where_dots_are_used() -> None:
    marks = BulletMarks(BULLETS, ["• Wij willen", "- als het kan -", "samen verder."])
    assert marks.length("- als het kan -", "Wij willen") == 0
    assert marks.length("- een onderdeel", "Dit zijn ze:") == 2


@pytest.mark.parametrize(("text", "answer"), cases(__file__, "finished"))
def test_finished(text: str, answer: bool) -> None:
    assert finished(text) is answer


def test_numbers() -> None:
    assert (number_of("10. Doe dit"), without_number("10. Doe dit")) == (10, "Doe dit")
    assert (number_of("Doe dit"), without_number("Doe dit")) == (None, "Doe dit")
