from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.masking import (
    PLACEHOLDERS,
    Span,
    masked,
    masked_reason,
    read_spans,
    written,
)
from tests.cases import cases

TEXT = "Bel Piet de Vries op 06-12345678."
PIET, PHONE = Span(4, 17, "naam"), Span(21, 32, "telefoon")


def test_a_cell_holds_the_spans_in_the_order_of_the_text() -> None:
    assert written([PHONE, PIET]) == "naam:4-17|telefoon:21-32"
    assert written([]) == ""
    assert read_spans("naam:4-17|telefoon:21-32", TEXT, where="here") == (PIET, PHONE)
    assert read_spans("", TEXT, where="here") == ()


@pytest.mark.parametrize(
    "cell",
    ["naam", "naam:4", "naam:17-4", "naam:4-4", "naam:0-999", "plaats:4-17", "naam:4-17|", "naam:4-17|naam:10-20"],
)
def test_a_broken_cell_is_refused_with_its_place(cell: str) -> None:
    with pytest.raises(InputError) as caught:
        read_spans(cell, TEXT, where="statements.csv: u1")

    assert caught.value.where == "statements.csv: u1"
    assert "naam:start-end" in caught.value.allowed


@pytest.mark.parametrize(("start", "end", "kind"), [(3, 3, "naam"), (-1, 3, "naam"), (0, 3, "plaats")])
def test_a_bad_span_cannot_exist(start: int, end: int, kind: str) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end, kind)


def test_masking_leaves_the_rest_as_it_was() -> None:
    assert masked(TEXT, [PHONE, PIET]) == "Bel [naam] op [telefoonnummer]."
    assert masked(TEXT, []) == TEXT


@given(st.text(min_size=1), st.data())
def test_masking_removes_the_spans_and_nothing_else(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(sorted(PLACEHOLDERS))
    spans = [Span(a, b, data.draw(kinds)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]

    assert read_spans(written(spans), text, where="here") == tuple(spans)
    kept = "".join(text[i] for i in range(len(text)) if not any(s.start <= i < s.end for s in spans))
    shown = masked(text, spans)
    assert len(shown) == len(kept) + sum(len(PLACEHOLDERS[span.kind]) for span in spans)
    assert masked(text, []) == text


@pytest.mark.parametrize(("why", "expected"), cases(__file__, "reasons", named=True))
def test_a_reason_quotes_no_masked_word(why: str, expected: str) -> None:
    assert masked_reason(why, TEXT, [PIET, PHONE]) == expected


def test_a_word_that_stands_elsewhere_in_the_text_is_no_secret() -> None:
    text = "Bakker belde de bakker."

    assert masked_reason('relatie: woorden "bakker"', text, [Span(0, 6, "naam")]) == 'relatie: woorden "bakker"'
