from __future__ import annotations

import pytest

from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.bullets import BulletMarks, finished, number_of, without_number


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("• Een punt", "Een punt"),
        ("▪ Een punt", "Een punt"),
        ("➢Zonder spatie", "Zonder spatie"),
        ("- Een punt", "Een punt"),
        ("– Een punt", "Een punt"),
        ("* Een punt", "Een punt"),
        ("o Een punt", "Een punt"),
        ("3. Een punt", "Een punt"),
        ("12) Een punt", "Een punt"),
        ("•", ""),
    ],
)
def test_a_mark_is_taken_off(line: str, text: str, profile: TextProfile) -> None:
    marks = BulletMarks(profile.bullets, [line])
    assert line[marks.length(line, "") :] == text
    assert marks.length(line, "")


@pytest.mark.parametrize(
    "line",
    ["-5 graden", "of niet", "ook dit", "2024. Dat jaar", "3.5 procent", "–nemer", "*ster", "Een punt", "“Nee”"],
)
def test_no_mark(line: str, profile: TextProfile) -> None:
    assert BulletMarks(profile.bullets, [line]).length(line, "") == 0


def test_a_dash_in_a_sentence_is_no_mark_where_dots_are_used(profile: TextProfile) -> None:
    marks = BulletMarks(profile.bullets, ["• Wij willen", "- als het kan -", "samen verder."])
    assert marks.length("- als het kan -", "Wij willen") == 0
    assert marks.length("- een onderdeel", "Dit zijn ze:") == 2


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Klaar.", True),
        ("Klaar!”", True),
        ("(Klaar.)", True),
        ("Let op:", True),
        ("Niet", False),
        ("bv., zo", False),
    ],
)
def test_finished(text: str, answer: bool) -> None:
    assert finished(text) is answer


def test_numbers() -> None:
    assert (number_of("10. Doe dit"), without_number("10. Doe dit")) == (10, "Doe dit")
    assert (number_of("Doe dit"), without_number("Doe dit")) == (None, "Doe dit")
