"""Words, sentences and phrases are found as spaCy finds them, which is much slower."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from pipeline.coder.rules.phrases import GAP, GAP_WORDS, Cutter, Slots, Span, TokenizedText, Words, places
from pipeline.coder.rules.rules import RuleSet
from tests.cases import cases

WORDS = (
    "leg Legt uit UIT ons dat de hokjes hokje schotten ontschotting D66 1e €5 e-mail www.x.nl ﬁets İs a_b i.v.m."
)
SIGNS = '(leg uit) leg/uit uit. uit! uit... … . ! " - 👍 n.v.t. bijv.'
PIECES = (*WORDS.split(), *SIGNS.split(), "'s avonds", "xD")
GAPS = (" ", " ", " ", " ", "  ", "\n", "\n\n", "\t ", " \n", "\u00a0", "")
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GAPS)), max_size=14).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
PHRASES = ("leg .. uit", "leg uit", "*schot*", "hokje", "de .. *en", "ons/dat .. uit/uit.", "leg .. ons .. uit")
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def line(nlp: Language, text: str, slots: Slots | None = None) -> TokenizedText:
    return TokenizedText(text, Cutter(nlp, slots or Slots()).stretches(text))


def places_of(nlp: Language, text: str, phrase: str) -> list[Span]:
    slots = Slots()
    numbers = [None if word == GAP else slots.number(Words.of(word)) for word in phrase.split()]
    return places(numbers, line(nlp, text, slots))


def by_spacy(doc: Doc, phrase: str) -> list[tuple[int, int]]:
    choices: list[list[list[dict[str, Any]]]] = []
    for word in phrase.split():
        if word == GAP:
            choices.append([[{"IS_SENT_START": False, "OP": f"{{0,{GAP_WORDS}}}"}]])
            continue
        words = Words.of(word)
        options: list[list[dict[str, Any]]] = [[{name: {"IN": list(words.plain)}}] for name in ("LOWER", "LEMMA")]
        if words.glob:
            options.append([{"LOWER": {"REGEX": f"^(?:{words.glob.pattern})$"}}])
        choices.append(options)
    matcher = Matcher(doc.vocab)
    patterns = [[token for option in row for token in option] for row in product(*choices)]
    matcher.add("phrase", patterns, greedy="LONGEST")
    return [(a, b) for _, a, b in matcher(doc) if not any(token.is_sent_start for token in doc[a + 1 : b])]


@SETTINGS
@given(text=TEXTS)
def test_words_and_sentences_are_those_of_spacy(nlp: Language, text: str) -> None:
    doc, own = nlp(text), line(nlp, text)

    assert [(word.form, word.lemma) for word in own.words] == [(t.lower_, t.lemma_.lower()) for t in doc]
    starts = [
        place for place in range(len(own.words)) if place == 0 or own.sentences[place] > own.sentences[place - 1]
    ]
    assert starts == [sentence.start for sentence in doc.sents]
    spans = [(a, b) for a in range(len(doc)) for b in range(a + 1, len(doc) + 1)]
    assert own.written(spans) == [doc[a:b].text.lower() for a, b in spans]


@SETTINGS
@given(
    letters=st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
    | st.text("abgnotvxyzDO", min_size=1, max_size=4),
    sign=st.sampled_from(["", *",.!?;:"]),
)
@example(letters="enz", sign=".")
@example(letters="xD", sign=".")
@example(letters="mln", sign=",")
@example(letters="D", sign=".")
def test_letters_are_one_word_as_to_spacy_and_a_sign_behind_them_another(
    nlp: Language, letters: str, sign: str
) -> None:
    found = [(word.form, word.lemma, word.start, word.end, word.sign) for word in line(nlp, letters + sign).words]

    assert found == [(t.lower_, t.lemma_.lower(), t.idx, t.idx + len(t), t.is_punct) for t in nlp(letters + sign)]


@SETTINGS
@given(text=TEXTS, phrase=st.sampled_from(PHRASES))
def test_a_phrase_stands_where_spacys_matcher_finds_it(nlp: Language, text: str, phrase: str) -> None:
    assert sorted(places_of(nlp, text, phrase)) == sorted(by_spacy(nlp(text), phrase))


@pytest.mark.parametrize(("text", "expected"), cases(__file__, "overlapping"))
def test_of_places_that_overlap_the_longest_counts(nlp: Language, text: str, expected: list[list[int]]) -> None:
    assert [list(span) for span in places_of(nlp, text, "leg .. uit")] == expected


@pytest.mark.parametrize("sign", ["😀", "!", "(", "a"])
def test_a_long_run_without_spaces_is_cut_in_time_that_grows_with_its_length(rules: RuleSet, sign: str) -> None:
    started = time.process_time()

    assert rules.find_in(sign * 50_000) == []

    assert time.process_time() - started < 10  # it was minutes
