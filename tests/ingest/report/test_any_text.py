"""Whatever is thrown at the profile: nothing crashes, every non-blank line is accounted for once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.tables import ACTIONS_FOUND, SCORES, STATEMENTS
from pipeline.core.yaml_model import own_yaml
from pipeline.ingest.common.lines import blank, split_lines
from pipeline.ingest.outcomes import outcomes
from tests.ingest.reports import TEXTS, read

PIECES: list[str] = own_yaml(Path(__file__).parent / "cases" / "any_text.yaml")["pieces"]

texts = st.one_of(
    st.text(max_size=400),
    st.builds(
        "".join,
        st.lists(
            st.builds(
                lambda piece, end: piece + end,
                st.one_of(st.sampled_from(PIECES), st.text(max_size=30)),
                st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", " \n"]),
            ),
            max_size=40,
        ),
    ),
)


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=25, deadline=None)
@given(text=texts)
def test_every_line_is_accounted_for_once(name: str, text: str) -> None:
    reading = read(text, name)
    incoming = [f"deck.txt:{line.number}" for line in split_lines(text, leading_space=False)]
    reading = replace(reading, incoming=incoming)
    assert sorted([*reading.kept, *reading.dropped]) == sorted(incoming)
    assert set(reading.dropped.values()) <= set(reading.reasons)
    for table, frame in (
        (STATEMENTS, reading.statements),
        (SCORES, reading.scores),
        (ACTIONS_FOUND, reading.actions),
    ):
        table.checked(frame, where="any text")
    assert not any(blank(words) for words in reading.statements["text"])
    shown = outcomes(reading)
    assert [outcome.number for outcome in shown if outcome.kept] == [
        int(u.rsplit(":", 1)[1]) for u in reading.kept
    ]


@settings(max_examples=20, deadline=None)
@given(text=texts)
def test_kept_lines_are_those_of_the_statements(text: str) -> None:
    reading = read(text)
    kept = {int(unit.rsplit(":", 1)[1]) for unit in reading.kept}
    for first, last in zip(reading.statements["line_start"], reading.statements["line_end"], strict=True):
        assert {int(first), int(last)} <= kept
