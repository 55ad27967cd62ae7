from __future__ import annotations

import re
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata

from pipeline.core.masking import Span
from pipeline.privacy import finding, names
from pipeline.privacy.beginnings import beginnings
from pipeline.privacy.finding import find_personal_data
from pipeline.privacy.lexicon import lexicon
from pipeline.privacy.tokens import words_of

HERE = Path(__file__).parent
KNOWN = frozenset({"Morgenrood", "Stip"})
JOINED = (" ", " ", " ", ". ", ", ", ": ", " (", ") ", "-", " & ", " - ", "\n", "'s ", "\u0301", "\u2122", "")
NUMBERS = ("06 12345678", "0800-0123", "14 030", "+32 478 12 34 56", "0031 6 12345678", "(030) 1234567", "2024")
WORDS = ("er", "ook", "dat", "Wij", "Dat", "RWS", "Dr", "J.", "A.B. ", "Chr.", "wijk", "Dorpsstraat", "1234 AB")


def found_without_pre_tests(text: str, known: frozenset[str]) -> tuple[Span, ...]:
    """By the rules alone, tried at each word and of each number."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(names, "beginnings", lambda text, _: range(len(words_of(text))))
        patched.setattr(finding, "_PHONE_LIKE", re.compile(""))
        return find_personal_data(text, known)


@cache
def vocabulary() -> list[str]:
    """A slice of every list, as written and in another case, and words that are on none."""
    lists, words = lexicon(), lexicon().context
    telling = (words.titles, words.prefixes, words.roles, words.plural_titles, words.prefixes_before_article)
    listed = (lists.first_names, lists.first_words, lists.surnames, lists.surname_words, lists.after_prefix)
    phrases = (name for name in lists.places | lists.organisations if " " in name)
    some = chain(
        *(sorted(each)[:: max(1, len(each) // 60)] for each in listed),
        *map(sorted, telling),
        sorted(phrases)[::20],
        sorted(lists.organisations)[::20],
    )
    return sorted({form for word in some for form in (word, word.lower(), word.capitalize(), word.title())})


@st.composite
def texts(draw: st.DrawFn) -> str:
    word = st.one_of(st.sampled_from(vocabulary()), st.sampled_from((*WORDS, *NUMBERS, *KNOWN, "en", "de", "van")))
    said = draw(st.lists(st.tuples(word, st.sampled_from(JOINED)), min_size=1, max_size=9))
    return "".join(chain.from_iterable(said))


@given(text=texts(), known=st.sampled_from([frozenset(), KNOWN]))
@settings(max_examples=100, deadline=None)
def test_a_pre_test_changes_nothing_that_is_found(text: str, known: frozenset[str]) -> None:
    assert find_personal_data(text, known) == found_without_pre_tests(text, known)


def test_nor_in_the_sentences_that_the_rules_were_written_by() -> None:
    written = [line for name in ("held_out.txt", "tuning.txt") for line in (HERE / name).read_text().splitlines()]

    assert [find_personal_data(each) for each in written] == [
        found_without_pre_tests(each, frozenset()) for each in written
    ]


def test_no_number_of_the_plan_is_shorter_than_the_pre_test_takes() -> None:
    plan = PhoneMetadata.metadata_for_region("NL")

    assert plan
    assert plan.general_desc
    assert min(plan.general_desc.possible_length) == 5
    assert [find_personal_data(f"Bel {number}.") != () for number in ("14030", "1403")] == [True, False]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Wij horen te weinig van hun gemeente.", []),
        ("Dat vroeg mevrouw de Vries aan het hoofd.", [3, 4]),  # a prefix after a title; a surname of a list
        ("Er is Joke.", [0, 2]),  # "Er" is on a list of surnames
        ("Wij spraken Tygo van den Brink.", [2, 3, 5]),  # before a surname; of a place; a surname
        ("wat sander zei", [1]),
    ],
)
def test_most_words_begin_no_name(text: str, places: list[int]) -> None:
    assert beginnings(text, frozenset()) == places
