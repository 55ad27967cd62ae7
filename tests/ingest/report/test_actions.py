from __future__ import annotations

import pytest

from pipeline.ingest.common.lines import split_lines
from pipeline.ingest.profiles.text_profile import TextProfile
from pipeline.ingest.report.actions import find_actions, worded
from pipeline.ingest.report.bullets import BulletMarks

Found = list[tuple[int, str, str]]


def found_in(text: str, profile: TextProfile, expected: int = 1) -> Found:
    lines = split_lines(text, leading_space=False)
    marks = BulletMarks(profile.bullets, (line.text for line in lines))
    actions = find_actions(lines, range(len(lines)), "Algemeen", profile.owner, marks, expected)
    return [(action.number, *worded(action, " ".join)) for action in actions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "1. Maak een kaart\nvan alles.\nActiehouder: team Regio\n\n2. Bel terug.\nActiehouder: HR",
            [(1, "Maak een kaart van alles.", "team Regio"), (2, "Bel terug.", "HR")],
            id="owner under the text",
        ),
        pytest.param("1. Bel terug. Actiehouder: HR", [(1, "Bel terug.", "HR")], id="owner on the same line"),
        pytest.param(
            "1. Oefen door:\n\n• te bellen. Actiehouder: HR\n\n• te lopen\nActiehouder: directie",
            [(1, "Oefen door: te bellen; te lopen", "HR; directie")],
            id="sub-actions with owners of their own",
        ),
        pytest.param(
            "1. Bel terug.\nActiehouder: HR, met de afdeling\nCommunicatie\n\nToelichting volgt.",
            [(1, "Bel terug. Toelichting volgt.", "HR, met de afdeling Communicatie")],
            id="an owner ends at a blank line",
        ),
        pytest.param("1. Bel terug.", [(1, "Bel terug.", "")], id="nobody owns it"),
        pytest.param("Wij doen acht dingen.\nActiehouder: HR", [], id="prose before the first action"),
        pytest.param(
            "3. Loop mee op:\n1. maandag\n2. dinsdag\n4. Bel.",
            [(3, "Loop mee op: maandag; dinsdag", ""), (4, "Bel.", "")],
            id="a lower number is an item of the action",
        ),
    ],
)
def test_find_actions(text: str, found: Found, profile: TextProfile) -> None:
    assert found_in(text, profile) == found


def test_actions_go_on_counting_over_slides(profile: TextProfile) -> None:
    assert found_in("1. een punt\n5. Bel.", profile, expected=5) == [(5, "Bel.", "")]
