"""Rows that are put together of bytes are those that are made of frames."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.codebook import Codebook
from pipeline.core.counting import with_set_aside
from pipeline.core.delimited import plain_csv
from pipeline.core.tables import PREDICTIONS
from pipeline.review.labels.labelling import label
from pipeline.review.labels.untouched import Untouched

Frames = Callable[..., pd.DataFrame]
CELLS = [
    "",
    "rust",
    "regel",
    "rust: regel a",
    "a: woord | b: regel",
    "x: taalmodel y",
    "é€",
    'z"z',
    "=1",
    "'t",
    "p\nq,",
    "\r",
]
ROWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["antwoord", "motto", "citaat"]),
        "category_given": st.sampled_from(["", "", "inhoud"]),
        "duplicate_of": st.sampled_from(["", "", "u0"]),
        **{name: st.sampled_from(CELLS) for name in ("text", "why", "question", "organisation")},
    }
)


def lines_of(frame: pd.DataFrame) -> list[bytes]:
    """Each row as it is written."""
    return [plain_csv(frame.iloc[[number]], header=False).encode() for number in range(len(frame))]


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=5), turned=st.booleans())
def test_byte_for_byte_as_of_frames(
    rows: list[dict[str, str]], turned: bool, predictions: Frames, codebook: Codebook
) -> None:
    frame = predictions(*rows)
    header = [*reversed(PREDICTIONS.names)] if turned else PREDICTIONS.names
    whole = label(with_set_aside(frame, ["motto"]), {}, {}, codebook)

    made = Untouched(header, ["motto"], {"u3"}, codebook).rows(lines_of(frame[header]))

    for number, line in enumerate(made.lines):
        run = any(rows[number][name][:1] in ("=", "'", "\r") and rows[number][name] for name in rows[number])
        assert (line is None) == (run or number == 3)
        if line is not None:
            assert [line] == lines_of(whole.iloc[[number]])
            assert {name: own[number] for name, own in made.cells.items()} == whole.iloc[number].to_dict()


def test_what_is_out_of_the_ordinary_is_left_to_frames(predictions: Frames, codebook: Codebook) -> None:
    plain, quoted, short = lines_of(predictions({}, {"text": "x"}, {})[PREDICTIONS.names])
    untouched = Untouched(PREDICTIONS.names, [], (), codebook)
    needless, returned = quoted.replace(b",x,", b',"x",'), plain.replace(b"\n", b"\r\n")

    def taken(*lines: bytes) -> list[bool]:
        return [line is not None for line in untouched.rows(lines).lines]

    assert taken(plain, quoted, short) == [True] * 3
    assert taken(plain, needless) == [True, False]
    assert taken(plain.replace(b"antwoord", b"roddel"), plain) == [False, True]
    assert taken(plain, returned) == [False] * 2
    assert taken(plain, short[1 + short.index(b",") :]) == [False] * 2
    assert taken(plain.replace(b"Zin", b"\0"), plain) == [False] * 2
    assert taken() == []


def test_of_more_rows_than_are_looked_at_together(predictions: Frames, codebook: Codebook) -> None:
    (line,) = lines_of(predictions({})[PREDICTIONS.names])
    made = Untouched(PREDICTIONS.names, [], (), codebook).rows([line] * 4_001)

    assert made.cells["statement_id"] == ["u0"] * 4_001
    assert {*made.lines} == {made.lines[0]} != {None}
