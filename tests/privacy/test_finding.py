from __future__ import annotations

import time
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.masking import masked
from pipeline.privacy.finding import find_personal_data, flagged, name_words
from tests.cases import cases


def shown(text: str) -> str:
    return masked(text, find_personal_data(text))


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "names", named=True))
def test_a_name_is_masked_and_title_and_function_stay(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "places beside", named=True))
def test_places_and_organisations_beside_it_stay(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("text", cases(__file__, "content"))
def test_content_stays(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize(("number", "kind"), cases(__file__, "numbers", named=True))
def test_numbers_in_their_spellings(number: str, kind: str) -> None:
    text = f"Zie {number}, dank."

    assert [(span.kind, text[span.start : span.end]) for span in find_personal_data(text)] == [(kind, number)]


def test_a_number_called_bsn_is_one_even_mistyped() -> None:
    assert shown("Mijn BSN is 111222334.") == "Mijn BSN is [bsn]."
    assert shown("Het aantal is 111222334.") == "Het aantal is 111222334."


def test_check_digits_by_hand() -> None:
    # 9+8+7+2*6+2*5+2*4+3*3+3*2-3 = 66 = 6 x 11; one more is none.
    assert shown("Het aantal is 111222333.") == "Het aantal is [bsn]."
    assert shown("Het aantal is 000000000.") == "Het aantal is 000000000."
    assert shown("Zie GB82 WEST 1234 5698 7654 32.") == "Zie [rekeningnummer]."  # the example of ISO 13616
    assert shown("Zie GB83 WEST 1234 5698 7654 32.") == "Zie GB83 WEST 1234 5698 7654 32."


def test_who_signed_a_quote_is_a_name_everywhere_in_that_source_only() -> None:
    frame = pd.DataFrame(
        {
            "source": ["a", "a", "b"],
            "speaker": ["Zwaantje Morgenrood, wethouder Ruimte, gemeente Wielrade", "", ""],
            "text": ["Kort.", "Morgenrood kwam kijken.", "Morgenrood kwam kijken."],
        },
        index=[5, 3, 9],
    )

    assert flagged(frame)["personal_data"].to_dict() == {5: "", 3: "naam:0-10", 9: ""}
    assert flagged(frame.iloc[::-1])["personal_data"].to_dict() == {5: "", 3: "naam:0-10", 9: ""}
    assert flagged(frame.iloc[:0])["personal_data"].tolist() == []


def test_functions_and_places_of_a_signature_are_no_names() -> None:
    assert name_words("Sjoerd Aldegonde-Kuip, wethouder Ruimte") == {"Sjoerd", "Aldegonde-Kuip"}
    assert name_words("Wethouder De Vries (Utrecht)") == set()  # Vries is a place too
    assert name_words("een medewerker van de provincie") == set()


@given(
    st.text(alphabet=st.sampled_from("Jan de Vries.,:06-12345678@nlAB\n'’ "), max_size=60) | st.text(max_size=60)
)
def test_spans_fit_the_text_and_each_other(text: str) -> None:
    spans = find_personal_data(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert spans == find_personal_data(text)


def test_ten_thousand_statements_take_less_than_ten_seconds() -> None:
    text = (
        "Het overleg met {} over de Dorpsstraat in De Bilt duurde van 9.00 tot 12.30 uur, zei de wethouder Ruimte."
    )
    texts = [text.format(f"Marieke {number} van Team Water") for number in range(2_000)]
    find_personal_data(texts[0])  # reads the lists

    start = time.process_time()
    for statement in texts:
        find_personal_data(statement)

    assert (time.process_time() - start) * 5 < 10


def test_addresses_that_touch_are_found_one_by_one() -> None:
    assert shown("Mail a@b.nl.x@c.nl@d.nl") == "Mail [e-mailadres][e-mailadres]@d.nl"
    assert shown("(bel 030-6912240), (030-6912240)") == "(bel [telefoonnummer]), ([telefoonnummer])"


@pytest.mark.parametrize(
    "text",
    [
        "Jan de Vries 12345678 van 't Laan " * 3_000,
        "a" * 40_000,
        "a" * 40_000 + "@",
        "a@b." * 10_000,
        "1" * 40_000,
        "A." * 20_000,
    ],
    ids=["words", "one word", "sign at its end", "signs", "digits", "initials"],
)
def test_a_long_text_takes_time_in_proportion(text: str) -> None:
    start = time.process_time()
    find_personal_data(text)

    assert time.process_time() - start < 5
